"""The places that the search tests look for, and what of them meets a search, by hand."""

from random import Random

from plugdex.directory.records import location_content_id
from plugdex.formats.port import Reading
from plugdex.model.geo import distance_m
from plugdex.model.location import Business, Connector, Location, Point
from plugdex.model.power import max_power
from tests.places import ccs, connector, evse, location, reading

PREFIX = "here:pds:place:"
CENTRE = (52.09, 5.12)
OPERATORS = ("Plug BV", "Fast One", "Volt & Söhne", None)
VEHICLES = ((), (), ("CAR", "TRUCK"), ("TRUCK",), ("TWO_WHEELER",))
PLUGS = (
    ("31", connector()),
    ("34", ccs()),
    ("34", ccs(watts=50_000)),
    ("29", connector("1", "CHADEMO", power_type="DC", max_electric_power=50_000)),
    ("34", Connector(id="1", standard="IEC_62196_T2_COMBO", power_type="DC")),
)
PAYMENTS = ((), ("CREDIT_CARD_PAYABLE",), ("DEBIT_CARD_PAYABLE", "CREDIT_CARD_PAYABLE"))
STATUSES = ("AVAILABLE", "CHARGING", "OUTOFORDER", "BLOCKED", "RESERVED", "UNKNOWN")


def made_up(number: int, dice: Random) -> Reading:
    """A place that differs from the others in all that can be searched for."""
    operator = dice.choice(OPERATORS)
    evses = [
        evse(
            f"E{place}",
            *(
                plug.__class__(**{n: getattr(plug, n) for n in plug.__struct_fields__} | {"id": i})
                for i, plug in zip("12", [p for _, p in dice.sample(PLUGS, 2)], strict=True)
            ),
            capabilities=dice.choice(PAYMENTS),
        )
        for place in range(dice.randint(1, 3))
    ]
    place = location(
        f"place-{number:02}",
        *evses,
        coordinates=Point(
            lat=round(CENTRE[0] + dice.uniform(-0.2, 0.2), 5),
            lon=round(CENTRE[1] + dice.uniform(-0.3, 0.3), 5),
        ),
        name=f"Parking {number}",
        city=dice.choice(("Utrecht", "Zeist")),
        country=dice.choice(("NLD", "NLD", "DEU")),
        operator=Business(name=operator) if operator else None,
        vehicle_categories=dice.choice(VEHICLES),
        emsps=(Business(name="Roam"),) if dice.random() < 0.3 else (),
    )
    return reading(place, *(dice.choice(STATUSES) for _ in evses))


NEAR = reading(
    location(
        "near",
        evse("N1", ccs("1"), ccs("2"), connector("3")),
        evse("N2", ccs("1"), evse_id="NL*PDX*E2"),
        evse("N3", connector("1", "MCS", power_type="DC", max_electric_power=1_000_000)),
        coordinates=Point(lat=52.0901, lon=5.12),
        operator=Business(name="Nearest", website="https://nearest.example"),
        emsps=(Business(name="Roam"),),
        restrictions=("CUSTOMERS_ONLY",),
        access_points=(Point(lat=52.0901, lon=5.1201), Point(lat=52.0902, lon=5.1202)),
        help_phone="+31301234567",
        vehicle_categories=("TRUCK",),
    ),
    "AVAILABLE",
    "CHARGING",
    "BLOCKED",
)
BESIDE, APART = (
    reading(location(name, coordinates=Point(lat=52.5 + metres / 111_195, lon=5.1)))
    for name, metres in (("beside", 990), ("apart", 1010))
)
"""Within and not within a kilometre of the parallel of 52.5 degrees."""

_DICE = Random(7)
PLACES = {"near": NEAR, "beside": BESIDE, "apart": APART} | {
    f"place-{number:02}": made_up(number, _DICE) for number in range(40)
}
CONTENT = {name: location_content_id(each.location) for name, each in PLACES.items()}
NAMES = {PREFIX + content: name for name, content in CONTENT.items()}
CATEGORY = {"CAR": "700-7600-0322", "TRUCK": "700-7600-0323", "TWO_WHEELER": "700-7600-0324"}
PAYMENT = {"creditCard": "CREDIT_CARD_PAYABLE", "debitCard": "DEBIT_CARD_PAYABLE"}


def names(answer: dict) -> list[str]:
    """The own ids of the items, in order."""
    return [NAMES[item["id"]] for item in answer["items"]]


def distance(name: str, at: tuple[float, float] = CENTRE) -> float:
    """Metres from a place."""
    point = PLACES[name].location.coordinates
    return distance_m(*at, point.lat, point.lon)


def plug_meets(each: Connector, asked: dict) -> bool:
    """Whether a connector is as asked."""
    watts = max_power(each)
    types = asked.get("connectorTypeIds")
    standards = {"29": "CHADEMO", "31": "IEC_62196_T2", "34": "IEC_62196_T2_COMBO"}
    least, most = asked.get("minPower"), asked.get("maxPower")
    return (
        (not types or each.standard in [standards[t] for t in types])
        and (least is None or (watts is not None and watts >= least * 1000))
        and (most is None or (watts is not None and watts <= most * 1000))
        and asked.get("current") in (None, "DC" if each.power_type == "DC" else "AC")
    )


def meets(place: Location, asked: dict) -> bool:
    """Whether a place is as asked: one connector of one EVSE has it all."""
    vehicles = {CATEGORY[each] for each in place.vehicle_categories or ("CAR",)}
    wanted = {each for each in asked.get("categories", ()) if not each.startswith("!")}
    unwanted = {each[1:] for each in asked.get("categories", ()) if each.startswith("!")}
    payments = {PAYMENT[each] for each in asked.get("paymentMethodIds", ())}
    return (
        (not wanted or bool(wanted & vehicles))
        and not unwanted & vehicles
        and ("supplierNames" not in asked or _supplier(place) in asked["supplierNames"])
        and (not asked.get("emsp") or bool(place.emsps))
        and asked.get("country") in (None, place.country)
        and any(
            (not payments or payments & set(each.capabilities))
            and any(plug_meets(plug, asked) for plug in each.connectors)
            for each in place.evses
        )
    )


def _supplier(place: Location) -> str | None:
    return place.operator.name if place.operator else None

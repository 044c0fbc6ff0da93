"""Hypothesis strategies: worlds of locations, and questions for them."""

from datetime import UTC, datetime

from hypothesis import strategies as st
from msgspec.structs import replace

from plugdex.directory.search.question import Circle, Corridor, Question
from plugdex.formats.port import Reading
from plugdex.model.adapters import ADAPTERS
from plugdex.model.filters import Filters
from plugdex.model.hours import ExceptionalPeriod, OpeningHours, RegularHours
from plugdex.model.ids import partner_id
from plugdex.model.location import Business, Connector, Evse, Location, Point, TruckAccess
from plugdex.model.route import to_line
from plugdex.model.status import EvseStatus
from plugdex.model.traits import RESTRICTIONS
from plugdex.model.vehicles import Vehicle
from tests.strategies import boxes

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
STANDARDS = (
    *("CHADEMO", "IEC_62196_T2", "IEC_62196_T2_COMBO", "DOMESTIC_F", "MADE_UP", None),
    *("TESLA_S", "SAE_J3400", "IEC_62196_T1_COMBO"),
)
VEHICLES = (
    Vehicle(id="ccs", make="Renault", inlets=("CCS2",)),
    Vehicle(id="leaf", make="Nissan", inlets=("TYPE1", "CHADEMO")),
    Vehicle(id="tesla", make="Tesla", inlets=("TESLA_TYPE2",)),
    Vehicle(id="nacs", make="Tesla", inlets=("NACS",)),
    Vehicle(id="anything", inlets=("CCS1",)),
    Vehicle(id="unknown", inlets=()),
)
WATTS = (None, 3_700, 22_000, 50_000, 150_000)
STATUSES = ("AVAILABLE", "AVAILABLE", "CHARGING", "UNKNOWN", "OPERATIONAL", "REMOVED")
PAYMENTS = ("CREDIT_CARD", "OPERATOR_APP", "ONLINE_PAYPAL")
OPERATORS = ("Fastned", "Total Énergies", "Tesla Motors")
TOWNS = ("Amsterdam", "Amstelveen", "Wien", None)
HOURS = (
    None,
    OpeningHours(twentyfourseven=True),
    OpeningHours(regular_hours=(RegularHours(weekday=1, begin=480, end=1080),)),
    OpeningHours(regular_hours=(RegularHours(weekday=2, begin=0, end=1440),)),
    OpeningHours(
        twentyfourseven=True,
        exceptional_closings=(
            ExceptionalPeriod(begin=NOON, end=datetime(2026, 6, 1, 13, tzinfo=UTC)),
        ),
    ),
)

lats = st.sampled_from((52.0, 52.001, 52.37, -17.2, 89.999, -90.0)) | st.floats(51.9, 52.1)
lons = st.sampled_from((4.9, 4.901, 179.999, -179.999, 180.0, 0.0)) | st.floats(4.8, 5.0)
points = st.builds(Point, lat=lats, lon=lons)
few = st.sampled_from((1, 1, 1, 2))

connectors = st.builds(
    Connector,
    id=st.just("1"),
    standard=st.sampled_from(STANDARDS),
    format=st.sampled_from(("SOCKET", "CABLE", None)),
    power_type=st.sampled_from(("AC_1_PHASE", "AC_3_PHASE", "DC", None)),
    max_electric_power=st.sampled_from(WATTS),
)


@st.composite
def readings(draw, number: int) -> Reading:
    """A location with its statuses; now and then one of a hundred EVSEs."""
    count = draw(st.integers(1, 3)) if draw(st.integers(0, 9)) else 70
    kinds = [
        Evse(
            uid="",
            connectors=tuple(
                replace(draw(connectors), id=str(place)) for place in range(draw(few))
            ),
            payments=tuple(draw(st.sets(st.sampled_from(PAYMENTS), max_size=2))),
        )
        for _ in range(min(count, 3))
    ]
    evses = tuple(replace(kinds[n % len(kinds)], uid=f"E{n:03}") for n in range(count))
    states = [draw(st.sampled_from(STATUSES)) for _ in kinds]
    operator = draw(st.none() | st.sampled_from(OPERATORS))
    location = Location(
        source=draw(st.sampled_from(("first", "second"))),
        id=f"L{number}",
        coordinates=draw(points),
        name=draw(st.sampled_from(("Café am Platz", "P+R 7", None))),
        city=draw(st.sampled_from(TOWNS)),
        country=draw(st.sampled_from(("NLD", "DEU", "USA", None))),
        time_zone=draw(st.sampled_from(("Europe/Amsterdam", "Pacific/Fiji", None))),
        operator=Business(name=operator) if operator else None,
        emsps=tuple(Business(name=n) for n in draw(st.sets(st.sampled_from(OPERATORS)))),
        restrictions=tuple(draw(st.sets(st.sampled_from(RESTRICTIONS), max_size=2))),
        vehicle_categories=draw(st.sampled_from(((), ("CAR",), ("TRUCK",)))),
        truck_access=draw(st.sampled_from((None, TruckAccess(), TruckAccess(classes=("HEAVY",))))),
        opening_times=draw(st.sampled_from(HOURS)),
        evses=evses,
    )
    statuses = tuple(
        EvseStatus(uid=evse.uid, status=states[n % len(kinds)], modified=NOON)
        for n, evse in enumerate(evses)
    )
    return Reading(location=location, statuses=statuses)


@st.composite
def worlds(draw) -> list[Reading]:
    """Some locations with different ids."""
    return [draw(readings(number)) for number in range(draw(st.integers(1, 12)))]


def some(values, most=3):
    """A few of them."""
    chosen = st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True)
    return chosen.map(tuple)


FILTERS = {
    "connectors": some(("CHADEMO", "IEC_62196_T2", "IEC_62196_T2_COMBO", "PANTOGRAPH_TOP_DOWN")),
    "min_power": st.sampled_from((1, 22_000, 50_000)),
    "max_power": st.sampled_from((22_000, 50_000)),
    "current": st.sampled_from(("AC", "DC")),
    "format": st.sampled_from(("SOCKET", "CABLE")),
    "min_available": st.sampled_from((1, 2)),
    "payments": some(PAYMENTS),
    "barred": some(RESTRICTIONS),
    "vehicle_categories": some(("CAR", "TRUCK")),
    "open_at": st.just(NOON),
    "operators": some([partner_id(name) for name in OPERATORS]),
    "emsps": some([partner_id(name) for name in OPERATORS]),
    "vehicle": st.sampled_from(VEHICLES),
    "adapters": st.sampled_from((frozenset(), frozenset(ADAPTERS))),
    "lenient": st.booleans(),
    "words": st.sampled_from(("amst", "cafe PLATZ", "énergies total", "7", "xyz", "-")),
}


@st.composite
def filters(draw) -> Filters:
    """Nothing asked, or one to three things, now and then more."""
    most = draw(st.sampled_from((0, 1, 1, 2, 3, 8)))
    names = draw(st.sets(st.sampled_from(sorted(FILTERS)), max_size=most))
    return Filters(**{name: draw(FILTERS[name]) for name in sorted(names)})


def now_and_then(values):
    """Mostly not asked for."""
    return st.integers(0, 3).flatmap(lambda number: st.none() if number else values)


@st.composite
def questions(draw) -> Question:
    """Questions of all kinds, also with several areas at once."""
    order = draw(st.sampled_from(("cell", "distance", "along", "excursion")))
    near = draw(points) if order == "distance" or draw(st.booleans()) else None
    corridor = None
    if order in ("along", "excursion") or not draw(st.integers(0, 3)):
        line = to_line(draw(st.lists(points, min_size=1, max_size=4)))
        width = draw(st.sampled_from((50.0, 5_000.0, 50_000.0, 500_000.0)))
        corridor = Corridor(line=line, half_width=width)
    circle = Circle(centre=draw(points), radius=draw(st.sampled_from((100.0, 2e5, 1.5e7))))
    return Question(
        filters=draw(filters()),
        box=draw(now_and_then(boxes())),
        circle=draw(now_and_then(st.just(circle))),
        corridor=corridor,
        countries=draw(now_and_then(some(("NLD", "DEU", "FRA")))) or (),
        near=near,
        order=order,
        limit=draw(st.integers(1, 6)),
    )

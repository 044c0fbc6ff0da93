"""What each version makes of what it has no words for."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.write.connectors import write_connector
from plugdex.formats.ocpi.write.encode import encode
from plugdex.formats.ocpi.write.evses import write_evse
from plugdex.formats.ocpi.write.locations import write_location
from plugdex.formats.ocpi.write.tariffs import write_tariff
from plugdex.formats.port import Party
from plugdex.model.hours import ExceptionalPeriod, OpeningHours, RegularHours
from plugdex.model.location import (
    Business,
    Connector,
    Evse,
    EvseParking,
    Image,
    Location,
    ParkingPlace,
    Point,
    Text,
)
from plugdex.model.status import EvseStatus
from plugdex.model.tariffs import (
    PriceComponent,
    PriceLimit,
    Tariff,
    TariffElement,
    TariffRestrictions,
)
from tests.formats.ocpi_contract import faults

AT = datetime(2026, 5, 1, 10, tzinfo=UTC)
PLUG = Connector(
    id="1",
    standard="IEC_62196_T2",
    format="SOCKET",
    power_type="AC_3_PHASE",
    max_voltage=230,
    max_amperage=16,
    max_electric_power=11_000,
    tariff_ids=("T1", "T2"),
)
EVSE = Evse(uid="E1", connectors=(PLUG,))
LOCATION = Location(
    source="test",
    id="L1",
    last_updated=AT,
    country_code="NL",
    party_id="ABC",
    coordinates=Point(lat=52.0931234, lon=5.119),
    address="Voorstraat 1",
    city="Utrecht",
    country="NLD",
    time_zone="Europe/Amsterdam",
    evses=(EVSE,),
)
LONG_NAMES = {"volts": "max_voltage", "amperes": "max_amperage", "watts": "max_electric_power"}
PRICE = PriceComponent(type="ENERGY", price=Decimal("0.363"), vat=Decimal(21))
TARIFF = Tariff(
    source="test",
    id="T1",
    last_updated=AT,
    currency="EUR",
    country_code="NL",
    party_id="ABC",
    elements=(TariffElement(price_components=(PRICE,)),),
)


def plain(thing: wire.Wire | None) -> dict[str, Any]:
    """The members that a consumer gets."""
    assert thing is not None
    found: dict[str, Any] = json.loads(encode(thing))
    return found


def location(version: str, status: EvseStatus | None = None, **members: Any) -> dict[str, Any]:
    """The location with other members, as a version has it."""
    live = {"E1": status} if status else {}
    return plain(write_location(replace(LOCATION, **members), live, version))


def connector(version: str, **members: Any) -> dict[str, Any]:
    """The connector with other members, as a version has it."""
    return plain(write_connector(replace(PLUG, **members), AT, version))


def tariff_with(restrictions: TariffRestrictions, **members: Any) -> Tariff:
    """The tariff with a restriction."""
    element = TariffElement(price_components=(PRICE,), restrictions=restrictions)
    return replace(TARIFF, elements=(element,), **members)


def test_2_1_1_has_other_members():
    """No owner, no ``publish``; a type, a postal code, volts, amperes and one tariff."""
    found = location("2.1.1")

    assert found == {
        "id": "L1",
        "type": "UNKNOWN",
        "address": "Voorstraat 1",
        "city": "Utrecht",
        "postal_code": "#NA",
        "country": "NLD",
        "coordinates": {"latitude": "52.093123", "longitude": "5.119000"},
        "evses": [
            {
                "uid": "E1",
                "status": "UNKNOWN",
                "connectors": [
                    {
                        "id": "1",
                        "standard": "IEC_62196_T2",
                        "format": "SOCKET",
                        "power_type": "AC_3_PHASE",
                        "voltage": 230,
                        "amperage": 16,
                        "tariff_id": "T1",
                        "last_updated": "2026-05-01T10:00:00Z",
                    }
                ],
                "last_updated": "2026-05-01T10:00:00Z",
            }
        ],
        "time_zone": "Europe/Amsterdam",
        "last_updated": "2026-05-01T10:00:00Z",
    }


@pytest.mark.parametrize(
    ("version", "name", "value", "expected"),
    [
        ("2.1.1", "type", "ON_STREET", "ON_STREET"),
        ("2.1.1", "type", "ON_DRIVEWAY", "OTHER"),
        ("2.1.1", "type", None, "UNKNOWN"),
        ("2.2.1", "parking_type", "ON_DRIVEWAY", "ON_DRIVEWAY"),
        ("2.2.1", "parking_type", "ROOFTOP", None),
        ("2.3.0", "parking_type", "ROOFTOP", "ROOFTOP"),
    ],
)
def test_parking_types(version: str, name: str, value: str | None, expected: str | None):
    """Every version has its own list (contract §8)."""
    assert location(version, parking_type=value).get(name) == expected


@pytest.mark.parametrize(
    "members",
    [
        {"coordinates": None},
        {"coordinates": Point(lat=91, lon=5)},
        {"country": None, "coordinates": Point(lat=0, lon=-30)},
        {"id": "L" * 40},
        {"id": "é"},
    ],
)
@pytest.mark.parametrize("version", ["2.1.1", "2.2.1", "2.3.0"])
def test_what_cannot_be_written(members: dict[str, Any], version: str):
    """A location without what is required is not written."""
    assert write_location(replace(LOCATION, **members), {}, version) is None


def test_2_1_1_cannot_keep_a_secret():
    """It has no ``publish``, so a location that is not public is not written."""
    hidden = replace(LOCATION, publish=False)

    assert write_location(hidden, {}, "2.1.1") is None
    assert plain(write_location(hidden, {}, "2.2.1"))["publish"] is False


def test_owner():
    """The caller's party stands in for an owner that is not known or does not fit."""
    nobody = replace(LOCATION, party_id=None)
    owner = Party(country_code="DE", party_id="XYZ")
    found = plain(write_location(nobody, {}, "2.2.1", owner))

    assert write_location(nobody, {}, "2.2.1") is None
    assert (found["country_code"], found["party_id"]) == ("DE", "XYZ")


def test_unknown_texts_country_and_zone():
    """What is not known is told by the point, or says so."""
    found = location("2.2.1", address=None, city=None, country=None, time_zone=None)

    assert (found["address"], found["city"]) == ("#NA", "#NA")
    assert (found["country"], found["time_zone"]) == ("NLD", "Europe/Amsterdam")
    assert "postal_code" not in found


def test_letters():
    """2.1.1 has ASCII only; a text in other letters is as good as none."""
    found = location("2.1.1", address="Übergröße 1", city="東京", name="Łódź – Ørsted")

    assert (found["address"], found["city"], found["name"]) == (
        "Ubergrosse 1",
        "#NA",
        "Lodz - Orsted",
    )
    assert location("2.2.1", city="東京")["city"] == "東京"


def test_long_texts():
    """Texts are cut; codes, addresses on the web and postal codes are left out."""
    operator = Business(name="x" * 101, website="https://a.example/" + "y" * 255)
    found = location("2.1.1", address="Street " * 9, postal_code="1" * 11, operator=operator)

    assert found["address"] == ("Street " * 9)[:45].rstrip()
    assert found["postal_code"] == "#NA"
    assert found["operator"] == {"name": "x" * 100}


def test_coordinates():
    """5 to 7 decimals, and no more characters than there may be."""
    found = location("2.2.1", coordinates=Point(lat=-33.1234567, lon=-70.5), country="CHL")

    assert found["coordinates"] == {"latitude": "-33.123457", "longitude": "-70.50000"}


def test_times():
    """UTC with ``Z``; milliseconds where there are any, never in 2.1.1, never rounded up."""
    late = datetime(2026, 5, 1, 12, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=2)))

    assert location("2.2.1", last_updated=late)["last_updated"] == "2026-05-01T10:00:00.999Z"
    assert location("2.1.1", last_updated=late)["last_updated"] == "2026-05-01T10:00:00Z"


def test_stamps():
    """EVSE and location are as fresh as the freshest thing in them; connectors have their own."""
    status = EvseStatus(
        uid="E1",
        status="OPERATIONAL",
        modified=AT + timedelta(hours=1),
        updated=AT + timedelta(hours=2),
        connectors=(("1", AT),),
    )
    found = location("2.2.1", status)
    (evse,) = found["evses"]

    assert evse["status"] == "UNKNOWN"
    assert found["last_updated"] == evse["last_updated"] == "2026-05-01T12:00:00Z"
    assert evse["connectors"][0]["last_updated"] == "2026-05-01T10:00:00Z"


def test_an_evse_without_connectors():
    """It is left out, but a removal must be heard of: then a stand-in is there."""
    bare = Evse(uid="E1")
    removed = EvseStatus(uid="E1", status="REMOVED", modified=AT)
    found = plain(write_evse(bare, LOCATION, removed, "2.2.1"))

    assert write_evse(bare, LOCATION, None, "2.2.1") is None
    assert (found["status"], found["connectors"][0]["id"]) == ("REMOVED", "#NA")
    assert faults("Evse", found, "2.2.1") == []


@pytest.mark.parametrize(
    ("standard", "first"),
    [
        ("IEC_62196_T2", "2.1.1"),
        ("PANTOGRAPH_TOP_DOWN", "2.2"),
        ("GBT_DC", "2.2.1"),
        ("MCS", "2.3.0"),
        ("Own plug", "2.3.0"),
        (None, None),
    ],
)
def test_plugs(standard: str | None, first: str | None):
    """A plug is written where the version lists it; 2.3.0 has an open list."""
    plug = replace(PLUG, standard=standard)
    found = [v for v in ("2.1.1", "2.2", "2.2.1", "2.3.0") if write_connector(plug, AT, v)]

    assert next(iter(found), None) == first


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        # nothing but the plug
        ({}, ("SOCKET", "AC_1_PHASE", 230, 16)),
        ({"standard": "CHADEMO"}, ("CABLE", "DC", 400, 50)),
        ({"standard": "IEC_60309_2_three_32"}, ("SOCKET", "AC_3_PHASE", 230, 32)),
        # the power tells phases, volts and amperes
        ({"watts": 22_000}, ("SOCKET", "AC_3_PHASE", 230, 32)),
        ({"watts": 3_700}, ("SOCKET", "AC_1_PHASE", 230, 16)),
        ({"watts": 150_000}, ("CABLE", "DC", 400, 375)),
        ({"watts": 350_000}, ("CABLE", "DC", 1000, 350)),
        ({"power_type": "AC_3_PHASE", "watts": 11_000}, ("SOCKET", "AC_3_PHASE", 230, 16)),
        # one of volts and amperes is known
        ({"power_type": "DC", "amperes": 500, "watts": 350_000}, ("CABLE", "DC", 700, 500)),
        ({"power_type": "DC", "volts": 920, "watts": 92_000}, ("CABLE", "DC", 920, 100)),
        # volts between lines
        ({"volts": 400, "amperes": 32}, ("SOCKET", "AC_3_PHASE", 231, 32)),
    ],
)
def test_hardware_that_is_not_known(known: dict[str, Any], expected: tuple[Any, ...]):
    """What is required is found by what is known, and promises no power that is not there."""
    members = {LONG_NAMES.get(name, name): value for name, value in known.items()}
    plug = replace(Connector(id="1", standard="IEC_62196_T2"), **members)
    found = plain(write_connector(plug, AT, "2.2.1"))

    assert (
        found["format"],
        found["power_type"],
        found["max_voltage"],
        found["max_amperage"],
    ) == expected
    assert found.get("max_electric_power") == known.get("watts")


@pytest.mark.parametrize(
    ("version", "power_type", "volts", "expected"),
    [
        ("2.2.1", "AC_2_PHASE", 230, ("AC_2_PHASE", 230)),
        ("2.1.1", "AC_2_PHASE", 230, ("AC_1_PHASE", 230)),
        ("2.1.1", "AC_2_PHASE_SPLIT", 120, ("AC_1_PHASE", 240)),
        ("2.1.1", "AC_2_PHASE_SPLIT", 240, ("AC_1_PHASE", 240)),
    ],
)
def test_two_phases(version: str, power_type: str, volts: int, expected: tuple[str, int]):
    """2.1.1 and 2.2 know one phase and three; what is said must not be more than there is."""
    found = connector(version, power_type=power_type, max_voltage=volts)

    assert (found["power_type"], found.get("voltage", found.get("max_voltage"))) == expected


def test_codes():
    """Closed lists lose what they do not have; 2.3.0 keeps it. Some payments are capabilities."""
    evse = replace(
        EVSE,
        capabilities=("RFID_READER", "PED_TERMINAL", "OWN_ONE"),
        payments=("CREDIT_CARD", "ONLINE_PAYPAL"),
        parking_restrictions=("EV_ONLY", "TAXIS"),
    )
    found = {v: plain(write_evse(evse, LOCATION, None, v)) for v in ("2.1.1", "2.2.1", "2.3.0")}

    assert found["2.1.1"]["capabilities"] == ["RFID_READER", "CREDIT_CARD_PAYABLE"]
    assert found["2.2.1"]["capabilities"] == ["RFID_READER", "PED_TERMINAL", "CREDIT_CARD_PAYABLE"]
    assert "OWN_ONE" in found["2.3.0"]["capabilities"]
    assert found["2.2.1"]["parking_restrictions"] == ["EV_ONLY"]
    assert found["2.3.0"]["parking_restrictions"] == ["EV_ONLY", "TAXIS"]


def test_languages():
    """OCPI wants two letters; a text in an unknown language cannot be said."""
    texts = tuple(Text(language=name, text="left") for name in ("de-AT", "EN", "und"))

    assert [one["language"] for one in location("2.2.1", directions=texts)["directions"]] == [
        "de",
        "en",
    ]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image(url="https://a.b/c.PNG"), ("OTHER", "png")),
        (Image(url="https://a.b/c", type="image/jpeg", category="OWN"), ("OTHER", "jpeg")),
        (Image(url="https://a.b/c", type="image/svg+xml", category="OWNER"), ("OWNER", "svg")),
        (Image(url="https://a.b/c"), ("OTHER", "#NA")),
    ],
)
def test_images(image: Image, expected: tuple[str, str]):
    """Category and type of a picture are required."""
    (found,) = location("2.2.1", images=(image,))["images"]

    assert (found["category"], found["type"]) == expected


def test_hours():
    """The end of the day is 23:59; 2.1.1 says either of two things."""
    hours = OpeningHours(regular_hours=(RegularHours(weekday=1, begin=480, end=1440),))
    periods = [{"weekday": 1, "period_begin": "08:00", "period_end": "23:59"}]

    assert location("2.1.1", opening_times=hours)["opening_times"] == {"regular_hours": periods}
    assert location("2.2.1", opening_times=hours)["opening_times"] == {
        "twentyfourseven": False,
        "regular_hours": periods,
    }


def test_exceptions_alone_are_no_hours():
    """Exceptions from hours that nobody knows cannot be said."""
    closed = ExceptionalPeriod(begin=AT, end=AT + timedelta(hours=1))

    assert "opening_times" not in location(
        "2.2.1", opening_times=OpeningHours(exceptional_closings=(closed,))
    )


def test_bays():
    """A bay that leaves open what is required is left out, and nobody refers to it."""
    whole = ParkingPlace(
        id="B1", vehicle_types=("VAN",), restricted_to_type=False, reservation_required=False
    )
    members = {
        "parking_places": (whole, replace(whole, id="B2", reservation_required=None)),
        "evses": (
            replace(EVSE, parking=(EvseParking(parking_id="B1"), EvseParking(parking_id="B2"))),
        ),
    }
    found = location("2.3.0", **members)

    assert [bay["id"] for bay in found["parking_places"]] == ["B1"]
    assert found["evses"][0]["parking"] == [{"parking_id": "B1"}]
    assert "parking_places" not in location("2.2.1", **members)


@pytest.mark.parametrize(
    ("taxed", "version", "expected"),
    [
        (None, "2.3.0", ("NO", 0.363, 21)),
        ("YES", "2.3.0", ("YES", 0.363, 21)),
        ("NO", "2.2.1", (None, 0.363, 21)),
        ("YES", "2.2.1", (None, 0.3, 21)),
        ("N/A", "2.2.1", (None, 0.363, None)),
        ("YES", "2.1.1", (None, 0.3, None)),
    ],
)
def test_taxes(taxed: str | None, version: str, expected: tuple[Any, ...]):
    """Before 2.3.0 prices exclude tax (contract §10.2)."""
    found = plain(write_tariff(replace(TARIFF, tax_included=taxed), version))
    (price,) = found["elements"][0]["price_components"]

    assert (found.get("tax_included"), price["price"], price.get("vat")) == expected


def test_a_price_with_tax_but_without_a_rate():
    """No rate means that no tax applies, so the price stays."""
    free = replace(PRICE, vat=None)
    element = TariffElement(price_components=(free,))
    found = plain(write_tariff(replace(TARIFF, tax_included="YES", elements=(element,)), "2.2.1"))

    assert found["elements"][0]["price_components"][0]["price"] == 0.363


def test_decimals_are_exact():
    """A price is a number with the digits that it has."""
    element = TariffElement(price_components=(replace(PRICE, price=Decimal("0.10")),))
    written = write_tariff(replace(TARIFF, elements=(element,)), "2.2.1")

    assert written is not None
    assert b'"price":0.10,' in encode(written)


def test_limits_and_times():
    """Limits have other names in 2.3.0; the end of the day is 00:00."""
    evening = TariffRestrictions(start_time=1200, end_time=1440)
    limited = tariff_with(evening, max_price=PriceLimit(before_taxes=PRICE.price))
    older, newer = (plain(write_tariff(limited, v)) for v in ("2.2.1", "2.3.0"))

    assert older["max_price"] == {"excl_vat": 0.363}
    assert newer["max_price"] == {"before_taxes": 0.363}
    assert older["elements"][0]["restrictions"] == {"start_time": "20:00", "end_time": "00:00"}


@pytest.mark.parametrize(
    "tariff",
    [
        replace(TARIFF, max_price=PriceLimit(before_taxes=Decimal(5))),
        replace(TARIFF, end_date_time=AT),
        replace(TARIFF, start_date_time=AT + timedelta(days=1)),
        tariff_with(TariffRestrictions(min_current=Decimal(16))),
        tariff_with(TariffRestrictions(reservation="RESERVATION")),
        tariff_with(TariffRestrictions(start_time=1320, end_time=360)),
    ],
)
def test_tariffs_that_2_1_1_cannot_say(tariff: Tariff):
    """A price that would be wrong by omission is not written."""
    assert write_tariff(tariff, "2.1.1") is None
    assert faults("Tariff", plain(write_tariff(tariff, "2.2.1")), "2.2.1") == []


def test_a_tariff_that_has_started():
    """A tariff that changed after its start needs no start."""
    assert write_tariff(replace(TARIFF, start_date_time=AT - timedelta(days=1)), "2.1.1")


@pytest.mark.parametrize("version", ["2.1.1", "2.2.1", "2.3.0"])
@pytest.mark.parametrize(
    "tariff",
    [
        replace(TARIFF, incomplete=True),
        replace(TARIFF, elements=()),
        replace(TARIFF, elements=(TariffElement(price_components=()),)),
        replace(TARIFF, elements=(TariffElement(price_components=(replace(PRICE, type="SOC"),)),)),
        replace(TARIFF, id="T" * 37),
        replace(TARIFF, type="OWN_ONE"),
        replace(TARIFF, tax_included="PERHAPS"),
        replace(TARIFF, max_price=PriceLimit(before_taxes=Decimal("NaN"))),
        tariff_with(TariffRestrictions(other=("min_vehicle_soc",))),
        tariff_with(TariffRestrictions(reservation="OWN_ONE")),
    ],
)
def test_tariffs_that_no_version_can_say(tariff: Tariff, version: str):
    """The same for all versions."""
    assert write_tariff(tariff, version) is None


@pytest.mark.parametrize(
    ("kind", "thing", "version"),
    [
        ("Geo", {"latitude": "52.1", "longitude": "5.11900"}, "2.2.1"),
        ("Geo", {"latitude": "52.10000", "longitude": "5.11900"}, "2.1.1"),
        ("RegularHours", {"weekday": 0, "period_begin": "08:00", "period_end": "24:00"}, "2.2.1"),
        ("Hours", {"twentyfourseven": False}, "2.2.1"),
        ("DisplayText", {"language": "und", "text": "x"}, "2.3.0"),
        ("Business", {"name": ""}, "2.2.1"),
        ("Business", {"name": "x", "status": "y"}, "2.2.1"),
        ("Impact", {"category": "CARBON_DIOXIDE", "amount": 1}, "2.1.1"),
    ],
)
def test_the_checker_finds_faults(kind: str, thing: dict[str, Any], version: str):
    """The tests lean on the checker, so it must not be blind."""
    assert faults(kind, thing, version)

"""DATEX II: what is written is read as the same, and stands in the order of the schema."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from plugdex.exports.datex2 import Datex2StatusExporter, Datex2TableExporter
from plugdex.exports.selection import EVERYTHING, select
from plugdex.formats.datex2.read import Datex2Format
from plugdex.formats.datex2.write.prices import rates_of
from plugdex.formats.datex2.write.publication import TABLE_END, site, site_status, table_head
from plugdex.formats.port import Party, ReadOptions
from plugdex.model.errors import InvalidSetting
from plugdex.model.hours import ExceptionalPeriod, OpeningHours, RegularHours
from plugdex.model.location import Business, EnergyMix, Evse, Location, Point, RelatedPoint
from plugdex.model.status import EvseStatus
from plugdex.model.tariffs import PriceComponent, PriceLimit, Tariff, TariffElement
from tests.exports.exporting import MADE, edition
from tests.places import ccs, connector, evse, location, reading, take_in

PARTY = Party(country_code="NL", party_id="ABC")
OPTIONS = ReadOptions(source="test", received=MADE)
SITE = [
    *("name", "lastUpdated", "operatingHours", "locationReference", "owner", "operator"),
    *("helpdesk", "applicableForVehicles", "typeOfSite", "exclusiveUsers", "entrance"),
    "energyInfrastructureStation",
]
"""The members that we write, in the order of DATEX II 3.5."""

POINT = [
    *("externalIdentifier", "locationReference", "deliveryUnit", "reservation"),
    *("numberOfConnectors", "connector"),
]
CONNECTOR = [
    *("connectorType", "otherConnector", "chargingMode", "connectorFormat"),
    *("maxPowerAtSocket", "voltage", "maximumCurrent"),
]
FULL = location(
    "full",
    Evse(
        uid="E1",
        evse_id="NL*ABC*E1",
        connectors=(ccs("1"),),
        capabilities=("CREDIT_CARD_PAYABLE", "RESERVABLE", "RFID_READER"),
    ),
    Evse(
        uid="E2",
        evse_id="NL*ABC*E2",
        connectors=(
            connector("1", max_electric_power=22_000),
            connector("2", "CHADEMO", format="CABLE", power_type="DC", max_electric_power=50_000),
        ),
        payments=("OPERATOR_APP",),
        coordinates=Point(lat=52.0901, lon=5.1202),
    ),
    country_code="NL",
    party_id="ABC",
    operator=Business(name="Plug & Co", country_code="NL", party_id="ABC"),
    opening_times=OpeningHours(
        regular_hours=tuple(RegularHours(weekday=n, begin=480, end=1440) for n in range(1, 6)),
        exceptional_closings=(
            ExceptionalPeriod(
                begin=datetime(2026, 12, 25, tzinfo=UTC), end=datetime(2026, 12, 27, tzinfo=UTC)
            ),
        ),
    ),
    parking_type="PARKING_LOT",
    restrictions=("BRAND_ONLY",),
    vehicle_categories=("CAR", "TRUCK"),
    help_phone="+31301234567",
    energy_mix=EnergyMix(is_green_energy=True),
    related_locations=(RelatedPoint(point=Point(lat=52.0911, lon=5.1211)),),
)


def table(*places: Location) -> bytes:
    """A table of some locations."""
    return table_head(MADE, PARTY) + b"".join(map(site, places)) + TABLE_END


def read(data: bytes) -> list[Location]:
    """The locations of a table."""
    found = Datex2Format().read(BytesIO(data), OPTIONS)
    return [each.location for each in found if each.location]


def members(data: bytes, name: str) -> list[str]:
    """The members of the first element of a name, each once, in their order."""
    (first, *_) = etree.fromstring(data).iter(f"{{*}}{name}")
    return list(dict.fromkeys(etree.QName(each).localname for each in first))


def test_a_location_comes_back_as_it_was() -> None:
    (found,) = read(table(FULL))
    assert replace(found, time_zone=FULL.time_zone, last_updated=FULL.last_updated) == FULL


def test_members_stand_in_the_order_of_the_schema() -> None:
    data = table(replace(FULL, owner=FULL.operator, name="Full"))
    other = table(location("x", evse("E1", connector("1", "NEMA_5_20", max_electric_power=2_000))))
    assert members(data, "energyInfrastructureSite") == SITE
    assert members(data, "refillPoint") == [each for each in POINT if each != "locationReference"]
    assert members(other, "connector") == CONNECTOR


@given(st.text(), st.text())
def test_any_text_is_xml(name: str, uid: str) -> None:
    place = location("x", evse("E", connector()), name=name, address=uid)
    etree.fromstring(table(replace(place, id=uid or "x")))


def test_a_plug_without_power_cannot_be_said(store) -> None:
    unknown = connector(max_voltage=None, max_amperage=None)
    take_in(store, reading(location("known")), reading(location("x", evse("E1", unknown))))
    sink = BytesIO()
    places = select(store.reads(), EVERYTHING)
    left_out = Datex2TableExporter().write(places, sink, replace(edition(), party=PARTY))
    assert left_out == 1
    assert [each.id for each in read(sink.getvalue())] == ["known"]


def test_statuses_find_their_location(store) -> None:
    take_in(store, reading(FULL, "AVAILABLE", "CHARGING"))
    sink = BytesIO()
    places = select(store.reads(), EVERYTHING)
    Datex2StatusExporter().write(places, sink, replace(edition(), party=PARTY))
    (found,) = Datex2Format().read(BytesIO(sink.getvalue()), OPTIONS)
    assert found.of == "full"
    assert {(e.uid, e.status) for e in found.statuses} == {("E1", "AVAILABLE"), ("E2", "CHARGING")}


def test_who_publishes_must_be_known(store) -> None:
    with pytest.raises(InvalidSetting, match="PLUGDEX_PARTY"):
        Datex2TableExporter().write(iter(()), BytesIO(), edition())


def tariff(*parts: PriceComponent, **members) -> Tariff:
    """An ad-hoc tariff."""
    return Tariff(
        source="test",
        id="T1",
        country_code="NL",
        party_id="PDX",
        currency="EUR",
        last_updated=MADE,
        elements=(TariffElement(price_components=parts),),
        **{"type": "AD_HOC_PAYMENT"} | members,
    )


PER_KWH = PriceComponent(type="ENERGY", price=Decimal("0.59"), vat=Decimal(21))
PER_HOUR = tuple(
    PriceComponent(type=each, price=Decimal("6.00")) for each in ("TIME", "PARKING_TIME")
)
PRICED = location("priced", evse("E1", ccs(tariff_ids=("T1",))))


@pytest.mark.parametrize(
    "parts",
    [(PER_KWH,), PER_HOUR, (PriceComponent(type="FLAT", price=Decimal("2.50")), PER_KWH)],
)
def test_an_ad_hoc_price_comes_back(parts: tuple[PriceComponent, ...]) -> None:
    made = tariff(*parts, tax_included="YES")
    data = table_head(MADE, PARTY) + site(PRICED, rates_of([made])) + TABLE_END
    (found,) = (each.tariff for each in Datex2Format().read(BytesIO(data), OPTIONS) if each.tariff)
    said = {part for each in found.elements for part in each.price_components}
    assert (said, found.currency, found.tax_included) == (set(parts), "EUR", "YES")


@pytest.mark.parametrize(
    "members",
    [
        {"type": "REGULAR"},
        {"incomplete": True},
        {"max_price": PriceLimit(before_taxes=Decimal(10))},
        {"end_date_time": MADE},
    ],
)
def test_of_a_tariff_that_cannot_be_said_nothing_is(members) -> None:
    assert rates_of([tariff(PER_KWH, **members)]) == {}


def test_half_a_price_is_not_said() -> None:
    assert rates_of([tariff(PER_KWH, PER_HOUR[0])]) == {}
    assert rates_of([tariff(replace(PER_KWH, step_size=1000))]) == {}


def test_statuses_carry_the_price() -> None:
    status = EvseStatus(uid="E1", status="AVAILABLE", modified=MADE)
    data = site_status(PRICED, [status], rates_of([tariff(PER_KWH)])).decode()
    assert '<egi:energyRateReference targetClass="egi:EnergyRate" id="E1/T1"/>' in data
    assert data.index("egi:status>") < data.index("egi:energyRateUpdate")


def test_nothing_has_the_id_of_something_else() -> None:
    plugs = [evse(f"E{number}", ccs(tariff_ids=("T1",))) for number in range(3)]
    owner = Business(name="Plug")
    place = replace(FULL, evses=tuple(plugs), party_id="PDX", operator=owner, id="x")
    tree = etree.fromstring(
        table_head(MADE, PARTY) + site(place, rates_of([tariff(PER_KWH)])) + TABLE_END
    )
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert len(list(tree.iter("{*}energyRate"))) == 3

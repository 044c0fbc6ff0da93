"""The locations of the HTTP tests."""

from decimal import Decimal

from plugdex.formats.port import Reading
from plugdex.model.hours import OpeningHours, RegularHours
from plugdex.model.location import (
    Business,
    Connector,
    EvseParking,
    ParkingPlace,
    TruckAccess,
    VehicleLimits,
)
from plugdex.model.tariffs import PriceComponent, Tariff, TariffElement, TariffRestrictions
from tests.places import NOW, ccs, connector, evse, location, reading

BAY = ParkingPlace(
    id="P1",
    vehicle_types=("PERSONAL_VEHICLE", "SEMI_TRACTOR"),
    limits=VehicleLimits(height_cm=410.0),
    drive_through=True,
    reservation_required=False,
)

SIMPLE = location("simple", evse("S1", capabilities=("RESERVABLE", "RFID_READER")))
MIXED = location(
    "mixed",
    evse("M1", ccs("1"), connector("2", "CHADEMO", power_type="DC", max_electric_power=50_000)),
    evse("M2", connector("1"), connector("2"), connector("3", max_amperage=16)),
    evse("M3", connector("1"), parking=(EvseParking(parking_id="P1", evse_position="LEFT"),)),
    parking_places=(BAY,),
    truck_access=TruckAccess(classes=("HEAVY",), overnight_parking=True),
    parking_type="PARKING_LOT",
    facilities=("HOTEL", "SAUNA"),
    emsps=(
        Business(name="Roam", website="https://roam.example", country_code="NL", party_id="RMX"),
    ),
    opening_times=OpeningHours(
        regular_hours=tuple(RegularHours(weekday=day, begin=480, end=1440) for day in range(1, 6))
    ),
    help_phone="+31301234567",
    suboperator=Business(name="Hotel Krasnapolsky"),
    restrictions=("BRAND_ONLY",),
)
PRICED = location(
    "priced",
    evse("T1", connector("1", tariff_ids=("adhoc", "contract"))),
    evse("T2", ccs("1", tariff_ids=("power", "gone"))),
)
POWERLESS = location(
    "powerless",
    evse("N1", Connector(id="1", standard="IEC_62196_T2_COMBO")),
    evse("N2", Connector(id="1", standard="SOMETHING_NEW", max_electric_power=9000)),
)
ABROAD = location("abroad", country="DEU", name=None, operator=None)

WORLD = [
    reading(SIMPLE, "CHARGING"),
    reading(MIXED, "AVAILABLE", "AVAILABLE", "UNKNOWN"),
    reading(PRICED, "UNKNOWN", "REMOVED"),
    reading(POWERLESS),
    reading(ABROAD),
    reading(location("hidden", publish=False)),
    reading(location("nowhere", coordinates=None)),
]


def tariff(id, *elements, **members):
    """A tariff of the operator."""
    return Reading(
        tariff=Tariff(
            source="test",
            country_code="NL",
            party_id="PDX",
            id=id,
            currency="EUR",
            elements=elements,
            last_updated=NOW,
            **members,
        )
    )


def price(amount, type="ENERGY", vat="21"):
    """A price component."""
    return PriceComponent(type=type, price=Decimal(amount), vat=Decimal(vat))


ENERGY = TariffElement(price_components=(price("0.4050"),))
NIGHT = TariffElement(
    price_components=(price("0.30"),),
    restrictions=TariffRestrictions(start_time=1380, end_time=360, day_of_week=(6, 7)),
)
FAST = TariffElement(
    price_components=(price("0.79"),), restrictions=TariffRestrictions(min_power=Decimal(50))
)

TARIFFS = [
    tariff("adhoc", NIGHT, ENERGY, type="AD_HOC_PAYMENT"),
    tariff("contract", ENERGY, type="REGULAR"),
    tariff("power", FAST, ENERGY),
]

"""A second world for HERE v2: locations apart from each other, with what v2 tells of them."""

from datetime import UTC, datetime

from plugdex.model.hours import ExceptionalPeriod, OpeningHours, RegularHours
from plugdex.model.location import Business, Connector, Point
from tests.places import ccs, connector, evse, location, reading

LAT = 52.0
"""The parallel on which the row of stations stands."""

STEP = 0.01
"""Degrees of longitude between them: 685 m."""

ROAM = Business(name="Roam", country_code="NL", party_id="RMX")
PAYING = ("CREDIT_CARD_PAYABLE", "DEBIT_CARD_PAYABLE", "RFID_READER", "RESERVABLE")
WEEK = OpeningHours(
    regular_hours=(
        *(RegularHours(weekday=day, begin=480, end=1080) for day in range(1, 6)),
        RegularHours(weekday=7, begin=0, end=1440),
    )
)
CLOSED_ONCE = OpeningHours(
    twentyfourseven=True,
    exceptional_closings=(
        ExceptionalPeriod(
            begin=datetime(2026, 12, 24, tzinfo=UTC), end=datetime(2026, 12, 25, tzinfo=UTC)
        ),
    ),
)


def at(place, east=0.0, north=0.0):
    """A point so many steps from the first station."""
    return Point(lat=LAT + north * STEP, lon=5.0 + (place + east) * STEP)


PLAIN = location(
    "plain",
    evse(
        "P1",
        connector("1"),
        evse_id="NL*PDX*EP1",
        physical_reference="left",
        capabilities=PAYING,
        payments=("ONLINE_PAYPAL",),
    ),
    evse("P2", connector("1"), capabilities=PAYING),
    evse("P3", connector("1"), capabilities=PAYING),
    evse("P4", ccs("1")),
    coordinates=at(0),
    name='Café "Zum Stecker" <& Söhne>',
    help_phone="+31301234567",
    opening_times=OpeningHours(twentyfourseven=True),
    access_points=(at(0, north=0.01),),
    emsps=(ROAM,),
)
WEEKLY = location(
    "weekly",
    evse("W1", connector("1", "CHADEMO", power_type="DC", max_voltage=400, max_amperage=125)),
    coordinates=at(1),
    opening_times=WEEK,
    restrictions=("CUSTOMERS_ONLY",),
    state="Utrecht",
)
ODD = location(
    "odd",
    evse("O1", connector("1", "MCS", power_type="DC", max_electric_power=1_000_000)),
    evse("O2", Connector(id="1", standard="SOMETHING_NEW", max_electric_power=9000)),
    coordinates=at(2),
    opening_times=CLOSED_ONCE,
)
RED = location(
    "red", evse("R1", connector("1", "IEC_60309_2_three_32")), coordinates=at(3), operator=None
)
TESLA = location(
    "tesla",
    evse("T1", connector("1", "SAE_J3400", power_type="DC", max_electric_power=250_000)),
    evse("T2", connector("1", "TESLA_S", power_type="DC", max_electric_power=150_000)),
    coordinates=at(4),
)
AMERICAN = location(
    "american",
    evse(
        "A1",
        connector("1", "DOMESTIC_B", power_type="AC_1_PHASE", max_voltage=120, max_amperage=12),
        connector("2", "IEC_62196_T1", power_type="AC_2_PHASE_SPLIT", max_voltage=120),
    ),
    evse("A2", connector("1", "CHADEMO", power_type="DC", max_electric_power=50_000)),
    coordinates=Point(lat=40.0, lon=-100.0),
    country="USA",
    country_code="US",
)

LIVE = {
    "plain": ("AVAILABLE", "CHARGING", "OUTOFORDER", "RESERVED"),
    "weekly": ("UNKNOWN",),
}
NAMED = (PLAIN, WEEKLY, ODD, RED, TESLA, AMERICAN)
ROW = [location(f"row{n}", coordinates=Point(lat=51.0, lon=5.0 + n * STEP / 20)) for n in range(60)]

V2_WORLD = [reading(place, *LIVE.get(place.id, ())) for place in (*NAMED, *ROW)]

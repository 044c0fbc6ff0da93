"""What a session costs: one rule a test."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from plugdex.model.pricing.price import Sum
from plugdex.model.pricing.pricer import price_of
from plugdex.model.pricing.session import ChargingSession, PowerPiece, Reservation
from plugdex.model.tariffs import PriceLimit
from tests.tariffs.samples import NOON, PARIS, element, part, priced, refused, session, tariff

ENERGY = part("ENERGY", "0.50", 20)


def test_every_step_is_shown():
    """A step says from when to when, which element, how much and at which price."""
    found = priced(tariff(element(part("FLAT", 1)), element(part("ENERGY", "0.5"), min_kwh=0)))
    flat, energy = found.steps

    assert (flat.dimension, flat.quantity, flat.amount) == ("FLAT", 1, 1)
    assert (energy.begin, energy.end) == (NOON, NOON + timedelta(hours=1))
    assert (energy.element, energy.quantity, energy.amount) == (1, 10, 5)
    assert energy.restrictions.min_kwh == 0


def test_first_element_of_a_dimension_counts():
    """Per dimension the first element that holds counts, whatever comes later."""
    found = priced(
        tariff(
            element(part("ENERGY", 9), day_of_week=(7,)),
            element(part("ENERGY", 1)),
            element(part("ENERGY", 5), part("TIME", 2)),
        )
    )

    assert (found.by_dimension["ENERGY"].excl, found.by_dimension["TIME"].excl) == (10, 2)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"start_time": 750, "end_time": 1440}, 5),
        ({"start_time": 1200, "end_time": 750}, 5),
        ({"start_time": 0, "end_time": 735}, "2.5"),
        ({"day_of_week": (2,)}, 10),
        ({"day_of_week": (1, 3)}, 0),
        ({"start_date": date(2026, 9, 15), "end_date": date(2026, 9, 16)}, 10),
        ({"min_kwh": Decimal(4)}, 6),
        ({"max_kwh": Decimal(4)}, 4),
        ({"min_duration": 600, "max_duration": 1200}, "1.667"),
        ({"min_power": Decimal(10)}, 10),
        ({"max_power": Decimal(10)}, 0),
        ({"max_current": Decimal(32)}, 10),
        ({"min_current": Decimal(32)}, 0),
    ],
)
def test_restrictions(limits, expected):
    """A restriction cuts the session where it begins or ends to hold; ends are exclusive."""
    found = priced(tariff(element(part("ENERGY", 1), **limits)), amperes=16)

    assert found.total.excl == Decimal(expected)


def test_flat_counts_once():
    """A flat price counts once, as it is when one first holds."""
    found = priced(tariff(element(part("FLAT", 3), min_duration=600), element(part("FLAT", 9))))

    assert found.total.excl == 9


def test_session_of_no_length():
    """Who plugs in and out at once pays what counts once, and nothing else."""
    found = priced(tariff(element(part("FLAT", 3), part("TIME", 9), ENERGY)), kwh=0, minutes=0)

    assert (found.total.excl, [step.dimension for step in found.steps]) == (3, ["FLAT"])


def test_time_is_charging_and_parking_time_is_not():
    """TIME counts while energy flows, PARKING_TIME after."""
    found = priced(tariff(element(part("TIME", 6), part("PARKING_TIME", 2))), parked=30)

    assert {name: each.excl for name, each in found.by_dimension.items()} == {
        "TIME": 6,
        "PARKING_TIME": 1,
    }


@pytest.mark.parametrize(
    ("parked", "expected"),
    [(0, {"TIME": 2}), (1, {"TIME": Decimal("1.0167"), "PARKING_TIME": Decimal("0.5")})],
)
def test_step_of_the_times(parked, expected):
    """The step counts once: for the parking where any is billed, else for the charging."""
    asked = tariff(
        element(part("TIME", 1, step_size=7200), part("PARKING_TIME", 1, step_size=1800))
    )
    found = priced(asked, minutes=61, parked=parked)

    assert {name: each.excl for name, each in found.by_dimension.items()} == expected


def test_step_of_the_energy():
    """Energy is billed in whole steps; the last component used pays for what is missing."""
    found = priced(
        tariff(
            element(part("ENERGY", 1), max_kwh=Decimal(10)), element(part("ENERGY", 2, None, 500))
        ),
        kwh="10.2",
    )

    assert found.total.excl == 11
    assert [(step.rounding, step.quantity) for step in found.steps] == [
        (False, 10),
        (False, Decimal("0.2")),
        (True, Decimal("0.3")),
    ]


def test_expired_reservation():
    """A price for an expired reservation goes before one for any, and no session is billed."""
    asked = tariff(
        element(part("TIME", 3), reservation="RESERVATION"),
        element(part("TIME", 6), reservation="RESERVATION_EXPIRES"),
        element(part("FLAT", 1), ENERGY),
        min_price=PriceLimit(before_taxes=Decimal(50)),
    )
    expired = Reservation(begin=NOON, end=NOON + timedelta(hours=1), used=False)
    used = Reservation(begin=NOON - timedelta(hours=1), end=NOON)

    assert priced(asked, kwh=0, minutes=0, reservation=expired).total.excl == 6
    assert priced(tariff(*asked.elements), reservation=used).total.excl == 3 + 1 + 5


def test_tax_by_component():
    """Each component has its own rate."""
    found = priced(tariff(element(part("FLAT", 1, 10), part("ENERGY", 1, 20))))

    assert found.total == Sum(excl=Decimal(11), incl=Decimal("13.1"))


@pytest.mark.parametrize(
    ("included", "vat", "expected"),
    [
        (None, None, Sum(excl=Decimal(12), incl=None)),
        ("NO", 20, Sum(excl=Decimal(12), incl=Decimal("14.4"))),
        ("YES", 20, Sum(excl=Decimal(10), incl=Decimal(12))),
        ("YES", None, Sum(excl=None, incl=Decimal(12))),
        ("N/A", None, Sum(excl=Decimal(12), incl=Decimal(12))),
    ],
)
def test_tax_included(included, vat, expected):
    """OCPI 2.3.0 says whether prices include tax; a rate that is missing is not made up."""
    asked = tariff(element(part("ENERGY", "1.2", vat)), tax_included=included)

    assert priced(asked).total == expected


@pytest.mark.parametrize(
    ("limits", "expected", "by"),
    [
        ({"max_price": (4, 5)}, (4, 5), ("max_price",)),
        ({"max_price": (4, None)}, (4, Decimal("4.8")), ("max_price",)),
        ({"max_price": (9, Decimal("5.5"))}, (5, Decimal("5.5")), ("max_price",)),
        ({"min_price": (9, 10)}, (9, 10), ("min_price",)),
        ({"min_price": (1, 2), "max_price": (7, 8)}, (5, 6), ()),
    ],
)
def test_limits(limits, expected, by):
    """Limits hold without and with tax, each for itself; one rate makes the other limit."""
    members = {
        name: PriceLimit(
            before_taxes=Decimal(before), after_taxes=None if after is None else Decimal(after)
        )
        for name, (before, after) in limits.items()
    }
    found = priced(tariff(element(ENERGY), **members))

    assert (found.total.excl, found.total.incl, found.limited_by) == (*expected, by)


def test_limits_without_all_taxes():
    """A limit that lacks its tax does no harm where it has no effect; each side is for itself."""
    mixed = tariff(
        element(part("FLAT", 1, 10), ENERGY), max_price=PriceLimit(before_taxes=Decimal(9))
    )
    gross = tariff(
        element(part("ENERGY", 1)),
        tax_included="YES",
        max_price=PriceLimit(before_taxes=Decimal(4), after_taxes=Decimal(5)),
    )

    assert priced(mixed).total == Sum(excl=Decimal(6), incl=Decimal("7.1"))
    assert priced(gross).total == Sum(excl=None, incl=Decimal(5))


def test_payable_is_in_the_smallest_unit():
    """What people pay has the decimals of the currency, halves up."""
    found = [
        priced(tariff(element(part("ENERGY", "0.12345", 0)), currency=each)).payable
        for each in ("EUR", "JPY", "KWD")
    ]

    assert list(map(str, found)) == ["1.23", "1", "1.235"]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (tariff(element(ENERGY), incomplete=True), "tariff_incomplete"),
        (tariff(), "tariff_empty"),
        (tariff(*([element(ENERGY)] * 3001)), "tariff_too_complex"),
        (tariff(element(ENERGY), currency="QQQ"), "currency_unknown"),
        (tariff(element(ENERGY), tax_included="PERHAPS"), "tax_unknown"),
        (tariff(element(part("CONGESTION_TIME", 30)), element(ENERGY)), "dimension_unknown"),
        (tariff(element(ENERGY, other=("min_vehicle_soc",))), "restriction_unknown"),
        (tariff(element(ENERGY, min_current=Decimal(32))), "current_unknown"),
        (tariff(element(ENERGY, max_kwh=Decimal(0))), "restriction_contradicts"),
        (
            tariff(element(ENERGY, start_date=date(2026, 9, 15), end_date=date(2026, 9, 15))),
            "restriction_contradicts",
        ),
        (tariff(element(ENERGY, start_date=date(2026, 9, 16))), "dates_not_covered"),
        (
            tariff(
                element(part("FLAT", 1, 10), ENERGY), max_price=PriceLimit(before_taxes=Decimal(3))
            ),
            "limit_tax_unknown",
        ),
    ],
)
def test_cannot_say(asked, reason):
    """What would matter and is not known makes a price that cannot be said."""
    assert refused(asked) == {reason}


def test_power_that_no_energy_tells():
    """Without energy the power is not known, so what depends on it cannot be said."""
    assert refused(tariff(element(part("TIME", 1), min_power=Decimal(5))), kwh=0) == {
        "power_unknown"
    }


@pytest.mark.parametrize(
    "asked",
    [
        tariff(element(ENERGY, other=("min_vehicle_soc",)), element(ENERGY)),
        tariff(element(ENERGY, min_current=Decimal(0))),
        tariff(element(part("FLAT", 0), other=("member",)), element(ENERGY)),
        tariff(element(part("CONGESTION_TIME", 0)), element(ENERGY)),
        tariff(element(ENERGY), element(part("ENERGY", 9), min_current=Decimal(1))),
        tariff(element(ENERGY, max_duration=7200), element(part("ENERGY", 9), start_date=date.max)),
    ],
)
def test_doubts_that_do_not_matter(asked):
    """A doubt does no harm where every answer costs the same."""
    assert priced(asked).total.excl == 5


def test_power_pieces():
    """A session may draw its power in pieces, and a price may depend on it."""
    asked = tariff(
        element(part("ENERGY", 1), min_power=Decimal(100)), element(part("ENERGY", "0.5"))
    )
    pieces = (
        PowerPiece(seconds=Decimal(600), kwh=Decimal(25)),
        PowerPiece(seconds=Decimal(600), kwh=Decimal(5)),
    )
    asking = ChargingSession(start=NOON, end=NOON + timedelta(minutes=20), pieces=pieces)
    found = price_of(asked, asking, PARIS)

    assert found.total.excl == Decimal("27.5")


@pytest.mark.parametrize(
    ("start", "night"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "0.5"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 1),
    ],
)
def test_nights_with_a_clock_change(start, night):
    """Elapsed time counts, not wall time: until three o'clock local time."""
    asked = tariff(element(part("TIME", 1), start_time=0, end_time=180))

    assert priced(asked, start=start, minutes=60).total.excl == Decimal(night)


def test_example_of_power_limits():
    """The specification's example: 1 kWh at 6 kW, 40 at 48 kW, half a kWh at 4 kW (§11.4.6)."""
    asked = tariff(
        element(part("ENERGY", "0.2"), max_power=Decimal(16)),
        element(part("ENERGY", "0.35"), max_power=Decimal(32)),
        element(part("ENERGY", "0.5")),
    )
    drawn = ((600, "1"), (3000, "40"), (450, "0.5"))
    pieces = tuple(PowerPiece(seconds=Decimal(time), kwh=Decimal(kwh)) for time, kwh in drawn)
    asking = ChargingSession(start=NOON, end=NOON + timedelta(seconds=4050), pieces=pieces)

    assert price_of(asked, asking, PARIS).total.excl == Decimal("20.3")


def test_example_of_durations():
    """The specification's example: half an hour is free, then 1.2 kWh at 0.25 (§11.4.6)."""
    asked = tariff(
        element(part("ENERGY", 0), max_duration=1800),
        element(part("ENERGY", "0.25"), max_duration=3600),
        element(part("ENERGY", "0.4")),
    )
    drawn = ((1800, "5"), (600, "1.2"))
    pieces = tuple(PowerPiece(seconds=Decimal(time), kwh=Decimal(kwh)) for time, kwh in drawn)
    asking = ChargingSession(start=NOON, end=NOON + timedelta(minutes=40), pieces=pieces)

    assert price_of(asked, asking, PARIS).total.excl == Decimal("0.3")


def test_wrong_sessions():
    """A session that cannot be is refused."""
    with pytest.raises(ValueError, match="time zone"):
        ChargingSession(start=datetime(2026, 1, 1), end=datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="energy takes time"):
        ChargingSession(start=NOON, end=NOON, pieces=(PowerPiece(seconds=0, kwh=1),))
    with pytest.raises(ValueError, match="or later"):
        session(parked=-1)
    with pytest.raises(ValueError, match="not negative"):
        session(kwh=-1)

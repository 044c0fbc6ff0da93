"""Rules that hold for every tariff and session; a plain count, second by second, agrees."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from plugdex.model.pricing.price import Price
from plugdex.model.pricing.pricer import price_of
from plugdex.model.pricing.session import ChargingSession, even_session
from plugdex.model.tariffs import (
    PriceComponent,
    PriceLimit,
    Tariff,
    TariffElement,
    TariffRestrictions,
)

ZONES = ("Europe/Paris", "UTC", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata")
NIGHTS = (
    datetime(2026, 3, 28, 22, tzinfo=UTC),
    datetime(2026, 10, 24, 22, tzinfo=UTC),
    datetime(2026, 4, 4, 13, tzinfo=UTC),
    datetime(2026, 7, 1, 12, tzinfo=UTC),
)
DIMENSIONS = ("ENERGY", "TIME", "PARKING_TIME", "FLAT")
KINDS = ("time", "date", "day", "duration", "kwh", "power", "current")
WITHOUT_METER = KINDS[:4]
CENT = Decimal("0.01")

prices = st.decimals(0, 5, places=2)


@st.composite
def limits(draw, kinds=KINDS):
    """One or two restrictions."""
    members = {}
    for kind in draw(st.sets(st.sampled_from(kinds), max_size=2)):
        members.update(draw(RESTRICTIONS[kind]))
    return TariffRestrictions(**members) if members else None


def ranges(name, values):
    """A range, open or closed."""
    pairs = st.tuples(values, values).filter(lambda pair: pair[0] < pair[1])
    return pairs.flatmap(
        lambda pair: st.sampled_from(
            (
                {f"min_{name}": pair[0]},
                {f"max_{name}": pair[1]},
                dict(zip(names(name), pair, strict=True)),
            )
        )
    )


def names(name):
    return (f"min_{name}", f"max_{name}")


minutes = st.integers(0, 1439)
RESTRICTIONS = {
    "time": st.tuples(minutes, st.integers(1, 1440)).map(
        lambda pair: {"start_time": pair[0], "end_time": pair[1]}
    ),
    "date": st.integers(0, 2).map(
        lambda days: {"start_date": (NIGHTS[0] + timedelta(days=days)).date()}
    ),
    "day": st.sets(st.integers(1, 7), min_size=1).map(
        lambda days: {"day_of_week": tuple(sorted(days))}
    ),
    "duration": ranges("duration", st.integers(0, 20_000)),
    "kwh": ranges("kwh", st.integers(0, 60).map(Decimal)),
    "power": ranges("power", st.integers(0, 100).map(Decimal)),
    "current": ranges("current", st.integers(0, 64).map(Decimal)),
}


@st.composite
def tariffs(draw, kinds=KINDS, dimensions=DIMENSIONS):
    """Tariffs with step sizes of 1; the last element always holds, so none is cut off by date."""
    rate = draw(st.sampled_from((None, Decimal(0), Decimal(20))))
    parts = st.builds(
        PriceComponent, type=st.sampled_from(dimensions), price=prices, vat=st.just(rate)
    )
    some = st.lists(parts, min_size=1, max_size=3, unique_by=lambda each: each.type).map(tuple)
    elements = draw(
        st.lists(
            st.builds(TariffElement, price_components=some, restrictions=limits(kinds)), max_size=4
        )
    )
    last = TariffElement(
        price_components=(PriceComponent(type="TIME", price=draw(prices), vat=rate),)
    )
    return Tariff(source="test", id="T", currency="EUR", elements=(*elements, last))


@st.composite
def sessions(draw):
    """Sessions of whole seconds, in nights with a clock change among others."""
    start = draw(st.sampled_from(NIGHTS)) + timedelta(seconds=draw(st.integers(0, 20_000)))
    charged = start + timedelta(seconds=draw(st.integers(1, 12_000)))
    end = charged + timedelta(seconds=draw(st.integers(0, 8_000)))
    kwh = Decimal(draw(st.integers(0, 80)))
    amperes = Decimal(draw(st.integers(0, 64)))
    session = even_session((start, charged, end), kwh, amperes)
    piece = session.pieces[0]
    return replace(session, pieces=(replace(piece, kw=piece.power or Decimal(0)),))


zones = st.sampled_from(ZONES).map(ZoneInfo)


def total(tariff, session, zone):
    """The total without tax."""
    found = price_of(tariff, session, zone)
    assert isinstance(found, Price), found
    return found.total.excl


def counted(tariff, session, zone):
    """The same, second by second, in floating point and without any of our rules' code."""
    piece = session.pieces[0]
    length = int((session.end - session.start).total_seconds())
    charging = int(piece.seconds)
    sums, flat = {}, None
    for second in range(length):
        now = (session.start + timedelta(seconds=second + 0.5)).astimezone(zone)
        flows = second < charging
        meter = min(second + 0.5, charging) / charging * float(piece.kwh)
        state = {
            "duration": second + 0.5,
            "kwh": meter,
            "power": float(piece.kw) if flows else 0,
            "current": float(piece.amperes) if flows else 0,
        }
        for dimension in ("ENERGY", "TIME") if flows else ("PARKING_TIME",):
            price = first_price(tariff, dimension, now, state)
            amount = float(piece.kwh) / charging if dimension == "ENERGY" else 1 / 3600
            sums[dimension] = sums.get(dimension, 0) + amount * float(price or 0)
        if flat is None:
            flat = first_price(tariff, "FLAT", now, state)
    return sum(sums.values()) + float(flat or 0)


def first_price(tariff, dimension, now, state):
    for element in tariff.elements:
        for part in element.price_components:
            if part.type == dimension and holds(element.restrictions, now, state):
                return part.price
    return None


def holds(wanted, now, state):
    if wanted is None:
        return True
    minute = now.hour * 60 + now.minute
    start, end = wanted.start_time, wanted.end_time
    if start is not None:
        inside = start <= minute < end if start < end else minute >= start or minute < end
        if not inside:
            return False
    if wanted.start_date and now.date() < wanted.start_date:
        return False
    if wanted.day_of_week and now.isoweekday() not in wanted.day_of_week:
        return False
    for name, value in state.items():
        lowest, highest = (getattr(wanted, each) for each in names(name))
        if lowest is not None and value < lowest:
            return False
        if highest is not None and value >= highest:
            return False
    return True


@given(tariffs(), sessions(), zones)
def test_agrees_with_a_plain_count(tariff, session, zone):
    """The price is that of a count second by second, but for the seconds where a meter turns."""
    length = (session.end - session.start).total_seconds()
    kwh_a_second = float(session.kwh) / float(session.pieces[0].seconds)
    slack = 0.01 + 8 * 5 * (1 / 3600 + kwh_a_second + 0.002)
    flats = [
        part for each in tariff.elements for part in each.price_components if part.type == "FLAT"
    ]
    if length < 60 and flats:
        slack += 5

    assert abs(float(total(tariff, session, zone)) - counted(tariff, session, zone)) <= slack


@given(tariffs(WITHOUT_METER), sessions(), st.integers(0, 50), zones)
def test_never_cheaper_with_more_energy(tariff, session, more, zone):
    """More energy in the same time never costs less.

    The condition: no price is negative or depends on kWh, power or current, and step sizes are 1.
    """
    piece = session.pieces[0]
    bigger = replace(session, pieces=(replace(piece, kwh=piece.kwh + more, kw=None),))

    assert total(tariff, bigger, zone) >= total(tariff, session, zone) - CENT


@given(tariffs(), sessions(), st.integers(0, 20_000), zones)
def test_never_cheaper_with_more_parking(tariff, session, more, zone):
    """Parking longer never costs less; the condition: no negative price, and step sizes of 1."""
    longer = replace(session, end=session.end + timedelta(seconds=more))

    assert total(tariff, longer, zone) >= total(tariff, session, zone)


@given(tariffs(), sessions(), st.floats(0.01, 1), zones)
def test_never_cheaper_when_charging_longer(tariff, session, share, zone):
    """Charging longer at the same power never costs less; a step of 1 is all that may differ."""
    piece = session.pieces[0]
    seconds = Decimal(max(1, int(piece.seconds * Decimal(share))))
    part = replace(piece, seconds=seconds, kwh=piece.kwh * seconds / piece.seconds)
    charged = session.start + timedelta(seconds=int(seconds))
    shorter = ChargingSession(start=session.start, end=charged, pieces=(part,))
    whole = replace(session, end=session.charging_end)

    assert total(tariff, whole, zone) >= total(tariff, shorter, zone) - CENT


@given(tariffs(), sessions(), prices, zones)
def test_limits_never_turn_the_order(tariff, session, limit, zone):
    """A session within limits costs what it costs without them; otherwise the limit."""
    free = total(tariff, session, zone)
    amount = PriceLimit(before_taxes=limit, after_taxes=limit)

    assert total(replace(tariff, max_price=amount), session, zone) == min(free, limit)
    assert total(replace(tariff, min_price=amount), session, zone) == max(free, limit)


@given(tariffs(("time", "date", "day"), DIMENSIONS[:3]), sessions(), zones)
def test_splitting_at_a_boundary_keeps_the_sum(tariff, session, zone):
    """Two sessions, from boundary to boundary, cost as much as the whole.

    The condition: nothing counts from the start (duration, kWh, FLAT), and step sizes are 1. Each
    part rounds up to a whole Wh and second, so one of each is what may differ.
    """
    price = price_of(tariff, session, zone)
    boundaries = {step.end for step in price.steps if session.start < step.end < session.end}
    for boundary in boundaries:
        parts = total(tariff, before(session, boundary), zone) + total(
            tariff, after(session, boundary), zone
        )
        assert abs(parts - price.total.excl) <= CENT + Decimal("0.005")


def before(session, boundary):
    """The part of a session up to an instant."""
    piece = session.pieces[0]
    seconds = min(piece.seconds, Decimal((boundary - session.start).total_seconds()))
    part = replace(piece, seconds=seconds, kwh=piece.kwh * seconds / piece.seconds)
    return ChargingSession(start=session.start, end=boundary, pieces=(part,))


def after(session, boundary):
    """The part of a session from an instant on."""
    piece = session.pieces[0]
    done = min(piece.seconds, Decimal((boundary - session.start).total_seconds()))
    seconds = piece.seconds - done
    part = replace(piece, seconds=seconds, kwh=piece.kwh * seconds / piece.seconds)
    return ChargingSession(start=boundary, end=session.end, pieces=(part,) if seconds else ())


@given(tariffs(), sessions(), zones)
def test_zero_energy_costs_only_flat_and_times(tariff, session, zone):
    """Without energy nothing is billed by energy."""
    piece = session.pieces[0]
    still = replace(session, pieces=(replace(piece, kwh=Decimal(0), kw=Decimal(0)),))
    price = price_of(tariff, still, zone)

    assert price.by_dimension.keys() <= {"FLAT", "TIME", "PARKING_TIME"}


@given(tariffs(), sessions(), zones)
def test_steps_add_up(tariff, session, zone):
    """The steps sum to the total, and each dimension to its sum."""
    price = price_of(tariff, session, zone)

    assert abs(sum(step.amount for step in price.steps) - price.total.excl) < Decimal("0.0001")
    assert abs(sum(each.excl for each in price.by_dimension.values()) - price.total.excl) < CENT

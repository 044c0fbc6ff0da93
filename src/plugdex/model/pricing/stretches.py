"""A session cut into stretches in which nothing that a tariff asks about changes."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from plugdex.model.pricing.clock import DAY, MICROSECOND, SECOND, Offset, offsets
from plugdex.model.pricing.conditions import Moment, day_and_minute, instants_of, reaches
from plugdex.model.pricing.price import Phase
from plugdex.model.pricing.session import ChargingSession, Reservation
from plugdex.model.tariffs import TariffElement

NOTHING: Final = Decimal(0)


class Draw(NamedTuple):
    """A part of a session with even power: microseconds since the start, and the meter."""

    phase: Phase
    begin: int
    end: int
    kwh_before: Decimal
    kwh: Decimal
    kw: Decimal | None
    amperes: Decimal | None


class Stretch(NamedTuple):
    """A part of a session in which no restriction begins or ends; ``kwh`` is drawn in it."""

    phase: Phase
    begin: int
    end: int
    kwh: Decimal
    middle: Moment


def draws_of(session: ChargingSession) -> list[Draw]:
    """The pieces of a session, then the parking, in which neither power nor current flows."""
    found = []
    begin, kwh = 0, NOTHING
    for piece in session.pieces:
        end = begin + int(piece.seconds * SECOND)
        if end == begin:
            continue
        found.append(Draw("charging", begin, end, kwh, piece.kwh, piece.power, piece.amperes))
        begin, kwh = end, kwh + piece.kwh
    end = (session.end - session.start) // MICROSECOND
    if end > begin:
        found.append(Draw("parking", begin, end, kwh, NOTHING, NOTHING, NOTHING))
    return found


def reserved(reservation: Reservation) -> list[Draw]:
    """A reservation, in which nothing flows."""
    length = (reservation.end - reservation.begin) // MICROSECOND
    return [Draw("reservation", 0, length, NOTHING, NOTHING, NOTHING, NOTHING)]


def stretches_of(
    draws: Sequence[Draw], elements: Iterable[TariffElement], start: datetime, zone: tzinfo
) -> Iterator[Stretch]:
    """Cut wherever a restriction of the elements may begin or end to hold."""
    if not draws:
        return
    pieces = offsets(start, draws[-1].end, zone)
    days = range(pieces[0].local // DAY, (pieces[-1].end + pieces[-1].local) // DAY + 1)
    limits = [
        element.restrictions
        for element in elements
        if element.restrictions and reaches(element.restrictions, days)
    ]
    cuts = {piece.begin for piece in pieces[1:]}
    for piece in pieces if limits else ():
        cuts |= instants_of(limits, piece)
    wanted = {
        kwh for each in limits for kwh in (each.min_kwh, each.max_kwh) if kwh is not None and kwh
    }
    begins = [piece.begin for piece in pieces]
    for draw in draws:
        yield from _cut(draw, sorted(cuts), wanted, pieces, begins)


def _cut(
    draw: Draw,
    cuts: Sequence[int],
    wanted: Iterable[Decimal],
    pieces: Sequence[Offset],
    begins: Sequence[int],
) -> Iterator[Stretch]:
    meter = _meter(draw, cuts, wanted) if draw.end > draw.begin else _still(draw)
    for (begin, before), (end, after) in pairwise(meter):
        middle = (begin + end) // 2
        offset = pieces[bisect_right(begins, middle) - 1]
        day, minute = day_and_minute(middle + offset.local)
        moment = Moment(day, minute, middle, (before + after) / 2, draw.kw, draw.amperes)
        yield Stretch(draw.phase, begin, end, after - before, moment)


def _still(draw: Draw) -> list[tuple[int, Decimal]]:
    """The meter of a session of no length: one moment, as begin and as end."""
    return [(draw.begin, draw.kwh_before), (draw.end, draw.kwh_before)]


def _meter(draw: Draw, cuts: Iterable[int], wanted: Iterable[Decimal]) -> list[tuple[int, Decimal]]:
    """The meter at the ends and at every cut; where a threshold is passed it shows just that."""
    length = draw.end - draw.begin
    shown = {
        at: draw.kwh_before + draw.kwh * (at - draw.begin) / length
        for at in cuts
        if draw.begin < at < draw.end
    }
    for kwh in wanted:
        if draw.kwh_before < kwh < draw.kwh_before + draw.kwh:
            at = draw.begin + int((kwh - draw.kwh_before) * length / draw.kwh)
            shown[at] = kwh
    shown[draw.begin] = draw.kwh_before
    shown[draw.end] = draw.kwh_before + draw.kwh
    return sorted(shown.items())

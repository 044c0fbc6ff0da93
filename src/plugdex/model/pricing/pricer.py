"""What a session costs under a tariff (OCPI 2.2.1 §11, 2.3.0 §11; the rules of all versions).

1. Per dimension and instant the first element counts that has the dimension and holds.
2. FLAT counts once, as it is when first one holds; a reservation has a FLAT of its own.
3. Step sizes count once a session: for the energy, and for the times together.
4. Tax is that of each component; limits hold without and with tax, each for itself.
5. Whatever would matter and is not known makes a price that cannot be said.

2.1.1 words rule 1 per element, yet its own example is per dimension, so that is the rule for all.
Whether the tariff is valid at the time is for the caller to see.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final, NamedTuple

from plugdex.model.pricing.bill import Bill, Line
from plugdex.model.pricing.choice import CHARGING, EXPIRED, USED, Kinds, rules_of
from plugdex.model.pricing.money import CODES, payable, plain
from plugdex.model.pricing.price import CannotSay, Price, Reason, Step
from plugdex.model.pricing.session import ChargingSession, Reservation
from plugdex.model.pricing.stretches import Draw, draws_of, reserved, stretches_of
from plugdex.model.pricing.taxes import INCLUDED, Taxed, limited, summed
from plugdex.model.tariffs import Tariff

MOST_ELEMENT_DAYS: Final = 3000
"""Elements times days that are looked at: a month of prices by the quarter-hour, for one day."""


class Part(NamedTuple):
    """A bill and when its instants begin."""

    bill: Bill
    origin: datetime


def price_of(tariff: Tariff, session: ChargingSession, zone: tzinfo) -> Price | CannotSay:
    """What a session costs in the time zone of the location, or why that cannot be said."""
    reasons = _reasons_at_once(tariff, session)
    if reasons:
        return CannotSay(currency=tariff.currency, reasons=reasons)
    parts = _parts(tariff, session, zone)
    against = tuple(dict.fromkeys(reason for part in parts for reason in part.bill.reasons))
    if against:
        return CannotSay(currency=tariff.currency, reasons=against)
    for part in parts:
        part.bill.round_up()
    taxed = Taxed(tariff.tax_included)
    lines = [line for part in parts for line in part.bill.lines]
    sums = summed(lines, taxed)
    found = limited(tariff, lines, sums, session.is_used)
    if found is None:
        reason = Reason(code="limit_tax_unknown")
        return CannotSay(currency=tariff.currency, reasons=(reason,))
    return Price(
        currency=tariff.currency,
        total=found.total,
        by_dimension=sums.by_dimension,
        steps=tuple(_step(line, part.origin) for part in parts for line in part.bill.lines),
        limited_by=found.by,
        payable=None if found.total.incl is None else payable(found.total.incl, tariff.currency),
    )


def _reasons_at_once(tariff: Tariff, session: ChargingSession) -> tuple[Reason, ...]:
    days = (session.end - session.start).days + 1
    found = {
        "tariff_too_complex": len(tariff.elements) * days > MOST_ELEMENT_DAYS,
        "tariff_incomplete": tariff.incomplete,
        "tariff_empty": not tariff.elements,
        "tax_unknown": tariff.tax_included not in INCLUDED,
        "currency_unknown": tariff.currency not in CODES,
    }
    return tuple(Reason(code=code) for code, is_so in found.items() if is_so)


def _parts(tariff: Tariff, session: ChargingSession, zone: tzinfo) -> list[Part]:
    """The bill of the reservation, if any, and that of the session, if the vehicle came."""
    found = []
    if session.reservation is not None:
        found.append(_reservation(tariff, session.reservation, zone))
    if session.is_used:
        draws = draws_of(session) or [_instant()]
        found.append(_part(tariff, CHARGING, draws, session.start, zone))
    return found


def _reservation(tariff: Tariff, reservation: Reservation, zone: tzinfo) -> Part:
    kinds = USED if reservation.used else EXPIRED
    return _part(tariff, kinds, reserved(reservation), reservation.begin, zone)


def _instant() -> Draw:
    """A session of no length: what counts once still counts."""
    return Draw("charging", 0, 0, Decimal(0), Decimal(0), None, None)


def _part(
    tariff: Tariff,
    kinds: Kinds,
    draws: Sequence[Draw],
    start: datetime,
    zone: tzinfo,
) -> Part:
    rules = rules_of(tariff.elements, kinds)
    bill = Bill(rules)
    elements = [rule.element for rule in rules.all]
    for stretch in stretches_of(draws, elements, start, zone):
        bill.add(stretch)
    return Part(bill, start)


def _step(line: Line, origin: datetime) -> Step:
    return Step(
        phase=line.phase,
        begin=origin + timedelta(microseconds=line.begin),
        end=origin + timedelta(microseconds=line.end),
        element=line.rule.place,
        dimension=line.dimension,
        quantity=plain(line.quantity),
        unit_price=line.component.price,
        amount=plain(line.amount),
        vat=line.component.vat,
        rounding=line.rounding,
        restrictions=line.rule.element.restrictions,
    )

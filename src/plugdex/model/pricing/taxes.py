"""Sums without and with tax, and the limits of a session's price.

Prices exclude tax unless the tariff says otherwise (OCPI 2.3.0 TaxIncluded: YES, NO, N/A). A
component without a rate does not say its tax: one of the two sums is then not known.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Final, NamedTuple

from plugdex.model.pricing.bill import Line
from plugdex.model.pricing.money import total
from plugdex.model.pricing.price import Sum
from plugdex.model.tariffs import PriceLimit, Tariff

Exact = tuple[Decimal | None, Decimal | None]
"""An amount without and with tax, not rounded."""


INCLUDED: Final = (None, "YES", "NO", "N/A")
"""What a tariff may say about tax in its prices."""


class Taxed(NamedTuple):
    """Whether prices include tax: YES, NO, N/A or ``None`` (as NO)."""

    included: str | None

    def both(self, amount: Decimal, vat: Decimal | None) -> Exact:
        """An amount without and with tax; ``None`` where the rate that it needs is missing."""
        if self.included == "N/A" or not amount:
            return amount, amount
        if self.included == "YES":
            return (None if vat is None else amount / (1 + vat / 100)), amount
        return amount, (None if vat is None else amount * (1 + vat / 100))


class Sums(NamedTuple):
    """The exact sum of all lines and the rounded ones of each dimension."""

    exact: Exact
    by_dimension: Mapping[str, Sum]


class Limited(NamedTuple):
    """The total with its limits, and which of them took effect."""

    total: Sum
    by: tuple[str, ...] = ()


def summed(lines: Sequence[Line], taxed: Taxed) -> Sums:
    """Add the lines up."""
    amounts: dict[str, list[Exact]] = {}
    for line in lines:
        both = taxed.both(line.amount, line.component.vat)
        amounts.setdefault(line.dimension, []).append(both)
    sums = {dimension: _sum(each) for dimension, each in amounts.items()}
    return Sums(_sum(sums.values()), {name: _rounded(each) for name, each in sums.items()})


def _sum(amounts: Iterable[Exact]) -> Exact:
    without: Decimal | None = Decimal(0)
    with_tax: Decimal | None = Decimal(0)
    for excl, incl in amounts:
        without = None if without is None or excl is None else without + excl
        with_tax = None if with_tax is None or incl is None else with_tax + incl
    return without, with_tax


def _rounded(amount: Exact) -> Sum:
    excl, incl = amount
    return Sum(
        excl=None if excl is None else total(excl), incl=None if incl is None else total(incl)
    )


def limited(tariff: Tariff, lines: Sequence[Line], sums: Sums, is_used: bool) -> Limited | None:
    """Apply the lowest and the highest price; ``None`` where the tax that they need is missing.

    A session costs at least the lowest price, so a reservation that nobody used need not.
    """
    rate = _only_rate(tariff, lines)
    amount, found = sums.exact, []
    for name, limit, is_beyond in (
        ("min_price", tariff.min_price if is_used else None, Decimal.__lt__),
        ("max_price", tariff.max_price, Decimal.__gt__),
    ):
        if limit is None:
            continue
        bounds = (limit.before_taxes, _after(limit, rate))
        beyond = tuple(map(partial(_is_beyond, is_beyond), amount, bounds))
        if amount[1] is not None and bounds[1] is None and (beyond[0] or amount[0] is None):
            return None
        if any(beyond):
            found.append(name)
        excl, incl = (
            bound if is_so else each
            for each, bound, is_so in zip(amount, bounds, beyond, strict=True)
        )
        amount = (excl, incl)
    return Limited(_rounded(amount), tuple(found))


def _is_beyond(
    compare: Callable[[Decimal, Decimal], bool], amount: Decimal | None, bound: Decimal | None
) -> bool:
    return amount is not None and bound is not None and compare(amount, bound)


def _after(limit: PriceLimit, rate: Decimal | None) -> Decimal | None:
    """A limit with tax: as stated, else by the rate, where all of the session has the same."""
    if limit.after_taxes is not None:
        return limit.after_taxes
    return None if rate is None else limit.before_taxes * (1 + rate / 100)


def _only_rate(tariff: Tariff, lines: Sequence[Line]) -> Decimal | None:
    if tariff.tax_included == "N/A":
        return Decimal(0)
    rates = {line.component.vat for line in lines if line.component.price}
    return rates.pop() if len(rates) == 1 else None

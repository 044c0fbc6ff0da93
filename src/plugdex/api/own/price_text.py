"""Tariffs in a few words: the usual price per kWh, or else what there is.

Only a hint for a card: other prices at other times or powers, and what a session would cost, are
not in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from msgspec.structs import replace

from plugdex.model.tariffs import PriceComponent, Tariff

SYMBOLS: Final[Mapping[str, str]] = {"EUR": "€", "GBP": "£", "USD": "$"}
PER: Final[Mapping[str, str]] = {
    "ENERGY": " per kWh",
    "TIME": " per hour",
    "PARKING_TIME": " per hour of parking",
    "FLAT": " per session",
}
"""In the order in which they tell most."""
CENT: Final = Decimal("0.01")
FINEST: Final = Decimal("0.001")


def price_text(tariff: Tariff) -> str | None:
    """``€0.40 per kWh``; without tax where the tariff says so, ``None`` without any price."""
    usual_first = sorted(tariff.elements, key=lambda element: element.restrictions is not None)
    components = [part for element in usual_first for part in element.price_components]
    for kind in PER:
        found = next((part for part in components if part.type == kind), None)
        if found is not None:
            return _amount(tariff, found) + PER[kind] + _tax(tariff, found)
    return None


def from_text(tariffs: Sequence[Tariff]) -> str | None:
    """``from €0.39 per kWh``: the lowest of all prices per kWh of some tariffs, with tax if told.

    Without such a price it is what the first tariff has; ``None`` without any.
    """
    sound = [each for each in tariffs if not each.incomplete]
    energy = [(each, part) for each in sound for part in _parts(each) if part.type == "ENERGY"]
    if not energy:
        return next(filter(None, map(price_text, sound)), None)
    prices = {_with_tax(*each) for each in energy}
    tariff, part = min(energy, key=lambda each: _with_tax(*each))
    start = "from " if len(prices) > 1 else ""
    extra = any(p.price for each in sound for p in _parts(each) if p.type != "ENERGY")
    shown = replace(part, price=_with_tax(tariff, part))
    tax = "" if part.vat is not None else _tax(tariff, part)
    more = ", and more than energy" if extra else ""
    return f"{start}{_amount(tariff, shown)} per kWh{tax}{more}"


def _parts(tariff: Tariff) -> Iterator[PriceComponent]:
    """The prices of a session; those of reservations are none."""
    for element in tariff.elements:
        if not (element.restrictions and element.restrictions.reservation):
            yield from element.price_components


def _with_tax(tariff: Tariff, part: PriceComponent) -> Decimal:
    """The price with tax, where the rate is told."""
    if tariff.tax_included in ("YES", "N/A") or part.vat is None:
        return part.price
    return (part.price * (1 + part.vat / 100)).quantize(FINEST, ROUND_HALF_UP)


def _amount(tariff: Tariff, part: PriceComponent) -> str:
    cents = part.price.quantize(CENT)
    price = cents if cents == part.price else part.price.normalize()
    symbol = SYMBOLS.get(tariff.currency)
    return f"{symbol}{price:f}" if symbol else f"{price:f} {tariff.currency}"


def _tax(tariff: Tariff, part: PriceComponent) -> str:
    if tariff.tax_included in ("YES", "N/A") or part.price == 0:
        return ""
    return " without VAT"

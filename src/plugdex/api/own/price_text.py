"""A tariff in a few words: its usual price per kWh, or else what it has.

Only a hint for a card: other prices at other times or powers, and what a session would cost, are
not in it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

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


def price_text(tariff: Tariff) -> str | None:
    """``€0.40 per kWh``; without tax where the tariff says so, ``None`` without any price."""
    usual_first = sorted(tariff.elements, key=lambda element: element.restrictions is not None)
    components = [part for element in usual_first for part in element.price_components]
    for kind in PER:
        found = next((part for part in components if part.type == kind), None)
        if found is not None:
            return _amount(tariff, found) + PER[kind] + _tax(tariff, found)
    return None


def _amount(tariff: Tariff, part: PriceComponent) -> str:
    cents = part.price.quantize(CENT)
    price = cents if cents == part.price else part.price.normalize()
    symbol = SYMBOLS.get(tariff.currency)
    return f"{symbol}{price:f}" if symbol else f"{price:f} {tariff.currency}"


def _tax(tariff: Tariff, part: PriceComponent) -> str:
    if tariff.tax_included in ("YES", "N/A") or part.price == 0:
        return ""
    return " without VAT"

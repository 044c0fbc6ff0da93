"""Tariffs in plain words: by clock, weekday, date and duration, which is all that HERE v3 has.

1. Prices of reservations are none of a session.
2. A limit of power or current that no session can reach at the connectors is no limit, or its
   element never holds.
3. What still depends on kWh, power, current or something unknown is withheld: the element alone
   where all that would count in its place costs the same, else the tariff.
4. A lowest price of a session cannot be told, nor one with a tax that nobody states; a highest
   one can be left out, since prices are then upper limits.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from msgspec.structs import replace

from plugdex.model.pricing.taxes import INCLUDED
from plugdex.model.tariffs import PriceComponent, Tariff, TariffElement, TariffRestrictions
from plugdex.model.value import Value

DIMENSIONS: Final = frozenset({"ENERGY", "TIME", "FLAT", "PARKING_TIME"})
REACHED: Final = (("kw", "min_power", "max_power"), ("amperes", "min_current", "max_current"))
"""What a connector bounds, and the limits of it."""

UNTOLD: Final = ("min_kwh", "max_kwh", *(name for _, *names in REACHED for name in names))
"""Restrictions without a word."""


class Reach(Value, frozen=True, kw_only=True):
    """What flows at most at the connectors of a tariff: kW, and A over all phases."""

    kw: Decimal | None = None
    amperes: Decimal | None = None


UNBOUNDED: Final = Reach()


class Withheld(NamedTuple):
    """Why something is not told: a code of ``issues.CODES``, where, and what."""

    code: str
    path: str
    was: str


class Plain(Value, frozen=True, kw_only=True):
    """What can be told of a tariff; no elements: nothing."""

    elements: tuple[TariffElement, ...] = ()
    withheld: tuple[Withheld, ...] = ()


def plain_of(tariff: Tariff, reach: Reach = UNBOUNDED) -> Plain:
    """What can be told of a tariff, never a price that is wrong by what is left out."""
    whole = _against_all(tariff)
    if whole:
        return Plain(withheld=(Withheld("tariff_withheld", *whole),))
    there = [(at, each) for at, e in enumerate(tariff.elements) if (each := _within(e, reach))]
    elements, withheld = [], []
    for place, (at, element) in enumerate(there):
        why = _untold(element)
        path = f"$.elements[{at}]"
        later = [each for _, each in there[place + 1 :]]
        if not why:
            elements.append(element)
        elif any(part.type not in DIMENSIONS for part in element.price_components) or not all(
            _same_without(part, later) for part in element.price_components
        ):
            return Plain(withheld=(Withheld("tariff_withheld", path, why),))
        else:
            withheld.append(Withheld("tariff_element_withheld", path, why))
    return Plain(elements=tuple(elements), withheld=tuple(withheld))


def _against_all(tariff: Tariff) -> tuple[str, str] | None:
    """What is wrong with a tariff as a whole: where, and what."""
    if tariff.incomplete:
        return "$.elements", "a price that could not be read"
    if tariff.tax_included not in INCLUDED:
        return "$.tax_included", tariff.tax_included or ""
    if tariff.min_price and tariff.min_price.before_taxes > 0:
        return "$.min_price", f"{tariff.min_price.before_taxes:f}"
    if tariff.tax_included == "YES" and any(
        part.vat is None and part.price
        for each in tariff.elements
        for part in each.price_components
    ):
        return "$.elements", "prices with tax at a rate that is not given"
    return None


def _within(element: TariffElement, reach: Reach) -> TariffElement | None:
    """The element without limits that say nothing there; ``None`` where it never counts."""
    limits = element.restrictions
    parts = tuple(p for p in element.price_components if p.type in DIMENSIONS or p.price)
    if not parts or (limits and limits.reservation):
        return None
    if limits is None:
        return replace(element, price_components=parts)
    for name, lowest, highest in REACHED:
        most, low, high = getattr(reach, name), getattr(limits, lowest), getattr(limits, highest)
        if most is not None and low is not None and low > most:
            return None
        if most is not None and high is not None and high > most:
            limits = replace(limits, **{highest: None})
    return replace(element, price_components=parts, restrictions=limits)


def _untold(element: TariffElement) -> str:
    """What of an element has no word; empty: all has."""
    foreign = [part.type for part in element.price_components if part.type not in DIMENSIONS]
    limits = element.restrictions
    named = [each for each in UNTOLD if limits and _limits(limits, each)]
    return ", ".join((*foreign, *named, *(limits.other if limits else ())))


def _limits(limits: TariffRestrictions, name: str) -> bool:
    """Whether a limit limits anything: a lower one of 0 does not."""
    value = getattr(limits, name)
    return value is not None and (value > 0 or name.startswith("max"))


def _same_without(part: PriceComponent, later: Sequence[TariffElement]) -> bool:
    """Whether whatever counts instead of a price costs the same."""
    for other, is_sure in _instead(part.type, later):
        if (other.price, other.vat, other.step_size) != (part.price, part.vat, part.step_size):
            return False
        if is_sure:
            return True
    return part.price == 0


def _instead(
    dimension: str, later: Sequence[TariffElement]
) -> Iterator[tuple[PriceComponent, bool]]:
    """The prices of a dimension that may count instead, and whether one surely does."""
    for element in later:
        limits = element.restrictions
        for part in element.price_components:
            if part.type == dimension:
                yield part, limits is None or limits == TariffRestrictions()
                break

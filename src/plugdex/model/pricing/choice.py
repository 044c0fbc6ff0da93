"""Which price counts: per dimension and instant the first element whose restrictions all hold."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from plugdex.model.pricing.conditions import Check, Moment, checks_of
from plugdex.model.pricing.price import Reason
from plugdex.model.remembering import remembered
from plugdex.model.tariffs import PriceComponent, TariffElement

KNOWN: Final = frozenset({"FLAT", "ENERGY", "TIME", "PARKING_TIME"})

Kinds = tuple[str | None, ...]
"""Which elements a phase asks, by their word for reservations."""

CHARGING: Final[Kinds] = (None,)
USED: Final[Kinds] = ("RESERVATION",)
EXPIRED: Final[Kinds] = ("RESERVATION_EXPIRES", "RESERVATION")


class Rule(NamedTuple):
    """An element with its checks and its first component of each dimension."""

    place: int
    element: TariffElement
    checks: tuple[Check, ...]
    components: dict[str, PriceComponent]


class Chosen(NamedTuple):
    """The component that counts and its element; the reasons why that is not sure."""

    component: PriceComponent | None
    rule: Rule | None
    reasons: tuple[Reason, ...] = ()


class Rules(NamedTuple):
    """The elements for a phase in their order; those that offer a dimension, and the foreign."""

    all: Sequence[Rule]
    offering: Mapping[str, Sequence[Rule]]
    foreign: Sequence[Rule]
    """Those that charge for what OCPI does not know."""


def rules_of(elements: Sequence[TariffElement], kinds: Kinds) -> Rules:
    """The elements for a phase; of an expired reservation its own come first.

    That a price for an expired reservation goes before one for any reservation is OCPI 2.2.1
    §11.4.3; ``None`` stands for charging and parking.
    """
    return _rules_by_kinds(elements)[kinds]


@remembered
def _rules_by_kinds(elements: Sequence[TariffElement]) -> Mapping[Kinds, Rules]:
    by_kind: dict[str | None, list[Rule]] = {}
    for index, element in enumerate(elements):
        kind = element.restrictions.reservation if element.restrictions else None
        by_kind.setdefault(kind, []).append(_rule(index, element))
    return {
        kinds: _rules([rule for kind in kinds for rule in by_kind.get(kind, ())])
        for kinds in (CHARGING, USED, EXPIRED)
    }


def _rules(rules: Sequence[Rule]) -> Rules:
    offering = {each: [rule for rule in rules if each in rule.components] for each in KNOWN}
    return Rules(rules, offering, [rule for rule in rules if any(foreign_dimensions(rule))])


def foreign_dimensions(rule: Rule) -> Iterator[str]:
    """The dimensions that OCPI does not know and that cost something."""
    return (
        part.type for part in rule.element.price_components if part.type not in KNOWN and part.price
    )


def _rule(index: int, element: TariffElement) -> Rule:
    components: dict[str, PriceComponent] = {}
    for component in element.price_components:
        components.setdefault(component.type, component)
    return Rule(index, element, checks_of(element.restrictions), components)


def choose(rules: Sequence[Rule], dimension: str, now: Moment) -> Chosen:
    """The component of a dimension, which all of the rules offer, and whether it is sure.

    An element of which one does not know whether it holds does no harm where it costs the same.
    """
    doubts: list[tuple[PriceComponent, Reason]] = []
    component, found = None, None
    for rule in rules:
        doubt = doubts_of(rule, now)
        if doubt is None:
            continue
        offered = rule.components[dimension]
        if not doubt:
            component, found = offered, rule
            break
        doubts.extend((offered, reason) for reason in doubt)
    matters = tuple(reason for other, reason in doubts if not _costs_the_same(other, component))
    return Chosen(component, found, matters)


def doubts_of(rule: Rule, now: Moment) -> list[Reason] | None:
    """Why one does not know whether an element holds; empty: it holds, ``None``: it does not."""
    doubts: list[Reason] = []
    for check in rule.checks:
        holds = check.holds(now)
        if holds is False:
            return None
        if holds is None:
            doubts.append(Reason(code=check.reason, element=rule.place, detail=check.detail))
    return doubts


def _costs_the_same(one: PriceComponent, other: PriceComponent | None) -> bool:
    if other is None:
        return one.price == 0
    return (one.price, one.vat, one.step_size) == (other.price, other.vat, other.step_size)


def dated(rules: Sequence[Rule], dimension: str, now: Moment) -> Iterator[Reason]:
    """The elements whose price of a dimension would count at a moment but for their dates."""
    for rule in rules:
        if rule.components[dimension].price and _fails_by_date(rule, now):
            yield Reason(code="dates_not_covered", element=rule.place)


def _fails_by_date(rule: Rule, now: Moment) -> bool:
    found = False
    for check in rule.checks:
        if check.holds(now) is False:
            if not check.is_date:
                return False
            found = True
    return found

"""A vehicle as the index is asked it: the rules of ``model.fit``, put to every case there is.

Whether a vehicle can charge depends on the plug and on few facts besides, each of which is one
of two or not known. So all cases are asked beforehand, and those that match become conditions.
"""

from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple

from plugdex.directory.asked import Plug
from plugdex.model.connectors import STANDARDS, Standard
from plugdex.model.fit import Site, connection
from plugdex.model.traits import BITS, make_bits
from plugdex.model.vehicles import Vehicle
from plugdex.model.vocabulary import ConnectorFormat

FORMATS: Final[tuple[ConnectorFormat | None, ...]] = ("SOCKET", "CABLE", None)
CURRENTS: Final = (False, True, None)
"""Whether direct current flows."""
COUNTRIES: Final = ("USA", "NLD", None)
"""One in which Tesla's plug is NACS, one in which it is not."""

Places = frozenset[int]
"""Which of the three values of a fact match."""


class Cube(NamedTuple):
    """Values of the three facts, all combinations of which match."""

    formats: Places
    currents: Places
    countries: Places


FACTS: Final = (("SOCKET", "CABLE"), ("AC", "DC"), ("NACS_COUNTRY", "OTHER_COUNTRY"))
"""The traits of the first two values of each fact; the third is that neither is set."""


@lru_cache(maxsize=256)
def vehicle_plugs(vehicle: Vehicle, adapters: frozenset[str], lenient: bool) -> tuple[Plug, ...]:
    """What a connector group must be for a vehicle; with ``lenient`` what is not known matches."""
    by_conditions: dict[Plug, list[int]] = {}
    for standard in STANDARDS:
        for plug in _plugs(standard, vehicle, adapters, lenient):
            by_conditions.setdefault(plug, []).append(standard.number)
    if lenient:
        for plug in _plugs(None, vehicle, adapters, lenient):
            by_conditions.setdefault(plug, []).append(0)
    return tuple(
        Plug(standards=tuple(numbers), every=plug.every, some=plug.some, none=plug.none)
        for plug, numbers in by_conditions.items()
    )


def _plugs(
    standard: Standard | None, vehicle: Vehicle, adapters: Collection[str], lenient: bool
) -> Iterator[Plug]:
    """The conditions under which a standard matches, at open sites and at those of one make."""
    own_make = make_bits(vehicle.make)
    brand = BITS["BRAND_ONLY"]
    kinds = (
        ((), None, 0, brand),
        (("BRAND_ONLY",), None, brand, own_make),
        (("BRAND_ONLY",), vehicle.make, brand | own_make, 0),
    )
    for restrictions, operator, every, none in kinds:
        if operator is None or own_make:
            sites = [
                Site(country=country, restrictions=restrictions, operator=operator)
                for country in COUNTRIES
            ]
            matching = _matching(standard, vehicle, adapters, lenient, sites)
            for cube in _cubes(matching):
                yield _condition(cube, every, none)


def _matching(
    standard: Standard | None,
    vehicle: Vehicle,
    adapters: Collection[str],
    lenient: bool,
    sites: list[Site],
) -> set[tuple[int, int, int]]:
    wanted = (True, None) if lenient else (True,)
    name = standard.ocpi if standard else None
    return {
        (f, c, s)
        for (f, format), (c, is_dc), (s, site) in product(
            enumerate(FORMATS), enumerate(CURRENTS), enumerate(sites)
        )
        if connection(vehicle, adapters, name, format, is_dc, site).matches in wanted
    }


def _cubes(matching: set[tuple[int, int, int]]) -> list[Cube]:
    """The same set as few combinations: first countries together, then currents, then formats."""
    countries: dict[tuple[int, int], set[int]] = {}
    for f, c, s in matching:
        countries.setdefault((f, c), set()).add(s)
    currents: dict[tuple[int, Places], set[int]] = {}
    for (f, c), some_countries in countries.items():
        currents.setdefault((f, frozenset(some_countries)), set()).add(c)
    formats: dict[tuple[Places, Places], set[int]] = {}
    for (f, where), some_currents in currents.items():
        formats.setdefault((frozenset(some_currents), where), set()).add(f)
    return [Cube(frozenset(f), flows, where) for (flows, where), f in formats.items()]


def _condition(cube: Cube, every: int, none: int) -> Plug:
    some = []
    for places, (first, second) in zip(cube, FACTS, strict=True):
        bits = (BITS[first], BITS[second])
        set_bits = [bits[place] for place in sorted(places) if place < len(bits)]
        if len(bits) not in places:  # one of the values must be known to hold
            some.append(sum(set_bits))
        none |= sum(bit for place, bit in enumerate(bits) if place not in places)
    return Plug(every=every, some=tuple(some), none=none)

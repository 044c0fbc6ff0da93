"""Filters as the index is asked them.

``model.filters`` says what is true of a location; here the same becomes sets of bits. What an
index cannot know (opening hours at a moment) is asked of the document, see ``check``.
"""

from msgspec.structs import replace

from plugdex.directory.asked import Plug
from plugdex.directory.search.vehicle_plugs import vehicle_plugs
from plugdex.model.connectors import BY_OCPI
from plugdex.model.filters import Filters
from plugdex.model.traits import BITS, bits


def to_plugs(filters: Filters) -> tuple[Plug, ...]:
    """What a connector group must be; empty when none can be that."""
    standards = tuple(
        sorted({BY_OCPI[name].number for name in filters.connectors if name in BY_OCPI})
    )
    if filters.connectors and not standards:
        return ()
    some = tuple(
        bits(names)
        for names in (filters.payments, filters.vehicle_categories, _hours(filters))
        if names
    )
    if not all(some):
        return ()
    plug = Plug(
        standards=standards,
        min_power=filters.min_power or 0,
        max_power=filters.max_power,
        every=bits(tuple(filter(None, (filters.current, filters.format)))),
        some=some,
        none=bits(filters.barred),
    )
    if filters.vehicle is None:
        return (plug,)
    fitting = vehicle_plugs(filters.vehicle, filters.adapters, filters.lenient)
    both = (_both(plug, each) for each in fitting)
    return tuple(each for each in both if each is not None)


def _both(plug: Plug, fitting: Plug) -> Plug | None:
    """What is asked for and what fits; ``None`` where no standard is both."""
    standards = fitting.standards
    if plug.standards:
        standards = tuple(number for number in standards if number in plug.standards)
        if not standards:
            return None
    return replace(
        plug,
        standards=standards,
        every=plug.every | fitting.every,
        some=(*plug.some, *fitting.some),
        none=plug.none | fitting.none,
    )


def is_surely_open(traits: int) -> bool:
    """Whether a location is open whenever one asks."""
    return bool(traits & BITS["ALWAYS_OPEN"])


def _hours(filters: Filters) -> tuple[str, ...]:
    return ("ALWAYS_OPEN", "HOURS_KNOWN") if filters.open_at else ()

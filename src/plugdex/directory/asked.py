"""Questions to a store, by place and in pages, and what is found."""

from typing import Final

from plugdex.directory.kept import Kind
from plugdex.model.geo import LAST_CELL
from plugdex.model.value import Value


class Wanted(Value, frozen=True, kw_only=True):
    """A question for what peers may pull, in the order in which it came."""

    kind: Kind
    limit: int
    after: int = 0
    """Place in the order behind which to go on."""
    skip: int = 0
    """Objects to leave out from there."""
    since: int | None = None
    """Time stamps from here on, milliseconds since 1970."""
    until: int | None = None
    """Time stamps before this."""
    without: str = ""
    """A source whose objects are left out: its own are of no use to a peer."""


class Box(Value, frozen=True, kw_only=True):
    """A box of degrees; ``west`` greater than ``east`` crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float


WORLD: Final = Box(west=-180, south=-90, east=180, north=90)

EVERYTHING: Final = 1 << 40
"""A limit of locations that no store reaches."""


class Plug(Value, frozen=True, kw_only=True):
    """What one connector group must be: all that is given holds together."""

    standards: tuple[int, ...] = ()
    """Catalogue numbers, any of them; empty: any standard."""
    min_power: int = 0
    """Watts; above 0 leaves out what is not known."""
    max_power: int | None = None
    every: int = 0
    """Traits that must all be there."""
    some: tuple[int, ...] = ()
    """Sets of traits of each of which one must be there."""
    none: int = 0
    """Traits that must not be there."""


class Disc(Value, frozen=True, kw_only=True):
    """A circle on a flat map: where ``Δlat² + width · Δlon² <= square``, in degrees."""

    lat: float
    lon: float
    width: float
    square: float


class Find(Value, frozen=True, kw_only=True):
    """A question for locations with some connector group that is one of the ``plugs``.

    A place must lie in one of the ``ranges`` of cells (ascending, apart from each other) and in
    the ``box``; what lies outside of the ``disc`` may be left out. ``after`` is the place in the
    order of (cell, row id) behind which to go on.
    """

    limit: int
    ranges: tuple[tuple[int, int], ...] = ((0, LAST_CELL),)
    box: Box = WORLD
    disc: Disc | None = None
    plugs: tuple[Plug, ...] = (Plug(),)
    min_available: int = 0
    """So many EVSEs of those groups must be available."""
    countries: tuple[str, ...] = ()
    """Alpha-3."""
    operators: tuple[int, ...] = ()
    emsps: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    """Each must begin a word of the location."""
    after: tuple[int, int] | None = None


class Hit(Value, frozen=True, gc=False):
    """A location that was found: positional and untracked, because there may be thousands."""

    cell: int
    rid: int
    lat: float
    lon: float
    traits: int
    """What all its groups that were found have."""
    evses: int
    """How many EVSEs are in the groups that were found."""
    available: int | None
    """How many of them are available; ``None`` where no status is known."""
    power: int = 0
    """The highest power of those groups (W)."""
    standards: int = 0
    """The set of their standards as bits."""


COUNTED_LEVELS: Final = (8, 14)
"""The sizes of cells whose locations are counted: bits of longitude and of latitude."""


class CellCount(Value, frozen=True, gc=False):
    """How many locations there are in a cell, and where their middle is."""

    cell: int
    locations: int
    lat: float
    lon: float

"""Questions for locations, and what is found."""

from typing import Literal

from plugdex.directory.asked import Box, Hit
from plugdex.model.filters import NOTHING_ASKED, Filters
from plugdex.model.geo import distance_m
from plugdex.model.location import Point
from plugdex.model.route import Line, Place
from plugdex.model.value import Value

Order = Literal["cell", "distance", "along", "excursion"]
"""``cell``: neighbours are near each other, cheap and stable; ``distance``: from ``near``;
``along``: the way along the route; ``excursion``: the distance from the route."""


class Circle(Value, frozen=True, kw_only=True):
    """Everything within a radius (metres)."""

    centre: Point
    radius: float


class Corridor(Value, frozen=True, kw_only=True):
    """Everything within a half width (metres) of a route."""

    line: Line
    half_width: float


class Question(Value, frozen=True, kw_only=True):
    """A question for locations; all areas that are given must hold, none is the world."""

    filters: Filters = NOTHING_ASKED
    box: Box | None = None
    circle: Circle | None = None
    corridor: Corridor | None = None
    countries: tuple[str, ...] = ()
    """Alpha-3."""
    near: Point | None = None
    """Where distances are measured from."""
    order: Order = "cell"
    limit: int = 100
    after: tuple[float, int] | None = None
    """The ``Found.place`` behind which to go on."""


class Found(Value, frozen=True, gc=False):
    """A location that was found; distances in metres."""

    rid: int
    cell: int
    lat: float
    lon: float
    evses: int
    """EVSEs that meet the filters."""
    available: int | None
    """How many of them are available; ``None`` where no status is known."""
    place: tuple[float, int] = (0.0, 0)
    """Place in the order, for ``Question.after``."""
    distance: float | None = None
    """From ``Question.near``, air line."""
    along: float | None = None
    """Along the route."""
    off: float | None = None
    """From the route; the excursion there and back is twice this."""


def found(question: Question, key: tuple[float, int], hit: Hit, at: Place | None = None) -> Found:
    """What a hit is as an answer; ``key`` is its place in the order."""
    near = question.near
    distance = None
    if near:
        is_key = question.order == "distance"
        distance = key[0] if is_key else distance_m(near.lat, near.lon, hit.lat, hit.lon)
    return Found(
        hit.rid,
        hit.cell,
        hit.lat,
        hit.lon,
        hit.evses,
        hit.available,
        key,
        distance,
        at.along if at else None,
        at.off if at else None,
    )

"""Cards: a location as a list of results shows it, prepared when it is published.

A card is its members, and its connector groups as pieces, so that the counts of available EVSEs
are spliced in; see ``api.here_v3.join`` for the same with whole locations.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from plugdex.api.splice import PIECE, SEGMENT
from plugdex.model.connectors import BY_OCPI
from plugdex.model.groups import UNTOLD
from plugdex.model.location import Connector, Location
from plugdex.model.opening import is_always_open
from plugdex.model.power import max_power
from plugdex.model.status import EvseStatus
from plugdex.model.value import Value

ENCODER: Final = msgspec.json.Encoder()
GROUPS: Final = b',"groups":['


class Group(Value, frozen=True, kw_only=True, rename="camel"):
    """Connectors of one standard and one maximum power (W); an EVSE counts once."""

    standard: str
    """The OCPI name; what the source says where the catalogue does not know it."""
    name: str | None = None
    max_power: int | None = None
    evses: int
    available: int | None = None
    """Absent where no status is known."""


class Matching(Value, frozen=True, kw_only=True):
    """The EVSEs that meet the filters of the request."""

    evses: int
    available: int | None = None


class Card(Value, frozen=True, kw_only=True, rename="camel"):
    """A location in a list of results; distances in metres."""

    id: str
    name: str | None = None
    lat: float
    lon: float
    address: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None
    operator: str | None = None
    restrictions: tuple[str, ...] = ()
    open24x7: bool = False
    groups: tuple[Group, ...] | None = None
    matching: Matching | None = None
    distance: int | None = None
    along: int | None = None
    excursion: int | None = None


Members = dict[tuple[str, int], dict[str, None]]
"""The uids of the EVSEs of each standard and power."""


def render(content: str, location: Location) -> bytes:
    """The members of a card and, behind a separator, its groups as pieces."""
    point = location.coordinates
    if point is None:
        raise ValueError(location.id)
    business = location.operator or location.suboperator
    card = Card(
        id=content,
        name=location.name,
        lat=point.lat,
        lon=point.lon,
        address=location.address,
        city=location.city,
        postal_code=location.postal_code,
        country=location.country,
        operator=business.name if business else None,
        restrictions=location.restrictions,
        open24x7=is_always_open(location.opening_times),
    )
    return ENCODER.encode(card)[:-1] + SEGMENT + PIECE.join(_groups(location))


def render_live(location: Location, statuses: Mapping[str, EvseStatus]) -> bytes:
    """How many EVSEs of each group are available, in the order of the pieces."""
    return PIECE.join(
        _available([statuses[uid].status if uid in statuses else "UNKNOWN" for uid in uids])
        for uids in members(location).values()
    )


def join(card: bytes, live: bytes) -> bytes:
    """The members of a card with its live part; the closing brace is left to the caller."""
    head, _, groups = card.partition(SEGMENT)
    pairs = zip(groups.split(PIECE), live.split(PIECE), strict=True)
    return head + GROUPS + b",".join([group + free + b"}" for group, free in pairs]) + b"]"


def without_live(live: bytes) -> bytes:
    """The live part of a location whose source is silent: nothing is known to be available."""
    return PIECE * live.count(PIECE)


def members(location: Location) -> Members:
    """The EVSEs of each standard and power, in the order in which they come."""
    found: Members = {}
    for evse in location.evses:
        for connector in evse.connectors:
            found.setdefault(_key(connector), {})[evse.uid] = None
    return found


def _key(connector: Connector) -> tuple[str, int]:
    return connector.standard or "", max_power(connector) or 0


def _groups(location: Location) -> Iterable[bytes]:
    for (standard, watts), uids in members(location).items():
        known = BY_OCPI.get(standard)
        group = Group(
            standard=standard,
            name=known.name if known else None,
            max_power=watts or None,
            evses=len(uids),
        )
        yield ENCODER.encode(group)[:-1]


def _available(states: Sequence[str]) -> bytes:
    known = [state for state in states if state not in UNTOLD]
    return b',"available":%d' % known.count("AVAILABLE") if known else b""

"""What a store keeps of locations and all that hangs on them, as the use cases see it.

A record is what one source says of one thing; a location is what readers see. Both hang on the
same 63-bit row id (see ``model.ids``).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from plugdex.model.value import Value

Kind = Literal["location", "tariff", "session", "cdr"]


class Record(Value, frozen=True, kw_only=True):
    """What one source says of one location, tariff, session or CDR, in our words."""

    rid: int
    kind: Kind
    source: str
    party: str
    """Owner as ``NL*TNM``; empty when nobody knows."""
    key: str
    """The source's own id."""
    hash: bytes
    """Of the content without time stamps: equal hashes mean nothing changed."""
    document: bytes
    """The model value as JSON."""
    updated: int
    """The source's own time stamp, milliseconds since 1970."""


class RecordHead(Value, frozen=True, kw_only=True):
    """The part of a record that tells whether it changed."""

    rid: int
    party: str
    key: str
    hash: bytes


class IndexEntry(Value, frozen=True, kw_only=True):
    """The EVSEs of a location that have connectors of one standard, power and traits.

    EVSEs are bits by their place among those that are shown: two entries of one location may
    share an EVSE, and only sets tell how many there are. An entry holds 62 of them, ``part``
    counts on. ``standard`` is the catalogue number, 0 for one that the catalogue does not know;
    ``power`` is watts, 0 where unknown; ``traits`` is a set (see ``model.traits``).
    """

    standard: int
    power: int
    traits: int = 0
    part: int = 0
    evses: int
    available: int
    """Those that are available; ``NO_STATUS`` where no status is known."""


NO_STATUS: Final = -1

EVSES_PER_PART: Final = 62


class Published(Value, frozen=True, kw_only=True):
    """A location as readers see it."""

    rid: int
    id: str
    form: int
    """Version of the prepared form."""
    prepared: bytes
    """What a lookup joins; opaque to the store."""
    standards: int
    """Set of standards as bits (see ``Standard.mask``)."""
    lat: float
    lon: float
    country: str
    updated: int
    entries: tuple[IndexEntry, ...]
    """No two of the same standard, power, traits and part."""
    source: int = 0
    """Key of the source's name (see ``model.ids.source_key``)."""
    card: bytes = b""
    """What a list of search results joins; opaque to the store."""
    operator: int = 0
    """Key of the operator (see ``model.ids.partner_key``); 0 where nobody is known."""
    emsps: tuple[int, ...] = ()
    """Keys of the eMSPs."""
    words: str = ""
    """The words by which it is found, separated by spaces."""


class Counted(Value, frozen=True, kw_only=True):
    """What new statuses change of a published location."""

    entries: tuple[IndexEntry, ...]
    card: bytes = b""
    before: Mapping[str, str] = MappingProxyType({})
    """What the status of EVSEs was that have another one now; empty where nobody knew."""


class LiveRow(Value, frozen=True, kw_only=True):
    """The live part of a location: statuses as JSON, and as a lookup splices them."""

    rid: int
    statuses: bytes
    live: bytes
    source: int
    """Key of the source's name (see ``model.ids.source_key``)."""
    offered: bool
    """Whether peers may be given the location."""
    updated: int
    """The freshest time stamp of the location and all in it, milliseconds since 1970."""


class Ended(Value, frozen=True, kw_only=True):
    """A status of an EVSE that ended; times are milliseconds since 1970."""

    rid: int
    uid: str
    status: str
    since: int
    until: int


ChangeKind = Literal["location", "tariff", "load"]
"""What is logged; sessions and CDRs are nobody else's business."""

ChangeState = Literal["shown", "hidden", "gone"]
"""Whether readers see it, it is kept for peers only, or it is no more."""


class Change(Value, frozen=True, kw_only=True):
    """A change of a location, a tariff or the report of a load.

    Numbers only grow, in the order in which changes were committed. There are two changes for each
    thing, that of its content and the latest of all since then, if there is any: newer ones take
    their places.
    """

    number: int
    rid: int
    content: int
    """Number of the last change of its content, its state included."""
    live: int
    """Number of the last change of its statuses."""
    kind: ChangeKind
    state: ChangeState
    id: str
    """Public id of a location that is or was shown, or the source of a load; else empty."""
    at: int
    """Milliseconds since 1970."""
    changed: bytes
    """The EVSEs whose status changed since the content did, as JSON by uid: the number of the
    change, and the status before; empty for none."""

    @property
    def is_live(self) -> bool:
        """Whether it is one since that of the content."""
        return self.content < self.number


class Answer(Value, frozen=True, gc=False):
    """What one statement finds for one id; ``standards`` is the set of all its standards.

    Positional and untracked, because a lookup makes a hundred of them; ``live`` is empty when no
    status is known.
    """

    rid: int
    id: str
    standards: int
    prepared: bytes
    live: bytes
    source: int = 0


class Stored(Value, frozen=True, kw_only=True):
    """A location in full; ``statuses`` is empty when none is known."""

    rid: int
    document: bytes
    statuses: bytes
    hash: bytes
    updated: int
    """The freshest time stamp of the location and all in it, milliseconds since 1970."""


class Offered(Value, frozen=True, kw_only=True):
    """An object for a peer; ``statuses`` is empty for all but locations."""

    rid: int
    created: int
    """Place in the order."""
    source: str
    party: str
    document: bytes
    statuses: bytes
    updated: int


class Card(Value, frozen=True, gc=False):
    """What a list of results shows of a location."""

    rid: int
    id: str
    source: int
    card: bytes


class Facet(Value, frozen=True, kw_only=True):
    """How many published locations of a country have a value (an operator, a standard …)."""

    country: str
    kind: str
    key: str
    value: str
    locations: int


class KeyRow(Value, frozen=True, kw_only=True):
    """An API key; only its hash is stored."""

    name: str
    hash: bytes
    entitlements: tuple[str, ...]
    created: int
    """Milliseconds since 1970."""
    expires: int | None = None
    """Milliseconds since 1970 from which on it is refused; ``None``: never."""
    rates: tuple[str, ...] = ()
    """How often it may ask, such as ``60/minute``; all of them hold."""
    client: str = ""
    """The id that it has at the token endpoint; empty for a key that is sent as it is."""

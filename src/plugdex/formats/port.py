"""What a format is: bytes of one outside format in, readings out."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, Final, Literal, Protocol

from plugdex.formats.source import SourceInfo
from plugdex.model.issues import Issue
from plugdex.model.location import Business, Location
from plugdex.model.status import EvseStatus
from plugdex.model.tariffs import Tariff
from plugdex.model.value import Value


class Party(Value, frozen=True, kw_only=True):
    """An owner of data: ISO 3166-1 alpha-2 country and the party's three characters."""

    country_code: str
    party_id: str


BLOCK: Final = 200
"""Objects that a share has one after the other."""


class Share(Value, frozen=True, kw_only=True):
    """Which objects of a source are read: block by block, of each ``of`` blocks one."""

    number: int = 0
    """From 0."""
    of: int = 1

    def has(self, number: int) -> bool:
        """Whether an object belongs to it, by its place in the source from 1."""
        return block(number) % self.of == self.number


def block(number: int) -> int:
    """The block of an object."""
    return (number - 1) // BLOCK


class ReadOptions(Value, frozen=True, kw_only=True):
    """What the caller knows that the bytes may not say."""

    source: str
    """Name of the source that the readings belong to."""
    received: datetime
    """When the bytes were received (UTC); readers have no clock of their own."""
    party: Party | None = None
    """Owner of objects that name none."""
    largest_object: int = 64 * 1024 * 1024
    """Bytes of a single object beyond which it is refused."""
    path: tuple[str, ...] = ()
    """Members that lead to the list of objects; ``*`` is every member. Empty: the usual places."""
    version: str = ""
    """Version of the format that the source says it writes; empty: it says none."""
    public: bool = True
    """Whether objects that do not say so are for the public."""
    naive_time: Literal["utc", "location"] = "utc"
    """What times without an offset are: UTC, or local time of their location."""
    owner_required: bool = False
    """Refuse objects whose owner cannot be told: the source has those of several parties."""
    operators: tuple[Business, ...] = ()
    """Operators of locations that name none, by their party; one without a party is everybody's."""
    language: str | None = None
    """Language of texts that say none."""
    currency: str | None = None
    """Currency of tariffs that name none."""
    flat_zero: Literal["free", "unknown"] = "free"
    """What a tariff means that has a flat price of 0 and no other."""
    share: Share = Share()
    """What of the source is read; only formats of which the registry says so read less than all."""
    tariff_power: Literal["kW", "W"] = "kW"
    """What a tariff's power limit above 1000 is meant in."""


class Reading(Value, frozen=True, kw_only=True):
    """One object of a source as we understand it, and what was wrong with it.

    Without a location and a tariff the object was refused, or the issues are of the file.
    """

    location: Location | None = None
    statuses: tuple[EvseStatus, ...] = ()
    """Status of each EVSE of the location, in the order of its EVSEs."""
    of: str | None = None
    """Statuses without a location: the source's own id of the location that they are of; empty
    where the source names EVSEs alone, which are found by their uids. ``None``: no such list."""
    tariff: Tariff | None = None
    issues: tuple[Issue, ...] = ()
    number: int = 0
    """Place in the source, from 1; 0 where the reader does not say."""


class Format(Protocol):
    """Reads one outside format."""

    name: str
    info: SourceInfo
    """What is known of the source before it is read."""

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """Read the objects of a stream one by one, in bounded memory.

        Raises ``UnreadableSource`` where nothing can be read at all; a source that breaks off
        in the middle yields what came before and ends with an issue.
        """
        ...

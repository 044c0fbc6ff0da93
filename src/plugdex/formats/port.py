"""What a format is: bytes of one outside format in, readings out."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, Protocol

from plugdex.model.issues import Issue
from plugdex.model.location import Location
from plugdex.model.status import EvseStatus
from plugdex.model.tariffs import Tariff
from plugdex.model.value import Value


class Party(Value, frozen=True, kw_only=True):
    """An owner of data: ISO 3166-1 alpha-2 country and the party's three characters."""

    country_code: str
    party_id: str


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


class Reading(Value, frozen=True, kw_only=True):
    """One object of a source as we understand it, and what was wrong with it.

    Without a location and a tariff the object was refused, or the issues are of the file.
    """

    location: Location | None = None
    statuses: tuple[EvseStatus, ...] = ()
    """Status of each EVSE of the location, in the order of its EVSEs."""
    tariff: Tariff | None = None
    issues: tuple[Issue, ...] = ()


class Format(Protocol):
    """Reads one outside format."""

    name: str

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """Read the objects of a stream one by one, in bounded memory.

        Raises ``UnreadableSource`` where nothing can be read at all; a source that breaks off
        in the middle yields what came before and ends with an issue.
        """
        ...

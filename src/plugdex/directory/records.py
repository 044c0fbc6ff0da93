"""Model values as records: JSON without time stamps, so that equal content has an equal hash."""

from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import msgspec
from msgspec.structs import replace

from plugdex.directory.kept import Kind, Record, Stored
from plugdex.model.ids import content_id, object_row_id, row_id
from plugdex.model.location import Location
from plugdex.model.sessions import Session
from plugdex.model.status import EvseStatus
from plugdex.model.tariffs import Tariff
from plugdex.model.value import NEVER

ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
LOCATIONS: Final = msgspec.json.Decoder(Location)
STATUSES: Final = msgspec.json.Decoder(tuple[EvseStatus, ...])
TARIFFS: Final = msgspec.json.Decoder(Tariff)
SESSIONS: Final = msgspec.json.Decoder(Session)


def party_of(value: Location | Tariff | Session) -> str:
    """The owner as ``NL*TNM``; empty when nobody knows."""
    if not value.country_code and not value.party_id:
        return ""
    return f"{value.country_code or ''}*{value.party_id or ''}"


def location_content_id(location: Location) -> str:
    """The public id of a location."""
    return content_id(location.source, location.country_code, location.party_id, location.id)


def location_row_id(location: Location) -> int:
    """The row id of a location."""
    rid = row_id(location_content_id(location))
    if rid is None:
        raise ValueError(location.id)
    return rid


def tariff_row_id(tariff: Tariff) -> int:
    """The row id of a tariff."""
    return object_row_id("tariff", tariff.source, tariff.country_code, tariff.party_id, tariff.id)


def session_row_id(session: Session) -> int:
    """The row id of a session or CDR."""
    owner = (session.country_code, session.party_id)
    return object_row_id(session.kind, session.source, *owner, session.id)


def _identity(value: Location | Tariff | Session) -> tuple[int, Kind]:
    """Row id and kind."""
    if isinstance(value, Location):
        return location_row_id(value), "location"
    if isinstance(value, Tariff):
        return tariff_row_id(value), "tariff"
    return session_row_id(value), value.kind


def to_record(value: Location | Tariff | Session) -> Record:
    """What a source says, ready for the store."""
    document = ENCODER.encode(replace(value, last_updated=NEVER))
    rid, kind = _identity(value)
    return Record(
        rid=rid,
        kind=kind,
        source=value.source,
        party=party_of(value),
        key=value.id,
        hash=blake2b(document, digest_size=16).digest(),
        document=document,
        updated=to_millis(value.last_updated),
    )


def to_location(stored: Record | Stored) -> Location:
    """The location of a stored document."""
    return replace(LOCATIONS.decode(stored.document), last_updated=from_millis(stored.updated))


def to_statuses(stored: Stored) -> tuple[EvseStatus, ...]:
    """The statuses of a stored location."""
    return STATUSES.decode(stored.statuses) if stored.statuses else ()


def to_tariff(record: Record) -> Tariff:
    """The tariff of a record; one that was just looked at is the same object again."""
    return _tariff(record.document, record.updated)


@lru_cache(maxsize=1024)
def _tariff(document: bytes, updated: int) -> Tariff:
    return replace(TARIFFS.decode(document), last_updated=from_millis(updated))


def to_session(record: Record) -> Session:
    """The session or CDR of a record."""
    return replace(SESSIONS.decode(record.document), last_updated=from_millis(record.updated))


def to_millis(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def from_millis(millis: int) -> datetime:
    """The moment (UTC) of milliseconds since 1970."""
    return datetime.fromtimestamp(millis / 1000, UTC)

"""Entries: readings ready for the store.

EVSEs and connectors are sets, so they get one order, EVSEs by uid and connectors by id: sources
list them in another order every day, and that is no change.
"""

from msgspec.structs import replace

from plugdex.directory.glance import Glance, glance_at
from plugdex.directory.kept import Record
from plugdex.directory.publish import Dialect, Publication, Subject, to_publication
from plugdex.directory.records import STATUSES, party_of, to_location, to_record
from plugdex.directory.withheld import withheld_issues
from plugdex.formats.port import Reading
from plugdex.model.ids import is_too_long
from plugdex.model.issues import Issue, shown
from plugdex.model.location import Connector, Evse
from plugdex.model.status import EvseStatus
from plugdex.model.value import Value


class Entry(Value, frozen=True, kw_only=True):
    """A reading and the record of its location or tariff; none where it was refused.

    An entry that is ready knows what publishing it writes where nothing is known of it, and is
    without the location and its statuses: ``restored`` has them again.
    """

    reading: Reading
    record: Record | None = None
    glance: Glance | None = None
    """Of a location."""
    publication: Publication | None = None


def to_entry(reading: Reading) -> Entry:
    """The entry of a reading."""
    ordered = in_order(_storable(reading))
    if ordered.tariff:
        ordered = replace(ordered, issues=(*ordered.issues, *withheld_issues(ordered.tariff)))
    value = ordered.location or ordered.tariff
    return Entry(
        reading=ordered,
        record=to_record(value) if value else None,
        glance=glance_at(ordered.location, ordered) if ordered.location else None,
    )


def made_ready(entry: Entry, dialect: Dialect) -> Entry:
    """The same entry with what publishing it writes; one without a location stays as it is."""
    location, record = entry.reading.location, entry.record
    if location is None or record is None:
        return entry
    statuses = entry.reading.statuses
    subject = Subject(rid=record.rid, location=location, statuses=statuses)
    return replace(
        entry,
        reading=replace(entry.reading, location=None, statuses=()),
        publication=to_publication(dialect, subject),
    )


def restored(entry: Entry) -> Reading:
    """The whole reading of an entry that was made ready."""
    if entry.publication is None or entry.record is None:
        return entry.reading
    statuses = STATUSES.decode(entry.publication.live.statuses)
    return replace(entry.reading, location=to_location(entry.record), statuses=statuses)


def _storable(reading: Reading) -> Reading:
    """The same reading; refused where its names are longer than a store takes."""
    value = reading.location or reading.tariff
    if value is None or not is_too_long(value.id, value.country_code, value.party_id):
        return reading
    key = shown(f"{party_of(value)}/{value.id}")
    issue = Issue(code="id_too_long", outcome="rejected", object=key, path="$.id")
    return Reading(issues=(*reading.issues, issue))


def in_order(reading: Reading) -> Reading:
    """The same reading with EVSEs, connectors and statuses in their one order."""
    location = reading.location
    if location is None:
        return reading
    evses = tuple(sorted(map(_with_ordered_connectors, location.evses), key=_uid))
    if evses == location.evses:
        return reading
    return replace(
        reading,
        location=replace(location, evses=evses),
        statuses=tuple(sorted(reading.statuses, key=_uid)),
    )


def _with_ordered_connectors(evse: Evse) -> Evse:
    if len(evse.connectors) < 2:
        return evse
    return replace(evse, connectors=tuple(sorted(evse.connectors, key=_id)))


def _uid(each: Evse | EvseStatus) -> str:
    return each.uid


def _id(connector: Connector) -> str:
    return connector.id

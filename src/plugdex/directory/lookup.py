"""Look locations up by their ids."""

from collections.abc import Collection, Mapping, Sequence

from plugdex.directory.kept import Answer, Record
from plugdex.directory.news import decayed_all
from plugdex.directory.ports import Reads
from plugdex.directory.publish import shown
from plugdex.directory.records import party_of, to_location, to_statuses, to_tariff
from plugdex.model.ids import row_id, source_key
from plugdex.model.location import Location
from plugdex.model.status import EvseStatus
from plugdex.model.tariffs import Tariff
from plugdex.model.value import Value


class InFull(Value, frozen=True, kw_only=True):
    """A shown location with all that hangs on it."""

    location: Location
    statuses: Mapping[str, EvseStatus]
    tariffs: Mapping[str, Tariff]
    """By the ids that its connectors use; ids that nobody delivered are absent."""


def look_up(reads: Reads, contents: Collection[str], standards: int = 0) -> Mapping[str, Answer]:
    """The prepared answers of those content ids that exist, by content id.

    With a set of ``standards`` those that have none of it are found, but come without bytes.
    """
    rids = [rid for content in contents if (rid := row_id(content)) is not None]
    answers = reads.answers(rids, standards) if rids else ()
    return {answer.id: answer for answer in answers if answer.id in contents}


def in_full(
    reads: Reads, answers: Sequence[Answer], *, tariffs: bool, stale: Collection[int] = ()
) -> Mapping[str, InFull]:
    """Locations with their documents, by content id; tariffs only when asked for.

    Statuses of ``stale`` sources are what is left of them.
    """
    by_row = in_full_by_row(reads, [each.rid for each in answers], tariffs=tariffs, stale=stale)
    return {each.id: by_row[each.rid] for each in answers if each.rid in by_row}


def in_full_by_row(
    reads: Reads, rids: Sequence[int], *, tariffs: bool = False, stale: Collection[int] = ()
) -> Mapping[int, InFull]:
    """Shown locations with their documents, by row id."""
    locations: dict[int, Location] = {}
    lives: dict[int, Sequence[EvseStatus]] = {}
    for rid, row in reads.documents(rids).items():
        statuses = to_statuses(row)
        location = shown(to_location(row), statuses)
        if location is None:
            continue
        locations[rid] = location
        is_silent = source_key(location.source) in stale
        lives[rid] = decayed_all(statuses) if is_silent else statuses
    known = _Tariffs(reads, locations.values()) if tariffs else None
    return {
        rid: InFull(
            location=location,
            statuses={status.uid: status for status in lives[rid]},
            tariffs=known.of(location) if known else {},
        )
        for rid, location in locations.items()
    }


class _Tariffs:
    """The tariffs that the connectors of some locations refer to, a question a source.

    An id is looked for among the owner's tariffs first; another owner's counts only when it is
    the only one of that name in the source (hubs and registers, wild 6.19).
    """

    def __init__(self, reads: Reads, locations: Collection[Location]) -> None:
        ids: dict[str, set[str]] = {}
        for location in locations:
            ids.setdefault(location.source, set()).update(_tariff_ids(location))
        self._records: dict[tuple[str, str], list[Record]] = {}
        for source, names in ids.items():
            for record in reads.tariffs(source, sorted(names)) if names else ():
                self._records.setdefault((source, record.key.casefold()), []).append(record)

    def of(self, location: Location) -> Mapping[str, Tariff]:
        """Those of one location by the ids that it uses."""
        party, found = party_of(location), {}
        for key in sorted(_tariff_ids(location)):
            record = _one(self._records.get((location.source, key.casefold()), []), party)
            if record:
                found[key] = to_tariff(record)
        return found


def _tariff_ids(location: Location) -> set[str]:
    return {
        tariff_id
        for evse in location.evses
        for connector in evse.connectors
        for tariff_id in connector.tariff_ids
    }


def _one(records: Sequence[Record], party: str) -> Record | None:
    own = [record for record in records if record.party.casefold() == party.casefold()]
    candidates = own or records
    return candidates[0] if len(candidates) == 1 else None

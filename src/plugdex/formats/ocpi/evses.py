"""EVSEs and their connectors (wild 3.5–3.8, 6.1–6.4, 6.19)."""

import re
from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Final, NamedTuple

from msgspec import structs

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import parts, wire
from plugdex.formats.ocpi import vocabulary as words
from plugdex.formats.ocpi.connector_list import Surroundings, read_connectors
from plugdex.formats.ocpi.places import evse_point
from plugdex.formats.ocpi.statuses import known_status, status_of
from plugdex.formats.ocpi.times import last_updated, optional_time
from plugdex.model.location import Evse, EvseParking, StatusPeriod
from plugdex.model.status import EvseStatus

STANDARD_FORM: Final = re.compile(r"[A-Za-z]{2}[*.-]?[A-Za-z0-9]{3}[*.-]?[Ee][A-Za-z0-9*.-]+")


RARE: Final = attrgetter(
    "directions", "parking", "images", "accepted_service_providers", "status_schedule"
)


class ReadEvse(NamedTuple):
    """An EVSE and its live part."""

    evse: Evse
    status: EvseStatus


def read_evses(
    evses: Sequence[wire.Evse], around: Surroundings, notes: Notes
) -> Sequence[ReadEvse]:
    """All EVSEs of a location that can be told apart."""
    found: dict[str, ReadEvse] = {}
    shared = _shared_uids(evses)
    for index, evse in enumerate(evses):
        path = f"$.evses[{index}]"
        uid = _uid(evse, notes, path)
        if uid is None:
            continue
        if evse.uid in shared and evse.evse_id:
            notes.add("uid_duplicate", "normalised", f"{path}.uid", uid, evse.evse_id)
            uid = evse.evse_id
        read = _read_evse(uid, evse, around, notes, path)
        other = found.get(uid.casefold())
        if other:
            notes.add("uid_duplicate", "rejected", f"{path}.uid", uid, "the freshest is kept")
            read = max(read, other, key=_age)
        found[uid.casefold()] = read
    return tuple(found.values())


def _age(read: ReadEvse) -> tuple[datetime, datetime]:
    """How new an EVSE is; its connectors count first, its own stamp decides between equals."""
    return read.status.freshness, read.status.modified


def _shared_uids(evses: Sequence[wire.Evse]) -> frozenset[str | None]:
    """Uids that EVSEs with different EVSE ids share: these are points of their own (wild 3.6)."""
    if len({evse.uid for evse in evses}) == len(evses):
        return frozenset()
    names: dict[str | None, set[str]] = {}
    for evse in evses:
        names.setdefault(evse.uid, set()).add((evse.evse_id or "").casefold())
    return frozenset(uid for uid, ids in names.items() if uid and len(ids) > 1)


def _uid(evse: wire.Evse, notes: Notes, path: str) -> str | None:
    """The uid; the EVSE id where there is none; without both the EVSE is refused (wild 3.5)."""
    uid = parts.key_of(evse.uid, notes, f"{path}.uid")
    if uid:
        return uid
    other = parts.key_of(evse.evse_id, notes, f"{path}.evse_id")
    if other:
        notes.add("id_synthetic", "normalised", f"{path}.uid", evse.uid or "", other)
    else:
        notes.add("id_missing", "rejected", path, evse.uid or "")
    return other


def _read_evse(
    uid: str, evse: wire.Evse, around: Surroundings, notes: Notes, path: str
) -> ReadEvse:
    updated = last_updated(
        evse.last_updated, around.updated, around.received, notes, f"{path}.last_updated"
    )
    read = read_connectors(evse, updated, around, notes, path)
    freshest = max((one.updated for one in read), default=updated)
    freshest = max(freshest, updated)
    status = status_of(evse, notes, path)
    if not read and status != "REMOVED":
        notes.add("evse_without_connectors", "noted", f"{path}.connectors")
    made = Evse(
        uid=uid,
        evse_id=_evse_id(evse.evse_id, notes, path),
        connectors=tuple(one.connector for one in read),
        capabilities=parts.codes_of(
            evse.capabilities, words.CAPABILITIES, notes, f"{path}.capabilities"
        ),
        floor_level=parts.text_of(evse.floor_level, notes, f"{path}.floor_level", 4),
        coordinates=evse_point(evse.coordinates, around.point, notes, f"{path}.coordinates")
        if evse.coordinates
        else None,
        physical_reference=parts.text_of(
            evse.physical_reference, notes, f"{path}.physical_reference", 16
        ),
        parking_restrictions=parts.codes_of(
            evse.parking_restrictions,
            words.PARKING_RESTRICTIONS,
            notes,
            f"{path}.parking_restrictions",
        ),
    )
    if any(RARE(evse)):
        made = _with_rare(made, evse, notes, path)
    live = EvseStatus(
        uid=uid,
        status=status,
        modified=updated,
        updated=freshest if freshest != updated else None,
        connectors=tuple(
            (one.connector.id, one.updated) for one in read if one.updated != freshest
        ),
    )
    return ReadEvse(made, live)


def _with_rare(made: Evse, evse: wire.Evse, notes: Notes, path: str) -> Evse:
    """Add what few EVSEs have."""
    return structs.replace(
        made,
        directions=parts.texts_of(evse.directions, notes, f"{path}.directions"),
        parking=_parking(evse.parking),
        images=parts.images_of(evse.images, notes, f"{path}.images"),
        accepted_service_providers=tuple(
            name
            for each in evse.accepted_service_providers or ()
            if (name := parts.key_of(each, notes, f"{path}.accepted_service_providers"))
        ),
        status_schedule=_schedule(evse.status_schedule, notes, path),
    )


def _evse_id(text: str | None, notes: Notes, path: str) -> str | None:
    """The EVSE id; kept as text whatever its form (wild 3.8)."""
    found = parts.key_of(text, notes, f"{path}.evse_id")
    if found and not STANDARD_FORM.fullmatch(found):
        notes.add("evse_id_invalid", "noted", f"{path}.evse_id", found, found)
    return found


def _parking(values: Sequence[wire.EvseParking] | None) -> tuple[EvseParking, ...]:
    return tuple(
        EvseParking(parking_id=value.parking_id, evse_position=value.evse_position or None)
        for value in values or ()
        if value.parking_id
    )


def _schedule(
    values: Sequence[wire.StatusSchedule] | None, notes: Notes, path: str
) -> tuple[StatusPeriod, ...]:
    found = []
    for index, value in enumerate(values or ()):
        place = f"{path}.status_schedule[{index}]"
        begin = optional_time(value.period_begin, notes, f"{place}.period_begin")
        end = optional_time(value.period_end, notes, f"{place}.period_end")
        status = known_status(value.status, notes, f"{place}.status") if value.status else None
        if begin and status:
            found.append(StatusPeriod(begin=begin, end=end, status=status))
        else:
            notes.add("null_required", "dropped", place)
    return tuple(found)

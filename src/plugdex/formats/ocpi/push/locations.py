"""PUT and PATCH of a location."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.locations import read_location
from plugdex.formats.ocpi.push.body import (
    Invalid,
    Rules,
    check_needed,
    check_nulls,
    check_parts,
    check_read,
    named,
    root_of,
    to_wire,
)
from plugdex.formats.ocpi.push.stamps import (
    believed,
    find_status,
    location_of,
    settled,
    with_connectors,
)
from plugdex.formats.port import Reading
from plugdex.model.location import Location
from plugdex.model.status import EvseStatus

Change = Callable[[Reading | None], Reading]
"""From what is known to what is then true; raises ``Invalid``."""

REQUIRED: Final = frozenset({"address", "country", "coordinates", "publish", "last_updated"})
"""Members that cannot be cleared; a city and a time zone that are missing are known cases."""

FIELDS: Final[Mapping[str, str]] = {"type": "parking_type"}
"""Members that have another name in the model."""

IDENTITY: Final = frozenset({"id", "country_code", "party_id", "last_updated"})
NOT_KEPT: Final = frozenset({"publish_allowed_to"})


def put_location(raw: bytes, members: Mapping[str, Any], moment: datetime, rules: Rules) -> Change:
    """Replace a location."""
    check_needed(wire.Location, members, rules)
    notes = Notes()
    pushed = to_wire(wire.Location, raw, members, notes)
    rules.name(pushed)
    reading = _owned(read_location(pushed, rules.options, 1, notes), rules)
    check_read(reading.issues, rules, whole=True)
    reading = replace(reading, statuses=_believed(reading.statuses, notes, rules))

    def change(known: Reading | None) -> Reading:
        before = known or Reading()
        return with_moment(with_connectors(reading, before), moment, before.statuses)

    return change


def patch_location(
    raw: bytes, members: Mapping[str, Any], moment: datetime, rules: Rules
) -> Change:
    """Change members of a location; those that are lists are replaced as a whole."""
    patched = named(wire.Location, members)
    check_nulls(patched, REQUIRED)
    check_parts(wire.Location, members, rules)

    def change(known: Reading | None) -> Reading:
        known = known or Reading()
        before = location_of(known)
        notes = Notes()
        patch = to_wire(wire.Location, raw, members, notes)
        reading = read_location(_in_place(patch, before, patched, rules), rules.options, 1, notes)
        issues = tuple(issue for issue in reading.issues if root_of(issue.path) in patched)
        check_read(issues, rules, whole=False)
        read = location_of(reading)
        fields = {FIELDS.get(name, name) for name in patched} - IDENTITY - NOT_KEPT
        after = replace(before, **{name: getattr(read, name) for name in fields})
        flags = tuple(sorted({*before.flags, *read.flags}))
        pushed = _believed(reading.statuses, notes, rules)
        statuses = pushed if "evses" in patched else known.statuses
        merged = Reading(location=replace(after, flags=flags), statuses=statuses, issues=issues)
        return with_moment(with_connectors(merged, known), moment, known.statuses)

    return change


def with_moment(reading: Reading, moment: datetime, known: tuple[EvseStatus, ...]) -> Reading:
    """A reading whose location changed at a moment, and whose statuses hold since they do."""
    location = location_of(reading)
    statuses = []
    for evse, now in zip(location.evses, reading.statuses, strict=True):
        before = find_status(known, evse.uid)
        statuses.append(settled(now, before))
    latest = max([moment, *(status.freshness for status in statuses)])
    return replace(
        reading, location=replace(location, last_updated=latest), statuses=tuple(statuses)
    )


def _owned(reading: Reading, rules: Rules) -> Reading:
    """The location with the identity of the URL, its operator with the owner's."""
    location, owner = reading.location, rules.owner
    issues = rules.own_issues(reading.issues)
    if location is None:
        return replace(reading, issues=issues)
    operator = location.operator and replace(
        location.operator, country_code=owner.country_code, party_id=owner.party_id
    )
    owned = replace(location, operator=operator, **rules.identity)
    return replace(reading, location=owned, issues=issues)


def _believed(
    statuses: tuple[EvseStatus, ...], notes: Notes, rules: Rules
) -> tuple[EvseStatus, ...]:
    if not notes.has("last_updated_future"):
        return statuses
    return tuple(believed(live, rules.received) for live in statuses)


def _in_place(
    patch: wire.Location, before: Location, patched: Mapping[str, Any], rules: Rules
) -> wire.Location:
    """The patch with what is needed to read it: where the location is."""
    rules.name(patch)
    if "country" not in patched:
        patch.country = before.country
    if "coordinates" not in patched and before.coordinates:
        point = before.coordinates
        patch.coordinates = wire.GeoPoint(latitude=f"{point.lat:.7f}", longitude=f"{point.lon:.7f}")
    elif "coordinates" in patched and patch.coordinates is None:
        raise Invalid("$.coordinates: must be an object with latitude and longitude")
    return patch

"""PUT and PATCH of a location."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.locations import read_location
from plugdex.formats.ocpi.notes import Notes
from plugdex.formats.ocpi.push.body import (
    Invalid,
    Rules,
    check_needed,
    check_nulls,
    check_read,
    named,
    to_wire,
)
from plugdex.formats.ocpi.push.stamps import find_status, location_of, settled
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

    def change(known: Reading | None) -> Reading:
        return with_moment(reading, moment, known.statuses if known else ())

    return change


def patch_location(
    raw: bytes, members: Mapping[str, Any], moment: datetime, rules: Rules
) -> Change:
    """Change members of a location; those that are lists are replaced as a whole."""
    patched = named(wire.Location, members)
    check_nulls(patched, REQUIRED)

    def change(known: Reading | None) -> Reading:
        before = location_of(known or Reading())
        notes = Notes()
        patch = to_wire(wire.Location, raw, members, notes)
        reading = read_location(_in_place(patch, before, patched), rules.options, 1, notes)
        issues = tuple(issue for issue in reading.issues if _root(issue.path) in patched)
        check_read(issues, rules, whole=False)
        read = location_of(reading)
        fields = {FIELDS.get(name, name) for name in patched} - IDENTITY - NOT_KEPT
        after = replace(before, **{name: getattr(read, name) for name in fields})
        flags = tuple(sorted({*before.flags, *read.flags}))
        statuses = reading.statuses if "evses" in patched else (known or Reading()).statuses
        merged = Reading(location=replace(after, flags=flags), statuses=statuses, issues=issues)
        return with_moment(merged, moment, (known or Reading()).statuses)

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
    """The owner of 2.1.1 stands in the URL alone (contract §3.6)."""
    if not rules.is_old or reading.location is None:
        return reading
    owner = rules.owner
    return replace(
        reading,
        location=replace(
            reading.location, country_code=owner.country_code, party_id=owner.party_id
        ),
        issues=tuple(issue for issue in reading.issues if issue.code != "party_missing"),
    )


def _in_place(patch: wire.Location, before: Location, patched: Mapping[str, Any]) -> wire.Location:
    """The patch with what is needed to read it: where the location is."""
    patch.id = before.id
    patch.country_code, patch.party_id = before.country_code, before.party_id
    if "country" not in patched:
        patch.country = before.country
    if "coordinates" not in patched and before.coordinates:
        point = before.coordinates
        patch.coordinates = wire.GeoPoint(latitude=f"{point.lat:.7f}", longitude=f"{point.lon:.7f}")
    elif patch.coordinates is None:
        raise Invalid("$.coordinates: must be an object with latitude and longitude")
    return patch


def _root(path: str) -> str:
    """The member of the object that an issue's path begins with."""
    return path.removeprefix("$.").partition(".")[0].partition("[")[0]

"""PUT and PATCH of an EVSE and of a connector, inside the location that is known."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.connector_list import ReadConnector, Surroundings, read_connectors
from plugdex.formats.ocpi.evses import ReadEvse, read_evses
from plugdex.formats.ocpi.push.body import (
    Invalid,
    Rules,
    check_needed,
    check_nulls,
    check_parts,
    check_read,
    issues_at,
    named,
    root_of,
    to_wire,
)
from plugdex.formats.ocpi.push.locations import Change
from plugdex.formats.ocpi.push.stamps import (
    believed,
    connector_stamps,
    find_evse,
    find_status,
    live_part,
    location_of,
)
from plugdex.formats.ocpi.statuses import known_status
from plugdex.formats.port import Reading
from plugdex.model.countries import BY_ALPHA_3
from plugdex.model.errors import PlugdexError
from plugdex.model.issues import Issue
from plugdex.model.location import Connector, Evse, Location
from plugdex.model.status import EvseStatus
from plugdex.model.vocabulary import Status

EVSE_REQUIRED: Final = frozenset({"status", "connectors", "last_updated"})
CONNECTOR_REQUIRED: Final = frozenset(
    {
        "standard",
        "format",
        "power_type",
        "max_voltage",
        "voltage",
        "max_amperage",
        "amperage",
        "last_updated",
    }
)
HARDWARE: Final[Mapping[str, str]] = {
    "standard": "standard",
    "format": "format",
    "power_type": "power_type",
    "max_voltage": "max_voltage",
    "voltage": "max_voltage",
    "max_amperage": "max_amperage",
    "amperage": "max_amperage",
    "max_electric_power": "max_electric_power",
}
"""Members that are read together: each is held against the others."""

CONNECTOR_FIELDS: Final[Mapping[str, str]] = {**HARDWARE, "tariff_id": "tariff_ids"}
EVSE_PLACE: Final = "$.evses[0]"
CONNECTOR_PLACE: Final = "$.connectors[0]"
"""Where the readers find what is pushed alone."""


class UnknownPart(PlugdexError):
    """The EVSE or connector that was to be changed is not known."""

    code = "unknown-object"
    title = "The object is not known"


def put_evse(
    raw: bytes, members: Mapping[str, Any], uid: str, moment: datetime, rules: Rules
) -> Change:
    """Replace an EVSE with all its connectors, or add it."""
    check_needed(wire.Evse, members, rules)

    def change(known: Reading | None) -> Reading:
        location = location_of(known or Reading())
        notes = Notes()
        pushed = to_wire(wire.Evse, raw, members, notes)
        pushed.uid = uid
        read = _read(pushed, location, rules, notes)
        issues = issues_at(notes, EVSE_PLACE, rules)
        check_read(issues, rules, whole=True)
        evse, before = read.evse, find_status((known or Reading()).statuses, uid)
        old = find_evse(location, uid)
        stamps = connector_stamps(evse, read.status)
        if old and not evse.connectors:
            evse = replace(evse, connectors=old.connectors)  # wild 6.1
            stamps = connector_stamps(old, before) if before else {}
        evse = replace(evse, uid=old.uid if old else uid)
        live = live_part(evse, read.status.status, moment, before, stamps)
        return _with_evse(known or Reading(), evse, live, issues)

    return change


def patch_evse(
    raw: bytes, members: Mapping[str, Any], uid: str, moment: datetime, rules: Rules
) -> Change:
    """Change members of an EVSE; those that are lists are replaced as a whole."""
    patched = named(wire.Evse, members)
    check_nulls(patched, EVSE_REQUIRED)
    check_parts(wire.Evse, members, rules)

    def change(known: Reading | None) -> Reading:
        location, evse, before = _known(known or Reading(), uid)
        notes = Notes()
        patch = to_wire(wire.Evse, raw, members, notes)
        patch.uid = evse.uid
        read = _read(patch, location, rules, notes)
        issues = _of_members(issues_at(notes, EVSE_PLACE, rules), patched.keys())
        check_read(issues, rules, whole=False)
        fields = patched.keys() - {"uid", "status", "last_updated"}
        after = replace(evse, **{name: getattr(read.evse, name) for name in fields})
        if "connectors" in patched and not after.connectors:
            raise Invalid("$.connectors: must have at least one")
        old = connector_stamps(evse, before)
        new = connector_stamps(read.evse, read.status) if "connectors" in patched else old
        status = read.status.status if "status" in patched else before.status
        live = live_part(after, status, max(moment, before.freshness), before, new)
        return _with_evse(known or Reading(), after, live, issues)

    return change


def patch_status(value: object, uid: str, moment: datetime, rules: Rules) -> Change:
    """Change the status of an EVSE and nothing else: the push that comes most often."""
    if not isinstance(value, str):
        raise Invalid("$.status: must be a text")
    notes = Notes()
    status = known_status(value, notes, "$.status")
    issues = notes.issues(rules.key) if notes else ()
    check_read(issues, rules, whole=False)

    def change(known: Reading | None) -> Reading:
        reading = known or Reading()
        _, evse, before = _known(reading, uid)
        same = before.status == status
        live = EvseStatus(
            uid=evse.uid,
            status=status,
            modified=before.modified if same else moment,
            updated=moment if same and moment != before.modified else None,
            connectors=before.connectors if moment == before.freshness else _older(evse, before),
        )
        statuses = tuple(live if each.uid == evse.uid else each for each in reading.statuses)
        return Reading(location=reading.location, statuses=statuses, issues=issues)

    return change


def put_connector(
    raw: bytes,
    members: Mapping[str, Any],
    place: tuple[str, str],
    moment: datetime,
    rules: Rules,
) -> Change:
    """Replace a connector of an EVSE that is known, or add it."""
    check_needed(wire.Connector, members, rules)

    def change(known: Reading | None) -> Reading:
        uid, own_id = place
        location, evse, before = _known(known or Reading(), uid)
        notes = Notes()
        pushed = to_wire(wire.Connector, raw, members, notes)
        old = _find(evse, own_id)
        pushed.id = old.id if old else own_id
        read = _read_connector(pushed, location, rules, notes)
        issues = issues_at(notes, CONNECTOR_PLACE, rules)
        check_read(issues, rules, whole=True)
        made = replace(read.connector, id=pushed.id)
        return _with_connector(known or Reading(), evse, before, made, moment, issues)

    return change


def patch_connector(
    raw: bytes,
    members: Mapping[str, Any],
    place: tuple[str, str],
    moment: datetime,
    rules: Rules,
) -> Change:
    """Change members of a connector; it has no status (wild 6.20)."""
    patched = named(wire.Connector, members)
    if "status" in patched:
        raise Invalid("$.status: is of the EVSE, a connector has none")
    check_nulls(patched, CONNECTOR_REQUIRED)

    def change(known: Reading | None) -> Reading:
        uid, own_id = place
        location, evse, before = _known(known or Reading(), uid)
        old = _find(evse, own_id)
        if old is None:
            raise UnknownPart(f"there is no connector {own_id!r} at the EVSE {uid!r}")
        notes = Notes()
        patch = to_wire(wire.Connector, raw, members, notes)
        read = _read_connector(_in_place(patch, old, patched), location, rules, notes)
        said = patched.keys() | (HARDWARE.keys() if patched.keys() & HARDWARE.keys() else set())
        issues = _of_members(issues_at(notes, CONNECTOR_PLACE, rules), said)
        check_read(issues, rules, whole=False)
        issues = _of_members(issues, patched.keys())
        fields = {CONNECTOR_FIELDS.get(name, name) for name in patched} - {"id", "last_updated"}
        if fields & set(HARDWARE.values()):
            fields |= set(HARDWARE.values())
        after = replace(old, **{name: getattr(read.connector, name) for name in fields})
        return _with_connector(known or Reading(), evse, before, after, moment, issues)

    return change


def _of_members(issues: Sequence[Issue], names: Collection[str]) -> tuple[Issue, ...]:
    """The issues of the members that a change says; of the others nothing is known anew."""
    return tuple(issue for issue in issues if root_of(issue.path) in names)


def _older(evse: Evse, before: EvseStatus) -> tuple[tuple[str, datetime], ...]:
    """The stamps of the connectors, when that of the EVSE moves on."""
    return tuple((each.id, before.connector_freshness(each.id)) for each in evse.connectors)


def _in_place(
    patch: wire.Connector, before: Connector, patched: Mapping[str, Any]
) -> wire.Connector:
    """The patch with the known hardware where it says nothing."""
    patch.id = before.id
    for name, field in HARDWARE.items():
        is_said = any(HARDWARE.get(each) == field for each in patched)
        if name == field and not is_said:
            setattr(patch, name, getattr(before, field))
    return patch


def _known(known: Reading, uid: str) -> tuple[Location, Evse, EvseStatus]:
    """The location and its EVSE; raises ``UnknownPart``."""
    location = location_of(known)
    evse, live = find_evse(location, uid), find_status(known.statuses, uid)
    if evse is None:
        raise UnknownPart(f"there is no EVSE {uid!r} at the location {location.id!r}")
    status: Status = "UNKNOWN"
    return (
        location,
        evse,
        live or EvseStatus(uid=evse.uid, status=status, modified=location.last_updated),
    )


def _surroundings(location: Location, rules: Rules) -> Surroundings:
    country = BY_ALPHA_3.get(location.country or "")
    return Surroundings(
        point=location.coordinates,
        country=country.alpha_2 if country else None,
        updated=rules.received,
        received=rules.received,
        is_modern=not rules.is_old,
    )


def _read(pushed: wire.Evse, location: Location, rules: Rules, notes: Notes) -> ReadEvse:
    found = read_evses([pushed], _surroundings(location, rules), notes)
    if not found:
        raise Invalid("$: is no EVSE")
    if not notes.has("last_updated_future"):
        return found[0]
    return found[0]._replace(status=believed(found[0].status, rules.received))


def _read_connector(
    pushed: wire.Connector, location: Location, rules: Rules, notes: Notes
) -> ReadConnector:
    around = _surroundings(location, rules)
    found = read_connectors(wire.Evse(connectors=[pushed]), rules.received, around, notes, "$")
    return found[0]


def _find(evse: Evse, own_id: str) -> Connector | None:
    return next((c for c in evse.connectors if c.id.casefold() == own_id.casefold()), None)


def _with_connector(
    known: Reading,
    evse: Evse,
    before: EvseStatus,
    connector: Connector,
    moment: datetime,
    issues: Sequence[Issue],
) -> Reading:
    others = tuple(each for each in evse.connectors if each.id != connector.id)
    after = replace(evse, connectors=(*others, connector))
    stamps = {**connector_stamps(evse, before), connector.id: moment}
    latest = max(moment, before.freshness)
    live = live_part(after, before.status, latest, before, stamps)
    return _with_evse(known, after, live, issues)


def _with_evse(known: Reading, evse: Evse, live: EvseStatus, issues: Sequence[Issue]) -> Reading:
    """The location with an EVSE replaced or added, as fresh as that."""
    location = location_of(known)
    others = tuple(each for each in location.evses if each.uid != evse.uid)
    statuses = tuple(each for each in known.statuses if each.uid != evse.uid)
    latest = max(location.last_updated, live.freshness)
    return Reading(
        location=replace(location, evses=(*others, evse), last_updated=latest),
        statuses=(*statuses, replace(live, uid=evse.uid)),
        issues=tuple(issues),
    )

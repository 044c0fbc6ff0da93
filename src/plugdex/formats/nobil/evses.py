"""Entries of ``conn`` to EVSEs, and their statuses."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from msgspec import structs

from plugdex.formats.dividing import Plug, divide
from plugdex.formats.nobil import wire
from plugdex.formats.nobil.connectors import Entry, code, entry, known, text
from plugdex.formats.notes import Notes
from plugdex.model.location import Evse
from plugdex.model.status import EvseStatus
from plugdex.model.vocabulary import Status

FRESH: Final = timedelta(days=1)
"""How long the status of a connector counts; an older one only says that it worked then."""

IN_USE: Final[Mapping[str, Status]] = {"0": "AVAILABLE", "1": "CHARGING", "2": "RESERVED"}
"""Attributes 8 (connector status) and 10 (sensor)."""


class ReadEvses(NamedTuple):
    """EVSEs with their statuses, what else their connectors say, and whether all are Tesla's."""

    evses: tuple[Evse, ...]
    statuses: tuple[EvseStatus, ...]
    vehicles: tuple[str, ...]
    tesla_only: bool


def read_evses(
    groups: wire.Groups, points: int | None, times: tuple[datetime, datetime], notes: Notes
) -> ReadEvses:
    """All EVSEs; ``times`` are the station's last change and the time of reading."""
    entries = [
        found
        for key, attributes in _numbered(groups.conn)
        if (found := entry(key, attributes, notes, f"$.attr.conn.{key}"))
    ]
    evses, statuses, uids = [], [], set()
    for hand in _points(entries, points, notes):
        held = [entries[index] for index in hand]
        evse = _evse(held, notes)
        if evse.uid in uids:
            notes.add("uid_duplicate", "normalised", "$.attr.conn", evse.uid, held[0].key)
            evse = structs.replace(evse, uid=f"{evse.uid}-{held[0].key}")
        uids.add(evse.uid)
        evses.append(evse)
        statuses.append(_status(evse.uid, held, times))
    return ReadEvses(
        tuple(evses),
        tuple(statuses),
        _vehicles(entries, notes),
        bool(entries) and all(one.tesla for one in entries),
    )


def _numbered(
    conn: Mapping[str, wire.Attributes] | Sequence[wire.Attributes] | None,
) -> list[tuple[str, wire.Attributes]]:
    """Entries with their number; one that begins with 0 or 1 may come as a list (PHP)."""
    if isinstance(conn, Mapping):
        return list(conn.items())
    return [(str(number), one) for number, one in enumerate(conn or (), 1)]


def _points(
    entries: Sequence[Entry], points: int | None, notes: Notes
) -> tuple[tuple[int, ...], ...]:
    """Which entries are one charging point: by EVSE uid or id, else by the rules of ``dividing``.

    ``Number_charging_points`` is mostly the number of connectors, also of posts whose CCS and
    CHAdeMO never serve two cars; so it counts only where it is another number.
    """
    names = [text(one.attributes, "27") or text(one.attributes, "28") for one in entries]
    if entries and all(names):
        groups: dict[str, list[int]] = {}
        for index, name in enumerate(names):
            groups.setdefault(name, []).append(index)
        return tuple(map(tuple, groups.values()))
    plugs = [Plug(one.kind, one.dc) for one in entries]
    stated = points if points and points != len(plugs) else None
    division = divide(plugs, stated)
    if len(division.points) == points:
        return division.points
    if division.guess:
        was = f"{points} points, {len(plugs)} connectors"
        notes.add(
            division.guess,
            "noted",
            "$.csmd.Number_charging_points",
            was,
            f"{len(division.points)} points",
        )
    return division.points


def _evse(entries: Sequence[Entry], notes: Notes) -> Evse:
    first = entries[0]
    path = f"$.attr.conn.{first.key}"
    words = " ".join(
        known(table, code(first.attributes, number), notes, f"{path}.{number}")
        for table, number in (("identification", "1"), ("payment", "19"))
    ).split()
    capabilities = {word.removeprefix("C:") for word in words if not word.startswith("P:")}
    if code(first.attributes, "18") == "1":
        capabilities.add("RESERVABLE")
    connectors = [connector for one in entries for connector in one.connectors]
    return Evse(
        uid=text(first.attributes, "27") or text(first.attributes, "28") or first.key,
        evse_id=text(first.attributes, "28") or None,
        connectors=tuple(
            structs.replace(connector, id=str(number))
            for number, connector in enumerate(connectors, 1)
        ),
        capabilities=tuple(sorted(capabilities)),
        payments=tuple(sorted({word[2:] for word in words if word.startswith("P:")})),
    )


def _status(uid: str, entries: Sequence[Entry], times: tuple[datetime, datetime]) -> EvseStatus:
    """A status counts for a day; an error of all plugs counts until it is mended."""
    updated, received = times
    stamps = [found for one in entries if (found := _time(text(one.attributes, "16")))]
    modified = min(max(stamps, default=updated), received)
    if all(code(one.attributes, "9") == "1" for one in entries):
        return EvseStatus(uid=uid, status="OUTOFORDER", modified=modified)
    if not stamps or received - modified > FRESH:
        return EvseStatus(uid=uid, status="OPERATIONAL", modified=modified)
    states = [
        IN_USE.get(code(one.attributes, "8") or code(one.attributes, "10")) for one in entries
    ]
    busy = next((one for one in states if one in ("CHARGING", "RESERVED")), None)
    return EvseStatus(uid=uid, status=busy or states[0] or "OPERATIONAL", modified=modified)


def _time(words: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _vehicles(entries: Sequence[Entry], notes: Notes) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for one in entries:
        words = known("vehicles", code(one.attributes, "17"), notes, f"$.attr.conn.{one.key}.17")
        found.update(dict.fromkeys(words.split()))
    return tuple(sorted(found))

"""Connections to EVSEs: plugs with a count are divided among charging points."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple, cast

from plugdex.formats.dividing import Plug, divide
from plugdex.formats.notes import Notes
from plugdex.formats.ocm import wire
from plugdex.formats.ocm.access import GONE, id_of
from plugdex.formats.ocm.connectors import INFO, Hardware, hardware
from plugdex.model.issues import Outcome
from plugdex.model.location import Connector, Evse
from plugdex.model.status import EvseStatus
from plugdex.model.vocabulary import Status

STATUS: Final = INFO.codes["status"]
MOST: Final = 1000
"""Plugs of a kind, or charging points, above which a count is no count."""


class Counted(NamedTuple):
    """One plug: the n-th of a connection."""

    key: str
    hardware: Hardware
    status: Status


class ReadEvses(NamedTuple):
    """EVSEs, their statuses, and whether a plug of Tesla's has a standard that others have."""

    evses: tuple[Evse, ...]
    statuses: tuple[EvseStatus, ...]
    tesla_only: bool


def read_evses(poi: wire.Poi, country: str | None, modified: datetime, notes: Notes) -> ReadEvses:
    """The EVSEs of a POI by the rules of ``dividing``."""
    points = _count(poi.number_of_points, notes, "$.NumberOfPoints")
    plugs = _plugs(poi, points, country, notes)
    shapes = [Plug(plug.hardware.kind, plug.hardware.power_type == "DC") for plug in plugs]
    division = divide(shapes, points)
    if division.guess:
        was = f"{points or 'unknown'} points, {len(plugs)} plugs"
        notes.add(division.guess, "noted", "$.Connections", was, f"{len(division.points)} points")
    evses, statuses = [], []
    for hand in division.points:
        held = [plugs[index] for index in hand]
        evse = Evse(
            uid=held[0].key,
            connectors=tuple(_connector(number, one) for number, one in enumerate(held, 1)),
        )
        evses.append(evse)
        statuses.append(EvseStatus(uid=evse.uid, status=_status(held), modified=modified))
    tesla = any(plug.hardware.tesla for plug in plugs)
    others = any(not _is_teslas(plug.hardware) for plug in plugs)
    return ReadEvses(tuple(evses), tuple(statuses), tesla and not others)


def _is_teslas(one: Hardware) -> bool:
    return one.tesla or one.standard in ("TESLA_S", "TESLA_R")


def _plugs(
    poi: wire.Poi, points: int | None, country: str | None, notes: Notes
) -> Sequence[Counted]:
    """Every plug; a connection without a count is one plug, or one for each point if it is alone.

    Where a single connection has fewer plugs than there are points, the points win: imports write
    a quantity of 1 where they know none.
    """
    connections = poi.connections or []
    of_poi = id_of(poi.status_type_id, poi.status_type)
    repeated = _repeated(connections, points)
    alone = len(connections) - len(repeated) == 1
    found = []
    for index, connection in enumerate(connections):
        path = f"$.Connections[{index}]"
        if index in repeated:
            notes.add("duplicate_object", "dropped", path, connection.id or "")
            continue
        status = id_of(connection.status_type_id, connection.status_type)
        if status in GONE:
            notes.add("site_closed", "dropped", f"{path}.StatusTypeID", status)
            continue
        quantity = _count(connection.quantity, notes, f"{path}.Quantity") or 1
        if alone and points and quantity < points:
            if connection.quantity:
                notes.add("evses_guessed", "noted", f"{path}.Quantity", quantity, str(points))
            quantity = points
        found += _of_connection(connection, quantity, country, notes, path, of_poi, index)
    return found


def _repeated(connections: Sequence[wire.Connection], points: int | None) -> frozenset[int]:
    """Connections that only repeat the type and the count of another one that says more.

    A later import of the same register (AFDC) added each of them once more, without values. Where
    the number of points is that of all plugs together they are plugs of their own.
    """
    counts = [connection.quantity or 0 for connection in connections]
    if len(connections) < 2 or (points and sum(counts) == points):
        return frozenset()
    full = {
        (connection.connection_type_id, connection.quantity)
        for connection in connections
        if connection.quantity and not _is_bare(connection)
    }
    return frozenset(
        index
        for index, connection in enumerate(connections)
        if _is_bare(connection) and (connection.connection_type_id, connection.quantity) in full
    )


def _is_bare(connection: wire.Connection) -> bool:
    """Whether a connection says nothing of power or current."""
    values = (connection.power_kw, connection.amps, connection.voltage, connection.current_type_id)
    return not any(values)


def _of_connection(
    connection: wire.Connection,
    quantity: int,
    country: str | None,
    notes: Notes,
    path: str,
    of_poi: str,
    index: int,
) -> list[Counted]:
    found = hardware(connection, country)
    for code, outcome, member, was, became in found.remarks:
        notes.add(code, cast("Outcome", outcome), f"{path}.{member}", was, became)
    own = id_of(connection.status_type_id, connection.status_type)
    status = _status_of(own if own and own != "0" else of_poi, notes, path)
    key = str(connection.id) if connection.id else f"c{index + 1}"
    return [Counted(f"{key}-{number}", found, status) for number in range(1, quantity + 1)]


def _status_of(code: str, notes: Notes, path: str) -> Status:
    found = STATUS.get(code or "0")
    if found is None:
        notes.add("enum_unknown", "dropped", f"{path}.StatusTypeID", code)
    return cast("Status", found or "UNKNOWN")


def _status(plugs: Sequence[Counted]) -> Status:
    """What works with one plug works; else what the first plug says that says anything."""
    states = [plug.status for plug in plugs]
    if "OPERATIONAL" in states:
        return "OPERATIONAL"
    return next((state for state in states if state != "UNKNOWN"), "UNKNOWN")


def _connector(number: int, plug: Counted) -> Connector:
    found = plug.hardware
    return Connector(
        id=str(number),
        standard=found.standard,
        format=found.format,
        power_type=found.power_type,
        max_voltage=found.volts,
        max_amperage=found.amperes,
        max_electric_power=found.watts,
    )


def _count(value: float | None, notes: Notes, path: str) -> int | None:
    """A count; 0 and less is none, and so is what cannot be one."""
    if value is None or value == 0:
        return None
    if not 0 < value <= MOST or int(value) != value:
        notes.add("type_invalid", "dropped", path, value)
        return None
    return int(value)

"""From rows of the index to locations: the rows of one location come one after the other."""

from collections.abc import Iterable, Iterator, Sequence

from plugdex.directory.asked import Hit
from plugdex.directory.kept import EVSES_PER_PART, NO_STATUS

Row = tuple[int, int, float, float, int, int, int, int, int, int]
"""Cell, row id, latitude, longitude, part, EVSEs, available, traits, power, standard."""


def to_hits(rows: Iterable[Row], min_available: int = 0) -> Iterator[Hit]:
    """Put the rows of each location together; an EVSE counts once however many rows it is in."""
    hits = _hits(rows)
    if not min_available:
        return hits
    return (hit for hit in hits if (hit.available or 0) >= min_available)


def _hits(rows: Iterable[Row]) -> Iterator[Hit]:
    """Most locations have one row, so those are not even put into a list."""
    last: Row | None = None
    group: list[Row] = []
    for row in rows:
        if last is not None:
            if row[1] == last[1]:
                group.append(last)
            elif group:
                yield _together([*group, last])
                group.clear()
            else:
                yield _single(last)
        last = row
    if last is not None:
        yield _together([*group, last]) if group else _single(last)


def _single(row: Row) -> Hit:
    cell, rid, lat, lon, _, evses, available, traits, power, standard = row
    free = None if available == NO_STATUS else available.bit_count()
    return Hit(cell, rid, lat, lon, traits, evses.bit_count(), free, power, 1 << standard)


def _together(group: Sequence[Row]) -> Hit:
    evses = available = power = standards = 0
    traits = -1
    for row in group:
        shift = row[4] * EVSES_PER_PART
        evses |= row[5] << shift
        if row[6] != NO_STATUS:
            available |= row[6] << shift
        traits &= row[7]
        power = max(power, row[8])
        standards |= 1 << row[9]
    is_known = any(row[6] != NO_STATUS for row in group)
    cell, rid, lat, lon = group[0][:4]
    free = available.bit_count() if is_known else None
    return Hit(cell, rid, lat, lon, traits, evses.bit_count(), free, power, standards)

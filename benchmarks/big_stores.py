"""Stores of any size, made of real locations.

Each copy of a location has ids of its own and stands some kilometres away; everything else is
as real as it was. Copies go through the same ingest as everything, in the order of their row
ids: a load of one big file would spend most of its time on moving pages.
"""

import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path

import dumps
from msgspec.structs import replace

from plugdex.api.prepared import FORM, Prepared
from plugdex.directory.entries import to_entry
from plugdex.directory.ingest import Ingest, Scope
from plugdex.directory.report import Tally
from plugdex.formats.port import Reading
from plugdex.model.ids import content_id, row_id
from plugdex.model.location import Location, Point
from plugdex.stores.sqlite import open_sqlite


def big_store(size: int) -> Path:
    """A store of ``size`` locations, built on first use."""
    stamp = sha256(dumps.dump().read_bytes() + bytes([FORM])).hexdigest()[:8]
    path = dumps.CACHE / f"{size}-{stamp}.db"
    if not path.exists():
        dumps.CACHE.mkdir(exist_ok=True)
        started = time.perf_counter()
        build(path, size)
        print(f"built a store of {size:,} locations in {time.perf_counter() - started:.0f} s")
    return path


def build(path: Path, size: int) -> None:
    """Write the store; it gets its name when it is whole."""
    unfinished = path.with_suffix(".part.db")
    for each in path.parent.glob(f"{unfinished.name}*"):
        each.unlink()
    store = open_sqlite(unfinished)
    readings = chain(dumps.read(dumps.tariffs()), copies(dumps.read(dumps.dump()), size))
    Ingest(store, Prepared(), Scope(source=dumps.SOURCE), Tally()).run(map(to_entry, readings))
    store.close()
    unfinished.rename(path)


def copies(readings: Sequence[Reading], size: int) -> Iterator[Reading]:
    """So many readings of locations that are shown, in the order of their row ids."""
    shown = [each for each in readings if each.location and each.location.coordinates]
    places = sorted(
        (new_row_id(shown[index % len(shown)].location, index // len(shown)), index)
        for index in range(size)
    )
    for _, index in places:
        yield copy(shown[index % len(shown)], index // len(shown))


def new_row_id(location: Location | None, number: int) -> int:
    """The row id that a copy will have."""
    assert location
    own_id = new_id(location.id, number)
    rid = row_id(content_id(location.source, location.country_code, location.party_id, own_id))
    assert rid is not None
    return rid


def new_id(text: str, number: int) -> str:
    """The id of a copy; copy 0 is the original."""
    return f"{text}~{number}" if number else text


def copy(reading: Reading, number: int) -> Reading:
    """A copy of a location, its EVSEs and their statuses, without the issues."""
    location = reading.location
    assert location
    evses = tuple(
        replace(each, uid=new_id(each.uid, number), coordinates=moved(each.coordinates, number))
        for each in location.evses
    )
    statuses = (replace(each, uid=new_id(each.uid, number)) for each in reading.statuses)
    return Reading(
        location=replace(
            location,
            id=new_id(location.id, number),
            coordinates=moved(location.coordinates, number),
            evses=evses,
        ),
        statuses=tuple(statuses),
    )


def moved(point: Point | None, number: int) -> Point | None:
    """A point a little further north and east with every copy."""
    if point is None:
        return None
    return Point(lat=round(point.lat + 0.031 * number, 6), lon=round(point.lon + 0.047 * number, 6))

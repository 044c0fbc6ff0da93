"""A file as large as a continent, made of real locations.

The real country is laid out again and again on a grid, as densely as it is. Ids are new in every
copy, and so that a location has four connectors in the mean, five of twelve are drawn from those
that have three or more. Country and time zone are those of the new place; what would stand in the
sea is drawn again. The order is that of no key: a file comes in the order of its sender.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import dumps
import msgspec
import zstandard

from plugdex.model.countries import country_at
from plugdex.model.ids import canonical_evse_id
from plugdex.model.location import Point

GRID: Final = [(south, west) for south in range(37, 61, 4) for west in range(-9, 33, 6)]
"""Where the south-west corners of the copies lie, in degrees."""

LARGE: Final = 3
"""Connectors from which on a location is a large one."""

LARGE_OF_TWELVE: Final = 5

Object = dict[str, Any]


def write(path: Path, size: int) -> float:
    """Write a file of so many locations; returns the mean number of connectors."""
    connectors = 0
    with zstandard.open(path, "wb", cctx=zstandard.ZstdCompressor(level=1)) as file:
        for index, location in enumerate(locations(size)):
            connectors += connectors_of(location)
            file.write(b"[" if index == 0 else b",\n")
            file.write(msgspec.json.encode(location))
        file.write(b"]")
    return connectors / size


def locations(size: int) -> Iterator[Object]:
    """So many locations as OCPI has them, in a random order that is always the same."""
    known: list[Object] = [
        each
        for each in msgspec.json.decode(dumps.unpacked(dumps.dump()))
        if each.get("coordinates") and connectors_of(each)
    ]
    large = [each for each in known if connectors_of(each) >= LARGE]
    small = [each for each in known if connectors_of(each) < LARGE]
    corner = corner_of(known)
    rng = random.Random(7)
    number = 0
    while number < size:
        of = large if rng.randrange(12) < LARGE_OF_TWELVE else small
        move = Move.to(corner, rng.choice(GRID), number)
        found = copy(rng.choice(of), number, move)
        if found is not None:
            number += 1
            yield found


class Move(NamedTuple):
    """How far a copy is from where it was, in degrees."""

    north: float
    east: float

    @classmethod
    def to(cls, corner: tuple[float, float], place: tuple[int, int], number: int) -> Self:
        """From one corner to another; no two copies stand in quite the same place."""
        aside = number % 997 / 1e5
        return cls(place[0] - corner[0] + aside, place[1] - corner[1] + aside)

    def point(self, known: Mapping[str, str]) -> Point:
        """Where something is now."""
        return Point(
            lat=round(float(known["latitude"]) + self.north, 6),
            lon=round(float(known["longitude"]) + self.east, 6),
        )


def copy(location: Object, number: int, move: Move) -> Object | None:
    """A location with ids of its own in another place; ``None`` at sea."""
    point = move.point(location["coordinates"])
    country = country_at(point)
    if country is None:
        return None
    return {
        **location,
        **owner_of(location),
        "id": f"{location['id']}~{number}",
        "country": country.alpha_3,
        "time_zone": country.zones[0],
        "coordinates": written(point),
        "evses": [
            {
                **evse,
                "uid": f"{evse['uid']}~{number}",
                "evse_id": f"{evse['evse_id']}{number}" if evse.get("evse_id") else None,
                "coordinates": evse.get("coordinates") and written(move.point(evse["coordinates"])),
            }
            for evse in location["evses"]
        ],
    }


def owner_of(location: Object) -> Mapping[str, str]:
    """The owner as the EVSE ids have it; the national file does not say it elsewhere."""
    ids = (canonical_evse_id(evse["evse_id"]) for evse in location["evses"] if evse.get("evse_id"))
    first = next(ids, "NLXXX")
    return {"country_code": first[:2], "party_id": first[2:5]}


def written(point: Point) -> Mapping[str, str]:
    """A point as OCPI has it."""
    return {"latitude": f"{point.lat:.6f}", "longitude": f"{point.lon:.6f}"}


def corner_of(known: Sequence[Object]) -> tuple[float, float]:
    """South and west of nearly all locations; a few lie where they cannot be."""
    few = len(known) // 100
    south = sorted(float(each["coordinates"]["latitude"]) for each in known)[few]
    west = sorted(float(each["coordinates"]["longitude"]) for each in known)[few]
    return south, west


def connectors_of(location: Object) -> int:
    """How many connectors a location has."""
    return sum(len(evse.get("connectors") or ()) for evse in location.get("evses") or ())

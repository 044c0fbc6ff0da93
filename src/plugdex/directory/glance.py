"""Glances: the little that a load remembers of each location that it reads.

It is taken where the location is read, which may be another process, so that who writes need not
look into locations at all.
"""

from plugdex.directory.missing_tariffs import Named, named_by
from plugdex.directory.twins import Sighting, sightings
from plugdex.formats.port import Reading
from plugdex.model.location import Location
from plugdex.model.power import max_power
from plugdex.model.value import Value


class Glance(Value, frozen=True, kw_only=True):
    """What a load remembers of one location."""

    evses: int
    plugs: tuple[tuple[str, bool, int], ...]
    """Standards (empty: the source names none), whether a power is stated, and how many."""
    tariffs: tuple[Named, ...]
    """Each once."""
    sightings: tuple[Sighting, ...]

    @property
    def connectors(self) -> int:
        """How many connectors it has."""
        return sum(number for _, _, number in self.plugs)


def glance_at(location: Location, reading: Reading) -> Glance:
    """What is remembered of the location of a reading."""
    plugs: dict[tuple[str, bool], int] = {}
    for evse in location.evses:
        for connector in evse.connectors:
            key = connector.standard or "", max_power(connector) is not None
            plugs[key] = plugs.get(key, 0) + 1
    return Glance(
        evses=len(location.evses),
        plugs=tuple((*key, number) for key, number in plugs.items()),
        tariffs=tuple(named_by(location)),
        sightings=tuple(sightings(location, reading.statuses)),
    )

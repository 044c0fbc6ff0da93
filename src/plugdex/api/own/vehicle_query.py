"""The vehicle of a question: one of the catalogue or described in place, and its adapters."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from plugdex.api.own.numbers import whole
from plugdex.api.own.problems import InvalidQuery
from plugdex.directory.vehicles import Catalogue
from plugdex.model.adapters import ADAPTERS, find_adapter
from plugdex.model.vehicles import INLETS, Vehicle

CUSTOM: Final = "custom"
"""The id of a vehicle that the parameters describe."""

MOST_KILOWATTS: Final = 10_000


class Asked(NamedTuple):
    """The vehicle that a question is about, and the adapters that its driver has."""

    vehicle: Vehicle
    adapters: frozenset[str]


def read_vehicle(query: Mapping[str, str], catalogue: Callable[[], Catalogue]) -> Asked | None:
    """The vehicle that is asked for; ``None`` where the question names none.

    What the parameters say of it counts, also of one from the catalogue: a market's inlets, a
    smaller on-board charger.
    """
    name = query.get("vehicle")
    if not name:
        for parameter in (*MEMBERS, "adapters"):
            if query.get(parameter):
                raise InvalidQuery(parameter, "says something of a vehicle: add vehicle=custom")
        return None
    said = {
        member: read(parameter, text)
        for parameter, (member, read) in MEMBERS.items()
        if (text := query.get(parameter))
    }
    vehicle = replace(_known(name, catalogue), **said)
    if not vehicle.inlets:
        raise InvalidQuery("inlets", f"are needed for a custom vehicle: {', '.join(INLETS)}")
    return Asked(vehicle, read_adapters(query.get("adapters")))


def read_adapters(text: str | None) -> frozenset[str]:
    """The ids of adapters; ``none`` and nothing are no adapter."""
    names = [name for name in (text or "").split(",") if name.strip()]
    if [name.strip().lower() for name in names] == ["none"]:
        return frozenset()
    return frozenset(_adapter(name) for name in names)


def _adapter(name: str) -> str:
    found = find_adapter(name)
    if found is None:
        raise InvalidQuery("adapters", f"{name!r} is none of {', '.join(ADAPTERS)}")
    return found.id


def _known(name: str, catalogue: Callable[[], Catalogue]) -> Vehicle:
    if name == CUSTOM:
        return Vehicle(id=CUSTOM, label="Your vehicle")
    found = catalogue().find(name)
    if found is None:
        advice = "GET /api/vehicles?q=… finds ids, and vehicle=custom&inlets=… needs none"
        raise InvalidQuery("vehicle", f"there is no {name!r}; {advice}")
    return found


def _inlets(parameter: str, text: str) -> tuple[str, ...]:
    names = [name.strip().upper() for name in text.split(",")]
    for name in names:
        if name not in INLETS:
            raise InvalidQuery(parameter, f"{name!r} is none of {', '.join(INLETS)}")
    return tuple(dict.fromkeys(names))


def _watts(parameter: str, text: str) -> int:
    try:
        kilowatts = float(text)
    except ValueError:
        kilowatts = 0
    if not 0 < kilowatts <= MOST_KILOWATTS:
        raise InvalidQuery(parameter, f"must be kilowatts above 0, at most {MOST_KILOWATTS}")
    return round(kilowatts * 1000)


def _one_of(*values: int) -> Callable[[str, str], int]:
    def read(parameter: str, text: str) -> int:
        if text not in map(str, values):
            raise InvalidQuery(parameter, f"must be one of {', '.join(map(str, values))}")
        return int(text)

    return read


def _amperes(parameter: str, text: str) -> int:
    return whole(parameter, text, 1, 80)


def _text(_: str, text: str) -> str:
    return text.strip()


MEMBERS: Final[Mapping[str, tuple[str, Callable[[str, str], Any]]]] = {
    "inlets": ("inlets", _inlets),
    "acKw": ("ac_power", _watts),
    "acPhases": ("ac_phases", _one_of(1, 2, 3)),
    "dcKw": ("dc_power", _watts),
    "volts": ("voltage_class", _one_of(400, 800)),
    "dcKwAt400V": ("dc_power_at_400v", _watts),
    "cableA": ("cable_amperes", _amperes),
    "make": ("make", _text),
}
"""What parameters say of a vehicle, and how they are read."""

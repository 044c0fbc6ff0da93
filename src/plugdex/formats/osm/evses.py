"""How many vehicles a station charges at a time, and which plugs each place has.

``capacity`` is the number of vehicles that can be charged at the same time (OSM wiki,
Tag:amenity=charging_station), ``socket:…`` the number of plugs of a kind. Which plug is at which
place is never said; the rules are on the page of the format.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from plugdex.formats import dividing
from plugdex.formats.dividing import divide
from plugdex.formats.notes import Notes
from plugdex.formats.osm.quantities import count_of
from plugdex.formats.osm.sockets import MOST, Kind, read_kinds
from plugdex.model.countries import Country
from plugdex.model.location import Connector

EVSE_ID: Final = re.compile(r"[A-Z]{2}\*?[A-Z0-9]{3}\*?E[A-Z0-9*]{1,30}")
POOL_ID: Final = re.compile(r"[A-Z]{2}\*?[A-Z0-9]{3}\*?P[A-Z0-9*_]{1,30}")


class Place(NamedTuple):
    """A place to charge: its plugs and, where the map has it, its EVSE id."""

    connectors: tuple[Connector, ...] = ()
    evse_id: str | None = None


def read_places(
    tags: Mapping[str, str], country: Country | None, notes: Notes
) -> tuple[Place, ...]:
    """The places of one element."""
    kinds = read_kinds(tags, country, notes)
    capacity = _capacity(tags, notes)
    ids = _evse_ids(tags.get("ref:EU:EVSE", ""), notes)
    if not kinds:
        return _without_plugs(capacity, ids, notes)
    plugs = _plugs(kinds, capacity, notes)
    number = _number(plugs, capacity, len(ids), notes)
    dealt = divide([dividing.Plug(plug.kind.name, plug.kind.is_dc) for plug in plugs], number)
    if dealt.guess:
        notes.add(dealt.guess, "normalised", "$.tags", len(plugs), number)
    named = _named(ids, number, notes)
    return tuple(
        Place(tuple(_connector(at, plugs[one]) for at, one in enumerate(point, 1)), evse_id)
        for point, evse_id in zip(dealt.points, named, strict=True)
    )


class Plug(NamedTuple):
    """One plug."""

    kind: Kind
    watts: int | None


def _connector(at: int, plug: Plug) -> Connector:
    kind = plug.kind
    return Connector(
        id=str(at),
        standard=kind.standard.ocpi if kind.standard else None,
        format=kind.format,
        power_type=kind.power_type,
        max_voltage=kind.volts,
        max_amperage=kind.amperes,
        max_electric_power=plug.watts,
    )


def _capacity(tags: Mapping[str, str], notes: Notes) -> int | None:
    """The vehicles that charge at a time; a bare number of sockets is the next best."""
    for key in ("capacity:charging", "capacity", "stalls", "socket"):
        text = tags.get(key, "").strip()
        if not text or (key == "socket" and not text.isdigit()):
            continue
        found = count_of(text)
        if found and found <= MOST:
            return found
        notes.add("type_invalid", "dropped", f"$.tags['{key}']", text)
    return None


def _evse_ids(text: str, notes: Notes) -> tuple[str, ...]:
    """EVSE ids of a list; ids of pools name no place and are left out."""
    found: dict[str, None] = {}
    for name in re.split(r"[;,\s]+", text.strip()):
        if EVSE_ID.fullmatch(name.upper()):
            found[name.upper()] = None
        elif name and not POOL_ID.fullmatch(name.upper()):
            notes.add("evse_id_invalid", "dropped", "$.tags['ref:EU:EVSE']", name)
    return tuple(found)


def _without_plugs(capacity: int | None, ids: Sequence[str], notes: Notes) -> tuple[Place, ...]:
    """A station of which no plug is known: it charges as many as it says, or one at least."""
    number = capacity or len(ids) or 1
    if not capacity and not ids:
        notes.add("evses_guessed", "normalised", "$.tags.capacity", "", 1)
    notes.add("evse_without_connectors", "noted", "$.tags.socket")
    return tuple(Place(evse_id=evse_id) for evse_id in _named(ids, number, notes))


def _named(ids: Sequence[str], number: int, notes: Notes) -> Sequence[str | None]:
    """EVSE ids by place; they are of use only where each place has one."""
    if len(ids) == number:
        return ids
    if ids:
        notes.add("evse_id_invalid", "dropped", "$.tags['ref:EU:EVSE']", len(ids), number)
    return (None,) * number


def _plugs(kinds: Iterable[Kind], capacity: int | None, notes: Notes) -> list[Plug]:
    """Every plug with its power; of a kind without number each place has one."""
    found: list[Plug] = []
    for kind in kinds:
        count = kind.number
        if count is None:
            count = capacity or 1
            notes.add("evses_guessed", "normalised", f"$.tags['socket:{kind.name}']", "yes", count)
        found += [Plug(kind, watts) for watts in _shared(kind, count, notes)]
    return found


def _shared(kind: Kind, count: int, notes: Notes) -> list[int | None]:
    """Watts of each plug of a kind.

    One value is that of each plug (OSM wiki, Key:socket); of several each plug has one where the
    numbers agree or one divides the other. Else all have the lowest: too little is the smaller lie.
    """
    watts = kind.watts
    if len(set(watts)) < 2:
        return [next(iter(watts), None)] * count
    path = f"$.tags['socket:{kind.name}:output']"
    if count % len(watts) == 0:
        if count > len(watts):
            notes.add("power_guessed", "normalised", path, watts, "in equal parts")
        each = count // len(watts)
        return [one for one in sorted(watts, reverse=True) for _ in range(each)]
    chosen = max(watts) if count == 1 else min(watts)
    notes.add("power_guessed", "normalised", path, watts, chosen)
    return [chosen] * count


def _likely(plugs: Sequence[Plug]) -> int:
    """How many places the usual posts with these plugs have.

    DC plugs of different kinds are cables of the same cabinets; a cabinet serves one car with
    direct and one with alternating current. Sockets for cars are places of their own, and
    household sockets stand beside them.
    """
    dc = Counter(plug.kind.name for plug in plugs if plug.kind.is_dc)
    domestic = sum(plug.kind.is_domestic for plug in plugs)
    cars = len(plugs) - domestic - dc.total()
    return max(dc.values(), default=0) + max(cars, domestic)


def _number(plugs: Sequence[Plug], capacity: int | None, ids: int, notes: Notes) -> int:
    """How many places there are: never more than plugs."""
    if capacity:
        if capacity > len(plugs):
            notes.add("evses_guessed", "normalised", "$.tags.capacity", capacity, len(plugs))
        return min(capacity, len(plugs))
    if 0 < ids <= len(plugs):
        return ids
    number = _likely(plugs)
    if len(plugs) > 1:
        notes.add("evses_guessed", "normalised", "$.tags.capacity", "", number)
    return number

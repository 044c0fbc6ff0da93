"""Ports and plugs: the register counts ports and names plugs, and does not say which has which.

A port charges one vehicle at a time, whatever the number of its cables: a port is an EVSE.

1. Ports are counted by level (1, 2, DC fast); each plug goes to the level where it belongs.
   TESLA, the plug that is now J3400, is AC and DC: it goes to the DC ports of Tesla and of
   stations without Level 2 ports, else to those of Level 2.
2. A DC port has every DC plug of its station: one vehicle, a choice of cables.
3. An AC port has one plug: several plugs share the ports evenly, the first named first; of more
   plugs than ports the last port has the rest.
4. Where the API lists charging units, these say which port has which plug and power.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from plugdex.formats.afdc.wire import ChargingUnit
from plugdex.model.connectors import Standard, find_standard
from plugdex.model.issues import Outcome
from plugdex.model.location import Connector
from plugdex.model.power import is_plausible
from plugdex.model.vocabulary import PowerType

VOCABULARY: Final = "afdc"
LEVELS: Final = ("L1", "L2", "DC")
MOST_PORTS: Final = 1000
"""More than this is a mistake of the file: the largest sites have some hundred."""

TESLA: Final = "SAE_J3400"
PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "IEC_62196_T1": ("L2", "L1"),
    TESLA: ("L2", "DC", "L1"),
}
"""Levels at which a plug may be, the likeliest first, where its standard does not say."""


class Remark(NamedTuple):
    """An issue, as far as it is of the ports."""

    code: str
    outcome: Outcome
    path: str
    was: str


class Port(NamedTuple):
    """A port: its name within the station, stable while ports of its level are only added."""

    uid: str
    connectors: tuple[Connector, ...]


class Ports(NamedTuple):
    """The ports of a station and what was remarked."""

    ports: tuple[Port, ...]
    remarks: tuple[Remark, ...]


class _Plug(NamedTuple):
    standard: Standard
    levels: tuple[str, ...]


@lru_cache(maxsize=8192)
def ports_of(types: str, level1: str, level2: str, dc: str, network: str) -> Ports:
    """Divide the plugs of a station among its ports."""
    remarks: list[Remark] = []
    note = _noting(remarks)
    stated = zip(LEVELS, (level1, level2, dc), strict=True)
    counts = {level: _count(text, note) for level, text in stated}
    plugs = [plug for name in types.split() if (plug := _plug(name, counts, network, note))]
    at = _levels(plugs, counts, note)
    ports: list[Port] = []
    for level in LEVELS:
        shares = _shares(at[level], counts[level], level, note)
        for number, share in enumerate(shares, 1):
            ports.append(Port(f"{level}-{number}", _connectors(level, [(s, None) for s in share])))
            if not share:
                note("evse_without_connectors", "noted", "$.ev_connector_types", types)
    return Ports(tuple(ports), tuple(dict.fromkeys(remarks)))


Note = Callable[[str, Outcome, str, str], None]


def _noting(remarks: list[Remark]) -> Note:
    def note(code: str, outcome: Outcome, path: str, was: str) -> None:
        remarks.append(Remark(code, outcome, path, was))

    return note


def _count(text: str, note: Note) -> int:
    if not text:
        return 0
    try:
        found = int(float(text))
    except (ValueError, OverflowError):
        found = -1
    if not 0 <= found <= MOST_PORTS:
        note("type_invalid", "dropped", "$.ev_evse_num", text)
        return 0
    return found


def _plug(name: str, counts: Mapping[str, int], network: str, note: Note) -> _Plug | None:
    standard = find_standard(VOCABULARY, name)
    if standard is None:
        note("enum_unknown", "dropped", "$.ev_connector_types", name)
        return None
    if standard.is_dc_only:
        return _Plug(standard, ("DC",))
    levels = PLACES.get(standard.ocpi, ("L1", "L2"))
    if standard.ocpi == TESLA and counts["DC"] and (network == "Tesla" or not counts["L2"]):
        levels = ("DC", "L2", "L1")
    return _Plug(standard, levels)


def _levels(
    plugs: Sequence[_Plug], counts: dict[str, int], note: Note
) -> Mapping[str, list[Standard]]:
    """The plugs of each level; a level that has plugs and no ports gets one port."""
    at: dict[str, list[Standard]] = {level: [] for level in LEVELS}
    for standard, levels in plugs:
        level = next((each for each in levels if counts[each]), None)
        if level is None:
            level = levels[0]
            note("evses_guessed", "normalised", f"$.{level}", standard.ocpi)
        at[level].append(standard)
    for level in LEVELS:
        if at[level]:
            counts[level] = counts[level] or 1
        elif counts[level]:
            at[level].extend(plug.standard for plug in plugs if level in plug.levels)
    return at


def _shares(
    standards: Sequence[Standard], count: int, level: str, note: Note
) -> Iterable[Sequence[Standard]]:
    """The plugs of each port of a level."""
    if len(standards) < 2 or count < 2:
        return [standards] * count
    names = " ".join(standard.ocpi for standard in standards)
    note("plugs_divided", "normalised", f"$.{level}", f"{count}: {names}")
    if level == "DC":
        return [standards] * count
    if len(standards) > count:
        return [[each] for each in standards[: count - 1]] + [standards[count - 1 :]]
    each, more = divmod(count, len(standards))
    return [
        [standard] for index, standard in enumerate(standards) for _ in range(each + (index < more))
    ]


def _connectors(level: str, plugs: Iterable[tuple[Standard, int | None]]) -> tuple[Connector, ...]:
    power_type: PowerType = "DC" if level == "DC" else "AC_1_PHASE"
    return tuple(
        Connector(
            id=str(number),
            standard=standard.ocpi,
            format="SOCKET"
            if standard.format == "SOCKET" and standard.ocpi not in PLACES
            else "CABLE",
            power_type="DC" if standard.is_dc_only else power_type,
            max_electric_power=watts,
        )
        for number, (standard, watts) in enumerate(plugs, 1)
    )


def ports_of_units(units: Sequence[ChargingUnit], level_of: Callable[[str], str | None]) -> Ports:
    """The ports of charging units; ``level_of`` knows the names of levels."""
    remarks: list[Remark] = []
    note = _noting(remarks)
    numbers = dict.fromkeys(LEVELS, 0)
    ports: list[Port] = []
    for index, unit in enumerate(units):
        path = f"$.ev_charging_units[{index}]"
        plugs = _unit_plugs(unit, note, path)
        level = level_of(str(unit.charging_level or "")) or _level_by_plugs(plugs)
        for share in _unit_shares(unit, plugs, note, path):
            numbers[level] += 1
            made = _connectors(level, [(plug.standard, plug.watts) for plug in share])
            ports.append(Port(f"{level}-{numbers[level]}", made))
            if not share:
                note("evse_without_connectors", "noted", path, "")
    return Ports(tuple(ports), tuple(remarks))


class _UnitPlug(NamedTuple):
    standard: Standard
    watts: int | None
    ports: int


def _unit_plugs(unit: ChargingUnit, note: Note, path: str) -> Sequence[_UnitPlug]:
    found = []
    for name, plug in (unit.connectors or {}).items():
        if plug is None or plug.port_count == 0:
            continue
        standard = find_standard(VOCABULARY, name)
        if standard is None:
            note("enum_unknown", "dropped", f"{path}.connectors", name)
            continue
        watts = round(plug.power_kw * 1000) if plug.power_kw and plug.power_kw < 10_000 else None
        power_type: PowerType = (
            "DC" if standard.ocpi == TESLA or standard.is_dc_only else ("AC_1_PHASE")
        )
        if watts is not None and not is_plausible(power_type, watts):
            note("power_too_high", "dropped", f"{path}.connectors.{name}", str(plug.power_kw))
            watts = None
        count = min(max(plug.port_count or unit.port_count or 1, 0), MOST_PORTS)
        found.append(_UnitPlug(standard, watts, count))
    return found


def _level_by_plugs(plugs: Sequence[_UnitPlug]) -> str:
    return "DC" if any(plug.standard.is_dc_only for plug in plugs) else "L2"


def _unit_shares(
    unit: ChargingUnit, plugs: Sequence[_UnitPlug], note: Note, path: str
) -> Iterable[Sequence[_UnitPlug]]:
    """The plugs of each port of a unit.

    As many plugs as ports are one for each; plugs that are as many as the ports each are at all
    of them; between these they go round.
    """
    most = max((plug.ports for plug in plugs), default=1)
    count = min(max(unit.port_count or most, most, 1), MOST_PORTS)
    shares: list[list[_UnitPlug]] = [[] for _ in range(count)]
    at = 0
    for plug in plugs:
        for step in range(plug.ports):
            shares[(at + step) % count].append(plug)
        at += plug.ports
    if at % count and count > 1:
        note("plugs_divided", "normalised", path, f"{count} ports, {at} plugs")
    return shares

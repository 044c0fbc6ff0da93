"""Connectors of a device and the charging points that they make.

The register lists the connectors of a device and not how many vehicles can charge at once.

1. A socket is a charging point of its own.
2. The cables of a device serve one vehicle at a time, as in a rapid charger with three cables.
3. A second cable of the same kind is the next vehicle's.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from plugdex.formats.source import load_source
from plugdex.model.connectors import Standard, find_standard
from plugdex.model.issues import Outcome
from plugdex.model.location import Connector
from plugdex.model.power import LINE_TO_LINE, SQRT3, is_plausible
from plugdex.model.vocabulary import ConnectorFormat, PowerType

VOCABULARY: Final = "uk_ncr"
INFO: Final = load_source(__file__)
POWER_TYPES: Final = msgspec.convert(INFO.codes["power_type"], dict[str, PowerType])
FORMATS: Final = msgspec.convert(INFO.codes["format"], dict[str, ConnectorFormat])
NOMINAL: Final = {400: 230.0}
"""Volts between lines and to neutral as grids name them, where rounding would tell another tale."""

UNSURE: Final = "Type 3 Scame (IEC62196)"
"""Scame makes Type 3A; the register does not say which Type 3 is meant."""


class Hardware(NamedTuple):
    """What the columns of a connector say."""

    type: str
    kilowatts: str
    amperes: str
    volts: str
    method: str
    tethered: str


class Remark(NamedTuple):
    """An issue, as far as it is of the connectors."""

    code: str
    outcome: Outcome
    path: str
    was: str


class Point(NamedTuple):
    """A charging point: which connectors of the device it has."""

    places: tuple[int, ...]
    connectors: tuple[Connector, ...]


class Points(NamedTuple):
    """The charging points of a device and what was remarked."""

    points: tuple[Point, ...]
    remarks: tuple[Remark, ...]


@lru_cache(maxsize=8192)
def points_of(connectors: tuple[Hardware, ...]) -> Points:
    """Read the connectors and group them."""
    remarks: list[Remark] = []
    read = [_connector(each, f"$.connector{n}", remarks) for n, each in enumerate(connectors, 1)]
    groups = _groups(read)
    if len(read) > 1:
        was = f"{len(read)} connectors, {len(groups)} points"
        remarks.append(Remark("evses_guessed", "normalised", "$.connector1Type", was))
    points = tuple(
        Point(
            tuple(group),
            tuple(
                msgspec.structs.replace(read[place], id=str(number))
                for number, place in enumerate(group, 1)
            ),
        )
        for group in groups
    )
    return Points(points, tuple(remarks))


def _groups(connectors: Sequence[Connector]) -> list[list[int]]:
    """Places of the connectors of each charging point, in the order of the device."""
    groups: list[list[int]] = []
    cabled: list[tuple[list[int], set[str | None]]] = []
    for place, connector in enumerate(connectors):
        kind = f"{connector.standard} {connector.power_type}"
        free = [entry for entry in cabled if kind not in entry[1]]
        if connector.format == "CABLE" and free:
            free[0][0].append(place)
            free[0][1].add(kind)
            continue
        groups.append([place])
        if connector.format == "CABLE":
            cabled.append((groups[-1], {kind}))
    return groups


def _connector(hardware: Hardware, path: str, remarks: list[Remark]) -> Connector:
    standard = find_standard(VOCABULARY, hardware.type)
    if standard is None:
        remarks.append(Remark("enum_unknown", "dropped", f"{path}Type", hardware.type))
    if hardware.type == UNSURE:
        remarks.append(Remark("plug_by_country", "normalised", f"{path}Type", hardware.type))
    power_type = _power_type(hardware.method, standard, path, remarks)
    volts = _number(hardware.volts, f"{path}RatedVoltage", remarks)
    if power_type == "AC_3_PHASE" and volts and round(volts) in LINE_TO_LINE:
        volts = NOMINAL.get(round(volts), volts / SQRT3)
    amperes = _number(hardware.amperes, f"{path}OutputCurrent", remarks)
    return Connector(
        id="1",
        standard=standard.ocpi if standard else None,
        format=_format(hardware.tethered, standard, path, remarks),
        power_type=power_type,
        max_voltage=_rounded(volts, 2000),
        max_amperage=_rounded(amperes, 5000),
        max_electric_power=_watts(hardware.kilowatts, power_type, path, remarks),
    )


def _power_type(
    method: str, standard: Standard | None, path: str, remarks: list[Remark]
) -> PowerType | None:
    found = POWER_TYPES.get(method)
    if found is None and method:
        remarks.append(Remark("enum_unknown", "dropped", f"{path}ChargeMethod", method))
    if standard and standard.is_dc_only and found != "DC":
        remarks.append(Remark("power_type_suspect", "normalised", f"{path}ChargeMethod", method))
        return "DC"
    return found


def _format(
    tethered: str, standard: Standard | None, path: str, remarks: list[Remark]
) -> ConnectorFormat | None:
    found = FORMATS.get(tethered)
    if standard and standard.is_dc_only and found != "CABLE":
        remarks.append(Remark("format_suspect", "normalised", f"{path}TetheredCable", tethered))
        return "CABLE"
    if found is None and tethered:
        remarks.append(Remark("enum_unknown", "dropped", f"{path}TetheredCable", tethered))
    return found


def _watts(text: str, power_type: PowerType | None, path: str, remarks: list[Remark]) -> int | None:
    kilowatts = _number(text, f"{path}RatedOutputKW", remarks)
    if kilowatts is None:
        return None
    watts = round(kilowatts * 1000)
    if not is_plausible(power_type, watts):
        code = "power_too_high" if watts > 0 else "power_zero"
        remarks.append(Remark(code, "dropped", f"{path}RatedOutputKW", text))
        return None
    return watts


def _number(text: str, path: str, remarks: list[Remark]) -> float | None:
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < 1e6:
        remarks.append(Remark("type_invalid", "dropped", path, text))
        return None
    return found


def _rounded(value: float | None, most: int) -> int | None:
    return round(value) if value and 0.5 < value <= most else None

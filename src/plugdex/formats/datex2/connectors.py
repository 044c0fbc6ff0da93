"""Connectors of a refill point: plug, cable or socket, power type, watts.

DATEX II says the plug and the watts of each connector. What it does not say is decided so:

1. The power type is that of the charging mode; a plug only for direct current says it itself; the
   point's current decides otherwise. Alternating current without a number of phases has three of
   them above 7.4 kW, and one below.
2. Direct current comes by cable.
3. The only voltage of a point is that of its only connector, and the same holds for its power.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, cast

from plugdex.formats.datex2.scalars import first_number, numbers_of
from plugdex.formats.datex2.tree import Node
from plugdex.model.connectors import BY_OCPI, Standard, candidates, find_standard
from plugdex.model.issues import Outcome
from plugdex.model.location import Connector
from plugdex.model.power import LINE_TO_LINE, SQRT3, is_plausible
from plugdex.model.vocabulary import ConnectorFormat, PowerType

ONE_PHASE: Final = 7_400
"""Watts of 32 A on one phase; few posts take more from one."""

AC: Final = "AC_3_PHASE"
SURE_THREE_PHASES: Final = 10_000
SMALLEST_POWER: Final = 500
"""Watts below which a figure is meant in kilowatts."""

RED_16: Final = "IEC_60309_2_three_16"
RED_32: Final = "IEC_60309_2_three_32"
RED_64: Final = "IEC_60309_2_three_64"
NO_PLUG: Final = frozenset({"other", "unknown"})


class Remark(NamedTuple):
    """Something that was noticed, to be noted with the path of the connector."""

    code: str
    outcome: Outcome
    member: str
    was: object
    to: object = ""


class Raw(NamedTuple):
    """What is said of a connector, and of the point where that counts for it."""

    plug: str | None
    other: str | None
    domestic: str | None
    format: str | None
    modes: tuple[str, ...]
    current: str | None
    power: float | None
    volts: float | None
    amperes: float | None
    is_guess: bool


class Read(NamedTuple):
    """A connector without its id, and what was noticed."""

    connector: Connector
    remarks: tuple[Remark, ...]


class Codes:
    """Code tables of connectors, by names in lower case; hashable, so that results are kept."""

    def __init__(self, codes: Mapping[str, Mapping[str, str]]) -> None:
        names = ("format", "mode", "current", "domestic")
        self._tables = {
            name: {code.casefold(): meaning for code, meaning in codes[name].items()}
            for name in names
        }

    def find(self, table: str, code: str, remarks: list[Remark], member: str) -> str:
        """The meaning of a code; empty for one that has none."""
        found = self._tables[table].get(code.casefold())
        if found is None:
            remarks.append(Remark("enum_unknown", "dropped", member, code))
        return found or ""


def raw_connectors(point: Node) -> list[Raw]:
    """What is said of each connector of a point."""
    nodes = point.nodes("connector")
    powers = numbers_of(point.scalars("availableChargingPower"))
    voltages = numbers_of(point.scalars("availableVoltage"))
    is_only = len(nodes) == 1
    found = []
    for node in nodes:
        stated = first_number(node, "maxPowerAtSocket")
        power = stated if stated is not None else max(powers, default=None)
        volts = first_number(node, "voltage")
        if volts is None and is_only and len(voltages) == 1:
            volts = voltages[0]
        modes = node.words("chargingMode") or point.words("chargingMode")
        found.append(
            Raw(
                plug=node.text("connectorType"),
                other=node.text("otherConnector"),
                domestic=node.text("countryOfDomesticSocket"),
                format=node.text("connectorFormat"),
                modes=tuple(modes),
                current=point.text("currentType"),
                power=power,
                volts=volts,
                amperes=first_number(node, "maximumCurrent"),
                is_guess=stated is None and power is not None and not is_only,
            )
        )
    return found


@lru_cache(maxsize=16384)
def connector_of(
    raw: Raw, number: int, country: str | None, codes: Codes, capabilities: tuple[str, ...]
) -> Read:
    """A connector; what it is made of repeats in thousands of points."""
    remarks: list[Remark] = []
    standard = _standard(raw, country, codes, remarks)
    if raw.is_guess:
        remarks.append(Remark("power_guessed", "noted", "maxPowerAtSocket", raw.power))
    watts = _watts(raw.power, remarks)
    power_type = _power_type(raw, standard, watts, codes, remarks)
    if watts and not is_plausible(power_type, watts):
        remarks.append(Remark("power_too_high", "dropped", "maxPowerAtSocket", watts))
        watts = None
    form = codes.find("format", raw.format, remarks, "connectorFormat") if raw.format else ""
    connector = Connector(
        id=str(number),
        standard=standard.ocpi if standard else None,
        format=cast(ConnectorFormat, form) if form else ("CABLE" if power_type == "DC" else None),
        power_type=power_type,
        max_voltage=_volts(raw.volts, power_type, remarks),
        max_amperage=_amperes(raw.amperes, remarks),
        max_electric_power=watts,
        capabilities=capabilities,
    )
    return Read(connector, tuple(remarks))


def _standard(
    raw: Raw, country: str | None, codes: Codes, remarks: list[Remark]
) -> Standard | None:
    if raw.plug is None:
        remarks.append(Remark("null_required", "noted", "connectorType", ""))
        return None
    found = candidates("datex2", raw.plug)
    if len(found) == 1:
        return found[0]
    if found:
        return _one_of(found, raw, remarks)
    if raw.plug.casefold() == "domestic":
        return _domestic(raw, country, codes, remarks)
    other = find_standard("ocpi", raw.other) if raw.other else None
    was = f"{raw.plug} ({raw.other})" if raw.other else raw.plug
    if other:
        remarks.append(Remark("enum_alias", "normalised", "otherConnector", was, other.ocpi))
    elif raw.plug.casefold() not in NO_PLUG or raw.other:
        remarks.append(Remark("enum_unknown", "dropped", "connectorType", was))
    else:
        remarks.append(Remark("null_required", "noted", "connectorType", was))
    return other


def _one_of(found: Sequence[Standard], raw: Raw, remarks: list[Remark]) -> Standard:
    """One of several by its size: red CEE sockets are of 16, 32 or 63 A."""
    names = [standard.ocpi for standard in found]
    chosen = names[0]
    if RED_16 in names:
        size = raw.amperes or (raw.power or 0) / 690
        chosen = RED_16 if size <= 20 else RED_32 if size <= 40 else RED_64
    remarks.append(Remark("plug_by_country", "normalised", "connectorType", raw.plug, chosen))
    return BY_OCPI[chosen if chosen in names else names[0]]


def _domestic(
    raw: Raw, country: str | None, codes: Codes, remarks: list[Remark]
) -> Standard | None:
    """The domestic socket of a country."""
    name = raw.domestic or country or ""
    found = codes.find("domestic", name, remarks, "connectorType") if name else ""
    if not found:
        return None
    remarks.append(Remark("plug_by_country", "normalised", "connectorType", raw.plug, found))
    return BY_OCPI[found]


def _watts(value: float | None, remarks: list[Remark]) -> int | None:
    """Watts; a figure that is far too small is kilowatts."""
    if value is None:
        return None
    if value <= 0:
        remarks.append(Remark("power_zero", "dropped", "maxPowerAtSocket", value))
        return None
    if value < SMALLEST_POWER:
        watts = round(value * 1000)
        remarks.append(Remark("power_unit_kw", "normalised", "maxPowerAtSocket", value, watts))
        return watts
    return round(value)


def _power_type(
    raw: Raw,
    standard: Standard | None,
    watts: int | None,
    codes: Codes,
    remarks: list[Remark],
) -> PowerType | None:
    meanings = [codes.find("mode", mode, remarks, "chargingMode") for mode in raw.modes]
    found = next((meaning for meaning in meanings if meaning), "")
    if standard and standard.is_dc_only:
        if found and found != "DC":
            remarks.append(Remark("power_type_suspect", "normalised", "chargingMode", found, "DC"))
        return "DC"
    if found:
        return cast(PowerType, found)
    is_ac_only = standard is not None and "DC" not in standard.current
    current = codes.find("current", raw.current, remarks, "currentType") if raw.current else ""
    if current == "DC" and not is_ac_only:
        return "DC"
    is_ac = bool(current) or is_ac_only or (standard is not None and is_plausible(AC, watts or 0))
    if watts is None or not is_ac:
        return None
    guess: PowerType = "AC_1_PHASE" if watts <= ONE_PHASE else "AC_3_PHASE"
    if watts < SURE_THREE_PHASES or current != "AC":
        remarks.append(
            Remark("power_type_suspect", "normalised", "currentType", raw.current, guess)
        )
    return guess


def _volts(value: float | None, power_type: PowerType | None, remarks: list[Remark]) -> int | None:
    """Volts line to neutral."""
    if not value:
        return None
    if not 50 <= value <= 1500:
        remarks.append(Remark("voltage_invalid", "dropped", "voltage", value))
        return None
    if power_type == "AC_3_PHASE" and round(value) in LINE_TO_LINE:
        neutral = round(value / SQRT3)
        remarks.append(Remark("voltage_line_to_line", "normalised", "voltage", value, neutral))
        return neutral
    return round(value)


def _amperes(value: float | None, remarks: list[Remark]) -> int | None:
    if not value:
        return None
    if not 1 <= value <= 4000:
        remarks.append(Remark("voltage_invalid", "dropped", "maximumCurrent", value))
        return None
    return round(value)

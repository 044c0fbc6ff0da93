"""Connections to plugs: standard, format, power type, volts, amperes and watts.

What a plug is depends on few values only, so the rule is a pure function and is remembered.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from plugdex.formats.ocm import wire
from plugdex.formats.source import load_source
from plugdex.model.connectors import BY_OCPI, Standard, candidates
from plugdex.model.fit_table import NACS_COUNTRIES
from plugdex.model.power import LINE_TO_LINE, SQRT3, is_plausible
from plugdex.model.vocabulary import POWER_TYPES, ConnectorFormat, PowerType

Remark = tuple[str, str, str, str, str]
"""Code, outcome, member, was, became."""

INFO: Final = load_source(__file__)
CURRENT: Final = INFO.codes["current"]
NO_STANDARD: Final = INFO.codes["plugs_without_standard"]
FORMATS: Final = INFO.codes["format"]

SUPERCHARGER: Final = 27
"""Tesla Supercharger: always direct current; which plug depends on the country.

Open Charge Map does not say whether a site is open to other makes, so where it is Tesla's own plug
it is TESLA_S and not SAE_J3400: without that knowledge the answer to other makes is no.
"""

SINGLE_PHASE: Final = frozenset(
    {name for name in BY_OCPI if name.startswith(("DOMESTIC_", "NEMA_"))}
    | {"IEC_62196_T1", "IEC_60309_2_single_16", "IEC_62196_T3A", "TESLA_R"}
)
"""Plugs through which only one phase flows."""

THREE_PHASE_CEE: Final = ((11_500, 16, 16), (23_000, 32, 32), (0, 0, 64))
"""The red CEE sockets by watts and amperes, smallest first; the last is for all above."""

HIGHEST_VOLTS: Final = 1500
HIGHEST_AMPERES: Final = 3000


class Hardware(NamedTuple):
    """A plug put right, and what was remarked on the way."""

    standard: str | None
    format: ConnectorFormat | None
    power_type: PowerType | None
    volts: int | None
    amperes: int | None
    watts: int | None
    tesla: bool
    remarks: tuple[Remark, ...]

    @property
    def kind(self) -> str:
        """What tells plugs apart when they are divided among charging points."""
        return f"{self.standard} {self.format}"


def hardware(connection: wire.Connection, country: str | None) -> Hardware:
    """What one connection says of its plugs."""
    kind = connection.connection_type_id
    if kind is None and connection.connection_type:
        kind = connection.connection_type.id
    current = connection.current_type_id
    if current is None and connection.current_type:
        current = connection.current_type.id
    return _hardware(
        kind, current, connection.voltage, connection.amps, connection.power_kw, country
    )


@lru_cache(maxsize=16384)
def _hardware(
    kind: int | None,
    current: int | None,
    volts: float | None,
    amps: float | None,
    kilowatts: float | None,
    country: str | None,
) -> Hardware:
    remarks: list[Remark] = []
    power_type = _stated_type(current, remarks)
    amperes = _rating(amps, HIGHEST_AMPERES, "Amps", remarks)
    voltage = _rating(volts, HIGHEST_VOLTS, "Voltage", remarks)
    standard = _standard(kind, kilowatts, amperes, country, remarks)
    power_type = _power_type(power_type, standard, kind, voltage, remarks)
    watts = _watts(kilowatts, power_type, remarks)
    if power_type == "AC_3_PHASE" and voltage in LINE_TO_LINE:
        neutral = round((voltage or 0) / SQRT3)
        remarks.append(
            ("voltage_line_to_line", "normalised", "Voltage", str(voltage), str(neutral))
        )
        voltage = neutral
    return Hardware(
        standard=standard.ocpi if standard else NO_STANDARD.get(str(kind)) or None,
        format=_format(kind, standard, power_type),
        power_type=power_type,
        volts=voltage,
        amperes=amperes,
        watts=watts,
        tesla=kind == SUPERCHARGER,
        remarks=tuple(remarks),
    )


def _stated_type(current: int | None, remarks: list[Remark]) -> PowerType | None:
    if current is None:
        return None
    found = CURRENT.get(str(current))
    if found not in POWER_TYPES:
        remarks.append(("enum_unknown", "dropped", "CurrentTypeID", str(current), ""))
        return None
    types: Mapping[str, PowerType] = {"AC_1_PHASE": "AC_1_PHASE", "AC_3_PHASE": "AC_3_PHASE"}
    return types.get(found, "DC")


def _standard(
    kind: int | None,
    kilowatts: float | None,
    amperes: int | None,
    country: str | None,
    remarks: list[Remark],
) -> Standard | None:
    found = candidates("ocm", kind) if kind is not None else ()
    if len(found) == 1:
        return found[0]
    if found:
        chosen = _chosen(kind, kilowatts, amperes, country)
        remarks.append(("plug_by_country", "noted", "ConnectionTypeID", str(kind), chosen.ocpi))
        return chosen
    if kind is None or kind == 0:
        remarks.append(("null_required", "noted", "ConnectionTypeID", str(kind or 0), ""))
    else:
        name = NO_STANDARD.get(str(kind), "")
        outcome = "noted" if name else "dropped"
        remarks.append(("enum_unknown", outcome, "ConnectionTypeID", str(kind), name))
    return None


def _chosen(
    kind: int | None, kilowatts: float | None, amperes: int | None, country: str | None
) -> Standard:
    """One of several standards that share an id: Tesla's by country, red CEE by power."""
    if kind == SUPERCHARGER:
        name = "TESLA_S" if country in NACS_COUNTRIES or country is None else "IEC_62196_T2"
        return BY_OCPI[name]
    watts = (kilowatts or 0) * 1000
    for most_watts, most_amperes, size in THREE_PHASE_CEE:
        if watts <= most_watts and (amperes or 0) <= most_amperes:
            return BY_OCPI[f"IEC_60309_2_three_{size}"]
    return BY_OCPI["IEC_60309_2_three_64"]


def _power_type(
    stated: PowerType | None,
    standard: Standard | None,
    kind: int | None,
    volts: int | None,
    remarks: list[Remark],
) -> PowerType | None:
    """The power type; what can flow through the plug wins over what is stated."""
    meant = _by_plug(stated, standard, kind)
    if meant is None and stated is None and standard and volts in LINE_TO_LINE:
        meant = "AC_3_PHASE"
    if stated is not None and meant != stated:
        remarks.append(("power_type_suspect", "normalised", "CurrentTypeID", stated, meant or ""))
    return meant


def _by_plug(
    stated: PowerType | None, standard: Standard | None, kind: int | None
) -> PowerType | None:
    if kind == SUPERCHARGER or (standard and standard.is_dc_only):
        return "DC"
    if standard and standard.ocpi in SINGLE_PHASE:
        return "AC_1_PHASE"
    if standard and stated == "DC" and "DC" not in standard.current:
        return None
    return stated


def _rating(value: float | None, highest: int, member: str, remarks: list[Remark]) -> int | None:
    if value is None:
        return None
    if value == 0:
        remarks.append(("power_zero", "dropped", member, "0", ""))
        return None
    if not 0 < value <= highest:
        remarks.append(("voltage_invalid", "dropped", member, str(value), ""))
        return None
    return round(value)


def _watts(
    kilowatts: float | None, power_type: PowerType | None, remarks: list[Remark]
) -> int | None:
    """Watts of what is given in kilowatts, unless no such plug can have them."""
    if kilowatts is None:
        return None
    if not kilowatts > 0:
        remarks.append(("power_zero", "dropped", "PowerKW", str(kilowatts), ""))
        return None
    for watts, became in ((kilowatts * 1000, ""), (kilowatts, str(round(kilowatts)))):
        if is_plausible(power_type, round(watts)) and (not became or kilowatts >= 1000):
            if became:
                remarks.append(("power_too_high", "normalised", "PowerKW", str(kilowatts), became))
            return round(watts)
    remarks.append(("power_too_high", "dropped", "PowerKW", str(kilowatts), ""))
    return None


def _format(
    kind: int | None, standard: Standard | None, power_type: PowerType | None
) -> ConnectorFormat | None:
    """Socket or cable as the title says; direct current comes by cable, else what is usual."""
    stated = FORMATS.get(str(kind))
    if power_type == "DC" or stated == "CABLE":
        return "CABLE"
    return "SOCKET" if stated else standard.format if standard else None

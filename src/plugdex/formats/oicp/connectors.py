"""Plugs and charging facilities to connectors.

OICP lists the plugs of an EVSE and, in another list, what it delivers; nothing pairs them. So:

1. A plug for direct current gets facilities of direct current, one for alternating current those
   of alternating current; a plug that carries both (Type 2, Tesla) prefers alternating current.
2. Of one such facility every plug gets the values; when several plugs share it, that is a guess.
3. Of as many as there are plugs each gets its own, in the order of the lists: a guess, too.
4. Otherwise all plugs get the most powerful: a guess again.
5. Where all facilities are of the other current, the plug is believed and their power kept.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, cast

from plugdex.formats.oicp.scalars import number_of
from plugdex.model.connectors import BY_OCPI, Standard, candidates
from plugdex.model.fit_table import NACS_COUNTRIES
from plugdex.model.issues import Outcome
from plugdex.model.location import Connector
from plugdex.model.power import LINE_TO_LINE, SQRT3, is_plausible
from plugdex.model.vocabulary import POWER_TYPES, ConnectorFormat, PowerType

Scalar = str | int | float | None

LARGE_THREE_PHASE: Final = 20_000
"""Watts from which a red CEE socket is one of 32 A."""

WATTS_FROM: Final = 1000
"""A power from here on is watts written where kilowatts belong: no plug has a megawatt in OICP."""

AC: Final = (None, "AC_1_PHASE", "AC_2_PHASE", "AC_2_PHASE_SPLIT", "AC_3_PHASE")
DC: Final = (None, "DC")
"""Power types of the facilities that a plug may take; nobody knows which those without one are."""

TYPE_3C: Final = "IEC_62196_T3C"
RED_16: Final = "IEC_60309_2_three_16"
RED_32: Final = "IEC_60309_2_three_32"


class Remark(NamedTuple):
    """Something that was noticed, to be noted with the path of the EVSE."""

    code: str
    outcome: Outcome
    member: str
    was: object
    to: object = ""


class Facility(NamedTuple):
    """What an EVSE delivers, in volts line to neutral, amperes and watts."""

    power_type: PowerType | None
    volts: int | None = None
    amperes: int | None = None
    watts: int | None = None


class Hardware(NamedTuple):
    """The connectors of an EVSE, and what was noticed."""

    connectors: tuple[Connector, ...]
    remarks: tuple[Remark, ...]


class RawFacility(NamedTuple):
    """A facility as it came."""

    power: Scalar
    power_type: Scalar
    voltage: Scalar
    amperage: Scalar


@lru_cache(maxsize=8192)
def hardware_of(
    plugs: tuple[str, ...],
    facilities: tuple[RawFacility, ...],
    country: str | None,
    formats: "Formats",
    capabilities: tuple[str, ...],
) -> Hardware:
    """The connectors of an EVSE; each of what it is made of repeats in thousands of EVSEs."""
    remarks: list[Remark] = []
    known = [_facility(each, index, remarks) for index, each in enumerate(facilities)]
    found = [_standard(name, index, country, known, remarks) for index, name in enumerate(plugs)]
    if not plugs and known:
        remarks.append(Remark("null_required", "noted", "Plugs", ""))
        found = [None] * len(known)
    paired = _paired(found, known, remarks)
    connectors = []
    for index, (standard, facility) in enumerate(zip(found, paired, strict=True)):
        name = plugs[index] if plugs else ""
        power_type = _power_type(standard, facility, index, remarks)
        watts = facility.watts
        if watts and not is_plausible(power_type, watts):
            remarks.append(Remark("power_too_high", "dropped", f"Plugs[{index}]", watts))
            watts = None
        connectors.append(
            Connector(
                id=str(index + 1),
                standard=standard.ocpi if standard else None,
                format=formats.find(name) or ("CABLE" if facility.power_type == "DC" else None),
                power_type=power_type,
                max_voltage=facility.volts,
                max_amperage=facility.amperes,
                max_electric_power=watts,
                capabilities=capabilities,
            )
        )
    return Hardware(tuple(connectors), tuple(remarks))


class Formats:
    """Socket or cable by the name of the plug."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = {name.casefold(): form for name, form in table.items()}

    def find(self, name: str) -> ConnectorFormat | None:
        """The format that a name tells."""
        return cast(ConnectorFormat | None, self._table.get(name.strip().casefold()))


def _facility(raw: RawFacility, index: int, remarks: list[Remark]) -> Facility:
    member = f"ChargingFacilities[{index}]"
    name = str(raw.power_type or "").strip().upper().replace(" ", "_").replace("-", "_")
    power_type = cast(PowerType, name) if name in POWER_TYPES else None
    if power_type is None:
        code = "enum_unknown" if name else "null_required"
        remarks.append(Remark(code, "dropped" if name else "noted", f"{member}.powertype", name))
    return Facility(
        power_type=power_type,
        volts=_volts(raw.voltage, power_type, f"{member}.Voltage", remarks),
        amperes=_amperes(raw.amperage, f"{member}.Amperage", remarks),
        watts=_watts(raw.power, power_type, f"{member}.power", remarks),
    )


def _volts(
    value: Scalar, power_type: PowerType | None, member: str, remarks: list[Remark]
) -> int | None:
    """Volts line to neutral; what no post has is left out, 0 says nothing."""
    known = number_of(value)
    if known is None or known == 0:
        return None
    if not 50 <= known <= 1500:
        remarks.append(Remark("voltage_invalid", "dropped", member, value))
        return None
    volts = round(known)
    if power_type == "AC_3_PHASE" and volts in LINE_TO_LINE:
        neutral = round(volts / SQRT3)
        remarks.append(Remark("voltage_line_to_line", "normalised", member, value, neutral))
        return neutral
    return volts


def _amperes(value: Scalar, member: str, remarks: list[Remark]) -> int | None:
    known = number_of(value)
    if known is None or known == 0:
        return None
    if not 1 <= known <= 4000:
        remarks.append(Remark("voltage_invalid", "dropped", member, value))
        return None
    return round(known)


def _watts(
    value: Scalar, power_type: PowerType | None, member: str, remarks: list[Remark]
) -> int | None:
    """Kilowatts to watts; watts by mistake are seen by their size."""
    known = number_of(value)
    if known is None:
        if value not in (None, ""):
            remarks.append(Remark("type_invalid", "dropped", member, value))
        return None
    if known <= 0:
        remarks.append(Remark("power_zero", "dropped", member, value))
        return None
    if known < WATTS_FROM:
        return round(known * 1000)
    if known >= WATTS_FROM and is_plausible(power_type, round(known)):
        remarks.append(Remark("power_too_high", "normalised", member, value, round(known)))
        return round(known)
    remarks.append(Remark("power_too_high", "dropped", member, value))
    return None


def _standard(
    name: str,
    index: int,
    country: str | None,
    facilities: Sequence[Facility],
    remarks: list[Remark],
) -> Standard | None:
    """The standard of a plug; names of several are decided by country, amperes and power."""
    member = f"Plugs[{index}]"
    found = candidates("oicp", name)
    if len(found) < 2:
        if not found:
            remarks.append(Remark("enum_unknown", "dropped", member, name))
        return found[0] if found else None
    names = {standard.ocpi for standard in found}
    chosen = next(iter(found)).ocpi
    if "TESLA_S" in names:
        chosen = "SAE_J3400" if country in NACS_COUNTRIES else "TESLA_S"
    elif RED_32 in names:
        large = any((f.amperes or 0) > 20 or (f.watts or 0) > LARGE_THREE_PHASE for f in facilities)
        chosen = RED_32 if large else RED_16
    elif TYPE_3C in names:
        chosen = TYPE_3C
    remarks.append(Remark("plug_by_country", "normalised", member, name, chosen))
    return BY_OCPI[chosen]


def _paired(
    plugs: Sequence[Standard | None], facilities: Sequence[Facility], remarks: list[Remark]
) -> list[Facility]:
    """What each plug delivers, by the rule above."""
    wants_dc = [_wants_dc(plug, facilities) for plug in plugs]
    found: dict[int, Facility] = {}
    for dc in (False, True):
        own = [index for index, wants in enumerate(wants_dc) if wants is dc]
        ours = [each for each in facilities if each.power_type in (DC if dc else AC)]
        if own and not ours and len(own) == len(plugs) and facilities:
            ours = list(facilities)
            remarks.append(Remark("power_type_suspect", "noted", "ChargingFacilities", "", ""))
        if own:
            found.update(zip(own, _shared(len(own), ours, remarks), strict=True))
    return [found[index] for index in range(len(plugs))]


def _wants_dc(plug: Standard | None, facilities: Sequence[Facility]) -> bool:
    has_dc = any(each.power_type == "DC" for each in facilities)
    if plug is None or ("DC" in plug.current and not plug.is_dc_only):
        return has_dc and all(each.power_type == "DC" for each in facilities)
    return plug.is_dc_only


def _shared(plugs: int, facilities: Sequence[Facility], remarks: list[Remark]) -> list[Facility]:
    distinct = set(facilities)
    if not distinct:
        return [Facility(None)] * plugs
    if len(distinct) > 1 or plugs > 1:
        shown = ", ".join(f"{(each.watts or 0) / 1000:g} kW" for each in facilities)
        remarks.append(Remark("power_guessed", "noted", "ChargingFacilities", shown))
    if len(facilities) == plugs:
        return list(facilities)
    return [max(distinct, key=lambda each: (each.watts or 0, each.amperes or 0))] * plugs


def _power_type(
    standard: Standard | None, facility: Facility, index: int, remarks: list[Remark]
) -> PowerType | None:
    """The facility's power type; a plug only for direct current says so itself."""
    if standard is None:
        return facility.power_type
    if standard.is_dc_only:
        return "DC"
    if facility.power_type == "DC":
        remarks.append(
            Remark("power_type_suspect", "noted", f"Plugs[{index}]", standard.name, "DC")
        )
    return facility.power_type

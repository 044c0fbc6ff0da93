"""Volts, amperes and watts of a connector (wild 6.11–6.17, contract §9)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from plugdex.formats.remarks import Remarks
from plugdex.model.power import LINE_TO_LINE, SQRT3, derived_power, is_plausible
from plugdex.model.vocabulary import PowerType

Number = int | float | None

LOWEST_VOLTS: Final = 50
HIGHEST_VOLTS: Final = 1500
HIGHEST_AC_VOLTS: Final = 520
HIGHEST_AMPERES: Final = 4000
SMALLEST_POWER: Final = 1000
"""Watts; no connector is weaker, so smaller figures are kilowatts (wild 6.11)."""

TOLERANCE: Final = 1.25
LARGEST_WITHOUT_MCS: Final = 1_000_000
MEGAWATT: Final = frozenset({"MCS", "CHAOJI", "PANTOGRAPH_BOTTOM_UP", "PANTOGRAPH_TOP_DOWN"})


def volts_amperes_watts(
    standard: str | None,
    power_type: PowerType | None,
    ratings: tuple[Number, Number, Number],
    remarks: Remarks,
) -> tuple[int | None, int | None, int | None]:
    """The plausible ratings; what cannot be is unknown."""
    volts = _volts(ratings[0], power_type, remarks)
    amperes = _amperes(ratings[1], remarks)
    derived = derived_power(power_type, volts, amperes) if volts and amperes else 0
    watts = _positive(ratings[2], "max_electric_power", remarks)
    if watts is None:
        return volts, amperes, None
    if watts < SMALLEST_POWER:
        return volts, amperes, _from_kilowatts(watts, power_type, derived, remarks)
    whole = _whole(watts, "max_electric_power", remarks)
    if power_type == "DC":
        return volts, amperes, _dc_watts(whole, standard, remarks)
    return volts, amperes, _ac_watts(whole, power_type, derived, remarks)


def _positive(value: Number, member: str, remarks: Remarks) -> int | float | None:
    """A value above 0; 0 and less mean unknown (wild 6.16)."""
    if value is None or value > 0:
        return value
    remarks.add("power_zero", "dropped", member, value)
    return None


def _whole(value: int | float, member: str, remarks: Remarks) -> int:
    """Round half up (wild 6.17)."""
    if isinstance(value, int):
        return value
    whole = int(Decimal(repr(value)).to_integral_value(ROUND_HALF_UP))
    if whole != value:
        remarks.add("type_coerced", "normalised", member, value, whole)
    return whole


def _volts(value: Number, power_type: PowerType | None, remarks: Remarks) -> int | None:
    """Volts line to neutral (wild 6.14, 6.16)."""
    known = _positive(value, "max_voltage", remarks)
    if known is None:
        return None
    highest = HIGHEST_VOLTS if power_type in ("DC", None) else HIGHEST_AC_VOLTS
    if not LOWEST_VOLTS <= known <= highest:
        remarks.add("voltage_invalid", "dropped", "max_voltage", value)
        return None
    whole = _whole(known, "max_voltage", remarks)
    if power_type == "AC_3_PHASE" and whole in LINE_TO_LINE:
        neutral = round(whole / SQRT3)
        remarks.add("voltage_line_to_line", "normalised", "max_voltage", value, neutral)
        return neutral
    return whole


def _amperes(value: Number, remarks: Remarks) -> int | None:
    known = _positive(value, "max_amperage", remarks)
    if known is None:
        return None
    whole = _whole(known, "max_amperage", remarks) if known <= HIGHEST_AMPERES else 0
    if whole <= 0:
        remarks.add("voltage_invalid", "dropped", "max_amperage", value)
        return None
    return whole


def _from_kilowatts(
    value: int | float, power_type: PowerType | None, derived: int, remarks: Remarks
) -> int | None:
    """A figure below 1000 is kilowatts, if volts and amperes agree (wild 6.11)."""
    watts = int((Decimal(repr(value)) * 1000).quantize(Decimal(1), ROUND_HALF_UP))
    fits = power_type == "DC" or not derived or watts <= 2 * derived
    three_phases = power_type == "AC_1_PHASE" and _is_near(watts, 3 * derived)
    if not derived or (is_plausible(power_type, watts) and (fits or three_phases)):
        remarks.add("power_unit_kw", "normalised", "max_electric_power", value, watts)
        if not fits:
            remarks.add("power_type_suspect", "noted", "power_type", power_type)
        return watts
    remarks.add("power_too_high", "dropped", "max_electric_power", f"{value} kW", derived or "")
    return None


def _dc_watts(watts: int, standard: str | None, remarks: Remarks) -> int | None:
    """What is declared counts on DC, even above volts × amperes (wild 6.12, 6.15)."""
    if is_plausible("DC", watts):
        if watts > LARGEST_WITHOUT_MCS and standard not in MEGAWATT:
            remarks.add("power_too_high", "noted", "max_electric_power", watts, watts)
        return watts
    return _thousandth(watts, "DC", 0, remarks)


def _ac_watts(
    watts: int, power_type: PowerType | None, derived: int, remarks: Remarks
) -> int | None:
    """Watts on AC are held against volts × amperes × phases (contract §9 rule 3, wild 6.13)."""
    if power_type is None:
        return watts if is_plausible(None, watts) else _thousandth(watts, None, derived, remarks)
    if derived and watts <= TOLERANCE * derived:
        if not is_plausible(power_type, watts):
            remarks.add("power_too_high", "noted", "max_electric_power", watts, watts)
        return watts
    if derived and power_type == "AC_1_PHASE" and _is_near(watts, 3 * derived):
        remarks.add("power_type_suspect", "noted", "power_type", power_type)
        return watts
    if not derived and watts < LARGEST_WITHOUT_MCS:
        if not is_plausible(power_type, watts):
            remarks.add("power_too_high", "noted", "max_electric_power", watts, watts)
        return watts
    return _thousandth(watts, power_type, derived, remarks)


def _thousandth(
    watts: int, power_type: PowerType | None, derived: int, remarks: Remarks
) -> int | None:
    """A thousandth where that can be; else volts and amperes count (wild 6.12)."""
    less = watts // 1000
    fits = less <= TOLERANCE * derived if derived else True
    if less >= SMALLEST_POWER and fits and is_plausible(power_type, less):
        remarks.add("power_too_high", "normalised", "max_electric_power", watts, less)
        return less
    remarks.add("power_too_high", "dropped", "max_electric_power", watts, derived or "")
    return None


def _is_near(watts: int, other: int) -> bool:
    return abs(watts - other) <= 0.15 * other

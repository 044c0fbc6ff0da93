"""What a connector must say of its hardware, and what stands in where it is not known.

OCPI requires format, power type, volts and amperes of every connector. They are taken from what
is known of the power, then from the catalogue of standards. All is one pure function whose results
are remembered: a national file has few hundred of them.
"""

from functools import lru_cache
from math import ceil
from typing import Final, NamedTuple

from plugdex.formats.ocpi.write.texts import key_of
from plugdex.formats.ocpi.write.versions import RULES, Rules
from plugdex.model.connectors import BY_OCPI, Rating, Standard
from plugdex.model.power import (
    HIGHEST_PLAUSIBLE,
    LINE_TO_LINE,
    SPLIT_PHASE_TO_NEUTRAL,
    SQRT3,
    derived_power,
)
from plugdex.model.vocabulary import ConnectorFormat, PowerType

THREE_PHASES: Final = frozenset(
    ["IEC_60309_2_three_16", "IEC_60309_2_three_32", "IEC_60309_2_three_64"]
)
"""Plugs that always have three phases."""

UP_TO_THREE_PHASES: Final = frozenset(["IEC_62196_T2", "IEC_62196_T3C", "GBT_AC", "TESLA_S"])
ONE_PHASE_WATTS: Final = 230 * 32
"""What one phase gives at most where plugs with three are in use; more needs more phases."""

DC_RATING: Final = Rating(volts=400, amperes=50)
AC_RATING: Final = Rating(volts=230, amperes=16)
HIGH_VOLTS: Final = 1000
MOST_AMPERES: Final = 500
"""Of direct current at the nominal voltage; more power comes at a higher voltage."""

TOLERANCE: Final = 1.25
"""By which power may be above volts × amperes × phases (as the reader has it)."""

HIGHEST_AC_VOLTS: Final = 520
LOWEST_VOLTS: Final = 50
HIGHEST_DC_VOLTS: Final = 1500
LONGEST_CODE: Final = 255


class Hardware(NamedTuple):
    """Everything that OCPI requires."""

    standard: str
    format: ConnectorFormat
    power_type: PowerType
    volts: int
    amperes: int
    watts: int | None


@lru_cache(maxsize=16384)
def hardware_of(
    version: str,
    standard: str | None,
    form: ConnectorFormat | None,
    power_type: PowerType | None,
    volts: int | None,
    amperes: int | None,
    watts: int | None,
) -> Hardware | None:
    """The hardware in the words of a version; ``None`` where it has none for it."""
    rules = RULES[version]
    if standard is None or not _is_allowed(standard, rules):
        return None
    catalogue = BY_OCPI.get(standard)
    known = power_type or _power_type(catalogue, volts or 0, watts or 0)
    form = form or _format(catalogue, known)
    if known is None or form is None:
        return None
    if known == "AC_3_PHASE" and volts in LINE_TO_LINE:
        volts = round((volts or 0) / SQRT3)
    rating = _ratings(known, _nominal(catalogue, known), volts, amperes, watts)
    if known in rules.power_types:
        return Hardware(standard, form, known, rating.volts, rating.amperes, watts or None)
    return Hardware(standard, form, "AC_1_PHASE", *_one_phase(known, rating), watts or None)


def _is_allowed(standard: str, rules: Rules) -> bool:
    if rules.standards is None:
        return key_of(standard, LONGEST_CODE) is not None
    return standard in rules.standards


def _format(standard: Standard | None, power_type: PowerType | None) -> ConnectorFormat | None:
    """Direct current comes by cable; else what is usual for the plug."""
    if power_type == "DC":
        return "CABLE"
    return standard.format if standard else None


def _power_type(standard: Standard | None, volts: int, watts: int) -> PowerType | None:
    """The least that explains what is known, so that no power is promised."""
    if standard is None:
        return None
    carries_dc = "DC" in standard.current
    beyond_ac = volts > HIGHEST_AC_VOLTS or watts > HIGHEST_PLAUSIBLE["AC_3_PHASE"]
    if standard.is_dc_only or (carries_dc and beyond_ac):
        return "DC"
    if standard.ocpi in THREE_PHASES:
        return "AC_3_PHASE"
    is_strong = volts in LINE_TO_LINE or watts > TOLERANCE * ONE_PHASE_WATTS
    return "AC_3_PHASE" if is_strong and standard.ocpi in UP_TO_THREE_PHASES else "AC_1_PHASE"


def _nominal(standard: Standard | None, power_type: PowerType) -> Rating:
    """The smallest usual rating."""
    if power_type != "DC":
        return standard.nominal if standard and not standard.is_dc_only else AC_RATING
    return standard.nominal if standard and standard.is_dc_only else DC_RATING


def _ratings(
    power_type: PowerType,
    nominal: Rating,
    volts: int | None,
    amperes: int | None,
    watts: int | None,
) -> Rating:
    """Volts and amperes: as known, else so that they give the power, else nominal."""
    if volts and amperes:
        return Rating(volts=volts, amperes=amperes)
    if not watts:
        return Rating(volts=volts or nominal.volts, amperes=amperes or nominal.amperes)
    if amperes:
        return Rating(volts=_volts_for(watts, amperes, power_type, nominal), amperes=amperes)
    if not volts and power_type == "DC" and watts > nominal.volts * MOST_AMPERES:
        volts = HIGH_VOLTS
    volts = volts or nominal.volts
    per_ampere = derived_power(power_type, volts, 1)
    return Rating(volts=volts, amperes=max(1, ceil(watts / per_ampere - (TOLERANCE - 1))))


def _volts_for(watts: int, amperes: int, power_type: PowerType, nominal: Rating) -> int:
    """The nominal voltage, unless it is too low for the power."""
    per_volt = derived_power(power_type, nominal.volts, amperes) / nominal.volts
    if watts <= TOLERANCE * per_volt * nominal.volts:
        return nominal.volts
    highest = HIGHEST_DC_VOLTS if power_type == "DC" else LINE_TO_LINE[0] - 1
    return max(LOWEST_VOLTS, min(ceil(watts / per_volt), highest))


def _one_phase(power_type: PowerType, rating: Rating) -> tuple[int, int]:
    """Two phases for versions that know one and three: never more power than there is.

    A split phase is one phase of twice the voltage between leg and neutral.
    """
    split = power_type == "AC_2_PHASE_SPLIT" and rating.volts in SPLIT_PHASE_TO_NEUTRAL
    return (2 * rating.volts if split else rating.volts), rating.amperes

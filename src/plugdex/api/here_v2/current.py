"""The electrical side of a connector as HERE v2 words it."""

from functools import lru_cache

from plugdex.api.here_v2 import codes
from plugdex.model.power import LINE_TO_LINE, SPLIT_PHASE_TO_NEUTRAL, SQRT3
from plugdex.model.vocabulary import PowerType


def volts_between(power_type: PowerType | None, volts: int) -> int:
    """Volts as this dialect tells them: between lines where there are several phases."""
    if power_type == "AC_3_PHASE" and volts not in LINE_TO_LINE:
        return round(volts * SQRT3)
    if power_type == "AC_2_PHASE_SPLIT" and volts in SPLIT_PHASE_TO_NEUTRAL:
        return 2 * volts
    return volts


@lru_cache(maxsize=4096)
def volts_range(power_type: PowerType | None, volts: int | None) -> str | None:
    """``380-480V AC``, ``400V DC``."""
    if not volts or not power_type:
        return None
    if power_type == "DC":
        return f"{volts}V DC"
    band = _band(volts_between(power_type, volts))
    return f"{band or volts_between(power_type, volts)}V AC"


@lru_cache(maxsize=4096)
def charge_capacity(power_type: PowerType | None, volts: int | None, amperes: int | None) -> str:
    """``380-480VAC, 3-phase at max. 32 A``; ``Other`` where no published band fits."""
    if not volts or not amperes or not power_type:
        return "Other"
    if power_type == "DC":
        return f"400VDC at max. {amperes} A" if volts == 400 else "Other"
    band = _band(volts_between(power_type, volts))
    return f"{band}VAC, {codes.PHASES[power_type]}-phase at max. {amperes} A" if band else "Other"


def _band(volts: int) -> str | None:
    for least, most in codes.BANDS:
        if least <= volts <= most:
            return f"{least}-{most}"
    return None

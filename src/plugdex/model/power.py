"""Maximum power of a connector, in watts.

It is an upper limit of the hardware, not a promise: texts for people say "Up to X kW".
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from plugdex.model.location import Connector
from plugdex.model.vocabulary import PowerType

SQRT3: Final = 1.7320508075688772

LINE_TO_LINE: Final = range(346, 521)
"""Three-phase volts that can only be meant between lines (OCPI means line to neutral)."""

SPLIT_PHASE_TO_NEUTRAL: Final = range(90, 151)
"""Split-phase volts that are meant from one leg to neutral."""

BETWEEN_TWO_PHASES: Final = range(346, 521)
"""Two-phase volts that are meant between the phases."""

HIGHEST_PLAUSIBLE: Final[Mapping[str, int]] = {
    "AC_1_PHASE": 44_000,
    "AC_2_PHASE": 44_000,
    "AC_2_PHASE_SPLIT": 44_000,
    "AC_3_PHASE": 44_400,
    "DC": 4_000_000,
}
"""Watts above which a value cannot be right: 64 A on three phases; MCS with room to spare."""


def derived_power(power_type: PowerType | None, volts: int, amperes: int) -> int:
    """Watts from volts × amperes × phases (OCPI prints no formula; 2.2.1 §8.3.3 gives the units).

    Three phases count volts line to neutral, so 230 V × 32 A is 22,080 W; a voltage between
    lines is taken times √3. An unknown power type counts as one phase.
    """
    product = volts * amperes
    if power_type == "AC_3_PHASE":
        return round(product * SQRT3) if volts in LINE_TO_LINE else 3 * product
    if power_type == "AC_2_PHASE":
        return product if volts in BETWEEN_TWO_PHASES else 2 * product
    if power_type == "AC_2_PHASE_SPLIT":
        return 2 * product if volts in SPLIT_PHASE_TO_NEUTRAL else product
    return product


def max_power(connector: Connector) -> int | None:
    """Watts that the connector delivers at most; ``None`` when nothing plausible says so.

    What the source states counts; without it volts × amperes × phases.
    """
    return _max_power(
        connector.power_type,
        connector.max_electric_power or 0,
        connector.max_voltage or 0,
        connector.max_amperage or 0,
    )


@lru_cache(maxsize=4096)
def _max_power(power_type: PowerType | None, stated: int, volts: int, amperes: int) -> int | None:
    if is_plausible(power_type, stated):
        return stated
    if volts <= 0 or amperes <= 0:
        return None
    watts = derived_power(power_type, volts, amperes)
    return watts if is_plausible(power_type, watts) else None


def is_plausible(power_type: PowerType | None, watts: int) -> bool:
    """Whether a connector of this power type can have this power."""
    return 0 < watts <= HIGHEST_PLAUSIBLE[power_type or "DC"]


def power_text(watts: int) -> str:
    """What a driver is told: ``Up to 22 kW``."""
    return f"Up to {watts / 1000:.3g} kW" if watts < 100_000 else f"Up to {watts / 1000:.0f} kW"

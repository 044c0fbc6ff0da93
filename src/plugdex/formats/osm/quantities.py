"""Numbers with units as mappers write them: ``22 kW``, ``3.7``, ``50kW;22kW``, ``2x11 kW``.

The wiki asks for a value with its unit (Key:socket); each rule below is for what people write.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

LIST: Final = re.compile(r"[;/|]|,\s|\s-\s|(?<=[a-zA-Z])\s*[-+]\s*(?=\d)")
RANGE: Final = re.compile(r"(?<=\d)\s*[-–]\s*(?=\d)")
ONE: Final = re.compile(
    r"(?:(?P<times>\d{1,2})\s*[x×*]\s*)?(?:max\.?|up to|<=?|~|≤)?\s*"
    r"(?P<number>\d{1,7}(?:[.,]\d{1,4})?)\s*(?P<unit>[a-zA-Z]*)\.?",
    re.IGNORECASE,
)
WATTS: Final[Mapping[str, float]] = {
    "w": 1,
    "watt": 1,
    "va": 1,
    "kw": 1000,
    "kwh": 1000,
    "kws": 1000,
    "kva": 1000,
    "mw": 1_000_000,
}
"""Watts of a unit; kWh is a common slip of the pen, and kVA the same as kW for a charger."""

VOLTS: Final[Mapping[str, float]] = {"": 1, "v": 1, "vac": 1, "vdc": 1, "volt": 1, "volts": 1}
AMPERES: Final[Mapping[str, float]] = {"": 1, "a": 1, "amp": 1, "amps": 1, "ampere": 1}

BARE_KILOWATTS: Final = 1000
"""A power without unit below this is meant in kilowatts: no plug has less than 1 kW."""

LONGEST: Final = 100


@lru_cache(maxsize=4096)
def watts_of(text: str) -> tuple[tuple[int, ...], bool]:
    """Watts of a list, and whether a unit was missing; nothing where one is not understood."""
    found: list[int] = []
    bare = False
    for part in _parts(text):
        match = ONE.fullmatch(part)
        unit = match["unit"].lower() if match else "?"
        if match is None or (unit and unit not in WATTS):
            return (), False
        number = float(match["number"].replace(",", "."))
        kilo = not unit and number < BARE_KILOWATTS
        bare = bare or not unit
        watts = round(number * (1000 if kilo else WATTS.get(unit, 1)))
        found += [watts] * min(int(match["times"] or 1), 99)
    return tuple(found), bare


def volts_of(text: str) -> int | None:
    """The highest of the volts."""
    return _highest(text, VOLTS)


def amperes_of(text: str) -> int | None:
    """The highest of the amperes."""
    return _highest(text, AMPERES)


@lru_cache(maxsize=4096)
def count_of(text: str) -> int | None:
    """A whole number; ``None`` where it is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _highest(text: str, units: Mapping[str, float]) -> int | None:
    matches = [ONE.fullmatch(part) for part in _parts(text)]
    numbers = [
        float(match["number"].replace(",", "."))
        for match in matches
        if match and match["unit"].lower() in units
    ]
    return round(max(numbers)) if numbers and len(numbers) == len(matches) else None


def _parts(text: str) -> list[str]:
    """The items of a list; of a range only its upper end."""
    items = LIST.split(text[:LONGEST])
    return [RANGE.split(item.strip())[-1] for item in items if item.strip()]

"""Opening hours in words: the few forms that registers of many authors share.

``24 hours daily``, ``Mon-Fri 9:00-18:00, Sa 10am-2pm``, ``8am-5pm M-F``, ``7:00 - 22:30``. A text
is understood as a whole or not at all, so that no exception in it is lost.
"""

import re
from functools import lru_cache
from typing import Final

from plugdex.model.hours import OpeningHours, RegularHours

ALWAYS: Final = re.compile(
    r"(?:open |access |rund um die uhr |available )?\(?"
    r"(?:24 ?/ ?7|24 ?h(?:ou)?rs?(?: (?:daily|a day|per day|access))?|24 ?h|00:00 ?[-–] ?24:00)\)?"
    r"(?: open| access| nutzbar| verfügbar| zugänglich)?",
    re.IGNORECASE,
)
"""Open around the clock, at the beginning of a text."""

DAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "m mo mon monday montag må mån man",
            "tu tue tues tuesday di dienstag",
            "w we wed wednesday mi mittwoch",
            "th thu thur thurs thursday do donnerstag",
            "f fr fri friday freitag",
            "sa sat saturday samstag",
            "su sun sunday so sonntag",
        ),
        1,
    )
    for name in names.split()
}
GROUPS: Final = {
    "": (1, 7),
    "daily": (1, 7),
    "every day": (1, 7),
    "everyday": (1, 7),
    "weekdays": (1, 5),
    "weekends": (6, 7),
    "täglich": (1, 7),
}
TIME: Final = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|uhr|h)?"
DASH: Final = r"\s*(?:-|–|to|bis)\s*"
WORDS: Final = "|".join(sorted({*DAYS, *GROUPS} - {""}, key=len, reverse=True))
NAMES: Final = rf"((?:{WORDS})?)(?:{DASH}({WORDS}))?"
FRONT: Final = re.compile(rf"{NAMES}:?\s*{TIME}{DASH}{TIME}", re.IGNORECASE)
BACK: Final = re.compile(rf"{TIME}{DASH}{TIME}\s*{NAMES}", re.IGNORECASE)
ALL_DAY: Final = re.compile(rf"{NAMES}:?\s*(?:24 hours|24h|open 24 hours)", re.IGNORECASE)
SEPARATOR: Final = re.compile(r"\s*(?:[;|,\n]|\band\b|(?<=[ap]m)\s+(?=[A-Z][a-z]))\s*")
LOOKS_LIKE: Final = re.compile(r"\d\s*[ap]m\b|\d[:.]\d\d|\b24\b|\buhr\b|hours", re.IGNORECASE)
"""A text that speaks of hours."""

LONGEST: Final = 300
DAY: Final = 1440


def speaks_of_hours(text: str) -> bool:
    """Whether a text has hours in it, understood or not."""
    return LOOKS_LIKE.search(text) is not None


@lru_cache(maxsize=4096)
def hours_of(text: str) -> OpeningHours | None:
    """The hours that a text says; ``None`` where it is not understood as a whole.

    What stands behind "24 hours" is about access or payment and not about hours, unless it has
    numbers.
    """
    plain = text.strip().rstrip(".")[:LONGEST]
    always = ALWAYS.match(plain)
    if always and not re.search(r"\d[:.]\d\d|\d ?[ap]m", plain[always.end() :]):
        return OpeningHours(twentyfourseven=True)
    found: list[RegularHours] = []
    for part in SEPARATOR.split(plain):
        hours = _part(part)
        if not hours:
            return None
        found += hours
    if {(one.weekday, one.begin, one.end) for one in found} >= {(d, 0, DAY) for d in range(1, 8)}:
        return OpeningHours(twentyfourseven=True)
    ordered = sorted(dict.fromkeys(found), key=lambda one: (one.weekday, one.begin))
    return OpeningHours(regular_hours=tuple(ordered))


def _part(text: str) -> list[RegularHours]:
    if match := ALL_DAY.fullmatch(text):
        return [RegularHours(weekday=day, begin=0, end=DAY) for day in _days(*match.groups())]
    if match := FRONT.fullmatch(text):
        first, last, *times = match.groups()
    elif match := BACK.fullmatch(text):
        *times, first, last = match.groups()
    else:
        return []
    begin, end = _minutes(*times[:3]), _minutes(*times[3:])
    if begin is None or end is None:
        return []
    return [one for day in _days(first, last) for one in _periods(day, begin, end)]


def _days(first: str, last: str | None) -> list[int]:
    group = GROUPS.get(first.lower())
    if group and not last:
        return list(range(group[0], group[1] + 1))
    begin = DAYS.get(first.lower())
    end = DAYS.get((last or first).lower())
    if begin is None or end is None:
        return []
    return [(begin - 1 + step) % 7 + 1 for step in range((end - begin) % 7 + 1)]


def _minutes(hour: str, minute: str | None, half: str | None) -> int | None:
    number = int(hour)
    if (half or "").lower() in ("am", "pm"):
        if not 1 <= number <= 12:
            return None
        number = number % 12 + (12 if half and half.lower() == "pm" else 0)
    minutes = number * 60 + int(minute or 0)
    return minutes if minutes <= DAY and int(minute or 0) < 60 else None


def _periods(day: int, begin: int, end: int) -> list[RegularHours]:
    """A period past midnight is two; one that ends when it begins is the whole day."""
    if begin == end or (begin == 0 and end == DAY):
        return [RegularHours(weekday=day, begin=0, end=DAY)]
    if end > begin:
        return [RegularHours(weekday=day, begin=begin, end=end)]
    first = [RegularHours(weekday=day, begin=begin, end=DAY)] if begin < DAY else []
    return first + ([RegularHours(weekday=day % 7 + 1, begin=0, end=end)] if end else [])

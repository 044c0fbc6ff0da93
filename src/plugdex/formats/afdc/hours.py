"""``Access Days Time``: opening hours, and who may charge, in a line of text.

``8am-5pm M-F, 9am-12pm Sat; for customer use only`` and
``Mon 6:00am - 11:59pm; Tue 6:00am - 11:59pm`` are the two ways in which hours are written.
Seasons, dusk and "business hours" are not understood.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from plugdex.model.hours import OpeningHours, RegularHours

END_OF_DAY: Final = 24 * 60
DAYS: Final[Mapping[str, int]] = {
    "m": 1, "mon": 1, "t": 2, "tue": 2, "tues": 2, "w": 3, "wed": 3, "th": 4, "thu": 4,
    "thur": 4, "thurs": 4, "f": 5, "fri": 5, "sat": 6, "sun": 7,
}  # fmt: skip
ALL_DAYS: Final = tuple(range(1, 8))

TIME: Final = r"(\d{1,2})(?::?(\d\d))?\s*(am|pm)"
SPAN: Final = re.compile(rf"{TIME}\s*-\s*{TIME}")
SPANS: Final = rf"{SPAN.pattern}(?:\s*&\s*{SPAN.pattern})*"
DAY: Final = r"(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|th|[mtwf])"
DAY_LIST: Final = rf"{DAY}(?:-{DAY})?(?:\s*&\s*{DAY}(?:-{DAY})?)*"
TIME_FIRST: Final = re.compile(rf"(24 hours(?: daily(?= \w))?|{SPANS}):?\s+(daily|{DAY_LIST})")
DAY_FIRST: Final = re.compile(rf"({DAY}(?:-{DAY})?)\s+({SPANS}|24 hours)")
CLAUSE: Final = re.compile(r";|\.(?=\s|$)")
SEGMENT: Final = re.compile(rf",\s*(?=\d|{DAY}\b)")
ALWAYS: Final = frozenset({"24/7", "24 hours", "24 hours/day", "24 hours a day"})

LIKE_HOURS: Final = re.compile(
    r"hours|daily|\d\s*(?:am|pm)\b|\b24/7\b|dawn|dusk|sunrise|sunset|seasonal|closed|appointment"
)
NOT_HOURS: Final = re.compile(
    r"session|stay|limit|permit|after hours|pay lot|rates apply|priority|register|"
    r"contact|more information|code"
)

BRANDS: Final = (
    "tesla|rivian|nissan|leaf|chevrolet|chevy|ford|bmw|porsche|volkswagen|vw|audi|mercedes|kia|"
    "hyundai|toyota|honda|cadillac|mitsubishi|volvo|polestar|jaguar|lucid|gm"
)
RULES: Final = (
    (re.compile(rf"^(?!free|priority).*\b(?:{BRANDS})\b.*\bonly\b"), "BRAND_ONLY"),
    (
        re.compile(r"^(?!free|priority).*\b(?:customer|guest|patron|patient|rider)s?\b.*\bonly\b"),
        "CUSTOMERS_ONLY",
    ),
    (
        re.compile(
            r"^(?!free|priority).*\b(?:employee|staff|student|faculty|member|resident|visitor|"
            r"tenant|fleet)s?\b.*\bonly\b|permit required|must have (?:\w+ )*permit|"
            r"service center use only"
        ),
        "OTHER",
    ),
)


PUBLIC: Final = re.compile(r"\bpublic\b|after hours")
"""A line that goes on to let everybody in, at other hours: the restriction is not lasting."""

PREFIX: Final = re.compile(r"^(?:open|available) (?=\d)")


class Access(NamedTuple):
    """What the line says."""

    hours: OpeningHours | None
    understood: bool
    """False where it speaks of hours that were not understood."""
    restrictions: tuple[str, ...]
    adapter: bool
    """Whether it sends drivers of other makes to Tesla's map: the site is open to them."""


@lru_cache(maxsize=8192)
def access_of(text: str) -> Access:
    """Read the line."""
    line = PREFIX.sub("", " ".join(text.lower().split()))
    is_lasting = not PUBLIC.search(line)
    periods: list[RegularHours] = []
    strange = False
    found: list[str] = []
    for clause in filter(None, (part.strip(" .|") for part in CLAUSE.split(line))):
        spans = _clause(clause)
        if spans is None:
            strange = strange or _speaks_of_hours(clause)
            found.extend(name for rule, name in RULES if is_lasting and rule.search(clause))
        else:
            periods.extend(spans)
    unique = tuple(dict.fromkeys(sorted(periods, key=lambda p: (p.weekday, p.begin, p.end))))
    return Access(
        hours=_hours(unique),
        understood=bool(unique) or not strange,
        restrictions=tuple(dict.fromkeys(found)),
        adapter="adapter is required" in line,
    )


def _speaks_of_hours(clause: str) -> bool:
    return bool(LIKE_HOURS.search(clause)) and not NOT_HOURS.search(clause)


def _hours(periods: Sequence[RegularHours]) -> OpeningHours | None:
    if not periods:
        return None
    whole = {p.weekday for p in periods if p.begin == 0 and p.end == END_OF_DAY}
    if len(whole) == len(ALL_DAYS):
        return OpeningHours(twentyfourseven=True)
    return OpeningHours(regular_hours=tuple(periods))


def _clause(clause: str) -> list[RegularHours] | None:
    """The periods of a clause that says nothing but hours; ``None`` for any other."""
    if clause in ALWAYS:
        return list(_periods(ALL_DAYS, [(0, END_OF_DAY)]))
    found: list[RegularHours] = []
    for segment in SEGMENT.split(clause):
        periods = _segment(segment.strip())
        if periods is None:
            return None
        found.extend(periods)
    return found


def _segment(segment: str) -> Iterable[RegularHours] | None:
    match = TIME_FIRST.fullmatch(segment)
    if match:
        times, days = match[1], match.groups()[-1]
    else:
        match = DAY_FIRST.fullmatch(segment)
        if match is None:
            return None
        days, times = match[1], match[2]
    spans = (
        [(0, END_OF_DAY)]
        if times.startswith("24 hours")
        else [_span(m) for m in SPAN.finditer(times)]
    )
    if None in spans:
        return None
    return _periods(_days(days), [span for span in spans if span])


def _days(text: str) -> tuple[int, ...]:
    if text == "daily":
        return ALL_DAYS
    found: list[int] = []
    for part in text.split("&"):
        first, _, last = part.strip().partition("-")
        begin, end = DAYS[first], DAYS[last or first]
        found.extend((begin - 1 + step) % 7 + 1 for step in range((end - begin) % 7 + 1))
    return tuple(dict.fromkeys(found))


def _span(match: re.Match[str]) -> tuple[int, int] | None:
    begin, end = _minutes(*match.group(1, 2, 3)), _minutes(*match.group(4, 5, 6))
    if begin is None or end is None:
        return None
    return begin, END_OF_DAY if end in (0, END_OF_DAY - 1) else end


def _minutes(hour: str, minute: str | None, half: str) -> int | None:
    hours, minutes = int(hour), int(minute or 0)
    if not 1 <= hours <= 12 or minutes >= 60:
        return None
    return hours % 12 * 60 + minutes + (half == "pm") * 720


def _periods(days: Iterable[int], spans: Sequence[tuple[int, int]]) -> Iterator[RegularHours]:
    """Periods of days; one past midnight is two."""
    for day in days:
        for begin, end in spans:
            if end > begin:
                yield RegularHours(weekday=day, begin=begin, end=end)
            else:
                yield RegularHours(weekday=day, begin=begin, end=END_OF_DAY)
                yield RegularHours(weekday=day % 7 + 1, begin=0, end=end)

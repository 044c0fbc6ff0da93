"""Opening hours: weekdays and times of day in two lists of the same length.

``Öffnungszeiten`` says ``247``, ``Keine Angabe`` or ``Eingeschränkt``. The lists count unless it
is the first: they are filled beside ``Keine Angabe``, too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from typing import Final

from plugdex.model.hours import OpeningHours, RegularHours

ALWAYS: Final = OpeningHours(twentyfourseven=True)
DAY_END: Final = 24 * 60
SPAN: Final = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?\s*-\s*(\d{1,2}):(\d\d)(?::\d\d)?")


def listed_hours(weekdays: str, times: str, numbers: Mapping[str, str]) -> OpeningHours | None:
    """Hours of the two lists; ``None`` where they do not fit or cannot be understood.

    One time stands for all days.
    """
    days = _items(weekdays)
    spans = _items(times)
    if not days or len(spans) not in (1, len(days)):
        return None
    try:
        found = tuple(_periods(days, spans if len(spans) > 1 else repeat(spans[0]), numbers))
    except (LookupError, ValueError):
        return None
    whole = {one.weekday for one in found if one.end - one.begin == DAY_END}
    if len(whole) == 7:
        return ALWAYS
    in_order = sorted(set(found), key=lambda one: (one.weekday, one.begin, one.end))
    return OpeningHours(regular_hours=tuple(in_order))


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(";") if item.strip()]


def _periods(
    days: Iterable[str], spans: Iterable[str], numbers: Mapping[str, str]
) -> Iterator[RegularHours]:
    for name, span in zip(days, spans, strict=False):
        day = int(numbers[name.capitalize()])
        match = SPAN.fullmatch(span)
        if match is None:
            raise ValueError(span)
        begin, end = _minutes(match[1], match[2]), _minutes(match[3], match[4])
        end = DAY_END if end in (0, DAY_END - 1) else end
        if begin < end:
            yield RegularHours(weekday=day, begin=begin, end=end)
        else:
            yield RegularHours(weekday=day, begin=begin, end=DAY_END)
            yield RegularHours(weekday=day % 7 + 1, begin=0, end=end)


def _minutes(hours: str, minutes: str) -> int:
    found = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or found > DAY_END:
        raise ValueError(found)
    return found

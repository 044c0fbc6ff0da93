"""Opening times of OICP: periods of clock times on days or groups of days."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from plugdex.formats.notes import Notes
from plugdex.formats.oicp.scalars import flag_of, items_of
from plugdex.formats.oicp.wire import Record
from plugdex.model.hours import OpeningHours, RegularHours

CLOCK: Final = re.compile(r"\s*(\d{1,2}):(\d\d)(?::\d\d)?\s*")
END_OF_DAY: Final = 1440
ALWAYS: Final = OpeningHours(twentyfourseven=True)


def hours_of(
    record: Record, days: Mapping[str, str], notes: Notes, path: str
) -> OpeningHours | None:
    """Opening times of an EVSE; a flag that it is always open wins over times."""
    always = flag_of(record.IsOpen24Hours)
    if always:
        return ALWAYS
    found = set[RegularHours]()
    for index, each in enumerate(items_of(record.OpeningTimes)):
        try:
            found.update(_times(each, days))
        except (LookupError, TypeError, ValueError, AttributeError):
            notes.add("hours_text", "dropped", f"{path}.OpeningTimes[{index}]", each)
    if not found:
        if always is False and not record.OpeningTimes:
            notes.add("hours_invalid", "noted", f"{path}.IsOpen24Hours", "not always, and no times")
        return None
    regular = sorted(found, key=lambda each: (each.weekday, each.begin, each.end))
    whole = {each.weekday for each in regular if each.begin == 0 and each.end == END_OF_DAY}
    return ALWAYS if len(whole) == 7 else OpeningHours(regular_hours=tuple(regular))


def _times(value: Mapping[str, Any], days: Mapping[str, str]) -> Iterator[RegularHours]:
    members = {name.casefold().removesuffix("s"): each for name, each in value.items()}
    weekdays = [int(digit) for digit in days[members["on"].strip().title()]]
    for period in items_of(members["period"]):
        times = {name.casefold(): each for name, each in period.items()}
        begin, end = _minutes(times["begin"]), _minutes(times["end"])
        end = END_OF_DAY if end in (0, END_OF_DAY - 1) else end
        for weekday in weekdays:
            yield from _periods(weekday, begin, end)


def _periods(weekday: int, begin: int, end: int) -> Iterator[RegularHours]:
    """One period, or two when it goes past midnight."""
    if end > begin:
        yield RegularHours(weekday=weekday, begin=begin, end=end)
        return
    if begin < END_OF_DAY:
        yield RegularHours(weekday=weekday, begin=begin, end=END_OF_DAY)
    if end:
        yield RegularHours(weekday=weekday % 7 + 1, begin=0, end=end)


def _minutes(text: str) -> int:
    match = CLOCK.fullmatch(text)
    found = int(match[1]) * 60 + int(match[2]) if match else END_OF_DAY + 1
    if match is None or int(match[2]) > 59 or found > END_OF_DAY:
        raise ValueError(text)
    return found

"""Operating hours: always, or periods of days and clock times."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from plugdex.formats.datex2.scalars import time_of
from plugdex.formats.datex2.tree import Node
from plugdex.formats.notes import Notes
from plugdex.model.hours import ExceptionalPeriod, OpeningHours, RegularHours

CLOCK: Final = re.compile(r"\s*(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?\s*")
END_OF_DAY: Final = 1440
EVERY_DAY: Final = "1234567"
ALWAYS: Final = OpeningHours(twentyfourseven=True)


def hours_of(
    node: Node, days: Mapping[str, str], received: datetime, notes: Notes, path: str
) -> OpeningHours | None:
    """Operating hours; the offsets of clock times do not count: they are of that place."""
    if node.type == "OpenAllHours":
        return ALWAYS
    period = node.node("overallPeriod")
    ends = time_of(period.text("overallEndTime"), notes, f"{path}.overallPeriod.overallEndTime")
    if ends is not None and ends < received:
        notes.add("hours_invalid", "dropped", f"{path}.overallPeriod", f"ended {ends}")
        return None
    found = set[RegularHours]()
    for index, each in enumerate(period.nodes("validPeriod")):
        try:
            found.update(_times(each, days))
        except (LookupError, ValueError) as error:
            notes.add("hours_text", "dropped", f"{path}.overallPeriod.validPeriod[{index}]", error)
    closings = tuple(_closings(period, notes, f"{path}.overallPeriod"))
    regular = sorted(found, key=lambda each: (each.weekday, each.begin, each.end))
    whole = {each.weekday for each in regular if each.begin == 0 and each.end == END_OF_DAY}
    always = len(whole) == 7 or bool(closings and not period.nodes("validPeriod"))
    if not (regular or always):
        return None
    return OpeningHours(
        twentyfourseven=always,
        regular_hours=() if always else tuple(regular),
        exceptional_closings=closings,
    )


def _times(period: Node, days: Mapping[str, str]) -> Iterator[RegularHours]:
    if period.text("startOfPeriod") or period.text("endOfPeriod"):
        raise ValueError("a period of dates")
    if period.nodes("recurringSpecialDay"):
        raise ValueError("special days")
    named = [
        days[str(word)]
        for each in period.nodes("recurringDayWeekMonthPeriod")
        for word in each.words("applicableDay")
    ]
    weekdays = [int(digit) for digit in ("".join(named) or EVERY_DAY)]
    times = [
        (_minutes(each.text("startTimeOfPeriod")), _minutes(each.text("endTimeOfPeriod")))
        for each in period.nodes("recurringTimePeriodOfDay")
    ]
    for begin, end in times or [(0, END_OF_DAY)]:
        for weekday in weekdays:
            yield from _periods(weekday, begin, END_OF_DAY if end in (0, END_OF_DAY - 1) else end)


def _periods(weekday: int, begin: int, end: int) -> Iterator[RegularHours]:
    """One period, or two when it goes past midnight."""
    if end > begin:
        yield RegularHours(weekday=weekday, begin=begin, end=end)
        return
    if begin < END_OF_DAY:
        yield RegularHours(weekday=weekday, begin=begin, end=END_OF_DAY)
    if end:
        yield RegularHours(weekday=weekday % 7 + 1, begin=0, end=end)


def _closings(period: Node, notes: Notes, path: str) -> Iterator[ExceptionalPeriod]:
    """Closed from one time to another; what recurs cannot be said in the model."""
    for index, each in enumerate(period.nodes("exceptionPeriod")):
        place = f"{path}.exceptionPeriod[{index}]"
        begin = time_of(each.text("startOfPeriod"), notes, place)
        end = time_of(each.text("endOfPeriod"), notes, place)
        if begin and end and begin < end:
            yield ExceptionalPeriod(begin=begin, end=end)
        else:
            notes.add("hours_text", "dropped", place, "closed on days that recur")


def _minutes(text: str | None) -> int:
    match = CLOCK.fullmatch(text) if text else None
    found = int(match[1]) * 60 + int(match[2]) if match else END_OF_DAY + 1
    if match is None or int(match[2]) > 59 or found > END_OF_DAY:
        raise ValueError(f"{text} is no time")
    return found

"""What is asked for by place, as conditions on the rows of the index, in every SQL store.

Values stand as ``?`` in the texts. How a column is compared with several values, and how words
are looked up, each database says itself.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Protocol

from msgspec.structs import astuple, replace

from plugdex.directory.asked import Find, Plug
from plugdex.model.geo import LAST_CELL, clipped

MOST_CLUSTERS: Final = 4
"""More standards than that are looked for among all."""

MANY_WORDS: Final = 5_000
"""So many locations with a word are not looked at one by one."""

DISC: Final = "(i.lat - ?) * (i.lat - ?) + (i.lon - ?) * (i.lon - ?) * ? <= ?"

Condition = tuple[str, tuple[Any, ...]]


class Tongue(Protocol):
    """How a database says it."""

    def any_of(self, column: str, values: Sequence[Any]) -> Condition:
        """A column has one of some values."""
        ...

    def with_words(self, words: Sequence[str]) -> Condition:
        """The location has all the words."""
        ...


def conditions(question: Find, tongue: Tongue, *, from_words: bool) -> list[Condition]:
    """All but the ranges; without the words where the statement starts from them."""
    return list(_conditions(question, tongue, from_words))


def clusters_of(plugs: Sequence[Plug]) -> Sequence[int]:
    """Where to look: among the standards if they are few, else among all."""
    standards = {standard for plug in plugs for standard in plug.standards}
    if all(plug.standards for plug in plugs) and len(standards) <= MOST_CLUSTERS:
        return sorted(standards)
    return (0,)


def ranges_of(question: Find) -> Sequence[tuple[int, int]]:
    """The ranges in the order in which they are wanted, from the place on behind which to go."""
    first = 0 if question.after is None else question.after[0]
    return clipped(question.ranges, first, LAST_CELL)


def sides_of(question: Find, place: int) -> Iterator[tuple[str, int, int]]:
    """The ranges against the order of cells and in it, from a place on, and the way to go."""
    for low, high in clipped(question.ranges, 0, place - 1):
        yield "DESC", low, high
    for low, high in clipped(question.ranges, place, LAST_CELL):
        yield "ASC", low, high


def nearby_conditions(question: Find, tongue: Tongue) -> list[Condition]:
    """Those of single rows, for questions in which the place does not count."""
    found = conditions(replace(question, after=None), tongue, from_words=False)
    if question.min_available:
        found.append(("i.available > 0", ()))
    return found


def _conditions(question: Find, tongue: Tongue, from_words: bool) -> Iterator[Condition]:
    if question.after is not None:
        yield "(i.cell, i.rid) > (?, ?)", question.after
    box = question.box
    if box.south > -90 or box.north < 90:
        yield "i.lat BETWEEN ? AND ?", (box.south, box.north)
    if box.west > -180 or box.east < 180:
        joined = "AND" if box.west <= box.east else "OR"
        yield f"(i.lon >= ? {joined} i.lon <= ?)", (box.west, box.east)
    if question.disc:
        lat, lon, width, square = astuple(question.disc)
        yield DISC, (lat, lat, lon, lon, width, square)
    if question.countries:
        yield tongue.any_of("i.country", question.countries)
    if question.operators:
        yield tongue.any_of("i.operator", question.operators)
    if question.emsps:
        text, values = tongue.any_of("emsp", question.emsps)
        yield f"i.rid IN (SELECT rid FROM location_emsp WHERE {text})", values
    if question.words and not from_words:
        yield tongue.with_words(question.words)
    plugs = [list(_of_plug(plug, tongue)) for plug in question.plugs]
    if all(plugs):
        texts = (" AND ".join(text for text, _ in each) for each in plugs)
        values = tuple(value for each in plugs for _, part in each for value in part)
        yield "(" + " OR ".join(f"({text})" for text in texts) + ")", values


def _of_plug(plug: Plug, tongue: Tongue) -> Iterator[Condition]:
    """Empty for a plug that anything is."""
    if plug.standards:
        yield tongue.any_of("i.standard", plug.standards)
    if plug.min_power:
        yield "i.power >= ?", (plug.min_power,)
    if plug.max_power is not None:
        yield "i.power BETWEEN 1 AND ?", (plug.max_power,)
    if plug.every:
        yield "i.traits & ? = ?", (plug.every, plug.every)
    if plug.none:
        yield "i.traits & ? = 0", (plug.none,)
    for some in plug.some:
        yield "i.traits & ? <> 0", (some,)

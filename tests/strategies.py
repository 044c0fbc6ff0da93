"""Hypothesis strategies of our values."""

from hypothesis import strategies as st

from plugdex.directory.asked import WORLD, Box, Find, Plug
from plugdex.directory.kept import Facet, IndexEntry, LiveRow, Published, Record
from plugdex.model.geo import LAST_CELL, covering

MAX_RID = (1 << 63) - 1
POWERS = (0, 11_000, 22_000, 50_000, 150_000)
STANDARDS = (1, 2, 42)
TRAITS = (0, 1, 2, 3, 4, 1 << 30)
WORDS = ("ams", "amsterdam", "utrecht", "café")

rids = st.integers(0, MAX_RID)
lats = st.floats(-90, 90) | st.sampled_from((-90.0, 0.0, 52.37, 90.0))
lons = st.floats(-180, 180) | st.sampled_from((-180.0, 0.0, 4.89, 180.0))


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    """Boxes of any size; half of the wide ones cross the antimeridian."""
    south, north = sorted((draw(lats), draw(lats)))
    return Box(west=draw(lons), south=south, east=draw(lons), north=north)


@st.composite
def entries(draw: st.DrawFn) -> tuple[IndexEntry, ...]:
    """What a publisher writes: groups of EVSEs, no two alike."""
    places = draw(
        st.sets(
            st.tuples(
                st.sampled_from((0, *STANDARDS)),
                st.sampled_from(POWERS),
                st.sampled_from(TRAITS),
                st.integers(0, 1),
            )
        )
    )
    found = []
    for standard, power, traits, part in sorted(places):
        evses = draw(st.integers(1, 7))
        found.append(
            IndexEntry(
                standard=standard,
                power=power,
                traits=traits,
                part=part,
                evses=evses,
                available=draw(st.sampled_from((-1, 0, evses, evses & 5))),
            )
        )
    return tuple(found)


@st.composite
def published(draw: st.DrawFn) -> Published:
    """Published locations."""
    rid = draw(rids)
    return Published(
        rid=rid,
        id=f"pdx{rid}",
        form=draw(st.integers(1, 3)),
        prepared=draw(st.binary(max_size=20)),
        standards=sum(1 << number for number in draw(st.sets(st.sampled_from(STANDARDS)))),
        lat=draw(lats),
        lon=draw(lons),
        country=draw(st.sampled_from(("NLD", "DEU", ""))),
        updated=draw(st.integers(0, 1 << 42)),
        entries=draw(entries()),
        source=draw(st.integers(0, 3)),
        card=draw(st.binary(max_size=9)),
        operator=draw(st.integers(0, 3)),
        emsps=tuple(draw(st.sets(st.integers(1, 3)))),
        words=" ".join(draw(st.sets(st.sampled_from(WORDS)))),
    )


populations = st.lists(published(), max_size=30, unique_by=lambda location: location.rid)


plugs = st.builds(
    Plug,
    standards=st.lists(st.sampled_from((0, *STANDARDS)), max_size=3, unique=True).map(tuple),
    min_power=st.sampled_from(POWERS),
    max_power=st.none() | st.sampled_from(POWERS[1:]),
    every=st.sampled_from((0, *TRAITS[:4])),
    some=st.lists(st.sampled_from(TRAITS[1:]), max_size=2).map(tuple),
    none=st.sampled_from((0, *TRAITS[4:])),
)


def several(values: st.SearchStrategy) -> st.SearchStrategy:
    """None, mostly, or a few."""
    return st.just(()) | st.lists(values, max_size=2, unique=True).map(tuple)


@st.composite
def ranges(draw: st.DrawFn, box: Box) -> tuple[tuple[int, int], ...]:
    """The ranges of a box, or those between two cells."""
    if draw(st.booleans()):
        return tuple(covering(box, draw(st.integers(2, 8))))
    cells = sorted(draw(st.sets(st.integers(0, LAST_CELL), min_size=2, max_size=4)))
    return tuple(zip(cells[::2], cells[1::2], strict=False))


@st.composite
def questions(draw: st.DrawFn) -> Find:
    """Questions for locations."""
    box = draw(st.just(WORLD) | boxes())
    return Find(
        box=box,
        ranges=draw(st.just(((0, LAST_CELL),)) | ranges(box)),
        limit=draw(st.integers(1, 40)),
        plugs=tuple(draw(st.lists(plugs, min_size=1, max_size=2))),
        min_available=draw(st.integers(0, 2)),
        countries=draw(several(st.sampled_from(("NLD", "DEU")))),
        operators=draw(several(st.integers(1, 3))),
        emsps=draw(several(st.integers(1, 4))),
        words=draw(several(st.sampled_from(("am", "amsterdam", "u", "caf", "x")))),
    )


records = st.builds(
    Record,
    rid=rids,
    kind=st.sampled_from(("location", "tariff")),
    source=st.sampled_from(("afdc", "irve")),
    party=st.sampled_from(("", "NL*TNM")),
    key=st.text(max_size=3),
    hash=st.binary(min_size=1, max_size=4),
    document=st.binary(max_size=20),
    updated=st.integers(0, 1 << 42),
)
live_rows = st.builds(LiveRow, rid=rids, statuses=st.binary(max_size=9), live=st.binary(max_size=9))
facets = st.builds(
    Facet,
    country=st.sampled_from(("NLD", "DEU")),
    kind=st.sampled_from(("operator", "standard")),
    key=st.text(max_size=2),
    value=st.text(max_size=2),
    locations=st.integers(-2, 3),
)

"""Hypothesis strategies of our values."""

from hypothesis import strategies as st

from plugdex.directory.ports import Box, Facet, Find, IndexEntry, LiveRow, Published, Record

MAX_RID = (1 << 63) - 1
POWERS = (0, 11_000, 22_000, 50_000, 150_000)
STANDARDS = (1, 2, 42)

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
    """What a publisher writes: groups, each also under "any", none twice."""
    places = draw(st.sets(st.tuples(st.sampled_from(STANDARDS), st.sampled_from(POWERS))))
    counted = {place: (n := draw(st.integers(1, 9)), draw(st.integers(0, n))) for place in places}
    any_standard = {(0, power): counted[standard, power] for standard, power in places}
    return tuple(
        IndexEntry(standard=standard, power=power, evses=evses, free=free)
        for (standard, power), (evses, free) in {**counted, **any_standard}.items()
    )


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
    )


populations = st.lists(published(), max_size=30, unique_by=lambda location: location.rid)


@st.composite
def questions(draw: st.DrawFn) -> Find:
    """Questions for locations."""
    return Find(
        box=draw(boxes()),
        limit=draw(st.integers(1, 40)),
        standard=draw(st.sampled_from((0, *STANDARDS))),
        min_power=draw(st.sampled_from(POWERS)),
        free=draw(st.booleans()),
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

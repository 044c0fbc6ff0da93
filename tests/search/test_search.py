"""Searches against brute force, in every store: what is found, its counts, and its order."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from plugdex.directory.search.core import search
from plugdex.directory.search.question import Corridor, Question
from plugdex.model.ids import source_key
from plugdex.model.location import Point
from plugdex.model.route import place_on, to_line
from plugdex.stores.memory import MemoryStore
from tests.places import take_in
from tests.search.brute_force import answers_of, brute_force
from tests.search.worlds import questions, worlds
from tests.stores.fresh import fresh_postgres, fresh_sqlite
from tests.stores.samples import published

STALE = st.sampled_from(((), (source_key("first"),)))
often = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
seldom = settings(often, max_examples=40)
rarely = settings(often, max_examples=8)


def filled(store, world):
    """A store with a world, through the real ingest."""
    for source in ("first", "second"):
        own = [each for each in world if each.location.source == source]
        take_in(store, *own, source=source)
    return store.reads()


def pages(reads, question, stale):
    """All answers, page by page."""
    after, found = None, []
    while page := search(reads, replace(question, after=after), stale):
        found += page
        after = page[-1].place
    return answers_of(found)


def check(reads, world, asked, stale):
    for question in asked:
        found = search(reads, question, stale)
        everything = replace(question, limit=1000)

        assert answers_of(found) == brute_force(world, question, stale)
        assert pages(reads, question, stale) == brute_force(world, everything, stale)


@often
@given(worlds(), st.lists(questions(), min_size=1, max_size=6), STALE)
def test_memory(world, asked, stale):
    """Every question has the answers of brute force, at once and page by page."""
    check(filled(MemoryStore(), world), world, asked, stale)


@seldom
@given(worlds(), st.lists(questions(), min_size=4, max_size=12), STALE)
def test_sqlite(world, asked, stale):
    """The same over the store that is used."""
    with fresh_sqlite() as store:
        check(filled(store, world), world, asked, stale)


@rarely
@given(world=worlds(), asked=st.lists(questions(), min_size=4, max_size=12), stale=STALE)
def test_postgres(postgres_url, world, asked, stale):
    """The same over the server store."""
    with fresh_postgres(postgres_url) as store:
        check(filled(store, world), world, asked, stale)


def untouched(world):
    """The locations that nobody changes meanwhile: two of three."""
    return [each for number, each in enumerate(world) if number % 3]


@seldom
@given(worlds(), worlds(), st.lists(questions(), min_size=1, max_size=4), st.data())
def test_paging_while_data_changes(world, others, asked, data):
    """What nobody touches is found exactly once, whatever comes and goes between two pages."""
    kept = untouched(world)
    moving = [each for number, each in enumerate(world) if not number % 3]
    renamed = [
        replace(each, location=replace(each.location, id=f"N{number}"))
        for number, each in enumerate(others)
    ]
    for question in asked:
        store = MemoryStore()
        reads = filled(store, world)
        after, found = None, []
        while page := search(reads, replace(question, after=after)):
            found += page
            after = page[-1].place
            source = data.draw(st.sampled_from(("first", "second")))
            batch = data.draw(st.lists(st.sampled_from(moving + renamed), unique_by=id))
            changed = [
                replace(each, location=replace(each.location, source=source)) for each in batch
            ]
            own = [each for each in kept if each.location.source == source]
            take_in(store, *own, *unique(changed), source=source, force=True)
        wanted = brute_force(kept, replace(question, limit=1000))
        rids = {rid for rid, *_ in brute_force(kept, replace(question, limit=1000))}

        assert [each for each in answers_of(found) if each[0] in rids] == wanted


def unique(readings):
    return {each.location.id: each for each in readings}.values()


def test_bends():
    """Along routes with many bends, whose corners are nearest to many, no page loses or repeats."""
    chooser = Random(7)
    places = [(chooser.uniform(51.9, 52.3), chooser.uniform(4.6, 5.4)) for _ in range(400)]
    store = MemoryStore()
    with store.transaction() as change:
        rids = chooser.sample(range(10_000), len(places))
        change.publish(
            [
                published(rid, lat=lat, lon=lon)
                for rid, (lat, lon) in zip(rids, places, strict=True)
            ],
            [],
        )
    for _ in range(40):
        corners = [Point(lat=lat, lon=lon) for lat, lon in chooser.sample(places, 7)]
        line = to_line([p for corner in corners for p in (corner, nudged(corner, chooser))])
        asked = Question(corridor=Corridor(line=line, half_width=2000), order="along", limit=7)
        expected = sorted(
            (at.along, rid)
            for rid, (lat, lon) in zip(rids, places, strict=True)
            if (at := place_on(line, lat, lon)).off <= 2000
        )
        found, after = [], None
        while page := search(store.reads(), replace(asked, after=after)):
            found += [each.place for each in page]
            after = page[-1].place

        assert found == expected


def nudged(point, chooser):
    """A point some kilometres away: a sharp bend."""
    return Point(
        lat=point.lat + chooser.uniform(-0.1, 0.1), lon=point.lon + chooser.uniform(-0.1, 0.1)
    )

"""Questions by place: the SQL stores against brute force."""

from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple, replace

from plugdex.directory.asked import COUNTED_LEVELS, EVERYTHING, Find
from plugdex.directory.kept import IndexEntry
from plugdex.model.geo import LAST_CELL, covering
from plugdex.stores.memory import MemoryStore
from plugdex.stores.postgres.finding import find_statement
from plugdex.stores.sqlite.finding import plan_for
from tests.stores.fresh import fresh_postgres, fresh_sqlite
from tests.stores.samples import published, record
from tests.strategies import STANDARDS, boxes, populations, questions

few = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TABLES = ("connector_index", "card", "location_emsp", "location_words", "cell_count")


def filled(store, population):
    with store.transaction() as change:
        change.put_records([record(location.rid) for location in population])
        change.publish(population, [])
    return store


def pages(reads, question):
    after, pages = None, []
    while page := reads.find(replace(question, after=after)):
        pages.append(list(page))
        after = (page[-1].cell, page[-1].rid)
    return pages


@settings(max_examples=60, deadline=None)
@given(populations, st.lists(questions(), max_size=8))
def test_same_as_brute_force(population, asked):
    """Every question has the same hits in the same order as by brute force, page by page."""
    with fresh_sqlite() as store:
        check_pages(store, population, asked)


@few
@given(population=populations, asked=st.lists(questions(), min_size=3, max_size=12))
def test_same_on_postgres(postgres_url, population, asked):
    """The same on the server store."""
    with fresh_postgres(postgres_url) as store:
        check_pages(store, population, asked)


def check_pages(store, population, asked):
    truth = filled(MemoryStore(), population).reads()
    reads = filled(store, population).reads()

    assert [pages(reads, q) for q in asked] == [pages(truth, q) for q in asked]


@settings(max_examples=40, deadline=None)
@given(populations, st.lists(questions(), max_size=8), st.integers(0, LAST_CELL))
def test_neighbours(population, asked, place):
    """To both sides of a cell the next locations that are found are among the neighbours."""
    with fresh_sqlite() as store:
        check_neighbours(store, population, asked, place)


@few
@given(population=populations, asked=st.lists(questions()), place=st.integers(0, LAST_CELL))
def test_neighbours_on_postgres(postgres_url, population, asked, place):
    """The same on the server store."""
    with fresh_postgres(postgres_url) as store:
        check_neighbours(store, population, asked, place)


def check_neighbours(store, population, asked, place):
    truth = filled(MemoryStore(), population).reads()
    reads = filled(store, population).reads()
    for question in (replace(each, words=(), min_available=0) for each in asked):
        found = reads.neighbours(question, place)
        everything = truth.find(replace(question, limit=EVERYTHING))
        assert set(found) <= {(hit.lat, hit.lon) for hit in everything}
        assert set(found) >= set(truth.neighbours(question, place))


@settings(max_examples=30, deadline=None)
@given(populations, populations, st.lists(boxes(), max_size=4), st.integers(0, 14))
def test_counts(first, then, areas, bits):
    """The kept counts of locations by cell are those of brute force, whatever came and went."""
    with fresh_sqlite() as store:
        check_counts(store, first, then, areas, bits)


@few
@given(first=populations, then=populations, areas=st.lists(boxes()), bits=st.integers(0, 14))
def test_counts_on_postgres(postgres_url, first, then, areas, bits):
    """The same on the server store."""
    with fresh_postgres(postgres_url) as store:
        check_counts(store, first, then, areas[:4], bits)


def check_counts(store, first, then, areas, bits):
    truth = MemoryStore()
    for each in (truth, store):
        filled(each, first)
        with each.transaction() as change:
            change.remove([location.rid for location in first[::3]])
        filled(each, then)
    for level in COUNTED_LEVELS:
        for number in (0, *STANDARDS):
            for box in areas:
                asked = (number, level, covering(box), 2 * (31 - min(bits, level)))

                assert store.reads().counts(*asked) == truth.reads().counts(*asked)


@settings(max_examples=30, deadline=None)
@given(populations, st.lists(questions(), max_size=6), st.integers(20, 62))
def test_clusters(population, asked, shift):
    """Counting what is found by cell is finding it and counting."""
    with fresh_sqlite() as store:
        check_clusters(store, population, asked, shift)


@few
@given(population=populations, asked=st.lists(questions()), shift=st.integers(20, 62))
def test_clusters_on_postgres(postgres_url, population, asked, shift):
    """The same on the server store."""
    with fresh_postgres(postgres_url) as store:
        check_clusters(store, population, asked, shift)


def check_clusters(store, population, asked, shift):
    truth = filled(MemoryStore(), population).reads()
    reads = filled(store, population).reads()
    for each in asked:
        question = replace(each, min_available=min(1, each.min_available), after=None)
        found = reads.clusters(question, shift)
        expected = sorted(truth.clusters(question, shift), key=lambda count: count.cell)

        assert [astuple(e)[:2] for e in found] == [astuple(e)[:2] for e in expected]
        for one, other in zip(found, expected, strict=True):
            assert (one.lat, one.lon) == pytest.approx((other.lat, other.lon))


@settings(max_examples=20, deadline=None)
@given(populations, st.lists(questions(), max_size=8))
def test_from_words(population, asked):
    """Starting from the words or from the places finds the same."""
    with fresh_sqlite() as store:
        reads = filled(store, population).reads()
        for question in asked:
            if question.words:
                found = [
                    sorted(row for part in plan_for(question, way) for row in reads._merged(part))
                    for way in (True, False)
                ]

                assert found[0] == found[1]


@few
@given(population=populations, asked=st.lists(questions(), min_size=3, max_size=12))
def test_from_words_on_postgres(postgres_url, population, asked):
    """The same on the server store."""
    with fresh_postgres(postgres_url) as store:
        reads = filled(store, population).reads()
        for question in asked:
            if question.words:
                found = [
                    reads.rows(*find_statement(question, 1000, from_words=way))
                    for way in (True, False)
                ]

                assert sorted(found[0]) == sorted(found[1])


@settings(max_examples=30, deadline=None)
@given(populations, st.integers(1, 7))
def test_paging(population, limit):
    """Paging yields every location once."""
    everywhere = Find(limit=limit)
    with fresh_sqlite() as store:
        hits = list(chain.from_iterable(pages(filled(store, population).reads(), everywhere)))
    shown = [location.rid for location in population if location.entries]

    assert sorted(hit.rid for hit in hits) == sorted(shown)


@settings(max_examples=40, deadline=None)
@given(populations, populations, st.data())
def test_no_entry_is_left_behind(first, then, data):
    """However locations change and go, the index has the entries of those that are there."""
    gone = [location.rid for location in first if data.draw(st.booleans())]
    with fresh_sqlite() as store:
        check_nothing_left(store, first, then, gone)


@few
@given(first=populations, then=populations)
def test_no_entry_is_left_behind_on_postgres(postgres_url, first, then):
    """The same on the server store."""
    with fresh_postgres(postgres_url) as store:
        check_nothing_left(store, first, then, [location.rid for location in first[::2]])


def check_nothing_left(store, first, then, gone):
    filled(store, first)
    with store.transaction() as change:
        change.publish([], gone[::2])
        change.remove(gone[1::2])
    filled(store, then + [replace(location, lat=0.0) for location in first[:3]])
    with store.transaction() as change:
        change.remove([location.rid for location in first + then])
    left = [store.reads().rows(f"SELECT count(*) FROM {table}") for table in TABLES]

    assert left == [[(0,)]] * len(TABLES)


def test_stops_early(sqlite):
    """A question walks the index in order: neither a sort nor a table is needed."""
    entry = IndexEntry(standard=0, power=0, evses=1, available=0)
    filled(sqlite, [published(rid, entry, lat=rid / 100) for rid in range(100)])
    ((statement,),) = plan_for(Find(limit=3), from_words=False)
    plans = sqlite.reads().rows(f"EXPLAIN QUERY PLAN {statement.text}", statement.values)

    assert len(sqlite.reads().find(Find(limit=3))) == 3
    assert len(plans) == 1
    assert plans[0][3].startswith("SEARCH i USING PRIMARY KEY (cluster=? AND ")

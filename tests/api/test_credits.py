"""Whose the locations of an answer are, without asking the store each time."""

from plugdex.api.credits import Credits, member
from plugdex.directory.terms import chosen_terms, put_terms
from plugdex.model.ids import source_key
from plugdex.stores.memory import MemoryStore
from tests.places import location, reading, take_in

TEST, MORE = source_key("test"), source_key("more")


def test_news_counts_in_time():
    """A source that is new is known after five seconds, what is said of one after a minute."""
    store, now = MemoryStore(), [0.0]
    take_in(store, reading(location("a")))
    credits = Credits(store.reads, lambda: now[0])
    first = credits.of([TEST, MORE])
    take_in(store, reading(location("b", source="more")), source="more")
    with store.transaction() as tx:
        put_terms(tx, "test", chosen_terms("CC0"))
    now[0] = 1
    early = credits.of([TEST, MORE])
    now[0] = 6
    later = credits.of([MORE])
    now[0] = 70

    assert (list(first), list(early), list(later)) == ([TEST], [TEST], [MORE])
    assert b'"test":{"licence":"CC0-1.0"' in member(credits.of([TEST]))


def test_nobody():
    """An answer without locations has no sources."""
    assert member(Credits(MemoryStore().reads, lambda: 0.0).of([])) == b',"sources":{}'

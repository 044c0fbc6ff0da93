"""Bad habits of servers in paging: section 2 of the notes on feeds in the wild, as far as we pull.

The number in a test's name is that of the row.
"""

import pytest

from plugdex.directory.feeds import FeedList
from plugdex.directory.pages import FetchFailed, Throttled
from plugdex.model.errors import UnreadableSource
from tests.feeds.peer import Peer, envelope, no_link, packed, running
from tests.feeds.pulling import feed_of, ids_of, places
from tests.formats.ocpi_samples import evse, location, tariff


def linked(text):
    """A server that writes ``Link`` in its own way; ``{n}`` is the next offset."""

    def link(asked, offset, limit, total):
        more = offset + limit < total
        return text.replace("{n}", str(offset + limit)) if more else ""

    return link


@pytest.mark.parametrize(
    "text",
    [
        '<{base}/locations?offset={n}&limit=10>; rel="next"',
        "<{base}/locations?limit=10&offset={n}>;rel=next",
        '</locations?offset={n}&limit=10>; rel="next"',
        '<?offset={n}>; title="a, b; c"; rel="next"',
        '<{base}/locations?offset=0>; rel="first", <{base}/locations?offset={n}>; rel="next last"',
        '<https://api.w.org/>; rel="https://api.w.org/", <{base}/locations?offset={n}>; rel=NEXT',
    ],
)
def test_wild_2_10_links_in_many_forms(peer, pull, text):
    """Relative, with several relations, in any order, with and without quotes; empty is the end."""
    peer.locations, peer.link = places(35), linked(text)
    pulled = pull(feed_of(peer))

    assert (pull.ids(), pulled.complete) == (ids_of(peer.locations), True)
    assert not pulled.report.issues


def test_wild_2_10_link_to_another_host(peer, pull):
    """Another host is not asked; the pages are counted instead."""
    peer.locations = places(35)
    with running(Peer(locations=places(5, first=900))) as other:
        peer.link = linked(f'<{other.url}/locations?offset={{n}}>; rel="next"')
        pulled = pull(feed_of(peer))

    assert (other.asked, pull.ids()) == ([], ids_of(peer.locations))
    assert pulled.report.issues == {"pagination_link_invalid": 1, "pagination_missing": 1}


def test_wild_2_10_link_to_something_else(peer, pull):
    """A link that is no next page, such as that of WordPress, means nothing."""
    peer.locations = places(35)
    peer.link = linked('<https://example.org/wp-json/>; rel="https://api.w.org/"')
    pulled = pull(feed_of(peer))

    assert (pull.ids(), pulled.complete) == (ids_of(peer.locations), True)


@pytest.mark.parametrize("total", [3, 1000])
def test_wild_2_10_wrong_total(peer, pull, total):
    """A total that is too low stops nothing; one that is too high removes nothing."""
    peer.locations, peer.total = places(35), lambda found: total
    feed = feed_of(peer)
    first = pull(feed)
    del peer.locations[7]
    pulled = pull(feed, full=True)

    assert first.complete == pulled.complete == (total == 3)
    assert len(pull.ids()) == (34 if total == 3 else 35)


def test_wild_2_10_total_of_the_page(peer, pull):
    """A total that is that of the page, without links, is not believed when the page is full."""
    peer.locations, peer.link, peer.total = places(35), no_link, lambda found: 10
    pull(feed_of(peer, limit=10))

    assert pull.ids() == ids_of(peer.locations)


def test_wild_2_11_link_to_itself(peer, pull):
    """A link to the page itself is no endless loop; the pages are counted."""
    peer.locations = places(35)
    peer.link = lambda asked, offset, limit, total: (
        f'<{{base}}/locations?limit=1000&offset={offset}>; rel="next"'
    )
    pulled = pull(feed_of(peer))

    assert pull.ids() == ids_of(peer.locations)
    assert pulled.report.issues["pagination_link_invalid"] == 1
    assert len(peer.asked) < 30


def test_wild_2_11_links_in_a_circle(peer, pull):
    """Two pages that name each other are no endless loop, even if nothing else helps."""
    peer.locations = places(20)
    peer.total = lambda found: None
    peer.ignores = frozenset({"offset"})
    turns = {"a": "b"}
    peer.link = lambda asked, offset, limit, total: (
        f'</locations?cursor={turns.get(asked.query.get("cursor"), "a")}>; rel="next"'
    )
    pull(feed_of(peer))

    assert len(peer.asked) < 10


def test_wild_2_12_no_headers_at_all(peer, pull):
    """Without any paging header one probe behind the end tells that this was all."""
    peer.locations, peer.limit, peer.link = places(35), 1000, no_link
    peer.total, peer.ignores = lambda found: None, frozenset({"offset", "limit"})
    pulled = pull(feed_of(peer))

    assert (pull.ids(), pulled.complete) == (ids_of(peer.locations), True)
    assert [each.offset for each in peer.pages()[:2]] == [0, 35]
    assert pulled.report.issues == {"pagination_missing": 1}


def test_wild_2_12_pages_without_headers(peer, pull):
    """Where the probe brings something new, it goes on."""
    peer.locations, peer.link, peer.total = places(35), no_link, lambda found: None
    pull(feed_of(peer))

    assert pull.ids() == ids_of(peer.locations)


def test_wild_2_12_limit_zero(peer, pull):
    """``X-Limit: 0`` with the whole list is no reason to ask for nothing."""
    peer.locations = places(35)
    peer.before = lambda peer, asked: (200, {"X-Limit": "0"}, envelope(peer.locations))
    pulled = pull(feed_of(peer))

    assert (pull.ids(), pulled.complete) == (ids_of(peer.locations), True)


def test_only_whole_pages(peer, pull):
    """A server that knows pages 0, 1, 2 only, whatever the offset, is asked page by page."""
    peer.locations, peer.link = places(35), no_link

    def before(peer, asked):
        page = asked.offset // 10 * 10
        return 200, {"X-Total-Count": "35"}, envelope(peer.locations[page : page + 10])

    peer.before = before
    pull(feed_of(peer, limit=10))

    assert pull.ids() == ids_of(peer.locations)


def test_wild_2_13_same_objects_on_several_pages(peer, pull):
    """The freshest of an object counts, and duplicates are counted."""
    stale, fresh = (
        location(id="L00003", name=name, last_updated=f"2026-05-0{day}T10:00:00Z")
        for name, day in (("stale", 1), ("fresh", 2))
    )
    others = places(3)
    peer.locations = [*others, fresh, *places(4, first=10), stale, stale]
    peer.limit, peer.total = 4, lambda found: None
    pulled = pull(feed_of(peer))

    assert pulled.report.issues["duplicate_object"] == 2
    (found,) = pull.store.reads().objects("location", "peer", "L00003")
    assert b"fresh" in found.document


def test_wild_2_13_tariffs_eight_times(peer, pull):
    """Pages that repeat the same 22 tariffs end."""
    peer.tariffs = [tariff(id=f"T{number}") for number in range(22)] * 8
    peer.limit = 22
    pull(feed_of(peer, FeedList(url=f"{peer.url}/tariffs", kind="tariff")))

    assert len(list(pull.store.scan("tariff", "peer"))) == 22


def test_wild_2_14_numbered_pages(peer, pull):
    """Pages that are counted, in the wrapper of Spring."""
    peer.locations = places(35)

    def before(peer, asked):
        number = int(asked.query["page"])
        found = peer.locations[number * 10 : number * 10 + 10]
        return 200, {}, envelope(None).replace(b"{", b'{"content": %s, ' % _list(found), 1)

    peer.before = before
    pull(feed_of(peer, page_parameter="page"))

    assert pull.ids() == ids_of(peer.locations)


def _list(found):
    return envelope(found)[len(b'{"data": ') :].split(b', "status_code"')[0]


def test_wild_2_15_changes_refused(peer, pull):
    """A server that refuses date_from is pulled as a whole each time, and less often."""
    peer.locations, feed = places(35), feed_of(peer)
    peer.refuses = frozenset({"date_from"})
    pull(feed)
    assert pull.state().delta == "refused"
    peer.locations.append(location(id="new"))

    assert pull(feed).full
    assert "new" in pull.ids()


def test_wild_2_15_changes_refused_later(peer, pull):
    """A server that begins to refuse date_from is pulled as a whole at once."""
    peer.locations, feed = places(35), feed_of(peer)
    pull(feed)
    peer.refuses = frozenset({"date_from"})
    pulled = pull(feed)

    assert (pulled.full, pulled.report.issues["delta_unusable"]) == (True, 1)


def test_wild_2_15_changes_ignored(peer, pull):
    """A server that ignores date_from is noticed; what is complete is still known by the count."""
    peer.locations, peer.ignores = places(35), frozenset({"date_from"})
    pulled = pull(feed_of(peer))

    assert (pulled.complete, pull.state().delta) == (True, "ignored")
    assert len(peer.asked) == 5


def test_wild_2_15_changes_ignored_without_a_count(peer, pull):
    """Where nobody counts, everything is looked at twice."""
    peer.locations, peer.ignores = places(35), frozenset({"date_from"})
    peer.total = lambda found: None
    pulled = pull(feed_of(peer))

    assert (pulled.complete, len(peer.asked)) == (True, 8)


def test_wild_2_15_time_stamps_of_the_request(peer, pull):
    """Where all time stamps are that of the request, content says what changed."""
    feed = feed_of(peer)

    def body(page):
        stamp = envelope([])[-22:-2].decode()
        return envelope([each | {"last_updated": stamp} for each in page])

    peer.locations, peer.body = places(35), body
    pull(feed)
    for _ in range(2):
        assert pull(feed, full=True).report.locations.same == 35
    assert pull.state().delta == "restless"


def test_wild_2_16_a_change_with_fewer_evses(peer, pull):
    """EVSEs that a change lacks stay until a pull of everything lacks them, too."""
    feed = feed_of(peer)
    both = [evse(uid="E1"), evse(uid="E2")]
    peer.locations = [location(evses=both), *places(5)]
    pull(feed)
    fresh = "2099-01-01T00:00:00Z"
    peer.before = lambda peer, asked: (
        (200, {}, envelope([location(evses=both[:1], name="half", last_updated=fresh)]))
        if "date_from" in asked.query
        else None
    )
    assert pull(feed).report.issues["evses_kept"] == 1
    (found,) = pull.store.reads().objects("location", "peer", "L1")
    assert (b"half" in found.document, b"E2" in found.document) == (True, True)

    peer.before = None
    peer.locations[0] = location(evses=both[:1], last_updated=fresh)
    pull(feed, full=True)
    (found,) = pull.store.reads().objects("location", "peer", "L1")
    assert b"E2" not in found.document


def test_wild_2_17_not_found_is_no_empty_list(peer, pull):
    """HTTP 404 for a list is a failure, and removes nothing, unless the operator says so."""
    feed = feed_of(peer)
    peer.locations = places(3)
    pull(feed)
    peer.before = lambda peer, asked: (404, {}, envelope([], 2000))

    with pytest.raises(FetchFailed, match="404"):
        pull(feed, full=True)
    assert len(pull.ids()) == 3
    assert pull(feed_of(peer, empty_404=True), full=True).report.locations.total == 0


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (envelope([], 2001), "OCPI 2001"),
        (envelope(None, 3000), "OCPI 3000"),
        (packed(envelope([], 3001)), "OCPI 3001"),
        (b"<html>blocked</html>", "a web page"),
        (b"", "it is empty"),
    ],
    ids=["2001", "3000", "3001", "page", "nothing"],
)
def test_wild_1_7_no_data_with_200(peer, pull, body, words):
    """An error or a web page with HTTP 200 is a failed fetch; what is known stays."""
    feed = feed_of(peer)
    peer.locations = places(3)
    pull(feed)
    peer.before = lambda peer, asked: (200, {}, body)

    with pytest.raises((FetchFailed, UnreadableSource), match=words):
        pull(feed, full=True)
    state = pull.state()
    assert (len(pull.ids()), state.failures, words in state.error) == (3, 1, True)
    assert state.retry > state.tried


def test_wild_1_8_frozen_time_stamp(peer, pull):
    """The time stamp of the envelope decides nothing."""
    peer.locations = places(15)
    peer.body = lambda page: envelope(page, timestamp="2019-01-01T00:00:00.1234567+00:00")

    assert pull(feed_of(peer)).complete


def test_wild_1_12_throttled_by_403(peer, pull):
    """403 in mid-crawl is throttling: what came stays, nothing is removed, it goes on there."""
    peer.locations, feed = places(95), feed_of(peer)
    peer.before = lambda peer, asked: (403, {}, b"slow down") if asked.offset >= 40 else None

    with pytest.raises(Throttled, match="the rest is asked later"):
        pull(feed)
    assert 40 <= len(pull.ids()) < 60
    peer.before = None
    peer.asked.clear()
    pulled = pull(feed)

    assert (pull.ids(), pulled.complete) == (ids_of(peer.locations), True)
    assert peer.pages()[0].offset >= 40


def test_forbidden_at_once_is_no_throttling(peer, pull):
    """403 at the first page is a refusal."""
    peer.before = lambda peer, asked: (403, {}, b"no")

    with pytest.raises(FetchFailed, match="403") as failure:
        pull(feed_of(peer))
    assert not failure.value.throttled


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(peer, pull, status):
    """The server says how long to wait, and is asked the same page then."""
    peer.locations = places(25)

    def before(peer, asked):
        if asked.offset and len(peer.asked) == 2:
            return status, {"Retry-After": "7"}, b""
        return None

    peer.before = before
    assert pull(feed_of(peer)).complete
    assert [7 <= each < 8 for each in pull.waits] == [True]


def test_a_long_wait_is_for_later(peer, pull):
    """A longer wait than our patience ends the pull; the feed is asked when the server says."""
    peer.before = lambda peer, asked: (429, {"Retry-After": "3600"}, b"")

    with pytest.raises(Throttled):
        pull(feed_of(peer))
    state = pull.state()
    assert 3_590_000 < state.retry - state.tried < 3_700_000


def test_limit_refused(peer, pull):
    """A server that wants no limit is asked without."""
    peer.locations, peer.refuses = places(25), frozenset({"limit"})
    peer.link = linked('</locations?offset={n}>; rel="next"')
    pull(feed_of(peer))

    assert pull.ids() == ids_of(peer.locations)

"""How data is packed, wrapped and guarded: section 1 of the notes on feeds in the wild.

The number in a test's name is that of the row.
"""

import gzip
import hashlib
import json
import re

import pytest

from plugdex.cli.fetching import Means
from plugdex.clients.body import Caps
from plugdex.clients.http import Retry
from plugdex.directory.feeds import FeedList, overview
from plugdex.directory.pages import FetchFailed
from plugdex.directory.records import to_statuses
from plugdex.model.errors import UnreadableSource
from plugdex.stores.memory import MemoryStore
from tests.feeds.peer import Peer, envelope, packed, running
from tests.feeds.pulling import Puller, added, feed_of, ids_of, places
from tests.formats.ocpi_samples import evse, location, tariff


def file_feed(peer, *names, **members):
    """A feed of whole files."""
    lists = [FeedList(url=f"{peer.url}/{name}") for name in names]
    return feed_of(peer, *lists, mode="file", **members)


def serve_file(peer, path, data):
    """Answer with a file, and with 304 to who has it."""
    peer.files[path] = (200, {"ETag": f'"{hashlib.sha256(data).hexdigest()[:16]}"'}, data)


def test_wild_1_1_bare_list(peer, pull):
    """A bare list is the list."""
    peer.locations, peer.body = places(25), lambda page: json.dumps(page).encode()
    pulled = pull(feed_of(peer))

    assert (pull.ids(), pulled.complete) == (ids_of(peer.locations), True)
    assert "envelope_missing" in pulled.report.issues


def test_wild_1_2_only_data(peer, pull):
    """An envelope without a status code is a success."""
    peer.locations, peer.body = places(25), lambda page: json.dumps({"data": page}).encode()

    assert pull(feed_of(peer)).complete


def test_wild_1_3_path_to_the_list(peer, pull):
    """The operator says where the list and the next page's address stand."""
    found = places(25)

    def before(peer, asked):
        begin = int(asked.query.get("at", 0))
        more = f"/locations?at={begin + 10}" if begin < 20 else None
        data = {"data": {"stations": {"all": found[begin : begin + 10]}}, "meta": {"next": more}}
        return 200, {}, json.dumps(data).encode()

    peer.before = before
    path = ("data", "stations", "all")
    pull(feed_of(peer, path=path, next_path=("meta", "next"), limit=0))

    assert pull.ids() == ids_of(found)


def test_wild_1_4_file_that_did_not_change(peer, pull):
    """A file is asked for with ETag and not read again while it is the same."""
    serve_file(peer, "/all.json.gz", packed(envelope(places(30))))
    feed = file_feed(peer, "all.json.gz")
    first, second = pull(feed), pull(feed)

    assert (first.unchanged, second.unchanged, len(pull.ids())) == (False, True, 30)
    assert "if-none-match" in peer.asked[1].headers
    serve_file(peer, "/all.json.gz", packed(envelope(places(29))))
    assert pull(feed).report.locations.removed == 1


def test_last_modified(peer, pull):
    """Without ETag the time of the last change serves."""
    moment = "Mon, 01 Jun 2026 10:00:00 GMT"
    peer.files["/all.json"] = (200, {"Last-Modified": moment}, envelope(places(3)))
    feed = file_feed(peer, "all.json")
    pull(feed)
    pull(feed)

    assert peer.asked[1].headers["if-modified-since"] == moment


def test_a_file_that_failed_is_asked_for_again(peer, pull):
    """What could not be read to its end is no known file."""
    serve_file(peer, "/all.json", envelope(places(30))[:-200])
    feed = file_feed(peer, "all.json")
    pull(feed)
    serve_file(peer, "/all.json", b"<html>")
    with pytest.raises(UnreadableSource):
        pull(feed)

    serve_file(peer, "/all.json", envelope(places(30)))
    assert not pull(feed).unchanged
    assert len(pull.ids()) == 30


def test_two_files_of_one_feed(peer, pull):
    """When one of two files changed, what the other has is not gone."""
    serve_file(peer, "/a.json", envelope(places(10)))
    serve_file(peer, "/b.json", envelope(places(10, first=50)))
    feed = file_feed(peer, "a.json", "b.json")
    pull(feed)
    serve_file(peer, "/a.json", envelope(places(9)))
    pulled = pull(feed)

    assert (pulled.report.locations.removed, len(pull.ids())) == (1, 19)


def test_locations_and_tariffs_apart(peer, pull):
    """Files of different kinds are asked for one by one."""
    serve_file(peer, "/l.json", envelope(places(10)))
    serve_file(peer, "/t.json", envelope([tariff(id=f"T{number}") for number in range(4)]))
    lists = (
        FeedList(url=f"{peer.url}/l.json", kind="location"),
        FeedList(url=f"{peer.url}/t.json", kind="tariff"),
    )
    feed = feed_of(peer, *lists, mode="file")
    pull(feed)
    serve_file(peer, "/t.json", envelope([tariff(id=f"T{number}") for number in range(3)]))
    peer.asked.clear()
    pulled = pull(feed)

    assert (pulled.report.tariffs.removed, len(pull.ids()), len(peer.asked)) == (1, 10, 2)


@pytest.mark.parametrize(
    ("data", "headers"),
    [
        (envelope(places(5)), {}),
        (packed(envelope(places(5))), {}),
        (packed(envelope(places(5))), {"Content-Encoding": "gzip"}),
        (packed(packed(envelope(places(5)))), {"Content-Encoding": "gzip"}),
        (envelope(places(5)), {"Content-Encoding": "gzip"}),
        (b"\xef\xbb\xbf" + envelope(places(5)), {}),
    ],
    ids=["plain", "file", "header", "twice", "header only", "1.6 mark"],
)
@pytest.mark.parametrize("mode", ["file", "pages"])
def test_wild_1_5_packed_or_not(peer, pull, mode, data, headers):
    """The first bytes say how it is packed, neither the name nor a header."""
    peer.files["/all.json.gz"] = (200, headers, data)
    peer.ignores = frozenset({"offset"})
    pulled = pull(feed_of(peer, FeedList(url=f"{peer.url}/all.json.gz"), mode=mode))

    assert (pulled.report.locations.total, pulled.complete) == (5, True)


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_damaged_file(peer, pull, share):
    """Of a file whose packing is damaged what came stays, and nothing is removed."""
    feed = file_feed(peer, "all.json.gz")
    serve_file(peer, "/all.json.gz", packed(envelope(places(300))))
    pull(feed)
    data = packed(envelope(places(300, first=200)))
    serve_file(peer, "/all.json.gz", data[: int(share * len(data))])
    with pytest.raises(UnreadableSource, match="end in the middle"):
        pull(feed)

    assert "L00000" in pull.ids()


def test_large_file_is_read_elsewhere(peer, pull):
    """A file of some size is read in a process of its own, with the same outcome."""
    serve_file(peer, "/all.json", envelope(places(3000)))
    pulled = pull(file_feed(peer, "all.json"))

    assert (pulled.report.locations.new, pulled.complete) == (3000, True)


def test_caps(peer):
    """What is too large, packed or not, is refused."""
    bomb = gzip.compress(b'{"data": [' + b" " * 3_000_000 + b"]}")
    peer.files["/large.json"] = (200, {}, envelope(places(30)))
    peer.files["/bomb.json.gz"] = (200, {}, bomb)
    quick = Retry(attempts=1)
    for caps, name in (Caps(packed=1000), "large.json"), (Caps(plain=100_000), "bomb.json.gz"):
        means = Means(allow_private=True, retry=quick, caps=caps)
        with (
            Puller(MemoryStore(), means) as pull,
            pytest.raises((FetchFailed, UnreadableSource), match="large"),
        ):
            pull(file_feed(peer, name))


def test_wild_1_9_statuses_elsewhere(peer, pull):
    """A list of statuses changes statuses and erases nothing."""
    peer.locations = [location(id="L1", evses=[evse(uid="E1"), evse(uid="E2")]), *places(3)]
    partial = {"id": "L1", "last_updated": "2026-05-03T10:00:00Z"}
    news = evse(uid="E2", status="CHARGING", connectors=[], last_updated="2026-05-03T10:00:00Z")
    unknown = {**partial, "id": "L99", "evses": [news]}
    found = [{**partial, "evses": [news]}, unknown]
    peer.files["/statuses"] = (200, {}, json.dumps({"data": found}).encode())
    lists = (
        FeedList(url=f"{peer.url}/locations", kind="location"),
        FeedList(url=f"{peer.url}/statuses", kind="status"),
    )
    feed = feed_of(peer, *lists)
    for _ in range(2):
        pull(feed)
        (one,) = pull.store.reads().objects("location", "peer", "L1")
        statuses = to_statuses(pull.store.reads().documents([one.rid])[one.rid])
        assert [each.status for each in statuses] == ["AVAILABLE", "CHARGING"]
        assert len(pull.ids()) == 4
        peer.locations[0]["name"] = "changed"
        peer.locations[0]["last_updated"] = "2026-05-02T10:00:00Z"


@pytest.mark.parametrize(
    "members",
    [
        {"query": (("api_key", "s3cret"),)},
        {"headers": (("ec-subscription-key", "s3cret"),)},
        {"headers": (("Authorization", "Bearer s3cret"),)},
        {"token": "s3cret"},
    ],
    ids=lambda members: next(iter(members)),
)
def test_wild_1_10_keys(peer, pull, members):
    """A key goes with every request, and is never shown."""
    peer.locations = places(25)
    feed = feed_of(peer, **members)
    pull(feed)
    for asked in peer.asked:
        shown = json.dumps([asked.query, asked.headers])
        assert "s3cret" in shown or "czNjcmV0" in shown

    peer.before = lambda peer, asked: (500, {}, envelope(None, 3000, status_message="s3cret"))
    with pytest.raises(FetchFailed) as failure:
        pull(feed, full=True)
    state = pull.state()
    assert not re.search("s3cret|czNjcmV0", str(failure.value) + state.error)


def test_keys_are_not_in_overviews(peer, pull):
    """Neither the address nor the reason of a failure has a key."""
    lists = (FeedList(url=f"{peer.url}/locations?key=s3cret&limit=5"),)
    feed = feed_of(peer, *lists, token="s3cret")
    added(pull.store, feed)
    peer.before = lambda peer, asked: (401, {}, b"")
    with pytest.raises(FetchFailed):
        pull(feed)
    (found,) = overview(pull.store.reads(), 0)

    assert found.state == "failing"
    assert "s3cret" not in repr(found)
    assert "key=***&limit=5" in found.url


def test_wild_1_11_a_list_without_versions(peer, pull):
    """The address of a list is enough."""
    peer.locations = places(5)

    assert pull(feed_of(peer)).complete
    assert {each.path for each in peer.asked} == {"/locations"}


def test_redirects_keep_token_and_host(peer, pull):
    """307 on the same host is followed with the token (wild 2.5); to another host it is not."""
    peer.locations, peer.token = places(5), "s3cret"
    peer.files["/old"] = (307, {"Location": "/locations/"}, b"")
    assert pull(feed_of(peer, FeedList(url=f"{peer.url}/old"), token="s3cret")).complete

    with running(Peer(locations=places(5))) as other:
        peer.files["/away"] = (307, {"Location": f"{other.url}/locations"}, b"")
        with pytest.raises(FetchFailed, match="redirects to"):
            pull(feed_of(peer, FeedList(url=f"{peer.url}/away"), token="s3cret"))
        assert other.asked == []


def test_files_may_be_elsewhere(peer, pull):
    """A file may be on another host, which gets no token."""
    with running(Peer()) as other:
        other.files["/all.json"] = (200, {}, envelope(places(5)))
        peer.files["/all.json"] = (302, {"Location": f"{other.url}/all.json"}, b"")
        pull(file_feed(peer, "all.json", token="s3cret", headers=(("X-Key", "s3cret"),)))

    assert len(pull.ids()) == 5
    assert "authorization" in peer.asked[0].headers
    assert not {"authorization", "x-key"} & other.asked[0].headers.keys()


@pytest.mark.parametrize("form", ["plain", "base64"])
@pytest.mark.parametrize("refusal", [(401, 0), (403, 0), (400, 0), (200, 2001), (200, 2004)])
def test_wild_2_1_and_2_4_other_form_of_the_token(peer, pull, form, refusal):
    """A token that is refused is tried in its other form once, and that is remembered."""
    peer.locations, peer.token, peer.forms = places(15), "s3cret", (form,)
    peer.refusal = refusal
    feed = feed_of(peer, token="s3cret")
    pull(feed)
    assert (len(pull.ids()), pull.state().token_form) == (15, form)
    peer.asked.clear()
    pull(feed)
    assert len(peer.asked) == 1


def test_wrong_token(peer, pull):
    """A token that is wrong in both forms is refused with the first answer."""
    peer.token = "other"
    with pytest.raises(FetchFailed, match="HTTP 401"):
        pull(feed_of(peer, token="s3cret"))

    assert len(peer.asked) == 2

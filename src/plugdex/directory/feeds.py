"""Feeds: sources elsewhere from which we pull, and how each of them is doing.

1. What the operator decided (``Feed``) and what we learned (``FeedState``) are kept apart: the one
   changes by command, the other with every pull.
2. Tokens and keys are kept as they are, because they must be sent; they are never shown.
3. A feed has a source of its own: what it has is all of that source.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from plugdex.directory.addresses import shown_url
from plugdex.directory.news import News, all_news, is_frozen, is_stale
from plugdex.directory.origin import origin_of
from plugdex.directory.peers import Peer, TokenForm, all_peers
from plugdex.directory.ports import Reads, Transaction
from plugdex.formats.port import Party, ReadOptions
from plugdex.model.errors import InvalidSetting
from plugdex.model.location import Business
from plugdex.model.value import Value

FEED: Final = "feed"
FEED_STATE: Final = "feed-state"

INTERVAL: Final = 900
"""Seconds between two pulls."""

FULL_EVERY: Final = 86_400
"""Seconds between two pulls of everything."""

PAGE_LIMIT: Final = 1000
"""Objects that we ask for in one page; a server may give fewer (OCPI 2.2.1 §4.1.5)."""

ListKind = Literal["", "location", "tariff", "status"]
"""What a list has: locations and tariffs, one of them, or only statuses (wild 1.9)."""

MODULES: Final[Mapping[str, ListKind]] = {"locations": "location", "tariffs": "tariff"}
"""The modules of OCPI that are pulled."""

Delta = Literal["", "ignored", "refused", "restless"]
"""Why changes cannot be asked for alone; empty while they can (wild 2.15)."""

Health = Literal["new", "ok", "stale", "frozen", "failing"]


class FeedList(Value, frozen=True, kw_only=True):
    """One list, or one file, of a feed."""

    url: str
    kind: ListKind = ""


class Feed(Value, frozen=True, kw_only=True):
    """A source from which we pull."""

    name: str
    source: str
    format: str = "ocpi"
    mode: Literal["pages", "file"] = "pages"
    lists: tuple[FeedList, ...] = ()
    """Empty for a peer's: its endpoints are the lists."""
    peer: str = ""
    """The party whose endpoints and token are used."""
    kinds: tuple[ListKind, ...] = ()
    """Of a peer's lists those that are pulled; all without it."""
    token: str = ""
    token_form: TokenForm | None = None
    headers: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    """Parameters of every address, such as a key (wild 1.10)."""
    version: str = ""
    path: tuple[str, ...] = ()
    """Members that lead to the list (wild 1.3)."""
    next_path: tuple[str, ...] = ()
    """Members that lead to the address of the next page (wild 1.3)."""
    page_parameter: str = ""
    """Number of the page, from 0, instead of ``offset`` (wild 2.14)."""
    limit: int = PAGE_LIMIT
    """Objects asked for in a page; 0 asks for none."""
    party: Party | None = None
    """Owner of objects that name none."""
    private: bool = False
    """Objects that do not say so are not for the public."""
    local_time: bool = False
    """Times without an offset are local."""
    operator: str = ""
    """Operator of locations that name none."""
    currency: str | None = None
    language: str | None = None
    empty_404: bool = False
    """HTTP 404 means an empty list (wild 2.17)."""
    stale_after: int | None = None
    """Seconds of silence after which its statuses are not believed; a peer's: as it promised."""
    interval: int = INTERVAL
    full_every: int = FULL_EVERY
    created: int = 0
    """Milliseconds since 1970."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may repeat."""
        values = [value for _, value in (*self.headers, *self.query)]
        words = [value.split()[-1] for value in values if value.strip()]
        return tuple(text for text in (self.token, *values, *words) if text)


class FeedState(Value, frozen=True, kw_only=True):
    """How a feed is doing; times are milliseconds since 1970."""

    tried: int = 0
    """The last pull began."""
    heard: int = 0
    """The last pull that came to its end."""
    since: int | None = None
    """By the clock of the source: what changed before this, we have."""
    full: int = 0
    """The last pull of everything that came to its end."""
    complete: bool = False
    """Whether that one was all of it, so that what it lacked was removed."""
    delta: Delta = ""
    restless: int = 0
    """Pulls in a row in which everything had changed."""
    failures: int = 0
    """Pulls in a row that failed."""
    error: str = ""
    retry: int = 0
    """Not to be asked before this."""
    token_form: TokenForm | None = None
    """The form of the token that worked."""
    known: Mapping[str, Mapping[str, str]] = {}
    """By address, the headers that make the next request conditional."""
    locations: int = 0
    tariffs: int = 0
    issues: Mapping[str, int] = {}
    """Issues of the last pull that brought something, by code."""


class FeedOverview(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A feed as operators see it."""

    name: str
    source: str
    url: str
    """Without secrets."""
    state: Health
    reason: str
    advice: str
    heard: int | None
    """Milliseconds since 1970; also by a push."""
    tried: int | None
    next: int | None
    """When ``feed sync --watch`` asks it again."""
    locations: int
    tariffs: int
    issues: int
    stale: bool
    frozen: bool
    failures: int


def peer_feed(peer: Peer, feed: Feed) -> Feed:
    """The feed of a registered party: its lists are its endpoints."""
    return msgspec.structs.replace(
        feed, name=peer.source, source=peer.source, peer=peer.name, lists=()
    )


def subscribe(tx: Transaction, peer: Peer, now: int) -> Feed | None:
    """Make the feed of a party that registered, when it sends anything that we pull.

    One that is there stays as the operator made it.
    """
    if not any(peer.endpoint(name, "SENDER") for name in MODULES):
        return None
    feed = peer_feed(peer, Feed(name="", source="", created=now))
    if feed.name not in tx.registered(FEED):
        put_feed(tx, feed)
    return feed


def unsubscribe(tx: Transaction, peer: Peer) -> None:
    """Forget the feeds of a party; its objects stay."""
    for document in tx.registered(FEED).values():
        feed = msgspec.json.decode(document, type=Feed)
        if feed.peer == peer.name:
            remove_feed(tx, feed.name)


def put_feed(tx: Transaction, feed: Feed) -> None:
    """Store a feed; what was learned of one of the same name is forgotten."""
    tx.register(FEED, feed.name, msgspec.json.encode(feed))
    tx.unregister(FEED_STATE, [feed.name])
    forget_crawl(tx, feed.name)


def remove_feed(tx: Transaction, name: str) -> None:
    """Forget a feed; its objects stay."""
    tx.unregister(FEED, [name])
    tx.unregister(FEED_STATE, [name])
    forget_crawl(tx, name)


def put_state(tx: Transaction, name: str, state: FeedState) -> None:
    """Store how a feed is doing."""
    tx.register(FEED_STATE, name, msgspec.json.encode(state))


def crawl_kind(name: str) -> str:
    """The kind under which the register keeps where a pull is."""
    return f"crawl:{name}"


def forget_crawl(tx: Transaction, name: str) -> None:
    """Forget where a pull is; the next one begins anew."""
    kind = crawl_kind(name)
    tx.unregister(kind, list(tx.registered(kind)))


def all_feeds(reads: Reads) -> Sequence[Feed]:
    """All feeds by name."""
    return [msgspec.json.decode(each, type=Feed) for each in reads.registered(FEED).values()]


def find_feed(reads: Reads, name: str) -> Feed:
    """The feed of a name; raises ``InvalidSetting`` when there is none."""
    document = reads.registered(FEED).get(name)
    if document is None:
        raise InvalidSetting(f"there is no feed {name!r}; see: plugdex feed list")
    return msgspec.json.decode(document, type=Feed)


def all_states(reads: Reads) -> Mapping[str, FeedState]:
    """How the feeds are doing, by name."""
    found = reads.registered(FEED_STATE).items()
    return {name: msgspec.json.decode(each, type=FeedState) for name, each in found}


def state_of(reads: Reads, name: str) -> FeedState:
    """How a feed is doing; that of a new one where nothing is known."""
    return all_states(reads).get(name, FeedState())


def promises(reads: Reads) -> Mapping[str, int]:
    """By source, the seconds of silence after which its statuses are not believed.

    A mirror hears all its sources through its origin.
    """
    by_peer = {peer.source: peer.stale_after for peer in all_peers(reads)}
    by_feed = {feed.source: feed.stale_after for feed in all_feeds(reads)}
    merged = {**by_peer, **{source: each for source, each in by_feed.items() if each is not None}}
    known = {source: each for source, each in merged.items() if each is not None}
    origin = origin_of(reads)
    if origin is None:
        return known
    return {**dict.fromkeys(reads.sources("location"), origin.stale_after), **known}


def read_options(feed: Feed, options: ReadOptions) -> ReadOptions:
    """The options with what the operator said of a feed."""
    operators = (Business(name=feed.operator),) if feed.operator else ()
    return msgspec.structs.replace(
        options,
        source=feed.source,
        party=feed.party,
        version=feed.version,
        path=feed.path,
        public=not feed.private,
        naive_time="location" if feed.local_time else "utc",
        operators=operators,
        currency=feed.currency,
        language=feed.language,
    )


def overview(reads: Reads, now: int) -> tuple[FeedOverview, ...]:
    """All feeds and how they are doing; ``now`` is milliseconds since 1970."""
    states, news = all_states(reads), all_news(reads)
    stale_after, urls = promises(reads), {peer.name: peer.url for peer in all_peers(reads)}
    return tuple(
        _overview(
            feed,
            states.get(feed.name, FeedState()),
            news.get(feed.source),
            (stale_after.get(feed.source), urls.get(feed.peer, "")),
            now,
        )
        for feed in all_feeds(reads)
    )


def due(feed: Feed, state: FeedState, now: int) -> int:
    """When a feed is to be asked again, milliseconds since 1970; 0 for at once.

    What was tried in the future was tried before the clock was set back.
    """
    if not state.tried or state.tried > now:
        return 0
    factor = 4 if state.delta else 1
    return max(state.tried + feed.interval * 1000 * factor, state.retry)


def _overview(
    feed: Feed, state: FeedState, news: News | None, facts: tuple[int | None, str], now: int
) -> FeedOverview:
    stale_after, peer_url = facts
    stale = is_stale(news, stale_after, now)
    frozen = news is not None and is_frozen(news)
    health, reason, advice = _health(state, stale=stale, frozen=frozen)
    heard = max(state.heard, news.heard if news else 0)
    return FeedOverview(
        name=feed.name,
        source=feed.source,
        url=shown_url(feed.lists[0].url if feed.lists else peer_url),
        state=health,
        reason=reason,
        advice=advice,
        heard=heard or None,
        tried=state.tried or None,
        next=due(feed, state, now) or None,
        locations=state.locations,
        tariffs=state.tariffs,
        issues=sum(state.issues.values()),
        stale=stale,
        frozen=frozen,
        failures=state.failures,
    )


def _health(state: FeedState, *, stale: bool, frozen: bool) -> tuple[Health, str, str]:
    """State, reason and advice: the worst that is true."""
    if state.failures:
        often = f"{state.failures} times in a row" if state.failures > 1 else "once"
        return "failing", f"failed {often}: {state.error}", "correct it, then: plugdex feed sync"
    if stale:
        return "stale", "nothing was heard for longer than --stale-after", "run: plugdex feed sync"
    if frozen:
        reason = "it answers, but no status has changed for far longer than usual"
        return "frozen", reason, "ask its operator whether it is still updated"
    if not state.heard:
        return "new", "it was never pulled", "run: plugdex feed sync"
    if state.delta:
        return "ok", f"changes cannot be asked for alone ({state.delta})", ""
    return "ok", "", ""

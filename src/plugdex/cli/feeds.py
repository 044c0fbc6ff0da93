"""``plugdex feed``: sources elsewhere from which we pull."""

import random
import signal
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

import msgspec
import typer
from rich.table import Table

from plugdex import wiring
from plugdex.cli.fetching import Fetching, Means
from plugdex.cli.options import (
    AttributionOption,
    LicenceOption,
    now_millis,
    one_of,
    pairs,
    seconds,
)
from plugdex.cli.outcome import Exit, command, error_text
from plugdex.cli.progress import new_board
from plugdex.cli.show import console, show_counts, show_issues
from plugdex.cli.stores import PAUSE, StoreOption, open_chosen, settings
from plugdex.directory.feeds import (
    FULL_EVERY,
    INTERVAL,
    MODULES,
    PAGE_LIMIT,
    Feed,
    FeedList,
    FeedState,
    ListKind,
    all_feeds,
    all_states,
    due,
    find_feed,
    overview,
    peer_feed,
    put_feed,
    remove_feed,
)
from plugdex.directory.peers import read_party
from plugdex.directory.ports import Progress, Store
from plugdex.directory.pull import Pull, Pulled
from plugdex.directory.records import from_millis
from plugdex.directory.registering import registered_peer
from plugdex.directory.report import Tally
from plugdex.directory.terms import chosen_terms, put_terms
from plugdex.formats.registry import find_format
from plugdex.model.errors import InvalidSetting, PlugdexError

AT_ONCE: Final = 4
"""Feeds that are pulled at the same time."""

TICK: Final = 1.0
"""Seconds between two looks at which feeds are due."""

SPLAY: Final = 0.1
"""Share of an interval by which feeds are asked later, so that not all ask at once."""

SUFFIXES: Final = (".json", ".gz", ".zst", ".geojson", ".jsonl")
"""Ends of addresses that are files."""

KINDS: Final[dict[str, ListKind]] = {**MODULES, "statuses": "status"}
FORMS: Final[dict[str, Literal["plain", "base64"]]] = {"plain": "plain", "base64": "base64"}

app = typer.Typer(no_args_is_help=True, help="Sources elsewhere from which we pull.")

NamesArgument = Annotated[list[str] | None, typer.Argument(metavar="[NAME]…", help="Feeds; all.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


@command
def add(
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help="Format, such as ocpi.")],
    urls: Annotated[
        list[str] | None,
        typer.Argument(metavar="[URL]…", help="Lists or files; none for --peer."),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="Name of feed and source.")] = "",
    peer: Annotated[
        str, typer.Option("--peer", metavar="CC/PTY", help="Pull from a registered party.")
    ] = "",
    versions: Annotated[
        bool, typer.Option("--versions", help="URL is a versions endpoint: find the lists there.")
    ] = False,
    is_file: Annotated[bool, typer.Option("--file", help="Each URL is a whole file.")] = False,
    is_pages: Annotated[bool, typer.Option("--pages", help="Each URL is a list in pages.")] = False,
    kind: Annotated[
        str,
        typer.Option("--kind", help="What each URL has, by commas: locations, tariffs, statuses."),
    ] = "",
    token: Annotated[str, typer.Option("--token", help="Token for Authorization.")] = "",
    token_form: Annotated[
        str | None, typer.Option("--token-form", help="plain or base64; both are tried.")
    ] = None,
    header: Annotated[
        list[str] | None, typer.Option("--header", metavar="NAME=VALUE", help="Header to send.")
    ] = None,
    query: Annotated[
        list[str] | None, typer.Option("--query", metavar="NAME=VALUE", help="Key in the query.")
    ] = None,
    version: Annotated[str, typer.Option("--version", help="OCPI version of the lists.")] = "",
    path: Annotated[
        str, typer.Option("--path", metavar="A.B", help="Members that lead to the list.")
    ] = "",
    next_path: Annotated[
        str, typer.Option("--next", metavar="A.B", help="Members that lead to the next page's URL.")
    ] = "",
    page_parameter: Annotated[
        str, typer.Option("--page", metavar="NAME", help="Parameter that counts pages from 0.")
    ] = "",
    limit: Annotated[
        int, typer.Option("--limit", help="Objects to ask for in a page; 0 asks for none.")
    ] = PAGE_LIMIT,
    party: Annotated[
        str, typer.Option("--party", metavar="CC/PTY", help="Owner of objects that name none.")
    ] = "",
    operator: Annotated[
        str, typer.Option("--operator", help="Operator of locations that name none.")
    ] = "",
    currency: Annotated[
        str | None, typer.Option("--currency", help="Currency of tariffs that name none.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", help="Language of texts that name none.")
    ] = None,
    private: Annotated[
        bool, typer.Option("--private", help="Only what says publish is for the public.")
    ] = False,
    local_time: Annotated[
        bool, typer.Option("--local-time", help="Times without an offset are local.")
    ] = False,
    empty_404: Annotated[
        bool, typer.Option("--empty-404", help="HTTP 404 means an empty list.")
    ] = False,
    stale_after: Annotated[
        str | None,
        typer.Option(
            "--stale-after",
            metavar="DURATION",
            help="Silence after which its statuses are not believed any more, such as 2h.",
        ),
    ] = None,
    interval: Annotated[
        str | None, typer.Option("--interval", metavar="DURATION", help="Between pulls; 15m.")
    ] = None,
    full_every: Annotated[
        str | None,
        typer.Option("--full-every", metavar="DURATION", help="Between pulls of everything; 1d."),
    ] = None,
    licence: LicenceOption = "",
    attribution: AttributionOption = "",
    store: StoreOption = None,
) -> None:
    """Add a feed, or replace the one of the same name; ``feed sync`` pulls it."""
    find_format(format_name)
    if bool(peer) == bool(urls):
        raise typer.BadParameter("give either addresses or --peer")
    if is_file and is_pages:
        raise typer.BadParameter("a feed is either --file or --pages")
    opened = open_chosen(store)
    kinds = [known_kind(each) for each in kind.split(",") if each.strip()]
    feed = Feed(
        name=name,
        source=name,
        format=format_name,
        token=token,
        token_form=one_of(token_form, FORMS, "--token-form"),
        headers=pairs(header or [], "--header"),
        query=pairs(query or [], "--query"),
        version=version,
        path=members(path),
        next_path=members(next_path),
        page_parameter=page_parameter,
        limit=limit,
        party=read_party(party) if party else None,
        operator=operator,
        currency=currency,
        language=language,
        private=private,
        local_time=local_time,
        empty_404=empty_404,
        stale_after=seconds(stale_after),
        interval=seconds(interval) or INTERVAL,
        full_every=seconds(full_every) or FULL_EVERY,
        created=now_millis(),
    )
    if peer:
        known = registered_peer(opened.reads(), peer)
        feed = msgspec.structs.replace(peer_feed(known, feed), kinds=tuple(kinds))
    elif versions:
        feed = with_lists(feed, urls or [], kinds)
    else:
        feed = with_addresses(feed, urls or [], kinds, is_file=is_file, is_pages=is_pages)
    with opened.transaction() as tx:
        put_feed(tx, feed)
        if licence or attribution:
            put_terms(tx, feed.source, chosen_terms(licence, attribution=attribution))
    shape = "whole files" if feed.mode == "file" else "lists in pages"
    typer.echo(f"added {feed.name} ({shape}); pull it: plugdex feed sync {feed.name}")


@command
def list_(as_json: JsonOption = False, store: StoreOption = None) -> None:
    """Show all feeds and how they are doing; keys and tokens are never shown."""
    found = overview(open_chosen(store).reads(), now_millis())
    if as_json:
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
        return
    heads = ("feed", "state", "heard", "locations", "tariffs", "issues", "address", "why")
    table = Table(*heads, header_style="bold")
    for each in found:
        heard = from_millis(each.heard).strftime("%Y-%m-%d %H:%M") if each.heard else "never"
        counts = (f"{count:,}" for count in (each.locations, each.tariffs, each.issues))
        why = ": ".join(filter(None, (each.reason, each.advice)))
        table.add_row(each.name, each.state, heard, *counts, each.url, why)
    console().print(table)


@command
def remove(
    name: Annotated[str, typer.Argument(help="Name of the feed.")], store: StoreOption = None
) -> None:
    """Forget a feed; its objects stay."""
    opened = open_chosen(store)
    find_feed(opened.reads(), name)
    with opened.transaction() as tx:
        remove_feed(tx, name)
    typer.echo(f"removed {name}; its objects stay")


@command
def sync(
    names: NamesArgument = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, each feed at its interval, until stopped.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Pull everything, not changes only.")
    ] = False,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Pull feeds: what they have is taken in, and what they no longer have is removed."""
    opened = open_chosen(store)
    for name in names or []:
        find_feed(opened.reads(), name)
    with closing(Syncing(opened, as_json=as_json)) as syncing:
        if watch:
            syncing.watch(names or [])
            return
        feeds = chosen_feeds(opened, names or [])
        if not feeds:
            raise InvalidSetting("there are no feeds; add one with: plugdex feed add")
        if not syncing.once(feeds, full=full):
            raise typer.Exit(Exit.FAILED)


app.command("add")(add)
app.command("list")(list_)
app.command("remove")(remove)
app.command("sync")(sync)


class Stopped(Exception):
    """The program was told to stop."""


class Syncing:
    """Pulls feeds, several at once, and shows how far they are."""

    def __init__(self, store: Store, *, as_json: bool) -> None:
        self._store = store
        self._as_json = as_json
        self._stop = threading.Event()
        self._guard = threading.Lock()
        chosen = settings()
        means = Means(
            allow_private=wiring.may_ask_private(chosen),
            us=read_party(chosen.party) if chosen.party else None,
        )
        self._fetching = Fetching(means, self._sleep)
        self._pull = Pull(store, wiring.dialect(), self._fetching, now_millis, pause=self._pause)

    def close(self) -> None:
        """Close the connections."""
        self._fetching.close()

    def once(self, feeds: Sequence[Feed], *, full: bool) -> bool:
        """Pull each feed once; whether all came to their end."""
        with new_board() as board, ThreadPoolExecutor(AT_ONCE) as pool:
            done = pool.map(lambda feed: self._one(feed, board.line(), full=full), feeds)
            return all(list(done))

    def watch(self, names: Sequence[str]) -> None:
        """Pull feeds whenever they are due, until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        busy: set[str] = set()

        def ended(_: object, name: str) -> None:
            busy.discard(name)

        late: dict[str, float] = {}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while not self._stop.is_set():
                states = all_states(self._store.reads())
                for feed in chosen_feeds(self._store, names):
                    now = now_millis()
                    moment = due(feed, states.get(feed.name, FeedState()), now)
                    splay = late.get(feed.name, 0) * feed.interval * 1000
                    if feed.name not in busy and now >= moment + splay * bool(moment):
                        busy.add(feed.name)
                        late[feed.name] = random.uniform(0, SPLAY)  # noqa: S311
                        task = pool.submit(self._watched, feed)
                        task.add_done_callback(partial(ended, name=feed.name))
                self._stop.wait(TICK)

    def _watched(self, feed: Feed) -> None:
        with new_board() as board:
            self._one(feed, board.line(), full=False)

    def _one(self, feed: Feed, progress: Progress, *, full: bool) -> bool:
        tally = Tally()
        try:
            pulled = self._pull.run(feed, progress, tally, full=full)
        except (PlugdexError, OSError) as error:
            if not self._stop.is_set():
                sys.stderr.write(f"plugdex: feed {feed.name}: {error_text(error)}\n")
            return False
        except Stopped:
            return False
        with self._guard:
            self._show(pulled, tally)
        return True

    def _show(self, pulled: Pulled, tally: Tally) -> None:
        if self._as_json:
            sys.stdout.write(msgspec.json.encode(pulled).decode() + "\n")
            sys.stdout.flush()
            return
        if pulled.unchanged:
            return
        console().print(f"\n{pulled.feed}")
        show_counts(pulled.report)
        show_issues(pulled.report.issues, tally.examples)

    def _sleep(self, duration: float) -> None:
        """Wait between two requests; a stop signal ends it."""
        if self._stop.wait(duration):
            raise Stopped

    def _pause(self) -> None:
        """Let others write; a stop signal ends the pull here, to be gone on with later."""
        if self._stop.wait(PAUSE):
            raise Stopped


def chosen_feeds(store: Store, names: Sequence[str]) -> list[Feed]:
    """The feeds of some names, or all."""
    return [feed for feed in all_feeds(store.reads()) if not names or feed.name in names]


def with_addresses(
    feed: Feed, urls: Sequence[str], kinds: Sequence[ListKind], *, is_file: bool, is_pages: bool
) -> Feed:
    """The feed of addresses that were given."""
    if kinds and len(kinds) != len(urls):
        raise typer.BadParameter("give one kind for each address", param_hint="--kind")
    for url in urls:
        if urlsplit(url).scheme not in ("http", "https"):
            raise typer.BadParameter(f"{url!r}: must begin with http:// or https://")
    whole = is_file or (
        not is_pages and all(urlsplit(url).path.lower().endswith(SUFFIXES) for url in urls)
    )
    named = feed.name or urlsplit(urls[0]).hostname or "feed"
    each = kinds or [""] * len(urls)
    lists = tuple(FeedList(url=url, kind=what) for url, what in zip(urls, each, strict=True))
    return msgspec.structs.replace(
        feed, name=named, source=named, mode="file" if whole else "pages", lists=lists
    )


def with_lists(feed: Feed, urls: Sequence[str], kinds: Sequence[ListKind]) -> Feed:
    """The feed of what a versions endpoint has."""
    if len(urls) != 1:
        raise typer.BadParameter("--versions wants one address")
    client = wiring.ocpi_client(settings())
    found = client.discover(
        urls[0],
        feed.token,
        version=feed.version or None,
        token_form=feed.token_form,
        given=urls[0],
    )
    lists = tuple(
        FeedList(url=each.url, kind=MODULES[each.identifier])
        for each in found.endpoints
        if each.role == "SENDER" and each.identifier in MODULES
    )
    chosen = tuple(each for each in lists if not kinds or each.kind in kinds)
    if not chosen:
        raise InvalidSetting(f"{urls[0]} offers no locations and no tariffs")
    named = feed.name or urlsplit(urls[0]).hostname or "feed"
    return msgspec.structs.replace(
        feed,
        name=named,
        source=named,
        lists=chosen,
        version=found.version,
        token_form=found.token_form,
    )


def known_kind(text: str) -> ListKind:
    """What a list has; raises a usage error for any other word."""
    if text.strip() not in KINDS:
        raise typer.BadParameter(f"{text!r}: there are {', '.join(KINDS)}", param_hint="--kind")
    return KINDS[text.strip()]


def members(text: str) -> tuple[str, ...]:
    """The members of a path such as ``data.locations``."""
    return tuple(filter(None, text.split(".")))

"""``plugdex hook``: addresses to which changes are sent."""

import signal
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from typing import Annotated, Final

import msgspec
import typer
from rich.table import Table

from plugdex import wiring
from plugdex.api.own.change_texts import change_texts
from plugdex.api.own.changes import FILTERS, read_wanted
from plugdex.cli.options import now_millis
from plugdex.cli.outcome import Exit, command
from plugdex.cli.show import console
from plugdex.cli.stores import StoreOption, open_chosen, settings
from plugdex.directory.hooks import (
    Deliver,
    Hook,
    HookState,
    Letter,
    Sending,
    add_hook,
    all_hooks,
    dead_letters,
    find_hook,
    new_secret,
    probe_letter,
    remove_hook,
    retry_letters,
    state_of,
)
from plugdex.directory.ports import Store, Topic
from plugdex.directory.records import from_millis
from plugdex.directory.staleness import Staleness
from plugdex.model.errors import StoreError

LOOK_SECONDS: Final = 1.0
"""Between two looks at what is due, and at hooks that were added or removed."""

HEARD_SECONDS: Final = 0.05
"""Changes that come together are sent together."""

app = typer.Typer(no_args_is_help=True, help="Addresses to which changes are sent.")

NameArgument = Annotated[str, typer.Argument(help="Name of the hook.")]


class HookView(msgspec.Struct, frozen=True, kw_only=True):
    """A hook as it is shown: without its secret."""

    name: str
    url: str
    filters: Mapping[str, str]
    state: HookState
    dead: int


@app.command("add")
@command
def add(
    name: NameArgument,
    url: Annotated[str, typer.Argument(help="Address that takes POST requests.")],
    bbox: Annotated[str, typer.Option("--bbox", help="west,south,east,north in degrees.")] = "",
    connectors: Annotated[
        str, typer.Option("--connectors", help="Standards by OCPI name, by commas.")
    ] = "",
    operator: Annotated[
        str, typer.Option("--operator", help="Operators by name or partner id, by commas.")
    ] = "",
    since: Annotated[
        str | None, typer.Option("--since", help="Cursor to begin behind; 0: all that is there.")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Add a hook and print the secret that signs what is sent, this once."""
    given = dict(zip(FILTERS, (bbox, connectors, operator), strict=True))
    filters = {option: text for option, text in given.items() if text}
    read_wanted(filters)
    with closing(wiring.patient_client(settings())) as http:
        http.guard.check(url)
    hook = Hook(name=name, url=url, secret=new_secret(), filters=filters, created=now_millis())
    add_hook(open_chosen(store), hook, since)
    typer.echo(hook.secret)


@app.command("list")
@command
def list_(
    dead: Annotated[bool, typer.Option("--dead", help="Show what could not be delivered.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    store: StoreOption = None,
) -> None:
    """Show all hooks and how far they are; secrets are never shown."""
    opened = open_chosen(store)
    if dead:
        show_dead(opened, as_json=as_json)
        return
    views = [view_of(opened, hook) for hook in all_hooks(opened.reads()).values()]
    if as_json:
        sys.stdout.write(msgspec.json.encode(views).decode() + "\n")
        return
    heads = ("hook", "address", "filters", "cursor", "delivered", "failures", "dead", "why")
    table = Table(*heads, header_style="bold")
    for each in views:
        state = each.state
        filters = " ".join(f"{option}={text}" for option, text in each.filters.items())
        counts = (str(state.failures), str(each.dead))
        moment = moment_text(state.delivered)
        table.add_row(each.name, each.url, filters, state.cursor, moment, *counts, state.reason)
    console().print(table)


@app.command("test")
@command
def test(name: NameArgument, store: StoreOption = None) -> None:
    """Send a signed delivery without changes."""
    hook = find_hook(open_chosen(store).reads(), name)
    with closing(wiring.patient_client(settings())) as http:
        wiring.deliver(http)(hook, probe_letter(hook, now_millis()))
    typer.echo(f"{name} took it")


@app.command("retry")
@command
def retry(name: NameArgument, store: StoreOption = None) -> None:
    """Send again what could not be delivered, in its order."""
    opened = open_chosen(store)
    hook = find_hook(opened.reads(), name)
    with closing(wiring.patient_client(settings())) as http:
        count = retry_letters(opened, hook, wiring.deliver(http))
    typer.echo(f"{count:,} dead letters delivered")


@app.command("remove")
@command
def remove(name: NameArgument, store: StoreOption = None) -> None:
    """Forget a hook, and what could not be delivered."""
    opened = open_chosen(store)
    find_hook(opened.reads(), name)
    remove_hook(opened, name)
    typer.echo(f"removed {name}")


@app.command("run")
@command
def run(
    once: Annotated[bool, typer.Option("--once", help="End when nothing is due.")] = False,
    store: StoreOption = None,
) -> None:
    """Send changes to all hooks as they come, until stopped."""
    opened = open_chosen(store)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(Exit.DONE))
    with closing(wiring.patient_client(settings())) as http:
        running = Running(opened, wiring.deliver(http))
        if once:
            running.once()
            return
        with opened.watch(running.hear):
            running.for_ever()


class Running:
    """A thread for each hook, so that none waits for another."""

    def __init__(self, store: Store, deliver: Deliver) -> None:
        self._store = store
        self._deliver = deliver
        self._stale = Staleness(store.reads, time.time)
        self._threads: dict[str, threading.Event] = {}
        self._guard = threading.Lock()

    def hear(self, topics: frozenset[Topic]) -> None:
        """The store has changed."""
        if "locations" in topics:
            with self._guard:
                for each in self._threads.values():
                    each.set()

    def once(self) -> None:
        """Send what is due, hook by hook."""
        for hook in all_hooks(self._store.reads()).values():
            sending = self._sending(hook)
            while sending.step(self._deliver, now_millis()):
                pass

    def for_ever(self) -> None:
        """Begin a thread for each hook; one that is removed ends by itself."""
        while True:
            for hook in all_hooks(self._store.reads()).values():
                if hook.name not in self._threads:
                    self._begin(hook)
            time.sleep(LOOK_SECONDS)

    def _begin(self, hook: Hook) -> None:
        heard = threading.Event()
        with self._guard:
            self._threads[hook.name] = heard
        threading.Thread(target=self._follow, args=(hook, heard), daemon=True).start()

    def _follow(self, hook: Hook, heard: threading.Event) -> None:
        sending = self._sending(hook)
        while all_hooks(self._store.reads()).get(hook.name) == hook:
            heard.clear()
            try:
                more = sending.step(self._deliver, now_millis())
            except StoreError as error:
                sys.stderr.write(f"plugdex: hook {hook.name}: {error}\n")
                more = False
            if not more:
                time.sleep(HEARD_SECONDS)
                heard.wait(LOOK_SECONDS)
        with self._guard:
            del self._threads[hook.name]

    def _sending(self, hook: Hook) -> Sending:
        wanted = read_wanted(hook.filters)
        return Sending(self._store, hook, wanted, change_texts, self._stale)


def view_of(store: Store, hook: Hook) -> HookView:
    """What is shown of a hook."""
    reads = store.reads()
    return HookView(
        name=hook.name,
        url=hook.url,
        filters=hook.filters,
        state=state_of(reads, hook.name),
        dead=len(dead_letters(reads, hook.name)),
    )


def show_dead(store: Store, *, as_json: bool) -> None:
    """Show what could not be delivered."""
    reads = store.reads()
    letters: dict[str, Letter] = {}
    for name in all_hooks(reads):
        letters |= dead_letters(reads, name)
    if as_json:
        sys.stdout.write(msgspec.json.encode(letters).decode() + "\n")
        return
    table = Table("letter", "given up", "why", header_style="bold")
    for key, letter in letters.items():
        table.add_row(key, moment_text(letter.at), letter.reason)
    console().print(table)


def moment_text(millis: int) -> str:
    """A moment in UTC, for a table."""
    return from_millis(millis).strftime("%Y-%m-%d %H:%M:%S") if millis else "never"

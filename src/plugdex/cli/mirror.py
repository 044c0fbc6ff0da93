"""``plugdex mirror``: keep a store in step with another plugdex."""

import random
import signal
import sys
import time
from contextlib import closing
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

from plugdex import wiring
from plugdex.cli.options import now_millis, seconds
from plugdex.cli.outcome import Exit, command
from plugdex.cli.progress import new_progress
from plugdex.cli.stores import StoreOption, open_chosen, settings
from plugdex.directory.mirror import Fetch, Mirror
from plugdex.directory.mirrored import MirrorPage
from plugdex.directory.origin import STALE_AFTER
from plugdex.directory.pages import FetchFailed
from plugdex.directory.ports import Progress

WAIT_SECONDS: Final = 25
"""How long the origin keeps a question that has no answer yet."""

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 30.0
"""Seconds between two attempts while the origin does not answer."""

HOPELESS: Final = frozenset({400, 401, 403, 404})
"""Statuses that waiting does not change."""


@command
def follow(
    url: Annotated[str, typer.Argument(help="Address of the other plugdex.")],
    key: Annotated[
        str,
        typer.Option(
            "--key",
            envvar="PLUGDEX_MIRROR_KEY",
            help="A key of it, made there with: plugdex key create --entitle mirror.",
        ),
    ] = "",
    stale_after: Annotated[
        str | None,
        typer.Option(
            "--stale-after",
            metavar="DURATION",
            help="Silence of it after which no status is believed any more; 15m.",
        ),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="End when the store is in step.")] = False,
    store: StoreOption = None,
) -> None:
    """Take over everything that another plugdex has, then follow its changes until stopped."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise typer.BadParameter(f"{url!r}: must begin with http:// or https://")
    opened = open_chosen(store)
    patience = seconds(stale_after) or STALE_AFTER
    mirror = Mirror(opened, wiring.dialect(), url.rstrip("/"), now_millis, patience)
    following = Following(mirror, new_progress())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(Exit.DONE))  # what is under way is undone
    with closing(wiring.patient_client(settings())) as http:
        following.run(wiring.origin(http, url, key), once=once)
    opened.close()
    typer.echo("in step")


class Following:
    """Follows an origin, whatever happens to it."""

    def __init__(self, mirror: Mirror, progress: Progress) -> None:
        self._mirror = mirror
        self._progress = progress
        self._is_shown = False
        self._count = 0

    def run(self, fetch: Fetch, *, once: bool) -> None:
        """Take pages over for ever, or with ``once`` until there is no more.

        Raises ``FetchFailed`` for a refusal that waiting does not change.
        """
        failures = 0
        is_behind = True
        while True:
            try:
                page = self._mirror.step(fetch, 0 if is_behind else WAIT_SECONDS)
            except FetchFailed as error:
                if error.status in HOPELESS:
                    raise
                failures += 1
                self._pause(error, failures)
                continue
            failures = 0
            is_behind = page is None or page.more
            self._show(page)
            if once and not is_behind:
                return

    def _show(self, page: MirrorPage | None) -> None:
        """Show how far it is, while there is more than a page to take over."""
        if page is None:
            sys.stderr.write("plugdex: the cursor is too old; everything is read again\n")
            return
        if page.more and not self._is_shown:
            self._progress.start("mirror", page.total or None)
            self._is_shown, self._count = True, 0
        if self._is_shown:
            self._progress.advance(len(page.changes))
            self._count += len(page.changes)
        if self._is_shown and not page.more:
            self._progress.done(f"{self._count:,} changes taken over")
            self._is_shown = False

    def _pause(self, error: FetchFailed, failures: int) -> None:
        if failures == 1:
            sys.stderr.write(f"plugdex: {error} Trying again until it answers.\n")
        doubled = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures - 1, 10))
        pause = doubled if error.wait is None else max(error.wait, FIRST_PAUSE)
        time.sleep(pause * random.uniform(0.75, 1.25))  # noqa: S311

"""``plugdex doctor``: what is well, what is not, and what to do about it."""

import re
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, requires
from typing import Annotated, Final

import msgspec
import typer
from rich.table import Table

from plugdex import wiring
from plugdex.api.map_page import is_built
from plugdex.cli.outcome import Exit, command
from plugdex.cli.show import console
from plugdex.cli.stores import StoreOption, settings
from plugdex.directory.condition import (
    Finding,
    Verdict,
    clock_finding,
    feed_findings,
    store_findings,
)
from plugdex.model.errors import InvalidSetting, StoreError
from plugdex.settings import Settings

STYLES: Final = {"ok": "green", "warning": "yellow", "failure": "red"}
EXTRA: Final = re.compile(r"^([\w.-]+).*extra == ['\"]([\w-]+)['\"]")
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
FOR_DEVELOPERS: Final = "dev"


@command
def doctor(
    store: StoreOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """Check settings, store, feeds, clock and installation; changes nothing.

    Reads the whole store once. Exit code 1 where something fails, 3 where something is odd.
    """
    chosen = settings()
    url = store or chosen.store
    findings = [*settings_findings(chosen), *directory_findings(url), *installation_findings()]
    if as_json:
        typer.echo(msgspec.json.encode(findings))
    else:
        show(findings)
    raise typer.Exit(exit_of({finding.verdict for finding in findings}))


def exit_of(verdicts: set[Verdict]) -> Exit:
    """The worst verdict decides."""
    if "failure" in verdicts:
        return Exit.FAILED
    return Exit.ISSUES if "warning" in verdicts else Exit.DONE


def show(findings: list[Finding]) -> None:
    """A table for people."""
    table = Table("", "check", "found", "what to do", header_style="bold")
    for each in findings:
        style = STYLES[each.verdict]
        table.add_row(f"[{style}]{each.verdict}[/]", each.check, each.found, each.advice)
    console().print(table)


def settings_findings(chosen: Settings) -> Iterator[Finding]:
    """Settings that do not go together."""
    yield Finding(check="settings", verdict="ok", found="all are known and valid")
    if chosen.open and chosen.host not in LOOPBACK:
        found = f"everybody who reaches {chosen.host} may ask for everything"
        advice = "set open = false and make keys, unless that is meant"
        yield Finding(check="keys", verdict="warning", found=found, advice=advice)
    try:
        wiring.ourselves(chosen)
    except InvalidSetting as error:
        yield Finding(check="public address", verdict="warning", found=str(error))
    if chosen.vehicles:
        try:
            wiring.vehicle_catalogue(chosen.vehicles)
        except InvalidSetting as error:
            yield Finding(check="vehicles", verdict="failure", found=str(error))


def directory_findings(url: str) -> Iterator[Finding]:
    """The store and what is in it."""
    path = wiring.store_file(url)
    if path is not None and not path.is_file():
        advice = "run: plugdex import, or set PLUGDEX_STORE to the store that is meant"
        yield Finding(
            check="store", verdict="warning", found=f"there is no file {path}", advice=advice
        )
        return
    now = time.time_ns() // 1_000_000
    try:
        facts = wiring.inspect_store(url)
        if facts:
            yield from store_findings(facts)
        if facts is None or (facts.schema == facts.newest_schema and not facts.problems):
            reads = wiring.look_into(url)
            yield from feed_findings(reads, now)
            yield clock_finding(reads, now)
    except StoreError as error:
        yield Finding(check="store", verdict="failure", found=str(error))


def installation_findings() -> Iterator[Finding]:
    """The map page, and what was installed for extras."""
    if is_built():
        yield Finding(check="map page", verdict="ok", found="built")
    else:
        advice = "in a checkout run: make web; otherwise install the package again"
        yield Finding(check="map page", verdict="warning", found="it was not built", advice=advice)
    for extra, missing in sorted(_extras().items()):
        found = f"without {', '.join(missing)}" if missing else "installed"
        advice = f"if it is needed: pip install 'plugdex[{extra}]'" if missing else ""
        yield Finding(check=f"extra {extra}", verdict="ok", found=found, advice=advice)


def _extras() -> dict[str, list[str]]:
    """The packages that each extra lacks."""
    try:
        wanted = requires("plugdex") or []
    except PackageNotFoundError:
        return {}
    lacking: dict[str, list[str]] = {}
    for found in filter(None, map(EXTRA.match, wanted)):
        package, extra = found.groups()
        if extra != FOR_DEVELOPERS:
            lacking.setdefault(extra, []).extend([] if _has(package) else [package])
    return lacking


def _has(package: str) -> bool:
    try:
        distribution(package)
    except PackageNotFoundError:
        return False
    return True

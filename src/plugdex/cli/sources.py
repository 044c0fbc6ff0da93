"""``plugdex import``, ``plugdex check`` and ``plugdex reindex``."""

import re
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer

from plugdex import wiring
from plugdex.cli.ahead import read_files
from plugdex.cli.options import AttributionOption, LicenceOption, now_millis
from plugdex.cli.outcome import Exit, command
from plugdex.cli.progress import new_progress
from plugdex.cli.show import show_counts, show_issues
from plugdex.cli.stores import StoreOption, give_way, open_chosen
from plugdex.directory.apart import take_apart
from plugdex.directory.entries import Entry
from plugdex.directory.guard import check_register
from plugdex.directory.ingest import Ingest, Scope
from plugdex.directory.loads import counted, put_load, to_load
from plugdex.directory.ports import Store
from plugdex.directory.reindex import reindex
from plugdex.directory.report import Report, Tally
from plugdex.directory.terms import chosen_terms, put_terms
from plugdex.exports.manifest import adopt_terms, manifests_of
from plugdex.formats.port import Party, ReadOptions
from plugdex.formats.registry import find_format

NDJSON: Final = "ndjson"
PARTY: Final = re.compile(r"([A-Za-z]{2})[/*-]([A-Za-z0-9]{3})")

FormatArgument = Annotated[str, typer.Argument(metavar="FORMAT", help="Format, such as ocpi.")]
FilesArgument = Annotated[
    list[Path],
    typer.Argument(metavar="FILE…", help="Files: plain, gzip or zstd; - is standard input."),
]
SourceOption = Annotated[
    str | None,
    typer.Option(
        "--source",
        help="Name of the source. The files are then all of it: what they lack is removed.",
    ),
]
PartyOption = Annotated[
    str | None,
    typer.Option("--party", metavar="CC/PTY", help="Owner of objects that name none."),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON object instead of tables.")
]
ThresholdOption = Annotated[
    int | None,
    typer.Option("--fail-above", help="Exit with 3 when there are more issues than this."),
]


@command
def import_(
    format_name: FormatArgument,
    files: FilesArgument,
    source: SourceOption = None,
    party: PartyOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
    force: Annotated[
        bool, typer.Option("--force", help="Remove what is gone, however much it is.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and report, write nothing.")
    ] = False,
    fail_above: ThresholdOption = None,
    licence: LicenceOption = "",
    attribution: AttributionOption = "",
) -> None:
    """Take files into the store.

    A second run of the same files writes nothing; an interrupted run is finished by the next.
    """
    options = read_options(format_name, source, party)
    given = licence or attribution
    terms = chosen_terms(licence, attribution=attribution) if given else None
    tally, started = Tally(), time.monotonic()
    if dry_run:
        survey(counted(read_files(format_name, files, options), tally), tally)
    else:
        with closing(open_chosen(store)) as opened:
            if format_name == NDJSON and source is None:
                import_apart(opened, files, options, tally, force=force)
            else:
                take_in(
                    opened,
                    format_name,
                    files,
                    options,
                    tally,
                    is_whole=source is not None,
                    force=force,
                )
            if terms:
                with opened.transaction() as tx:
                    put_terms(tx, options.source, terms)
    finish(tally, tally.report(time.monotonic() - started), as_json, fail_above)


def take_in(
    store: wiring.FullStore,
    format_name: str,
    files: list[Path],
    options: ReadOptions,
    tally: Tally,
    *,
    is_whole: bool,
    force: bool,
) -> None:
    """Load files into a store; a register and a named source are the whole of it."""
    info, started = find_format(format_name).info, time.monotonic()
    ready_for = None if store.reads().location_count() else wiring.dialect()
    entries = counted(read_files(format_name, files, options, ready_for), tally)
    is_register = info.expected is not None
    if is_register and not force:
        check_register(store, options.source, info, read_files(format_name, files, options))
    scope = Scope(source=options.source, whole_source=is_register or is_whole, force=force)
    ingest = Ingest(store, wiring.dialect(), scope, tally, give_way)
    ingest.run(entries)
    ingest.note(now_millis())
    report = tally.report(time.monotonic() - started)
    if report.locations.total or report.tariffs.total:  # statuses alone are no load
        load = to_load(options.source, format_name, tally, report, now_millis())
        with store.transaction() as tx:
            put_load(tx, load)


def import_apart(
    store: Store, files: list[Path], options: ReadOptions, tally: Tally, *, force: bool
) -> None:
    """Take files of ours in, each source for itself, on the terms that their manifests say."""
    started = time.monotonic()

    def start(source: str, part: Tally) -> Ingest:
        return Ingest(store, wiring.dialect(), Scope(source=source, force=force), part, give_way)

    found = take_apart(read_files(NDJSON, files, options), options.source, start, now_millis())
    took = time.monotonic() - started
    with store.transaction() as tx:
        for source, part in found.items():
            tally.join(part)
            report = part.report(took)
            if report.locations.total or report.tariffs.total:
                put_load(tx, to_load(source, NDJSON, part, report, now_millis()))
        for manifest in manifests_of(files):
            adopt_terms(tx, manifest)


@command
def check(
    format_name: FormatArgument,
    files: FilesArgument,
    party: PartyOption = None,
    as_json: JsonOption = False,
    fail_above: ThresholdOption = None,
) -> None:
    """Read files and say what is wrong with them; writes nothing."""
    find_format(format_name)
    options = read_options(format_name, None, party)
    tally, started = Tally(), time.monotonic()
    survey(read_files(format_name, files, options), tally)
    finish(tally, tally.report(time.monotonic() - started), as_json, fail_above)


@command
def reindex_(
    store: StoreOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what is prepared in the current form.")
    ] = False,
) -> None:
    """Prepare answers again, after an update of the program."""
    with closing(open_chosen(store)) as opened:
        reindex(opened, wiring.dialect(), new_progress(), everything=everything)


def read_options(format_name: str, source: str | None, party: str | None) -> ReadOptions:
    """What the reader is told; raises a usage error for a party of the wrong form."""
    owner = None
    if party is not None:
        match = PARTY.fullmatch(party)
        if match is None:
            raise typer.BadParameter(
                "must be of the form CC/PTY, such as NL/TNM", param_hint="--party"
            )
        owner = Party(country_code=match[1].upper(), party_id=match[2].upper())
    return ReadOptions(source=source or format_name, received=datetime.now(UTC), party=owner)


def survey(entries: Iterator[Entry], tally: Tally) -> None:
    """Count entries without a store."""
    for entry in entries:
        tally.note(entry.reading.issues)
        if entry.glance:
            tally.whole("new", entry.glance.evses, entry.glance.connectors)
        elif entry.reading.tariff:
            tally.add("tariffs", "new")


def finish(tally: Tally, report: Report, as_json: bool, fail_above: int | None) -> None:
    """Print the report and choose the exit code."""
    if as_json:
        sys.stdout.write(msgspec.json.encode(report).decode() + "\n")
    else:
        show_counts(report)
        show_issues(report.issues, tally.examples)
        typer.echo(f"{report.seconds:.1f} s")
    if fail_above is not None and sum(report.issues.values()) > fail_above:
        raise typer.Exit(Exit.ISSUES)

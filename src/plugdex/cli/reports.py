"""``plugdex sources`` and ``plugdex formats``: what there is, from where, on which terms."""

import sys
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from plugdex.api.own.source_page import source_page
from plugdex.api.own.sources import info_of
from plugdex.cli.options import AttributionOption
from plugdex.cli.outcome import Exit, command
from plugdex.cli.show import console, show_counts, show_issues
from plugdex.cli.stores import StoreOption, open_chosen
from plugdex.directory.loads import Load, all_loads
from plugdex.directory.records import from_millis
from plugdex.directory.terms import Terms, all_terms, chosen_terms, put_terms
from plugdex.formats.registry import FORMATS
from plugdex.model.connectors import BY_OCPI
from plugdex.model.licences import find_licence

app = typer.Typer(no_args_is_help=True, help="Where the locations come from.")


@app.command("list")
@command
def list_(store: StoreOption = None) -> None:
    """Show all sources that were loaded."""
    table = Table("source", "format", "licence", "locations", "last load", header_style="bold")
    reads = open_chosen(store).reads()
    terms = all_terms(reads)
    for load in all_loads(reads).values():
        count = f"{load.report.locations.total:,}"
        table.add_row(load.source, load.format, terms[load.source].licence, count, _time(load))
    console().print(table)


@app.command("licence")
@command
def licence(
    name: Annotated[str, typer.Argument(help="Name of the source.")],
    text: Annotated[
        str, typer.Argument(metavar="LICENCE", help="SPDX identifier, name or address.")
    ],
    attribution: AttributionOption = "",
    url: Annotated[str, typer.Option("--url", help="Where the licence can be read.")] = "",
    store: StoreOption = None,
) -> None:
    """Say on which terms a source gives its data; answers and exports name them."""
    terms = chosen_terms(text, url, attribution)
    with open_chosen(store).transaction() as tx:
        put_terms(tx, name, terms)
    known = find_licence(terms.licence)
    typer.echo(f"{name}: {terms.licence}, {terms.licence_url or 'no address'}")
    if known is None:
        typer.echo("it is none that we know, so exports mix it with nothing", err=True)


@app.command("show")
@command
def show(
    name: Annotated[str, typer.Argument(help="Name of the source.")],
    store: StoreOption = None,
    html: Annotated[bool, typer.Option("--html", help="Print a page instead of tables.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Report the last load of a source."""
    reads = open_chosen(store).reads()
    load = all_loads(reads).get(name)
    if load is None:
        typer.echo(
            f"plugdex: nothing was loaded from {name!r}; see: plugdex sources list", err=True
        )
        raise typer.Exit(Exit.USAGE)
    if html:
        made = source_page(load, info_of(load.format), all_terms(reads)[name])
        sys.stdout.write(bytes(made.body).decode() + "\n")
    elif as_json:
        sys.stdout.write(msgspec.json.encode(load).decode() + "\n")
    else:
        _show(load, all_terms(reads)[name])


@command
def formats(store: StoreOption = None) -> None:
    """Show what can be read, under which licence it usually is, and when it was loaded."""
    loads: dict[str, str] = {}
    for load in all_loads(open_chosen(store).reads()).values():
        loads[load.format] = max(loads.get(load.format, ""), _time(load))
    table = Table("format", "what", "licence", "last load", header_style="bold")
    for name, each in sorted(FORMATS.items()):
        table.add_row(name, each.info.title, each.info.licence, loads.get(name, ""))
    console().print(table)


def _show(load: Load, terms: Terms) -> None:
    console().print(f"[bold]{load.source}[/bold]  {_time(load)}  {terms.licence}")
    show_counts(load.report)
    table = Table("connector", "number", "with power", header_style="bold")
    for each in sorted(load.standards, key=lambda each: -each.connectors):
        known = BY_OCPI.get(each.standard)
        name = known.name if known else each.standard or "not known"
        table.add_row(name, f"{each.connectors:,}", f"{each.with_power:,}")
    console().print(table)
    show_issues(load.report.issues, load.examples)


def _time(load: Load) -> str:
    return from_millis(load.finished).strftime("%Y-%m-%d %H:%M")

"""The program ``plugdex``: its commands, nothing else."""

from typing import Annotated

import typer

from plugdex import __version__
from plugdex.cli import (
    delta,
    doctor,
    estimate,
    export,
    feeds,
    hooks,
    keys,
    mirror,
    parties,
    reports,
    server,
    sources,
    store,
)
from plugdex.cli.worker import spare_collector

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The open directory of EV connectors.",
)
app.command("demo")(server.demo)
app.command("serve")(server.serve)
app.command("import")(sources.import_)
app.command("check")(sources.check)
app.command("reindex")(sources.reindex_)
app.command("export")(export.export)
app.command("mirror")(mirror.follow)
app.command("estimate")(estimate.estimate)
app.command("doctor")(doctor.doctor)
app.command("formats")(reports.formats)
app.add_typer(reports.app, name="sources")
app.add_typer(delta.app, name="delta")
app.add_typer(feeds.app, name="feed")
app.add_typer(hooks.app, name="hook")
app.add_typer(keys.app, name="key")
app.add_typer(parties.app, name="party")
app.add_typer(store.app, name="store")


def show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(f"plugdex {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    """The open directory of EV connectors."""


def run() -> None:
    """Entry point."""
    spare_collector()
    app()

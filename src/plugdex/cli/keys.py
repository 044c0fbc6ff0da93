"""``plugdex key``: keys for the HERE dialects."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from plugdex.cli.outcome import Exit, command
from plugdex.cli.show import console
from plugdex.cli.stores import StoreOption, open_chosen
from plugdex.directory.keys import ENTITLEMENTS, create_key
from plugdex.directory.records import from_millis

app = typer.Typer(no_args_is_help=True, help="Keys for the HERE dialects.")


@app.command("create")
@command
def create(
    name: Annotated[str, typer.Option("--name", help="Who will use the key.")],
    entitle: Annotated[
        str,
        typer.Option("--entitle", help=f"Restricted fields, by commas: {', '.join(ENTITLEMENTS)}."),
    ] = "",
    store: StoreOption = None,
) -> None:
    """Make a key and print it, this once."""
    wanted = [each.strip() for each in entitle.split(",") if each.strip()]
    typer.echo(create_key(open_chosen(store), name, wanted, datetime.now(UTC)))


@app.command("list")
@command
def list_(store: StoreOption = None) -> None:
    """Show the names of all keys, never the keys."""
    table = Table("name", "entitlements", "created", header_style="bold")
    for row in open_chosen(store).all_keys():
        created = from_millis(row.created).strftime("%Y-%m-%d %H:%M")
        table.add_row(row.name, ", ".join(row.entitlements), created)
    console().print(table)


@app.command("revoke")
@command
def revoke(
    name: Annotated[str, typer.Argument(help="Name of the key.")], store: StoreOption = None
) -> None:
    """Delete a key; running servers refuse it within five seconds."""
    if not open_chosen(store).revoke_key(name):
        typer.echo(f"plugdex: there is no key named {name!r}; see: plugdex key list", err=True)
        raise typer.Exit(Exit.USAGE)
    typer.echo(f"revoked {name}")

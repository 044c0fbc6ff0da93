"""``plugdex key``: keys for the HERE dialects."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from plugdex import wiring
from plugdex.api.token_endpoint import PATH
from plugdex.cli.outcome import Exit, command
from plugdex.cli.show import console
from plugdex.cli.stores import StoreOption, open_chosen, settings
from plugdex.directory.keys import ENTITLEMENTS, create_key, new_client_id
from plugdex.directory.rates import read_expiry, read_rates
from plugdex.directory.records import from_millis
from plugdex.directory.tokens import client_secret, need_token_secret

app = typer.Typer(no_args_is_help=True, help="Keys for the HERE dialects.")


@app.command("create")
@command
def create(
    name: Annotated[str, typer.Option("--name", help="Who will use the key.")],
    entitle: Annotated[
        str,
        typer.Option("--entitle", help=f"Restricted fields, by commas: {', '.join(ENTITLEMENTS)}."),
    ] = "",
    expires: Annotated[
        str, typer.Option("--expires", help="When it ends: 90d, or a date such as 2027-01-31.")
    ] = "",
    rate: Annotated[
        list[str] | None,
        typer.Option("--rate", help="Most requests: 60/minute, 5000/day; may be repeated."),
    ] = None,
    oauth: Annotated[
        bool,
        typer.Option("--oauth", help="An id and a secret for tokens, as HERE's clients read them."),
    ] = False,
    store: StoreOption = None,
) -> None:
    """Make a key and print it, this once."""
    now = datetime.now(UTC)
    client = new_client_id() if oauth else ""
    opened = open_chosen(store)
    text = create_key(
        opened,
        name,
        [each.strip() for each in entitle.split(",") if each.strip()],
        now,
        expires=read_expiry(expires, now) if expires else None,
        rates=[each for text in rate or () for each in read_rates(text)],
        client=client,
    )
    if oauth:
        text = credentials_file(name, client, client_secret(need_token_secret(opened), client))
    typer.echo(text)


def credentials_file(name: str, client: str, secret: str) -> str:
    """What clients of HERE read from ``~/.here/credentials.properties``."""
    lines = {
        "here.user.id": "plugdex",
        "here.client.id": name.replace(" ", "-"),
        "here.access.key.id": client,
        "here.access.key.secret": secret,
        "here.token.endpoint.url": wiring.own_url(settings()) + PATH,
    }
    return "\n".join(f"{member} = {value}" for member, value in lines.items())


@app.command("list")
@command
def list_(store: StoreOption = None) -> None:
    """Show the names of all keys, never the keys."""
    table = Table("name", "entitlements", "rates", "created", "expires", header_style="bold")
    for row in open_chosen(store).all_keys():
        expires = moment_text(row.expires) if row.expires else "never"
        words = (", ".join(row.entitlements), ", ".join(row.rates))
        table.add_row(row.name, *words, moment_text(row.created), expires)
    console().print(table)


def moment_text(millis: int) -> str:
    """A moment in UTC, for a table."""
    return from_millis(millis).strftime("%Y-%m-%d %H:%M")


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

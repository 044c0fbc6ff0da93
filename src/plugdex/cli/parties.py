"""``plugdex party``: platforms that exchange OCPI with us."""

import sys
from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
import typer
from rich.table import Table

from plugdex import wiring
from plugdex.cli.options import now_millis, one_of, seconds
from plugdex.cli.outcome import command
from plugdex.cli.show import console
from plugdex.cli.stores import StoreOption, open_chosen, settings
from plugdex.directory.feeds import subscribe, unsubscribe
from plugdex.directory.handshake import TOKEN, Us, new_token
from plugdex.directory.peers import (
    ROLES,
    InterfaceRole,
    Invitation,
    Peer,
    PeerRole,
    TokenForm,
    all_peers,
    find_peer,
    put_invitation,
    put_peer,
    read_party,
    token_hash,
)
from plugdex.directory.records import from_millis
from plugdex.directory.registering import Wish, register, rotate, unregister, waiting_free

FORMS: Final[Mapping[str, TokenForm]] = {"plain": "plain", "base64": "base64"}
INTERFACES: Final[Mapping[str, InterfaceRole]] = {"sender": "SENDER", "receiver": "RECEIVER"}

app = typer.Typer(no_args_is_help=True, help="Platforms that exchange OCPI with us.")

NameArgument = Annotated[str, typer.Argument(metavar="CC/PTY", help="Party, such as NL/TNM.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
HubOption = Annotated[bool, typer.Option("--hub", help="It may speak for any party.")]
StaleOption = Annotated[
    str | None,
    typer.Option(
        "--stale-after",
        metavar="DURATION",
        help="Silence after which its statuses are not believed any more, such as 2h.",
    ),
]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A party as ``party list --json`` prints it; never a token."""

    name: str
    roles: tuple[str, ...]
    version: str
    url: str
    registered: bool
    may_push: bool
    hub: bool
    strict: bool
    always_200: bool
    stale_after: int | None
    modules: tuple[str, ...]
    updated: str


@command
def add(
    name: NameArgument,
    role: Annotated[list[str], typer.Option("--role", help=f"Its roles: {', '.join(ROLES)}.")],
    title: Annotated[str, typer.Option("--name", help="Its name for people.")] = "",
    token: Annotated[
        str | None, typer.Option("--token", help="The token that it sends; made without this.")
    ] = None,
    hub: HubOption = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse what is not as OCPI says.")
    ] = False,
    always_200: Annotated[
        bool, typer.Option("--always-200", help="Never answer it with HTTP 201.")
    ] = False,
    stale_after: StaleOption = None,
    store: StoreOption = None,
) -> None:
    """Let a party send without a handshake, and print its token if one was made."""
    party = read_party(name)
    chosen = token or new_token()
    if not TOKEN.fullmatch(chosen):
        raise typer.BadParameter("must be 1 to 64 printable characters", param_hint="--token")
    opened = open_chosen(store)
    full = f"{party.country_code}/{party.party_id}"
    now = now_millis()
    roles = tuple(
        PeerRole(
            role=known_role(each),
            country_code=party.country_code,
            party_id=party.party_id,
            name=title,
        )
        for each in role
    )
    known = find_peer(opened.reads(), full) or Peer(name=full, roles=roles, created=now)
    peer = msgspec.structs.replace(
        known,
        roles=roles,
        accepted=(token_hash(chosen),),
        hub=hub,
        strict=strict,
        always_200=always_200,
        stale_after=seconds(stale_after),
        updated=now,
    )
    with opened.transaction() as tx:
        put_peer(tx, peer)
    if token is None:
        typer.echo(chosen)


def _party_text(text: str) -> str:
    party = read_party(text)
    return f"{party.country_code}/{party.party_id}"


@command
def invite(
    note: Annotated[str, typer.Option("--note", help="For whom it is.")] = "",
    party: Annotated[
        str,
        typer.Option(
            "--party",
            metavar="CC/PTY",
            help="Only for this party; it may be registered already and is then registered anew.",
        ),
    ] = "",
    store: StoreOption = None,
) -> None:
    """Make a registration token (TOKEN_A) and print it, with our versions addresses."""
    us = wiring.ourselves(settings())
    token = new_token()
    guest = _party_text(party) if party else ""
    invitation = Invitation(hash=token_hash(token), created=now_millis(), note=note, party=guest)
    with open_chosen(store).transaction() as tx:
        put_invitation(tx, invitation)
    typer.echo(token)
    tell_urls(us)


@command
def register_(
    url: Annotated[str, typer.Argument(metavar="VERSIONS_URL", help="Its versions endpoint.")],
    token: Annotated[str, typer.Argument(metavar="TOKEN_A", help="Its registration token.")],
    role: Annotated[
        list[str] | None,
        typer.Option("--role", help="Our roles; NSP without it, and EMSP where that is refused."),
    ] = None,
    peer_is: Annotated[
        str | None,
        typer.Option("--peer-is", help="sender or receiver; for 2.1.1, where nothing tells it."),
    ] = None,
    version: Annotated[
        str | None, typer.Option("--version", help="OCPI version; the highest mutual one.")
    ] = None,
    token_form: Annotated[
        str | None, typer.Option("--token-form", help="plain or base64; both are tried.")
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="CC/PTY", help="Name; its first party without it.")
    ] = "",
    same_host: Annotated[
        bool,
        typer.Option("--same-host", help="Ask all it advertises at the host of VERSIONS_URL."),
    ] = False,
    hub: HubOption = False,
    stale_after: StaleOption = None,
    store: StoreOption = None,
) -> None:
    """Register with a party; our server must run, because the party calls it back."""
    chosen = settings()
    wish = Wish(
        url=url,
        token=token,
        version=version,
        token_form=one_of(token_form, FORMS, "--token-form"),
        roles=tuple(map(known_role, role or [])),
        interface=one_of(peer_is, INTERFACES, "--peer-is"),
        name=full_name(name),
        rewrite=same_host,
        hub=hub,
        stale_after=seconds(stale_after),
    )
    opened = open_chosen(store)
    peer = register(
        opened, wiring.ocpi_client(chosen), wiring.ourselves(chosen), wish, now_millis()
    )
    typer.echo(f"registered with {peer.name} (OCPI {peer.version})")
    tell_modules(peer)
    with opened.transaction() as tx:
        feed = subscribe(tx, peer, now_millis())
    if feed is not None:
        typer.echo(f"added the feed {feed.name}; pull it: plugdex feed sync {feed.name}")


@command
def rotate_(name: NameArgument, store: StoreOption = None) -> None:
    """Exchange both tokens for new ones."""
    chosen = settings()
    opened = open_chosen(store)
    client, us = wiring.ocpi_client(chosen), wiring.ourselves(chosen)
    peer = rotate(opened, client, us, full_name(name), now_millis())
    typer.echo(f"rotated the tokens of {peer.name}")


@command
def unregister_(
    name: NameArgument,
    force: Annotated[
        bool, typer.Option("--force", help="Void the tokens even if the party cannot be told.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Take leave of a party: tell it, then void the tokens of both sides."""
    client = wiring.ocpi_client(settings())
    opened = open_chosen(store)
    peer = unregister(opened, client, full_name(name), now_millis(), force=force)
    with opened.transaction() as tx:
        unsubscribe(tx, peer)
    typer.echo(f"unregistered {peer.name}; its objects stay")


@command
def list_(as_json: JsonOption = False, store: StoreOption = None) -> None:
    """Show all parties, never their tokens."""
    peers = [shown(peer) for peer in waiting_free(all_peers(open_chosen(store).reads()))]
    if as_json:
        sys.stdout.write(msgspec.json.encode(peers).decode() + "\n")
        return
    table = Table(
        "party", "roles", "OCPI", "registered", "may push", "modules", header_style="bold"
    )
    for peer in peers:
        table.add_row(
            peer.name,
            ", ".join(peer.roles),
            peer.version,
            "yes" if peer.registered else "no",
            "yes" if peer.may_push else "no",
            ", ".join(peer.modules),
        )
    console().print(table)


app.command("add")(add)
app.command("invite")(invite)
app.command("register")(register_)
app.command("rotate")(rotate_)
app.command("unregister")(unregister_)
app.command("list")(list_)


def shown(peer: Peer) -> Shown:
    """What is told of a peer."""
    return Shown(
        name=peer.name,
        roles=tuple(dict.fromkeys(role.role for role in peer.roles)),
        version=peer.version,
        url=peer.url,
        registered=peer.registered,
        may_push=bool(peer.accepted),
        hub=peer.hub,
        strict=peer.strict,
        always_200=peer.always_200,
        stale_after=peer.stale_after,
        modules=tuple(f"{each.identifier} {each.role.lower()}" for each in peer.endpoints),
        updated=from_millis(peer.updated).isoformat(),
    )


def tell_urls(us: Us) -> None:
    """Where the party has to register, on standard error."""
    typer.echo(f"Versions for a party that sends (CPO): {us.versions_url('emsp')}", err=True)
    typer.echo(f"Versions for a party that receives:    {us.versions_url('cpo')}", err=True)


def tell_modules(peer: Peer) -> None:
    """What the party offers, on standard error."""
    for each in peer.endpoints:
        typer.echo(f"  {each.identifier} ({each.role.lower()}): {each.url}", err=True)


def full_name(text: str) -> str:
    """A party's name as it is kept; empty stays empty."""
    if not text:
        return ""
    party = read_party(text)
    return f"{party.country_code}/{party.party_id}"


def known_role(text: str) -> str:
    """A role of OCPI; raises a usage error for any other."""
    if text.upper() not in ROLES:
        raise typer.BadParameter(f"{text!r}: there are {', '.join(ROLES)}", param_hint="--role")
    return text.upper()

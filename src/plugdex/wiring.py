"""The one place where the pieces are put together."""

import atexit
import gzip
import os
import time
import zlib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache, partial
from http import HTTPStatus
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.types import ASGIApp

from plugdex.api.access import Gate
from plugdex.api.app import create_app
from plugdex.api.credits import Credits
from plugdex.api.front import Front, Rules
from plugdex.api.live import Live
from plugdex.api.own.change_texts import change_texts
from plugdex.api.own.metrics import DIALECTS, OTHERS
from plugdex.api.prepared import Prepared
from plugdex.api.services import Services
from plugdex.clients.guard import Guard, check_form, is_private
from plugdex.clients.hooks import deliver_letter
from plugdex.clients.http import Http, Request, Retry
from plugdex.clients.issuer import Issuer, Trust, read_keys
from plugdex.clients.ocpi import OcpiClient
from plugdex.clients.origin import ask_origin
from plugdex.directory.condition import StoreFacts
from plugdex.directory.copying import check_whole, copy_store
from plugdex.directory.feeds import subscribe
from plugdex.directory.handshake import Discover, Us, us_from
from plugdex.directory.hooks import Deliver
from plugdex.directory.listeners import Listeners
from plugdex.directory.mirror import Fetch
from plugdex.directory.pages import FetchFailed
from plugdex.directory.peers import Peer
from plugdex.directory.ports import Keys, Progress, Reads, Store, Tables
from plugdex.directory.publish import Dialect
from plugdex.directory.rates import read_rates
from plugdex.directory.staleness import Staleness
from plugdex.directory.tokens import token_secret
from plugdex.directory.vehicles import Catalogue
from plugdex.formats.open_ev_data import read_vehicles
from plugdex.model.errors import InvalidSetting, OutdatedStore, StoreError, UnreadableSource
from plugdex.model.vehicles import Vehicle
from plugdex.observe import slots
from plugdex.observe.asgi import Observed
from plugdex.observe.meter import Meter
from plugdex.observe.tracing import with_traces
from plugdex.settings import Settings, load_settings
from plugdex.stores.sqlite import (
    SqliteStore,
    file_sizes,
    inspect_file,
    open_sqlite,
    read_file,
)

SQLITE: Final = "sqlite:///"
POSTGRES: Final = ("postgresql://", "postgres://")
GZIP: Final = b"\x1f\x8b"
ANY_HOST: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 (only compared)

HASTE: Final = Retry(attempts=2, first=0.5)
"""A registration is an open request: better refused with 3001 than answered after minutes."""


class FullStore(Store, Keys, Tables, Protocol):
    """A store that keeps keys, too, and can be moved."""


def open_store(url: str, read_url: str = "") -> FullStore:
    """Open the store of a URL; raises ``InvalidSetting`` for a kind that we do not have.

    What requests ask of a PostgreSQL database may be read from a standby of it.
    """
    if url.startswith(POSTGRES):
        if read_url and not read_url.startswith(POSTGRES):
            raise InvalidSetting("read store: must be of the form postgresql://host/database")
        return _open_postgres(url, read_url)
    if read_url:
        raise InvalidSetting("read store: only a store in PostgreSQL has standbys to read from")
    if not url.startswith(SQLITE) or url == SQLITE:
        raise InvalidSetting(
            f"store {url!r}: must be of the form sqlite:///path/to/plugdex.db "
            "or postgresql://host/database"
        )
    return open_sqlite(Path(url.removeprefix(SQLITE)))


def _open_postgres(url: str, read_url: str) -> FullStore:
    """The server store is loaded when it is chosen: it needs an extra."""
    try:
        stores = import_module("plugdex.stores.postgres")
    except ImportError as error:
        raise InvalidSetting(
            "the store is in PostgreSQL, for which a package is missing; "
            "run: pip install 'plugdex[postgres]'"
        ) from error
    store: FullStore = stores.open_postgres(url, read_url=read_url)
    return store


def back_up(url: str, file: Path, progress: Progress) -> None:
    """Copy a store that is used into a new SQLite file; raises ``StoreError`` if there is one."""
    if file.exists():
        raise StoreError(f"There is a file {file} already. Choose another name.")
    source = open_store(url)
    try:
        if isinstance(source, SqliteStore):
            source.backup(file, progress)
            return
        unfinished = file.with_name(file.name + ".part")
        target = open_sqlite(unfinished)
        copy_store(source, target, progress)
        target.close()
        unfinished.rename(file)
    finally:
        source.close()


def store_sizes(url: str) -> Mapping[str, int]:
    """Bytes of the store's files by what they are; empty for a store without files of ours."""
    path = store_file(url)
    return file_sizes(path) if path else {}


def store_file(url: str) -> Path | None:
    """The file of an embedded store."""
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


def inspect_store(url: str) -> StoreFacts | None:
    """What an embedded store tells of itself, unchanged; ``None`` for a store without a file."""
    path = store_file(url)
    return inspect_file(path, dialect().form) if path else None


def look_into(url: str) -> Reads:
    """A reader that changes nothing, not even an outdated schema."""
    path = store_file(url)
    return read_file(path) if path else open_store(url).reads()


def dialect() -> Dialect:
    """What is prepared when a location is published."""
    return Prepared()


def ourselves(settings: Settings) -> Us:
    """Who we are to OCPI peers; raises ``InvalidSetting`` when the settings do not say."""
    if settings.host in ANY_HOST and not settings.public_url:
        raise InvalidSetting(
            f"the server listens on {settings.host}, which no peer can call: set PLUGDEX_PUBLIC_URL"
        )
    return us_from(settings.party, settings.party_name, own_url(settings))


def own_url(settings: Settings) -> str:
    """Where others reach us."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return (settings.public_url or f"http://{host}:{settings.port}").rstrip("/")


def http_client(settings: Settings) -> Http:
    """The client for all that we ask."""
    return Http(Guard(allow_private=may_ask_private(settings)))


def patient_client(settings: Settings) -> Http:
    """The client for what is asked again by its caller, who waits."""
    return Http(Guard(allow_private=may_ask_private(settings)), Retry(attempts=1))


def may_ask_private(settings: Settings) -> bool:
    """Whether private addresses that peers advertise are asked: so it is where ours is one."""
    host = urlsplit(own_url(settings)).hostname or ""
    return settings.allow_private or is_private(host, resolve=False)


def deliver(http: Http) -> Deliver:
    """What sends the letters of hooks."""
    return partial(deliver_letter, http, time.time)


def origin(http: Http, url: str, key: str) -> Fetch:
    """What asks the origin of a mirror; ``key`` is one of the origin."""
    return partial(ask_origin, http, url.rstrip("/"), key)


def ocpi_client(settings: Settings) -> OcpiClient:
    """The client for what we ask OCPI peers."""
    return OcpiClient(http_client(settings))


def discover(settings: Settings) -> Discover:
    """What the server asks of a peer that registers, and that waits for it."""
    guard = Guard(allow_private=may_ask_private(settings))
    return OcpiClient(Http(guard, HASTE)).discover


def build_app(settings: Settings) -> Starlette:
    """The HTTP application of a store; raises ``OutdatedStore`` when it wants a reindex.

    An operator's own file of vehicles is read at once, so that a mistake shows before it serves.
    """
    vehicles = cache(partial(vehicle_catalogue, settings.vehicles))
    if settings.vehicles:
        vehicles()
    store = open_store(settings.store, settings.read_store)
    check_whole(store)
    if next(iter(store.unprepared(dialect().form)), None) is not None:
        raise OutdatedStore("the store was prepared by another version; run: plugdex reindex")
    stale, listeners = Staleness(store.reads, time.time), Listeners()
    listeners.on("registry", stale.forget)
    live = Live(store.reads, stale, change_texts, settings.live_listeners)
    listeners.on("locations", live.hear)
    services = Services(
        reads=store.reads,
        gate=Gate(
            store.all_keys,
            time.monotonic,
            is_open=settings.open,
            rates=[rate.text for rate in read_rates(settings.rate_key)],
            secret=lambda: token_secret(store.reads()),
            issuer=issuer(settings),
        ),
        store=store,
        us=us_from(settings.party, settings.party_name, own_url(settings)),
        discover=discover(settings),
        welcome=welcome,
        stale=stale,
        live=live,
        map_style=settings.map_style,
        vehicles=vehicles,
        credits=Credits(store.reads, time.time),
        meter=meter(os.environ),
        sizes=partial(store_sizes, settings.store),
        token_seconds=settings.token_seconds,
        listeners=listeners,
    )
    return create_app(services)


def issuer(settings: Settings) -> Issuer | None:
    """Who reads tokens of the identity provider, where there is one.

    Raises ``InvalidSetting`` when its settings are not complete, or its file cannot be read.
    """
    chosen = (settings.jwt_issuer, settings.jwt_audience, settings.jwt_keys)
    if not any(chosen):
        return None
    if not all(chosen):
        raise InvalidSetting("jwt_issuer, jwt_audience and jwt_keys belong together: set all three")
    trust = Trust(issuer=settings.jwt_issuer, audience=settings.jwt_audience)
    url = settings.jwt_keys
    if "://" not in url:
        found = Issuer(trust, Path(url).read_bytes)
        check_keys(Path(url))
        return found
    if not url.startswith("https:") and not is_private(check_form(url), resolve=False):
        raise InvalidSetting(f"jwt_keys {url!r}: must be an https address or a file")
    asked = Request(url=url, is_chosen=True)
    return Issuer(trust, partial(fetched, Http(Guard(), HASTE), asked))


def check_keys(file: Path) -> None:
    """See that a file has keys; raises ``InvalidSetting``."""
    try:
        read_keys(file.read_bytes())
    except OSError as error:
        raise InvalidSetting(f"jwt_keys {str(file)!r}: {error.strerror}") from error


def fetched(http: Http, request: Request) -> bytes:
    """The bytes of an answer; raises ``FetchFailed`` for any but 200."""
    answer = http.send(request)
    with answer.body as body:
        if answer.status != HTTPStatus.OK:
            raise FetchFailed(f"{request.url} answered HTTP {answer.status}.")
        return body.read()


def vehicle_catalogue(more: str) -> Catalogue:
    """The vehicles that ship with the package, and those of the operator's own file, if any.

    Raises ``InvalidSetting`` for a file that cannot be read.
    """
    shipped = files("plugdex").joinpath("data", "vehicles", "vehicles.json.gz").read_bytes()
    vehicles = read_vehicles(gzip.decompress(shipped))
    return Catalogue([*vehicles, *(_own_vehicles(Path(more)) if more else ())])


def _own_vehicles(file: Path) -> Sequence[Vehicle]:
    try:
        data = file.read_bytes()
        return read_vehicles(gzip.decompress(data) if data.startswith(GZIP) else data)
    except (OSError, EOFError, zlib.error, UnreadableSource) as error:
        advice = "must be a JSON list of vehicles, see the explanation of vehicles"
        raise InvalidSetting(f"vehicles {str(file)!r}: {error}; {advice}") from error


def welcome(store: Store, peer: Peer) -> None:
    """What follows when a peer has registered with us: what it sends becomes a feed."""
    with store.transaction() as tx:
        subscribe(tx, peer, time.time_ns() // 1_000_000)


def app_from_environment() -> ASGIApp:
    """The application of a worker process."""
    settings = load_settings(os.environ, Path.cwd())
    app = build_app(settings)
    follow_changes(app.state.services)
    return with_traces(front(app, settings), os.environ)


def follow_changes(services: Services) -> None:
    """Hear of the changes of every process until this one ends."""
    stack = ExitStack()
    stack.enter_context(services.store.watch(services.listeners))
    atexit.register(stack.close)


def meter(environment: Mapping[str, str]) -> Meter:
    """The counts of this process, beside those of the other workers where there are some."""
    folder = environment.get(slots.FOLDER)
    return Meter(DIALECTS, OTHERS, Path(folder) if folder else None)


def build_front(settings: Settings) -> ASGIApp:
    """What a server serves, without the watch for changes."""
    return front(build_app(settings), settings)


def front(app: Starlette, settings: Settings) -> ASGIApp:
    """The HTTP application behind its door, watched: what a server serves."""
    rules = Rules(
        address_rates=[rate.text for rate in read_rates(settings.rate_address)],
        origins=[each.strip() for each in settings.cors_origins.split(",") if each.strip()],
        is_https=own_url(settings).startswith("https:"),
    )
    meter = app.state.services.meter
    return Observed(Front(app, rules), meter, access_log=settings.access_log)

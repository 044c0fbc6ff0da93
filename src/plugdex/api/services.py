"""What endpoints may use; built once by the wiring and handed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from plugdex.api.access import Gate
from plugdex.api.credits import Credits
from plugdex.api.live import Live
from plugdex.directory.handshake import Discover, Us
from plugdex.directory.listeners import Listeners
from plugdex.directory.peers import Peer
from plugdex.directory.ports import Reads, Store
from plugdex.directory.vehicles import Catalogue
from plugdex.observe.meter import Meter


@dataclass(frozen=True)
class Services:
    """The pieces behind the HTTP side."""

    reads: Callable[[], Reads]
    """A reader of the store for the current thread."""
    gate: Gate
    store: Store
    us: Us
    discover: Discover
    """Asks a peer's versions endpoint while it registers with us."""
    welcome: Callable[[Store, Peer], None]
    """What follows when a peer has registered with us."""
    stale: Callable[[], frozenset[int]]
    """Keys of sources that were silent for longer than they promised."""
    live: Live
    """Who listens to changes."""
    vehicles: Callable[[], Catalogue]
    """The catalogue of vehicles, read when it is first asked for."""
    credits: Credits
    """Names sources and their licences."""
    meter: Meter
    """Counts the requests."""
    sizes: Callable[[], Mapping[str, int]]
    """Bytes of the store's files by what they are."""
    map_style: str = ""
    """Address of the style of the map's background; without it outlines that we ship."""
    token_seconds: int = 3600
    """How long tokens of the token endpoint hold."""
    listeners: Listeners = field(default_factory=Listeners)
    """What hears of changes, of this process and of others."""

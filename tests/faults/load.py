"""Load under which a fault is made: peers that push, a client that looks up."""

import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from tests.crash.consistency import faults
from tests.crash.looking import Reader
from tests.crash.pushing import Comparison, Peer, peer_client
from tests.crash.server import Server
from tests.faults.row import Row, counted

WAIT_SECONDS = 60.0
REFUSAL = "503/3000"
"""The answer that makes a peer send again: HTTP, OCPI."""
AWAY = frozenset(
    {"ConnectionRefusedError", "ConnectionResetError", "BrokenPipeError", "RemoteDisconnected"}
)
"""What a peer sees of a server that is restarted."""


class Load:
    """Peers and a reader of one server."""

    def __init__(self, server: Server, peers: int = 3, reader: bool = True) -> None:
        self.server = server
        self.peers = [Peer(server.port, f"P{number}", pause=0.005) for number in range(peers)]
        for peer in self.peers:
            peer.start()
        place = self.peers[0].places[0]
        wait_for(lambda: place.acknowledged is not None)
        self.readers = [Reader(server.port, place.name)] if reader else []
        for each in self.readers:
            each.start()

    @property
    def acknowledged(self) -> int:
        """Pushes so far."""
        return sum(len(peer.log.pushes) for peer in self.peers)

    @property
    def refusals(self) -> Counter[str]:
        """What was answered to pushes that were not acknowledged."""
        return sum((peer.log.refusals for peer in self.peers), Counter())

    @property
    def asked(self) -> int:
        """Look-ups so far."""
        return sum(each.asked for each in self.readers)

    @property
    def failures(self) -> Counter[str]:
        """Of the look-ups."""
        return sum((each.failures for each in self.readers), Counter())

    def first_after(self, moment: float) -> float:
        """When the first push was acknowledged that was sent after a moment."""
        logs = [list(peer.log.pushes) for peer in self.peers]
        found = (push.acknowledged for log in logs for push in log if push.sent > moment)
        return min(found, default=math.inf)

    def recovery(self, moment: float) -> float:
        """Seconds from a moment until a push is acknowledged; waits for it."""
        wait_for(lambda: self.first_after(moment) < math.inf)
        return self.first_after(moment) - moment

    def longest_gap(self, begin: float, end: float) -> float:
        """The longest time between two acknowledgements, from one moment to another."""
        times = sorted(
            push.acknowledged
            for peer in self.peers
            for push in list(peer.log.pushes)
            if begin <= push.acknowledged <= end
        )
        moments = [begin, *times, end]
        return max(after - before for before, after in pairwise(moments))

    def compare(self) -> Comparison:
        """All that was acknowledged against what is there; the peers go on afterwards."""
        for peer in self.peers:
            peer.rest()
        found = compared(self.server, self.peers)
        for peer in self.peers:
            peer.go_on()
        return found

    def end(self) -> None:
        """Stop pushing and asking, with nothing on its way."""
        for peer in self.peers:
            peer.rest()
        for each in [*self.peers, *self.readers]:
            each.end()


def compared(server: Server, peers: Sequence[Peer]) -> Comparison:
    """All that was acknowledged against what a server has."""
    found = Comparison()
    with peer_client(server.url) as client:
        for peer in peers:
            found.places(client, peer.places)
            found.tariffs(client, peer.log.tariffs)
    return found


def settle(row: Row, load: Load, *, restarted: bool = False) -> None:
    """End the load; nothing acknowledged is lost, also not after ``kill -9``, and all is whole."""
    load.end()
    found = compared(load.server, load.peers)
    load.server.kill()
    load.server.start()
    after = compared(load.server, load.peers)
    lost, broken = [*found.lost, *after.lost], [*found.broken, *after.broken]
    load.server.kill()
    broken += faults(load.server.store)
    row.saw(f"{load.acknowledged:,} pushes acknowledged, {len(lost)} lost")
    row.saw(f"refused: {counted(load.refusals)}")
    if load.readers:
        row.saw(f"{load.asked:,} look-ups, failed: {counted(load.failures)}")
    row.must(not lost, f"lost: {lost[:3]}")
    row.must(not broken, f"inconsistent: {broken[:3]}")
    expected = {REFUSAL} | (AWAY if restarted else set())
    row.must(set(load.refusals) <= expected, f"other answers to pushes: {load.refusals}")
    row.must(not load.failures, f"look-ups failed: {load.failures}")


def wait_for(condition: Callable[[], bool], seconds: float = WAIT_SECONDS) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("it did not come in time")
        time.sleep(0.02)

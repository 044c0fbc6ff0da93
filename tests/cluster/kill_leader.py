"""Kills the leader of three PostgreSQL nodes under load, and counts what it costs.

Run it as a program for many kills: ``python -m tests.cluster.kill_leader --kills 10``.
"""

import argparse
import math
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.cluster.machines import Cluster, cluster
from tests.crash.consistency import faults
from tests.crash.looking import Reader
from tests.crash.pushing import Comparison, Peer, peer_client
from tests.crash.server import serving

PEERS = 4
READERS = 2
LEADER = "target_session_attrs=read-write"
STANDBYS = "target_session_attrs=prefer-standby&load_balance_hosts=random"
TTL = 20
"""Seconds after which Patroni gives up a leader that is silent; newer ones allow no less."""
LOAD_SECONDS = 3.0
"""Pushes before a kill."""


@dataclass(frozen=True)
class Kill:
    """What a kill cost."""

    accepted_after: float
    """Seconds until the first push that was sent after the kill was acknowledged."""
    whole_after: float
    asked: int
    failed: int
    slowest: float
    """Of the look-ups, seconds."""
    acknowledged: int
    refused: int


@dataclass
class Outcome:
    """What all kills cost."""

    ttl: int
    kills: list[Kill] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    """To pushes that were not acknowledged: status of HTTP / of OCPI."""
    failures: Counter[str] = field(default_factory=Counter)
    """Of look-ups."""
    found: Comparison = field(default_factory=Comparison)

    def table(self) -> str:
        """A row for each kill."""
        lines = [
            "| kill | pushes again after, s | three nodes again after, s | look-ups asked | failed "
            "| slowest, s | pushes acknowledged | refused |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        for number, each in enumerate(self.kills, 1):
            lines.append(
                f"| {number} | {each.accepted_after:.1f} | {each.whole_after:.1f} "
                f"| {each.asked:,} | {each.failed} | {each.slowest:.2f} "
                f"| {each.acknowledged:,} | {each.refused} |"
            )
        return "\n".join(lines)

    def __str__(self) -> str:
        total = sum(each.acknowledged for each in self.kills)
        return (
            f"TTL {self.ttl} s: {len(self.kills)} kills, {total:,} acknowledged changes, "
            f"{len(self.found.lost)} lost, {len(self.found.broken)} inconsistencies, "
            f"{sum(each.asked for each in self.kills):,} look-ups, "
            f"{sum(each.failed for each in self.kills)} failed {dict(self.failures)}; "
            f"pushes again after {max(each.accepted_after for each in self.kills):.1f} s at most; "
            f"refused with {dict(self.answers)}"
        )


def run(kills: int, ttl: int = TTL, *, with_etcd: bool = False, progress: bool = False) -> Outcome:
    """Push, kill the leader, wait for another, bring the old one back, compare: so many times."""
    outcome = Outcome(ttl)
    with cluster(ttl) as nodes:
        leader_url = nodes.url(LEADER)
        standbys = {"PLUGDEX_READ_STORE": nodes.url(STANDBYS)}
        with (
            serving(leader_url, environment=standbys) as server,
            serving(leader_url) as current,  # sees at once what was acknowledged
        ):
            peers = [Peer(server.port, f"P{number}", pause=0.01) for number in range(PEERS)]
            readers = started(peers, server.port)
            for _ in range(kills):
                time.sleep(LOAD_SECONDS)
                outcome.kills.append(one_kill(nodes, peers, readers, with_etcd=with_etcd))
                compare(current.url, peers, outcome.found)
                if progress:
                    print(outcome.kills[-1], outcome.found, file=sys.stderr, flush=True)
            for thread in [*readers, *peers]:
                thread.end()
        outcome.found.broken += faults(leader_url)
    outcome.answers = sum((peer.log.refusals for peer in peers), Counter())
    outcome.failures = sum((reader.failures for reader in readers), Counter())
    return outcome


def started(peers: Sequence[Peer], port: int) -> list[Reader]:
    """Readers of a location, once there is one."""
    for peer in peers:
        peer.start()
    place = peers[0].places[0]
    while place.acknowledged is None:
        time.sleep(0.05)
    time.sleep(1)  # the standbys follow
    readers = [Reader(port, place.name) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    return readers


def one_kill(
    nodes: Cluster, peers: Sequence[Peer], readers: Sequence[Reader], *, with_etcd: bool
) -> Kill:
    """Kill the leader, wait for another, and bring the old one back."""
    before = Counts.of(peers, readers)
    for reader in readers:
        reader.slowest = 0.0
    leader = nodes.leader()
    assert leader, "nobody leads"
    killed = time.monotonic()
    leader.kill(("etcd", "patroni") if with_etcd else ("patroni",))
    nodes.wait(lambda: first_after(peers, killed) < math.inf)
    nodes.restart([leader])
    nodes.wait(nodes.is_whole)
    whole = time.monotonic() - killed
    for peer in peers:
        peer.rest()
    after = Counts.of(peers, readers)
    return Kill(
        accepted_after=first_after(peers, killed) - killed,
        whole_after=whole,
        asked=after.asked - before.asked,
        failed=after.failed - before.failed,
        slowest=max(reader.slowest for reader in readers),
        acknowledged=after.acknowledged - before.acknowledged,
        refused=after.refused - before.refused,
    )


def first_after(peers: Sequence[Peer], killed: float) -> float:
    """When the first push was acknowledged that was sent after a moment."""
    found = (
        push.acknowledged for peer in peers for push in list(peer.log.pushes) if push.sent > killed
    )
    return min(found, default=math.inf)


def compare(url: str, peers: Sequence[Peer], found: Comparison) -> None:
    """What the new leader has against what was acknowledged; then the peers go on."""
    with peer_client(url) as client:
        for peer in peers:
            found.places(client, peer.places)
            found.tariffs(client, peer.log.tariffs)
    for peer in peers:
        peer.go_on()


class Counts(NamedTuple):
    """What peers and readers have counted."""

    asked: int
    failed: int
    acknowledged: int
    refused: int

    @classmethod
    def of(cls, peers: Sequence[Peer], readers: Sequence[Reader]) -> "Counts":
        return cls(
            asked=sum(reader.asked for reader in readers),
            failed=sum(reader.failures.total() for reader in readers),
            acknowledged=sum(len(peer.log.pushes) for peer in peers),
            refused=sum(peer.log.refusals.total() for peer in peers),
        )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--ttl", type=int, default=TTL)
    parser.add_argument("--with-etcd", action="store_true", help="kill etcd on the machine, too")
    options = parser.parse_args()
    outcome = run(options.kills, options.ttl, with_etcd=options.with_etcd, progress=True)
    print(outcome.table())
    print(outcome)
    for line in [*outcome.found.lost, *outcome.found.broken][:20]:
        print(line)
    sys.exit(bool(outcome.found.lost or outcome.found.broken or outcome.failures))


if __name__ == "__main__":
    main()

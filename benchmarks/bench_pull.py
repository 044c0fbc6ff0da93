"""A first pull of many locations from another plugdex, beside what the parts of it cost."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import processes
from big_stores import big_store

from plugdex.directory.peers import Peer, PeerRole, put_peer, token_hash
from plugdex.stores.sqlite import open_sqlite

SIZE = 200_000
TOKEN = "a-token-for-the-benchmark"  # noqa: S105


def main() -> None:
    """Pull everything once and print the rate."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    path = big_store(size)
    invite(path)
    port = processes.free_port()
    command = ["-m", "plugdex", "serve", "--store", f"sqlite:///{path}", "--port", str(port)]
    with tempfile.TemporaryDirectory() as folder, processes.serving(command, port) as pid:
        target = ["--store", f"sqlite:///{Path(folder) / 'pull.db'}"]
        url = f"http://127.0.0.1:{port}/ocpi/cpo/2.2.1/locations"
        add = ["feed", "add", "ocpi", url, "--name", "other", "--token", TOKEN, *target]
        subprocess.run(
            [sys.executable, "-m", "plugdex", *add], check=True, stdout=subprocess.DEVNULL
        )
        before, began = processes.cpu_seconds(pid), time.perf_counter()
        used = processes.finish(["-m", "plugdex", "feed", "sync", *target])
        seconds, sender = time.perf_counter() - began, processes.cpu_seconds(pid) - before
    print(f"{size:,} locations in {seconds:.0f} s: {size / seconds:,.0f}/s")
    of_sender, of_puller = sender / size * 1e6, used.cpu / size * 1e6
    print(f"CPU a location: sender {of_sender:.0f} us, puller {of_puller:.0f} us")


def invite(path: Path) -> None:
    """Let the puller in."""
    store = open_sqlite(path)
    role = PeerRole(role="NSP", country_code="NL", party_id="PUL")
    with store.transaction() as tx:
        put_peer(tx, Peer(name="NL/PUL", roles=(role,), accepted=(token_hash(TOKEN),)))
    store.close()


if __name__ == "__main__":
    main()

"""Sends odd requests of every dialect to a real server, and looks for answers that are our fault.

Run it as a program for many: ``python -m tests.fuzz.requests --requests 20000``.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx2

from tests.api.servers import free_port, wait_for
from tests.fuzz import described, ocpi, odd
from tests.fuzz.tally import Tally
from tests.fuzz.words import words_of

TOKEN = "fuzz-token"
SHARES = {"HERE v3": 3, "HERE v2": 3, "HERE search": 3, "own": 5, ocpi.DIALECT: 5, odd.DIALECT: 1}
"""Of twenty requests."""

DEMO = Path(__file__).parents[2] / "src/plugdex/data/demo"
FEW = (("ndw", "ocpi", "ndw-locations.json.gz", "ndw-tariffs.json.gz"),)
ALL = (
    *FEW,
    ("afdc", "afdc", "afdc-washington.csv.gz"),
    ("irve", "irve", "irve-static.csv.zst"),
    ("swiss", "oicp", "swiss-evse-data.json.gz", "swiss-evse-status.json.gz"),
    ("bnetza", "bnetza", "bnetza-sample.json.gz"),
)


class Served(NamedTuple):
    """A server, and where its complaints are."""

    port: int
    log: Path


@contextmanager
def served(folder: Path, sources: Sequence[Sequence[str]]) -> Iterator[Served]:
    """A server over real locations, with a peer that may push."""
    target = ["--store", f"sqlite:///{folder / 'fuzz.db'}"]
    command = [sys.executable, "-m", "plugdex"]
    for source, format_name, *files in sources:
        paths = [str(DEMO / each) for each in files]
        more = ["--source", source]
        _run([*command, "import", format_name, *paths, *more, *target])
    _run([*command, "party", "add", "NL/FUZ", "--role", "CPO", "--token", TOKEN, *target])
    port, log = free_port(), folder / "server.log"
    with (
        log.open("wb") as stream,
        subprocess.Popen(
            [*command, "serve", "--open", "--port", str(port), *target], stderr=stream
        ) as server,
        httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        try:
            wait_for(client, server)
            yield Served(port, log)
        finally:
            server.terminate()


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)


def run(folder: Path, number: int, seed: int, sources: Sequence[Sequence[str]] = FEW) -> Tally:
    """Send about so many requests, and say what came back."""
    tally = Tally()
    with served(folder, sources) as server:
        base = f"http://127.0.0.1:{server.port}"
        share = {name: number * each // sum(SHARES.values()) for name, each in SHARES.items()}
        with httpx2.Client(base_url=base, trust_env=False, timeout=30) as client:
            words = words_of(client)
            for dialect in described.DESCRIPTIONS:
                described.fuzz(base, dialect, words[dialect], share[dialect], seed, tally)
            ocpi.fuzz(client, TOKEN, share[ocpi.DIALECT], seed, tally)
        odd.fuzz(server.port, share[odd.DIALECT], seed, tally)
    for line in server.log.read_text(errors="replace").splitlines():
        if "Traceback" in line or '"level":"error"' in line:
            tally.fault("log", line[:200], request=line)
    return tally


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), options.requests, options.seed, ALL)
    print("\n".join(tally.table()))
    print(
        f"\n{tally.requests:,} requests in {time.monotonic() - began:.0f} s, seed {options.seed}: "
        f"{tally.server_errors} server errors, {len(tally.faults)} faults"
    )
    for kind, request in tally.faults.items():
        print(f"\n{': '.join(kind)}\n    {request[:1500]}")
    sys.exit(bool(tally.faults))


if __name__ == "__main__":
    main()

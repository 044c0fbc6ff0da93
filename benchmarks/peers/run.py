"""The same questions to plugdex and to what else one could serve the same locations with.

``python benchmarks/peers/run.py`` installs, fills, asks, prints the table, and writes it and the
picture into the documentation.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import environment
import questions
import report
from asking import Asked, ask
from data import Data, by_address, data
from processes import family_seconds, free_port, serve, serving

ROUNDS = 3
CONNECTIONS = 16
SECONDS = 1.0
"""CPU time that a measurement should take: the system counts in steps of 10 ms."""
LEAST = 50
"""Requests; more of all that are not slow."""
HERE = Path(__file__).parent
RESULTS = environment.FOLDER / "results.json"


class Peer(NamedTuple):
    """A server, and how it is asked."""

    name: str
    words: questions.Words
    command: Sequence[str]
    python: str | None
    environment: Mapping[str, str]
    has_database: bool


class Server(NamedTuple):
    """A peer that runs."""

    peer: Peer
    port: int
    processes: Sequence[int]
    """The first processes of the server and of its database."""


def main() -> None:
    """Ask everybody everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=500_000, help="locations, public or not")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--peers", help="only these, separated by ; (keeps the others' figures)")
    parser.add_argument("--questions", help=f"only these of {', '.join(questions.TITLES)}")
    parser.add_argument("--dry", action="store_true", help="leave the documentation as it is")
    chosen = parser.parse_args()
    environment.check_postgis()
    environment.python()
    known = json.loads(RESULTS.read_text())["figures"] if chosen.peers or chosen.questions else {}
    with data(chosen.size) as made, ExitStack() as running:
        wanted = chosen.peers.split(";") if chosen.peers else None
        servers = [
            running.enter_context(started(each, made))
            for each in peers(made)
            if wanted is None or each.name in wanted
        ]
        asked = chosen.questions.split(",") if chosen.questions else list(questions.TITLES)
        new = measure_all(servers, made, asked, chosen.rounds)
        found = {name: {**known.get(name, {}), **new.get(name, {})} for name in questions.TITLES}
        said = conditions(made, chosen.rounds)
    RESULTS.write_text(json.dumps({"conditions": said, "figures": found}, indent=1))
    print(f"\n{said}\n\n{report.table(found)}")
    if not chosen.dry:
        report.write(found, said)


def conditions(made: Data, rounds: int) -> str:
    """What was measured with, in a sentence or two."""
    found = ", ".join(f"{name} {version}" for name, version in environment.versions().items())
    server = environment.postgis_version(made.postgis_url)
    hidden = made.size - made.public
    rest = f", beside {hidden:,} that are not shown" if hidden else ""
    return (
        f"{made.public:,} locations{rest}; "
        f"median of {rounds} rounds on {os.cpu_count()} processors.\n"
        f"Python {platform.python_version()}, {found}; {server}."
    )


def peers(made: Data) -> Iterator[Peer]:
    """Everybody; the port is added to each command or environment."""
    python = environment.python()
    yield Peer(
        "plugdex, SQLite", questions.PLUGDEX, serve(made.store, 0, "--open"), None, {}, False
    )
    command = ["-m", "plugdex", "serve", "--store", made.plugdex_url, "--open", "--port", "0"]
    yield Peer("plugdex, PostgreSQL", questions.PLUGDEX, command, None, {}, True)
    command = [str(HERE / "postgis_service.py"), "0", made.postgis_url]
    yield Peer("FastAPI and PostGIS", questions.SERVICE, command, python, {}, True)
    variables = {
        "DATABASE_URL": by_address(made.postgis_url),
        "TIPG_DB_TABLES": '["public.feature"]',
        "TIPG_TABLE_CONFIG__public_feature__pk": "id",
    }
    command = ["-m", "uvicorn", "tipg.main:app", "--port", "0", "--no-access-log", "--loop",
               "uvloop", "--http", "httptools", "--log-level", "warning"]  # fmt: skip
    yield Peer("tipg", questions.TIPG, command, python, variables, True)
    command = [str(HERE / "datasette_service.py"), "0", str(made.datasette)]
    yield Peer("Datasette", questions.DATASETTE, command, python, {}, False)


@contextmanager
def started(peer: Peer, made: Data) -> Iterator[Server]:
    """Run a peer while the block lasts."""
    port = free_port()
    command = [str(port) if part == "0" else part for part in peer.command]
    print(f"starting {peer.name}", flush=True)
    with serving(command, port, peer.environment, peer.python) as pid:
        processes = [pid, made.postmaster] if peer.has_database else [pid]
        yield Server(peer, port, processes)


Figures = dict[str, dict[str, report.Figure]]


def measure_all(
    servers: Sequence[Server], made: Data, names: Sequence[str], rounds: int
) -> Figures:
    """Figures by question and peer; peers take turns, so that all meet the same moments."""
    of = questions.targets(made.store)
    found: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for place, name in enumerate(names, start=1):
            asked: list[tuple[Server, Path]] = []
            for server in servers:
                lines = of(server.peer.words, name)
                if lines:
                    file = Path(folder) / f"{name}-{server.port}"
                    file.write_text("\n".join(lines))
                    ask(server.port, file, len(lines), 1)
                    asked.append((server, file))
            print(f"{place} of {len(names)}: {questions.TITLES[name]}", flush=True)
            kept: dict[str, list[report.Figure]] = {each.peer.name: [] for each, _ in asked}
            for _ in range(rounds):
                for server, file in asked:
                    kept[server.peer.name].append(measure(server, file))
            found[name] = {each: middle(figures) for each, figures in kept.items()}
            for each, figure in found[name].items():
                print(f"    {each:22} {figure['cpu']:8.2f} ms CPU", flush=True)
    return found


def measure(server: Server, file: Path) -> report.Figure:
    """Alone, then with many connections at once."""
    number = LEAST
    while True:
        cpu, alone = with_cpu(server, file, number, 1)
        if cpu >= SECONDS / 2 or alone.seconds > 4 * SECONDS:
            break
        number = int(number * SECONDS / max(cpu, 0.02)) + 1
    together_cpu, together = with_cpu(server, file, max(number, LEAST), CONNECTIONS)
    return {
        "bytes": alone.size,
        "cpu": cpu / number * 1000,
        "per_second": number / alone.seconds,
        "p50": alone.p50,
        "p99": alone.p99,
        "cpu_16": together_cpu / together.number * 1000,
        "per_second_16": together.number / together.seconds,
        "p50_16": together.p50,
        "p99_16": together.p99,
    }


def with_cpu(server: Server, file: Path, number: int, connections: int) -> tuple[float, Asked]:
    """CPU seconds of the server and its database, and what the asking side saw."""
    before = sum(map(family_seconds, server.processes))
    asked = ask(server.port, file, number, connections)
    return sum(map(family_seconds, server.processes)) - before, asked


def middle(figures: Sequence[report.Figure]) -> report.Figure:
    """The median of each."""
    return {name: median(each[name] for each in figures) for name in figures[0]}


if __name__ == "__main__":
    main()

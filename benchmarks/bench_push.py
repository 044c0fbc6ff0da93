"""How many durable pushes a second, alone and beside a running national import."""

import json
import random
import subprocess
import sys
import tempfile
import threading
from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import dumps
import other_receiver
import processes
import pushing

LOCATIONS = 8_000
PATCHES = 30_000
OTHER = 1_500
"""Pushes into the other receiver, which is slower."""
TOKEN = "a-token-for-the-benchmark"  # noqa: S105
SHOWN = b64encode(TOKEN.encode()).decode()
BASE = "/ocpi/emsp/2.2.1/locations"


def main() -> None:
    """Measure and print."""
    rng = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        locations = list(sample())
        plugdex(path, "party", "add", "NL/BEN", "--role", "CPO", "--hub", "--token", TOKEN)
        port = processes.free_port()
        command = ["-m", "plugdex", "serve", "--store", store(path), "--port", str(port)]
        with processes.serving(command, port) as pid:
            before = processes.cpu_seconds(pid)
            file = pushing.write(path / "puts", [put(each) for each in locations])
            show("location PUT, new", pushing.push_all(port, file), pid, before)
            before = processes.cpu_seconds(pid)
            file = pushing.write(path / "again", [put(each, 1) for each in locations])
            show("location PUT, changed", pushing.push_all(port, file), pid, before)
            before = processes.cpu_seconds(pid)
            file = pushing.write(path / "patches", patches(locations, rng))
            show("EVSE status PATCH", pushing.push_all(port, file), pid, before)
            before = processes.cpu_seconds(pid)
            beside_import(port, path, pid, before)
        other(path, rng)


def other(folder: Path, rng: random.Random) -> None:
    """The same kinds of pushes into another receiver, which forgets them when it ends."""
    with other_receiver.receiver() as target:
        names = list(target.locations)
        puts = [target.put(rng.choice(names), number) for number in range(OTHER)]
        show_rate("extrawest-ocpi: location PUT", push(target, folder, names, puts))
        patches = [target.patch(rng.choice(names), rng) for _ in range(OTHER)]
        show_rate("extrawest-ocpi: EVSE status PATCH", push(target, folder, names, patches))


def push(
    target: other_receiver.Target, folder: Path, names: Sequence[str], requests: Sequence[bytes]
) -> pushing.Rate:
    """Send requests to it, after every location once."""
    first = pushing.write(folder / "first", [target.put(name, 0) for name in names])
    pushing.push_all(target.port, first, connections=1)
    return pushing.push_all(target.port, pushing.write(folder / "other", requests))


def sample() -> Iterator[dict]:
    """Real locations, as their operators would push them."""
    data = json.loads(dumps.unpacked(dumps.dump()))
    found = [each for each in data if each.get("evses")]
    random.Random(3).shuffle(found)
    for each in found[:LOCATIONS]:
        each.setdefault("country_code", "NL")
        each.setdefault("party_id", "BEN")
        yield each


def store(folder: Path) -> str:
    """The store of the benchmark."""
    return f"sqlite:///{folder / 'push.db'}"


def plugdex(folder: Path, *arguments: str) -> None:
    """Run a command."""
    command = [sys.executable, "-m", "plugdex", *arguments, "--store", store(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def place(location: dict) -> str:
    """The URL of a location."""
    parts = (location["country_code"], location["party_id"], location["id"])
    return "/".join([BASE, *(quote(part, safe="") for part in parts)])


def put(location: dict, number: int = 0) -> bytes:
    """A whole location, with another name each time."""
    stamp = f"2026-06-10T00:00:{number:02}Z"
    changed = {**location, "name": f"{location.get('name')} {number}", "last_updated": stamp}
    return pushing.request("PUT", place(location), SHOWN, json.dumps(changed).encode())


def patches(locations: Sequence[dict], rng: random.Random, minute: int = 0) -> list[bytes]:
    """Statuses of EVSEs anywhere."""
    found = []
    for number in range(PATCHES):
        location = rng.choice(locations)
        evse = rng.choice(location["evses"])
        status = rng.choice(("AVAILABLE", "CHARGING"))
        stamp = f"2026-06-11T{10 + minute:02}:{number // 1000:02}:{number % 1000 // 20:02}Z"
        body = json.dumps({"status": status, "last_updated": stamp}).encode()
        target = f"{place(location)}/{quote(evse['uid'], safe='')}"
        found.append(pushing.request("PATCH", target, SHOWN, body))
    return found


def beside_import(port: int, folder: Path, pid: int, before: float) -> None:
    """The same pushes while a national file is loaded into the same store."""
    locations = list(sample())
    file = pushing.write(folder / "beside", patches(locations, random.Random(9), 5))
    loading = threading.Thread(
        target=plugdex, args=(folder, "import", "ocpi", str(dumps.dump()), "--source", "national")
    )
    loading.start()
    show("EVSE status PATCH beside an import", pushing.push_all(port, file), pid, before)
    loading.join()


def show(what: str, rate: pushing.Rate, pid: int, before: float) -> None:
    """Print a line."""
    cpu = (processes.cpu_seconds(pid) - before) / rate.number * 1e6
    show_rate(what, rate, f"  server {cpu:5.0f} us CPU each")


def show_rate(what: str, rate: pushing.Rate, remark: str = "") -> None:
    """Print a line."""
    times = f"p50 {rate.p50:6.1f} ms  p99 {rate.p99:6.1f} ms"
    print(f"{what:36} {rate.per_second:7,.0f}/s  {times}{remark}")


if __name__ == "__main__":
    main()

"""How long a change of a status takes from the answer to the operator to all who listen."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import bench_push
import live_load
import processes
import pushing

LISTENERS: Final = 100
RATE: Final = 1_000
SECONDS: Final = 10


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        locations = list(bench_push.sample())
        hub = ("party", "add", "NL/BEN", "--role", "CPO", "--hub", "--token", bench_push.TOKEN)
        bench_push.plugdex(path, *hub)
        port = processes.free_port()
        command = ["-m", "plugdex", "serve", "--store", bench_push.store(path), "--port", str(port)]
        with processes.serving(command, port) as pid:
            file = pushing.write(path / "puts", [bench_push.put(each) for each in locations])
            pushing.push_all(port, file)
            targets = [
                f"{bench_push.place(each)}/{quote(evse['uid'], safe='')}"
                for each in locations
                for evse in each["evses"][:1]
            ]
            for run, sides in enumerate(((1, 0), (LISTENERS, 0), (LISTENERS, 1))):
                show(port, pid, targets, run, *sides)


def show(port: int, pid: int, targets: list[str], run: int, listeners: int, stalled: int) -> None:
    """Push and listen, and print a line; each run begins with another status than the last."""
    before, began = processes.cpu_seconds(pid), time.time()
    listening = start(side="listen", port=port, number=listeners, stalled=stalled)
    time.sleep(1)
    load = {"rate": RATE, "seconds": SECONDS, "first": 3 * run, "targets": targets}
    pushed = answer(start(side="push", port=port, token=bench_push.SHOWN, **load))
    heard = answer(listening)
    cpu = (processes.cpu_seconds(pid) - before) / (time.time() - began)
    answered = {int(moment): at for moment, at in pushed["answered"].items()}
    known = [(at - answered[m]) * 1000 for m, at in heard["heard"] if m in answered]
    true = sorted(known)
    print(
        f"{listeners:4} listeners, {stalled} stalled (cut: {heard['cut']}): "
        f"{pushed['rate']:5,.0f} pushes/s answered in p50 {pushed['p50']:5.1f} ms "
        f"p99 {pushed['p99']:5.1f} ms; {heard['events']:,.0f} events each, "
        f"{shown('from the answer until heard', true)}; server {cpu:.0%} of a processor"
    )


def shown(what: str, times: Sequence[float]) -> str:
    """Percentiles in milliseconds."""
    p50, p99 = live_load.at(times, 50), live_load.at(times, 99)
    return f"{what} p50 {p50:5.1f} p99 {p99:5.1f} worst {times[-1]:5.0f} ms"


def start(**options: Any) -> subprocess.Popen[bytes]:
    """Start one side."""
    command = [sys.executable, live_load.__file__]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin
    process.stdin.write(json.dumps(options).encode())
    process.stdin.close()
    process.stdin = None
    return process


def answer(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    """What it found."""
    output, _ = process.communicate()
    if process.returncode:
        raise SystemExit("one side of the benchmark failed")
    found: dict[str, Any] = json.loads(output)
    return found


if __name__ == "__main__":
    main()

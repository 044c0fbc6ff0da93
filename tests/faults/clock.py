"""Clocks that jump by a day, forth and back."""

import shutil
import subprocess
import time
from pathlib import Path

from tests.crash.looking import public_id
from tests.crash.pushing import Comparison
from tests.crash.server import Server, serving
from tests.faults.load import Load, settle
from tests.faults.row import Impossible, Row

DAY = 86_400
JUMPS = (DAY, -DAY, 0)
"""Seconds that the clock is ahead of ours, one after the other."""
LOAD_SECONDS = 2.0
GAP_SECONDS = 2.0
"""No group commit waits for a clock."""
ALLOWED = 5
"""Requests a minute of the key that is counted."""


def clock_jump(row: Row, folder: Path, times: int) -> None:
    """The clock of the server goes a day forth, two back, and one forth again."""
    clock = folder / "clock"
    clock.write_text("0")
    store, environment = f"sqlite:///{folder}/plugdex.db", shifted(folder, clock)
    with serving(store, is_open=False, environment=environment) as server:
        keys = {
            "for ever": made_key(server, "ever"),
            "for a day": made_key(server, "hours", "--expires", "1d"),
            "counted": made_key(server, "counted", "--rate", f"{ALLOWED}/minute"),
        }
        time.sleep(5.5)  # a running server follows
        load = Load(server, reader=False)
        cursor = first_page(server)
        found, longest = Comparison(), 0.0
        for jump in JUMPS:
            begin = time.monotonic()
            clock.write_text(str(jump))
            time.sleep(LOAD_SECONDS)
            longest = max(longest, load.longest_gap(begin, time.monotonic()))
            after = load.compare()
            found.lost += after.lost
            found.broken += after.broken
            check_keys(row, server, load, keys, jump)
            row.must(next_page(server, cursor), f"{jump:+} s: a cursor from before leads nowhere")
        row.saw(f"longest time between two acknowledgements {longest:.2f} s")
        row.saw("a key for a day ends with the clock and not before; rates and cursors go on")
        row.must(not found.lost, f"acknowledged and not there: {found.lost[:3]}")
        row.must(longest < GAP_SECONDS, f"pushes waited {longest:.1f} s")
        row.must("Traceback" not in server.said, server.said[-2000:])
        settle(row, load)


def shifted(folder: Path, clock: Path) -> dict[str, str]:
    """What lets a process read from a file how far its clock is ahead."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise Impossible("no C compiler for the library that shifts a clock: apt-get install gcc")
    library = folder / "clock_ahead.so"
    source = Path(__file__).with_name("clock_ahead.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source], check=True)
    return {"LD_PRELOAD": str(library), "CLOCK_AHEAD": str(clock)}


def made_key(server: Server, name: str, *options: str) -> str:
    """A new key."""
    done = server.run("key", "create", "--name", name, *options)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


def check_keys(row: Row, server: Server, load: Load, keys: dict[str, str], jump: int) -> None:
    """Keys end by the clock; a rate counts in every minute anew, whatever the clock says."""
    name = load.peers[0].places[0].name
    row.must(looked_up(server, name, keys["for ever"]) == 200, f"{jump:+} s: a key does not work")
    expected = 401 if jump == DAY else 200
    got = looked_up(server, name, keys["for a day"])
    row.must(got == expected, f"{jump:+} s: the key for a day gets {got}")
    answers = [looked_up(server, name, keys["counted"]) for _ in range(ALLOWED + 1)]
    row.must(answers == [200] * ALLOWED + [429], f"{jump:+} s: the counted key gets {answers}")


def looked_up(server: Server, name: str, key: str) -> int:
    """The status of a look-up with a key."""
    with server.client() as client:
        query = {"ids": public_id(name), "apiKey": key}
        return client.get("/v3/locations", params=query).status_code


QUESTION = {"at": "52.09,5.12", "limit": "1"}


def first_page(server: Server) -> str:
    """The cursor of a search."""
    with server.client() as client:
        return client.get("/api/search", params=QUESTION).json()["next"]


def next_page(server: Server, cursor: str) -> bool:
    """Whether a search goes on behind a cursor."""
    with server.client() as client:
        answer = client.get("/api/search", params={**QUESTION, "cursor": cursor})
    return answer.status_code == 200

"""A page of the SQLite file that the disk has spoiled."""

import json
from collections import Counter
from pathlib import Path

import httpx2

from plugdex.directory.peers import source_of
from tests.crash.looking import public_id
from tests.crash.pushing import OWNER, location
from tests.crash.server import Server
from tests.faults.row import Row, counted

LOCATIONS = 400
DAMAGED = public_id("L150")
"""All pages that have this id are spoiled; large columns are packed, ids are not."""
PAGE_BYTES = 8192


def corrupt_page(row: Row, folder: Path, times: int) -> None:
    """Pages of one location and of its neighbours are spoiled; a backup is there."""
    file, backup, mended = folder / "plugdex.db", folder / "backup.db", folder / "mended.db"
    server = Server(f"sqlite:///{file}")
    try:
        filled(server, folder)
        done = server.run("store", "backup", str(backup))
        assert done.returncode == 0, done.stderr
        spoilt = spoil(file)
        check = server.run("store", "check")
        row.must(check.returncode == 1, f"store check: {check}")
        row.quotes(check.stdout + check.stderr, "damaged")
        doctor = server.run("doctor")
        row.must(doctor.returncode == 1, f"doctor: {doctor}")
        row.quotes(" ".join(doctor.stdout.split()), "restore a backup")
        server.start()
        answers = Counter(answered(server))
        row.saw(f"{spoilt} pages spoiled; of {LOCATIONS} look-ups {counted(answers)}")
        row.must(set(answers) <= {"200", "503"}, f"look-ups get {answers}")
        row.must(answers["200"] > LOCATIONS * 0.8, f"other locations are not answered: {answers}")
        row.must(answers["503"] > 0, "nothing is damaged")
        row.quotes(server.said, "Restore a backup")
        server.kill()
        restored = server.run("store", "restore", str(backup), "--store", f"sqlite:///{mended}")
        row.must(restored.returncode == 0, restored.stderr)
        server.move(f"sqlite:///{mended}")
        server.start()
        answers = Counter(answered(server))
        row.saw(f"after store restore {counted(answers)}")
        row.must(answers["200"] == LOCATIONS, f"after the restore look-ups get {answers}")
    finally:
        server.kill()
        server.forget()


def filled(server: Server, folder: Path) -> None:
    """A store with locations of a file."""
    file = folder / "locations.json"
    places = [location(f"L{number}", number, "AVAILABLE") for number in range(LOCATIONS)]
    file.write_text(json.dumps({"data": places, "status_code": 1000}))
    owner = ("--source", source_of(OWNER), "--party", OWNER)
    done = server.run("import", "ocpi", str(file), *owner)
    assert done.returncode in (0, 3), done.stderr


def spoil(file: Path) -> int:
    """Overwrite all pages that have the id; their number."""
    data = bytearray(file.read_bytes())
    begins = [
        begin
        for begin in range(PAGE_BYTES, len(data), PAGE_BYTES)
        if DAMAGED.encode() in data[begin : begin + PAGE_BYTES]
    ]
    for begin in begins:
        data[begin : begin + PAGE_BYTES] = b"\xa5" * PAGE_BYTES
    file.write_bytes(data)
    return len(begins)


def answered(server: Server) -> list[str]:
    """What look-ups of all locations get, one by one."""
    with server.client() as client:
        return [looked_up(client, public_id(f"L{number}")) for number in range(LOCATIONS)]


def looked_up(client: httpx2.Client, content: str) -> str:
    """The status; ``missing`` where the location is not there."""
    answer = client.get("/v3/locations", params={"ids": content})
    is_missing = answer.status_code == 200 and not answer.json()["items"]
    return "missing" if is_missing else str(answer.status_code)

"""Disks that are full, and that may only be read: real ones, a few megabytes large."""

import errno
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.crash.looking import public_id
from tests.crash.server import Server, serving
from tests.faults.load import Load, settle, wait_for
from tests.faults.row import Impossible, Row, counted

MEGABYTES = 24
FULL_SECONDS = 1.5
BLOCK = b"\0" * 65_536


def disk_full(row: Row, folder: Path, times: int) -> None:
    """A file takes all space under load, and goes again."""
    with memory_disk(folder) as disk, serving(f"sqlite:///{disk}/plugdex.db") as server:
        load = Load(server)
        slowest = 0.0
        for _ in range(times):
            time.sleep(1)
            refused = load.refusals.total()
            fill(disk / "ballast")
            wait_for(lambda before=refused: load.refusals.total() > before)
            time.sleep(FULL_SECONDS)
            (disk / "ballast").unlink()
            slowest = max(slowest, load.recovery(time.monotonic()))
        row.saw(f"{times} times full, pushes again after {slowest:.2f} s at most")
        row.must(slowest < 5, f"pushes came again after {slowest:.1f} s")
        row.quotes(server.said, "the disk is full. Free some space and try again.")
        settle(row, load)


def read_only(row: Row, folder: Path, times: int) -> None:
    """The kernel finds a fault in the file system and lets nobody write any more."""
    with image_disk(folder) as disk, serving(f"sqlite:///{disk.place}/plugdex.db") as server:
        load = Load(server)
        time.sleep(1)
        disk.fail()
        wait_for(lambda: bool(load.refusals))
        time.sleep(FULL_SECONDS)
        failed = load.failures
        row.saw(f"look-ups of the running server that failed: {counted(failed)}")
        row.must(not failed, f"look-ups failed: {failed}")
        row.quotes(server.said, "Check the disk")
        server.kill()
        server.start()
        row.must(looked_up(server, load), "a server started on it answers no look-ups")
        row.saw("a server started on it answers look-ups")
        server.kill()
        disk.repair()
        server.start()
        row.saw(f"pushes again after {load.recovery(time.monotonic()):.2f} s")
        load.readers = []
        settle(row, load, restarted=True)


def looked_up(server: Server, load: Load) -> bool:
    """Whether a location that was acknowledged is answered."""
    with server.client() as client:
        query = {"ids": public_id(load.peers[0].places[0].name)}
        answer = client.get("/v3/locations", params=query)
    return answer.status_code == 200 and len(answer.json()["items"]) == 1


def fill(file: Path) -> None:
    """Take all the space there is."""
    with file.open("wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(BLOCK)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise


@contextmanager
def memory_disk(folder: Path) -> Iterator[Path]:
    """A disk in memory."""
    with mounted(folder, "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs") as disk:
        yield disk


class ImageDisk:
    """A disk of ext4 in a file."""

    def __init__(self, image: Path, place: Path) -> None:
        self._image = image
        self.place = place

    def mount(self) -> None:
        """Make it usable."""
        run("mount", "-o", "loop,errors=remount-ro", str(self._image), str(self.place))

    def fail(self) -> None:
        """Let the kernel find an error."""
        device = run("findmnt", "-no", "SOURCE", str(self.place)).rpartition("/")[2]
        Path(f"/sys/fs/ext4/{device}/trigger_fs_error").write_text("1")

    def repair(self) -> None:
        """What the operator does then."""
        run("umount", str(self.place))
        subprocess.run(["e2fsck", "-fy", str(self._image)], capture_output=True, check=False)
        self.mount()


@contextmanager
def image_disk(folder: Path) -> Iterator[ImageDisk]:
    """A disk that can fail."""
    image = folder / "disk.img"
    with image.open("wb") as file:
        file.truncate(MEGABYTES * 2**20)
    try:
        run("mkfs.ext4", "-q", "-O", "^has_journal", str(image))
    except FileNotFoundError as error:
        raise Impossible("there is no mkfs.ext4") from error
    with mounted(folder, "-o", "loop,errors=remount-ro", str(image)) as place:
        yield ImageDisk(image, place)


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """Something that is mounted; only root may do that."""
    if os.geteuid() != 0:
        raise Impossible("only root may mount disks")
    disk = folder / "disk"
    disk.mkdir()
    try:
        run("mount", *options, str(disk))
    except AssertionError as error:
        raise Impossible(f"nothing can be mounted here: {error}") from error
    try:
        yield disk
    finally:
        run("umount", str(disk))


def run(*command: str) -> str:
    """What a program prints; raises ``AssertionError`` with what it said when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr.strip())
    return done.stdout.strip()

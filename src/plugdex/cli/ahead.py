"""Reading ahead: a file is read in a process of its own while the store takes in what it had.

Reading is bytes in, values out, so it can be anywhere; with two processors a load takes two
thirds of the time. Small files, and standard input, are read where they are.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO, Final, cast

import msgspec

from plugdex.cli.progress import WatchedFile, new_progress
from plugdex.cli.worker import messages
from plugdex.directory.entries import Entry, to_entry
from plugdex.directory.ports import Progress
from plugdex.formats.port import ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.errors import UnreadableSource
from plugdex.model.value import Value

WORTH_A_PROCESS: Final = 1_000_000
"""Bytes of a file from which on starting a process pays."""

BATCH: Final = 200
"""Entries in one message."""


class Message(Value, frozen=True, kw_only=True):
    """What the reading process sends: some entries, how far it is, or why it stopped."""

    entries: tuple[Entry, ...] = ()
    bytes_read: int = 0
    failure: str | None = None


ENCODER: Final = msgspec.msgpack.Encoder()
DECODER: Final = msgspec.msgpack.Decoder(Message)


def read_files(format_name: str, files: Sequence[Path], options: ReadOptions) -> Iterator[Entry]:
    """The entries of all files, one after the other, with a progress bar each."""
    for path in files:
        progress = new_progress()
        is_large = str(path) != "-" and path.stat().st_size >= WORTH_A_PROCESS
        read = _read_elsewhere if is_large else _read_here
        yield from read(format_name, path, options, progress)
        progress.done(f"{path.name}: read")


def _read_here(
    format_name: str, path: Path, options: ReadOptions, progress: Progress
) -> Iterator[Entry]:
    with WatchedFile(path, progress) as file:
        yield from map(to_entry, find_format(format_name).read(cast(BinaryIO, file), options))


def _read_elsewhere(
    format_name: str, path: Path, options: ReadOptions, progress: Progress
) -> Iterator[Entry]:
    progress.start(path.name, path.stat().st_size)
    for data in messages(_send, (format_name, path, options), str(path)):
        message = DECODER.decode(data)
        progress.advance(message.bytes_read)
        yield from message.entries
        if message.failure is not None:
            raise UnreadableSource(message.failure.rstrip("."))


class _Counter:
    """Counts what was read since it was asked last."""

    def __init__(self) -> None:
        self._amount = 0

    def start(self, label: str, total: int | None) -> None:
        """Nothing to show here."""

    def advance(self, amount: int) -> None:
        """Count."""
        self._amount += amount

    def done(self, summary: str) -> None:
        """Nothing to show here."""

    def take(self) -> int:
        """The amount, which begins anew."""
        amount, self._amount = self._amount, 0
        return amount


def _send(connection: Connection, format_name: str, path: Path, options: ReadOptions) -> None:
    """Read a file and send what it has; the work of the other process."""
    counter = _Counter()
    failure = None
    try:
        with WatchedFile(path, counter) as file:
            readings = find_format(format_name).read(cast(BinaryIO, file), options)
            entries = map(to_entry, readings)
            while batch := tuple(islice(entries, BATCH)):
                message = Message(entries=batch, bytes_read=counter.take())
                connection.send_bytes(ENCODER.encode(message))
    except Exception as error:  # the other process tells the user
        failure = str(error)
    last = Message(bytes_read=counter.take(), failure=failure)
    connection.send_bytes(ENCODER.encode(last))
    connection.send_bytes(b"")

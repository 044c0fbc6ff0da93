"""Reading ahead: a file is read in a process of its own while the store takes in what it had.

Reading is bytes in, values out, so it can be anywhere; with two processors a load takes two
thirds of the time. Small files, and standard input, are read where they are.
"""

import multiprocessing
import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Queue
from typing import BinaryIO, Final, cast

import msgspec

from plugdex.cli.progress import WatchedFile, new_progress
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

AHEAD: Final = 25
"""Messages that may wait: somewhat more than one transaction takes in, about 10 MB."""

Received = Queue[bytes | None]
"""Messages of the reading process; ``None`` when it is gone."""


class Message(Value, frozen=True, kw_only=True):
    """What the reading process sends: some entries, how far it is, or why it stopped."""

    entries: tuple[Entry, ...] = ()
    bytes_read: int = 0
    failure: str | None = None
    is_last: bool = False


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
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    arguments = (theirs, format_name, path, options)
    process = context.Process(target=_send, args=arguments, daemon=True)
    process.start()
    theirs.close()
    progress.start(path.name, path.stat().st_size)
    received: Received = Queue(AHEAD)
    threading.Thread(target=_collect, args=(ours, received), daemon=True).start()
    try:
        yield from _receive(received, path, progress)
    finally:
        process.terminate()
        process.join()


def _collect(connection: Connection, received: Received) -> None:
    """Take messages out of the pipe, which is small, so that the other process can go on."""
    try:
        while True:
            received.put(connection.recv_bytes())
    except (EOFError, OSError):
        received.put(None)


def _receive(received: Received, path: Path, progress: Progress) -> Iterator[Entry]:
    while True:
        data = received.get()
        if data is None:
            raise UnreadableSource(f"{path}: the process that read it died")
        message = DECODER.decode(data)
        progress.advance(message.bytes_read)
        yield from message.entries
        if message.failure is not None:
            raise UnreadableSource(message.failure.rstrip("."))
        if message.is_last:
            return


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
    last = Message(bytes_read=counter.take(), failure=failure, is_last=True)
    connection.send_bytes(ENCODER.encode(last))

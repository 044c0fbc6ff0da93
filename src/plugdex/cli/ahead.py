"""Reading ahead: large files are read in other processes while the store takes in what they had.

Reading is bytes in, values out, so it can be anywhere. Small files, and standard input, are read
where they are.

1. Where a format can be read in shares, there are as many readers as processors. Their entries
   come in the order of the file.
2. For a store that is empty what each entry writes is worked out there, too.
3. A very large file for an empty store is first sorted by row id (see ``cli.sorting``).
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import msgspec
from msgspec.structs import replace

from plugdex.cli.progress import WatchedFile, new_progress
from plugdex.cli.sorting import BUCKETS, Buckets, bucket_bytes, sorted_entries
from plugdex.cli.worker import Messages
from plugdex.directory.entries import Entry, made_ready, to_entry
from plugdex.directory.ports import Progress
from plugdex.directory.publish import Dialect
from plugdex.formats.port import BLOCK, Reading, ReadOptions, Share, block
from plugdex.formats.registry import SHARED, find_format
from plugdex.model.errors import UnreadableSource
from plugdex.model.value import Value

WORTH_A_PROCESS: Final = 1_000_000
"""Bytes of a file from which on starting a process pays."""

WORTH_SORTING: Final = 40_000_000
"""Bytes of a file from which on the pages of a store are written too often out of order."""

MOST_READERS: Final = 8


class Message(Value, frozen=True, kw_only=True):
    """What a reading process sends: some entries, how far it is, or why it stopped."""

    entries: tuple[Entry, ...] = ()
    bytes_read: int = 0
    failure: str | None = None
    is_end: bool = False
    """The end of a bucket."""


ENCODER: Final = msgspec.msgpack.Encoder()
DECODER: Final = msgspec.msgpack.Decoder(Message)


def read_files(
    format_name: str, files: Sequence[Path], options: ReadOptions, dialect: Dialect | None = None
) -> Iterator[Entry]:
    """The entries of all files, one after the other, with a progress bar each.

    With a ``dialect`` they may be ready for a store that is empty.
    """
    for path in files:
        progress = new_progress()
        size = 0 if str(path) == "-" else path.stat().st_size
        if size < WORTH_A_PROCESS:
            yield from _read_here(format_name, path, options, progress)
        else:
            work = _Work(format_name, path, options, dialect)
            is_sorted = dialect is not None and size >= WORTH_SORTING
            yield from (work.in_order_of_rows if is_sorted else work.in_order)(progress)
        progress.done(f"{path.name}: read")


def readers() -> int:
    """How many processes read a file that can be read in shares."""
    return min(MOST_READERS, os.cpu_count() or 1)


def _read_here(
    format_name: str, path: Path, options: ReadOptions, progress: Progress
) -> Iterator[Entry]:
    with WatchedFile(path, progress) as file:
        yield from map(to_entry, find_format(format_name).read(cast(BinaryIO, file), options))


class _Work:
    """One large file, read by one process or by several."""

    def __init__(
        self, format_name: str, path: Path, options: ReadOptions, dialect: Dialect | None
    ) -> None:
        self._path = path
        self._dialect = dialect
        count = readers() if format_name in SHARED else 1
        self._shares = [
            (format_name, path, replace(options, share=Share(number=number, of=count)))
            for number in range(count)
        ]

    def in_order(self, progress: Progress) -> Iterator[Entry]:
        """In the order of the file: a message is a block."""
        progress.start(self._path.name, self._path.stat().st_size)
        arguments = [(*share, self._dialect) for share in self._shares]
        yield from self._received(_send, arguments, progress)

    def in_order_of_rows(self, progress: Progress) -> Iterator[Entry]:
        """In the order of row ids: sorted into files, then file by file."""
        with tempfile.TemporaryDirectory(prefix="plugdex-") as name:
            folder = Path(name)
            progress.start(f"{self._path.name}: sorting", self._path.stat().st_size)
            sorting = [(*share, folder) for share in self._shares]
            yield from self._received(_sort, sorting, progress)
            progress.start(f"{self._path.name}: storing", bucket_bytes(folder))
            storing = [(folder, number, readers(), self._dialect) for number in range(readers())]
            yield from self._received(_send_sorted, storing, progress, by_bucket=True)

    def _received(
        self,
        work: Callable[..., None],
        arguments: Sequence[tuple[Any, ...]],
        progress: Progress,
        *,
        by_bucket: bool = False,
    ) -> Iterator[Entry]:
        with ExitStack() as stack:
            sent = [
                iter(stack.enter_context(Messages(work, each, str(self._path))))
                for each in arguments
            ]
            for message in in_turn([map(DECODER.decode, each) for each in sent], by_bucket):
                progress.advance(message.bytes_read)
                yield from message.entries
                if message.failure is not None:
                    raise UnreadableSource(message.failure.rstrip("."))


def in_turn(streams: Sequence[Iterator[Message]], by_bucket: bool) -> Iterator[Message]:
    """One message of each stream that has more, or all of a bucket of each, again and again."""
    left = list(streams)
    while left:
        for stream in list(left):
            message = next(stream, None)
            while message is not None:
                yield message
                if not by_bucket or message.is_end:
                    break
                message = next(stream, None)
            else:
                left.remove(stream)


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


def _send(
    connection: Connection,
    format_name: str,
    path: Path,
    options: ReadOptions,
    dialect: Dialect | None,
) -> None:
    """Read a share of a file and send it; the work of another process."""
    _told(connection, _blocks(format_name, path, options, dialect))


def _sort(
    connection: Connection, format_name: str, path: Path, options: ReadOptions, folder: Path
) -> None:
    """Read a share of a file and write it to buckets; the work of another process."""

    def filed() -> Iterator[Message]:
        with Buckets(folder, options.share.number) as buckets:
            for message in _blocks(format_name, path, options, None):
                buckets.add(message.entries)
                yield replace(message, entries=())

    _told(connection, filed())


def _send_sorted(
    connection: Connection, folder: Path, first: int, step: int, dialect: Dialect
) -> None:
    """Send every so many buckets, each in its order; the work of another process."""

    def sent() -> Iterator[Message]:
        for bucket in range(first, BUCKETS, step):
            entries, size = sorted_entries(folder, bucket)
            for start in range(0, len(entries), BLOCK):
                part = entries[start : start + BLOCK]
                yield Message(entries=tuple(made_ready(each, dialect) for each in part))
            yield Message(bytes_read=size, is_end=True)

    _told(connection, sent())


def _blocks(
    format_name: str, path: Path, options: ReadOptions, dialect: Dialect | None
) -> Iterator[Message]:
    """A share of a file, block by block; the first share tells how far it is."""
    counter = _Counter()
    with WatchedFile(path, counter) as file:
        for readings in _in_blocks(find_format(format_name).read(cast(BinaryIO, file), options)):
            entries = [to_entry(reading) for reading in readings]
            if dialect is not None:
                entries = [made_ready(entry, dialect) for entry in entries]
            amount = 0 if options.share.number else counter.take()
            yield Message(entries=tuple(entries), bytes_read=amount)


def _in_blocks(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    """Readings block by block; those of the whole file go with those before them."""
    found: list[Reading] = []
    last = 0
    for reading in readings:
        if block(reading.number or last) > block(last or reading.number) or len(found) > BLOCK:
            yield found
            found = []
        last = reading.number or last
        found.append(reading)
    yield found


def _told(connection: Connection, messages: Iterable[Message]) -> None:
    """Send messages, then why they ended."""
    try:
        for message in messages:
            connection.send_bytes(ENCODER.encode(message))
    except Exception as error:  # the other process tells the user
        connection.send_bytes(ENCODER.encode(Message(failure=str(error))))
    connection.send_bytes(b"")

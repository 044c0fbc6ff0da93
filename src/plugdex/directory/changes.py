"""Changes, read page by page behind a cursor: nothing is lost, and nothing comes twice.

1. There are two changes for each thing, that of its content and the latest since then. A reader
   who was away for long gets what is there now, not all that happened.
2. That of the content says that it is published or withdrawn; what the other one means depends on
   the reader: behind the cursor statuses changed, or nothing that is shown. With one change for
   both a reader of pages would pass by the content of what gets a new status meanwhile.
3. What is gone is forgotten after a while. A reader whose cursor is older than that has to begin
   again; one who began since never knew what was forgotten.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from plugdex.directory.kept import Change
from plugdex.directory.ports import Reads, Transaction
from plugdex.model.errors import PlugdexError
from plugdex.model.value import Value

What = Literal["published", "status", "withdrawn"]
"""What a change of a location is to a reader."""

CHANGED: Final = msgspec.json.Decoder(dict[str, tuple[int, str]])
"""Of ``Change.changed``."""

KEPT_MILLIS: Final = 30 * 86_400_000
"""How long what is gone is remembered: a reader may be away for so long."""

KIND: Final = "changes"
FLOOR: Final = "floor"
"""The small document with the highest number that was forgotten."""

FORM: Final = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?")


class TooOld(PlugdexError):
    """Changes behind the cursor were forgotten, or are of another log."""

    code = "too-old"
    title = "The cursor is too old"


class Cursor(Value, frozen=True):
    """The number behind which to go on."""

    since: int = 0
    began: int = 0
    """The highest number that had been forgotten when the reader began from nothing."""

    def __str__(self) -> str:
        """As it is given to readers."""
        return f"{self.since}-{self.began}" if self.began else str(self.since)


class Page(Value, frozen=True, kw_only=True):
    """Changes behind a cursor."""

    changes: Sequence[Change]
    since: int
    """The number behind which they come."""
    next: Cursor
    more: bool
    """Whether there are more."""


def to_cursor(text: str) -> Cursor | None:
    """The cursor of a text; ``None`` for what is none."""
    match = FORM.fullmatch(text)
    return Cursor(int(match[1]), int(match[2] or 0)) if match else None


def read_page(reads: Reads, cursor: Cursor, limit: int) -> Page:
    """The changes behind a cursor; raises ``TooOld``."""
    checked = check(reads, cursor)
    found = reads.changes(checked.since, limit + 1)
    changes = found[:limit]
    last = changes[-1].number if changes else checked.since
    return Page(
        changes=changes,
        since=checked.since,
        next=Cursor(last, checked.began),
        more=len(found) > limit,
    )


def check(reads: Reads, cursor: Cursor) -> Cursor:
    """The cursor as it goes on; raises ``TooOld``."""
    floor = forgotten(reads)
    if not cursor.since:
        return Cursor(0, floor)
    if max(cursor.since, cursor.began) < floor:
        raise TooOld(
            f"what went up to change {floor} is forgotten, and the cursor is {cursor.since}. "
            "Take a snapshot, which is all changes behind 0"
        )
    last = reads.last_change()
    if cursor.since > last:
        raise TooOld(
            f"the last change is {last}, and the cursor is {cursor.since}: it is of another store. "
            "Take a snapshot, which is all changes behind 0"
        )
    return cursor


def forgotten(reads: Reads) -> int:
    """The highest number that was forgotten."""
    return int(reads.registered(KIND).get(FLOOR, b"0"))


def forget(tx: Transaction, now: int) -> None:
    """Forget what is gone for long; ``now`` is milliseconds since 1970."""
    highest = tx.forget_changes(now - KEPT_MILLIS)
    if highest > int(tx.registered(KIND).get(FLOOR, b"0")):
        tx.register(KIND, FLOOR, b"%d" % highest)


def what_is(change: Change, since: int) -> What | None:
    """What a change is to a reader of locations; ``None`` for what is nothing to them."""
    if change.kind != "location" or not change.id:
        return None
    if not change.is_live:
        return "published" if change.state == "shown" else "withdrawn"
    return "status" if change.live > since and change.state == "shown" else None


def changed_evses(change: Change, since: int) -> Mapping[str, str]:
    """The EVSEs whose status changed behind a number, and what it was before."""
    found = CHANGED.decode(change.changed) if change.changed else {}
    return {uid: before for uid, (number, before) in found.items() if number > since}

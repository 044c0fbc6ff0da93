"""Prepare published locations again, after the prepared form has changed."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from plugdex.directory.ports import Progress, Store
from plugdex.directory.publish import Dialect, Subject, publish, shown
from plugdex.directory.records import to_location, to_statuses

BATCH: Final = 400


def reindex(store: Store, dialect: Dialect, progress: Progress, *, everything: bool) -> int:
    """Publish again what is not of the dialect's form, or all; returns how many locations."""
    rids: Iterator[int] = iter(list(store.unprepared(-1 if everything else dialect.form)))
    count = 0
    progress.start("reindex", None)
    while batch := list(islice(rids, BATCH)):
        with store.transaction() as tx:
            subjects = []
            for row in tx.stored(batch).values():
                location, statuses = to_location(row), to_statuses(row)
                subjects.append(
                    Subject(
                        rid=row.rid,
                        location=location,
                        statuses=statuses,
                        before=shown(location, statuses),
                        known=statuses,
                    )
                )
            publish(tx, dialect, subjects)
        count += len(batch)
        progress.advance(len(batch))
    progress.done(f"{count:,} locations prepared")
    return count

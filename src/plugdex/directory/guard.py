"""The guard before a register is loaded: is this the whole of it, or something else?

A register is all there is of a source. Before anything of the store is touched, the whole file
is read once; a file with too few or too many locations, or one that lacks most of those that are
known, stops the load.
"""

from collections.abc import Iterable

from plugdex.directory.entries import Entry
from plugdex.directory.ports import Store
from plugdex.directory.status_lists import is_status_list
from plugdex.formats.source import SourceInfo
from plugdex.model.errors import PlugdexError


class UnexpectedLoad(PlugdexError):
    """A register is not what was expected; nothing was changed."""

    code = "unexpected-load"
    title = "The load is not what was expected"


def check_register(store: Store, source: str, info: SourceInfo, entries: Iterable[Entry]) -> None:
    """Read a register to its end; raises ``UnexpectedLoad``."""
    seen: set[int] = set()
    has_statuses = False
    for entry in entries:
        has_statuses = has_statuses or is_status_list(entry.reading)
        if entry.record is not None and entry.record.kind == "location":
            seen.add(entry.record.rid)
    if has_statuses and not seen:
        return  # statuses alone, of what is known
    _check_count(len(seen), info)
    known = {head.rid for head in store.scan("location", source)}
    gone = len(known - seen)
    if 2 * gone > len(known):
        raise UnexpectedLoad(
            f"{gone:,} of {len(known):,} locations of the source {source!r} are not in this load. "
            "Nothing was changed; give the file a source of its own (--source), or load it all "
            "the same with --force."
        )


def _check_count(count: int, info: SourceInfo) -> None:
    if info.expected is None:
        return
    fewest, most = info.expected.locations
    if not fewest <= count <= most:
        raise UnexpectedLoad(
            f"Found {count:,} locations, expected {fewest:,} to {most:,} of {info.title}. "
            "Nothing was changed; load it all the same with --force."
        )

"""The live part of a location whose source is silent: what nobody confirms is not claimed.

Works on the prepared bytes, so that a feed that dies needs no write and is never served as live.
"""

from collections.abc import Collection, Mapping
from typing import Final, get_args

from msgspec.structs import replace

from plugdex.api.here_v3.codes import STATUS
from plugdex.api.splice import PIECE, SEGMENT
from plugdex.directory.kept import Answer
from plugdex.directory.news import decayed
from plugdex.model.vocabulary import Status

NAME: Final = b'"status":"%b"'
DECAYED: Final[Mapping[bytes, bytes]] = {
    NAME % STATUS[status].encode(): NAME % STATUS[decayed(status)].encode()
    for status in get_args(Status)
    if decayed(status) != status
}


def decay(found: Mapping[str, Answer], stale: Collection[int]) -> Mapping[str, Answer]:
    """Answers with the live part of stale sources decayed."""
    if not stale:
        return found
    return {
        content: replace(answer, live=decayed_live(answer.live))
        if answer.source in stale
        else answer
        for content, answer in found.items()
    }


def decayed_live(live: bytes) -> bytes:
    """The same pieces: EVSEs with what is left of their status, groups without free counts."""
    evses, _, groups = live.partition(SEGMENT)
    for before, after in DECAYED.items():
        evses = evses.replace(before, after)
    return evses + SEGMENT + PIECE * groups.count(PIECE)

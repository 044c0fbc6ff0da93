"""From whom the locations of an answer are, and on which terms."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from plugdex.directory.ports import Reads
from plugdex.directory.terms import UNKNOWN, all_terms
from plugdex.model.ids import source_key
from plugdex.model.value import Value

RELOAD_SECONDS: Final = 60.0
"""What another process says of a source counts after so long."""

PATIENCE_SECONDS: Final = 5.0
"""A source that nobody knows is asked for no sooner again."""

ENCODER: Final = msgspec.json.Encoder()


class Credit(Value, frozen=True, kw_only=True, rename="camel", omit_defaults=False):
    """A source of an answer, its licence, and who is to be named; empty where nobody knows."""

    licence: str
    licence_url: str
    attribution: str


class Said(NamedTuple):
    """What is said of a source, as JSON."""

    name: bytes
    credit: bytes


class Credits:
    """Names sources by their keys; asks the store once a minute, sooner for one not known."""

    def __init__(self, reads: Callable[[], Reads], clock: Callable[[], float]) -> None:
        self._reads = reads
        self._clock = clock
        self._loaded = float("-inf")
        self._said: Mapping[int, Said] = {}

    def of(self, sources: Iterable[int]) -> Mapping[int, Said]:
        """What is said of some sources; one that nobody knows yet is absent."""
        keys = sorted(set(sources))
        age = self._clock() - self._loaded
        is_new = age > PATIENCE_SECONDS and any(key not in self._said for key in keys)
        if age > RELOAD_SECONDS or is_new:
            self._loaded = self._clock()
            self._said = dict(said(self._reads()))
        known = self._said
        return {key: known[key] for key in keys if key in known}


def said(reads: Reads) -> Iterator[tuple[int, Said]]:
    """What is said of all sources, by their keys."""
    terms = all_terms(reads)
    for name in sorted({*terms, *reads.sources("location")}):
        found = terms.get(name, UNKNOWN)
        credit = Credit(
            licence=found.licence,
            licence_url=found.licence_url,
            attribution=found.attribution,
        )
        yield source_key(name), Said(ENCODER.encode(name), ENCODER.encode(credit))


def member(sources: Mapping[int, Said]) -> bytes:
    """The member ``sources`` of an answer, by name."""
    found = (b"%b:%b" % (each.name, each.credit) for each in sources.values())
    return b',"sources":{%b}' % b",".join(found)

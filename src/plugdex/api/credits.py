"""From whom the locations of an answer are, and on which terms."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import msgspec

from plugdex.directory.ports import Reads
from plugdex.directory.terms import UNKNOWN, all_terms
from plugdex.model.ids import source_key
from plugdex.model.value import Value

RELOAD_SECONDS: Final = 5.0
"""A source or a licence of another process counts after so long."""

ENCODER: Final = msgspec.json.Encoder()


class Credit(Value, frozen=True, kw_only=True, rename="camel", omit_defaults=False):
    """A source of an answer, its licence, and who is to be named; empty where nobody knows."""

    licence: str
    licence_url: str
    attribution: str


class Credits:
    """Names sources by their keys, as JSON; asks the store at most every five seconds."""

    def __init__(self, reads: Callable[[], Reads], clock: Callable[[], float]) -> None:
        self._reads = reads
        self._clock = clock
        self._loaded = float("-inf")
        self._names: Mapping[int, bytes] = {}
        self._texts: Mapping[int, bytes] = {}

    def refresh(self) -> None:
        """Read what may have changed."""
        now = self._clock()
        if now - self._loaded <= RELOAD_SECONDS:
            return
        self._loaded = now
        reads = self._reads()
        terms = all_terms(reads)
        names = sorted({*terms, *reads.sources("location")})
        self._names = {source_key(name): ENCODER.encode(name) for name in names}
        self._texts = {
            source_key(name): ENCODER.encode(
                Credit(
                    licence=found.licence,
                    licence_url=found.licence_url,
                    attribution=found.attribution,
                )
            )
            for name in names
            for found in (terms.get(name, UNKNOWN),)
        }

    def name(self, source: int) -> bytes:
        """The member ``source`` of an item; empty for one that is not known yet."""
        name = self._names.get(source)
        return b',"source":%b' % name if name else b""

    def member(self, sources: Iterable[int]) -> bytes:
        """The member ``sources`` of an answer, by name."""
        found = (
            b"%b:%b" % (self._names[each], self._texts[each])
            for each in sorted(set(sources))
            if each in self._names
        )
        return b',"sources":{%b}' % b",".join(found)

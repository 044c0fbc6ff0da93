"""The catalogue of connector standards, read from ``connectors.toml``.

Every mapping between names of a standard is generated from that one file.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from plugdex.model.value import Value
from plugdex.model.vocabulary import ConnectorFormat

OCPI_VERSIONS: Final = ("2.1.1", "2.2", "2.2.1", "2.3.0")


class Rating(Value, frozen=True, kw_only=True):
    """Volts (line to neutral) and amperes."""

    volts: int
    amperes: int


class Standard(Value, frozen=True, kw_only=True):
    """A connector standard; the fields are explained at the head of the file."""

    number: int
    ocpi: str
    name: str
    current: tuple[str, ...]
    since: str
    legacy_id: int | None = None
    more_legacy_ids: tuple[int, ...] = ()
    format: ConnectorFormat
    nominal: Rating
    names: Mapping[str, tuple[str | int, ...]] = {}

    @property
    def here(self) -> str:
        """The name in HERE v3."""
        return self.ocpi.upper()

    @property
    def legacy_ids(self) -> tuple[int, ...]:
        """The HERE v2 ids by which a request may ask for it, the published one first."""
        own = () if self.legacy_id is None else (self.legacy_id,)
        return (*own, *self.more_legacy_ids)

    @property
    def mask(self) -> int:
        """The bit of this standard in a set of standards."""
        return 1 << self.number

    @property
    def is_dc_only(self) -> bool:
        """Whether only direct current flows through this plug."""
        return self.current == ("DC",)


class _File(msgspec.Struct):
    connector: tuple[Standard, ...]


STANDARDS: Final[tuple[Standard, ...]] = msgspec.toml.decode(
    Path(__file__).with_name("connectors.toml").read_bytes(), type=_File
).connector
"""All standards, in the order of the file."""

BY_OCPI: Final[Mapping[str, Standard]] = {standard.ocpi: standard for standard in STANDARDS}
BY_HERE: Final[Mapping[str, Standard]] = {standard.here: standard for standard in STANDARDS}
BY_NUMBER: Final[Mapping[int, Standard]] = {s.number: s for s in STANDARDS}


def find_standard(vocabulary: str, name: str | int) -> Standard | None:
    """The standard that a vocabulary means by a name: ``ocpi``, ``here_v2`` (ids), ``ocm`` …

    Case, spaces, dashes and underscores do not count. ``None`` when the name is not known or
    stands for several standards.
    """
    found = _index(vocabulary).get(_plain(name), ())
    return found[0] if len(found) == 1 else None


def candidates(vocabulary: str, name: str | int) -> tuple[Standard, ...]:
    """All standards for which a vocabulary uses a name."""
    return _index(vocabulary).get(_plain(name), ())


@cache
def _index(vocabulary: str) -> Mapping[str | int, tuple[Standard, ...]]:
    index: dict[str | int, tuple[Standard, ...]] = {}
    for standard in STANDARDS:
        for name in dict.fromkeys(map(_plain, _names(standard, vocabulary))):
            index[name] = (*index.get(name, ()), standard)
    return index


def _names(standard: Standard, vocabulary: str) -> tuple[str | int, ...]:
    if vocabulary == "here_v2":
        return standard.legacy_ids
    aliases = standard.names.get(vocabulary, ())
    return (standard.ocpi, *aliases) if vocabulary == "ocpi" else aliases


def _plain(name: str | int) -> str | int:
    if isinstance(name, int):
        return name
    return "".join(ch for ch in name.casefold() if ch not in " _-")

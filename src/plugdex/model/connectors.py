"""The catalogue of connector standards, read from ``connectors.toml``.

Every mapping between names of a standard is generated from that one file.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
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
    legacy_ids: tuple[int, ...] = ()
    format: ConnectorFormat
    nominal: Rating
    names: Mapping[str, tuple[str | int, ...]] = {}

    @property
    def here(self) -> str:
        """The name in HERE v3."""
        return self.ocpi.upper()

    @property
    def legacy_id(self) -> int | None:
        """The HERE v2 id that we publish."""
        return self.legacy_ids[0] if self.legacy_ids else None

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
    files(__package__).joinpath("connectors.toml").read_bytes(), type=_File
).connector
"""All standards, in the order of the file."""

BY_OCPI: Final[Mapping[str, Standard]] = {standard.ocpi: standard for standard in STANDARDS}
BY_HERE: Final[Mapping[str, Standard]] = {standard.here: standard for standard in STANDARDS}
BY_NUMBER: Final[Mapping[int, Standard]] = {s.number: s for s in STANDARDS}


def find_standard(vocabulary: str, name: str | int) -> Standard | None:
    """The standard that a vocabulary (``ocpi``, ``ocm``, ``osm`` …) means by a name.

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
        own = (standard.ocpi,) if vocabulary == "ocpi" else ()
        for name in dict.fromkeys(map(_plain, (*own, *standard.names.get(vocabulary, ())))):
            index[name] = (*index.get(name, ()), standard)
    return index


def _plain(name: str | int) -> str | int:
    if isinstance(name, int):
        return name
    return "".join(ch for ch in name.casefold() if ch not in " _-")

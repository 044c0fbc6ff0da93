"""Code tables: what a source's word means, and a note for every word that nobody knows."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from plugdex.formats.notes import Notes

T = TypeVar("T")


class CodeTable(Generic[T]):
    """Meanings by word; case, spaces, dashes and underscores do not count."""

    def __init__(self, meanings: Mapping[str, T]) -> None:
        self._meanings = {_plain(word): meaning for word, meaning in meanings.items()}

    def find(self, word: str, notes: Notes, path: str) -> T | None:
        """The meaning; ``None`` and ``enum_unknown`` for a word that is not in the table."""
        found = self._meanings.get(_plain(word))
        if found is None:
            notes.add("enum_unknown", "dropped", path, word)
        return found


def _plain(word: str) -> str:
    return "".join(ch for ch in word.casefold() if ch not in " _-")

"""The catalogue of vehicles: by id, and by words."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from plugdex.model.vehicles import Vehicle


class Catalogue:
    """Vehicles by make, model, newest year first; of two with one id the later one counts."""

    def __init__(self, vehicles: Iterable[Vehicle]) -> None:
        self.by_id: Mapping[str, Vehicle] = {one.id: one for one in vehicles}
        self._sorted = sorted(self.by_id.values(), key=_order)
        self._words = [_plain(one.label) for one in self._sorted]

    def find(self, id: str) -> Vehicle | None:
        """The vehicle of an id."""
        return self.by_id.get(id)

    def search(self, text: str, limit: int) -> Sequence[Vehicle]:
        """Vehicles in whose names all words of a text stand; all where there is no word."""
        words = _plain(text).split()
        found = (
            one
            for one, name in zip(self._sorted, self._words, strict=True)
            if all(word in name for word in words)
        )
        return [one for one, _ in zip(found, range(limit), strict=False)]


def _order(one: Vehicle) -> tuple[str, str, int, str]:
    return _plain(one.make or ""), _plain(one.model or ""), -(one.year or 0), one.id


def _plain(text: str) -> str:
    """Lower case, without accents: a driver types ``citroen``."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(ch for ch in letters if not unicodedata.combining(ch))

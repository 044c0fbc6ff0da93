"""Changes as events, and what readers want of them."""

from typing import Final, NamedTuple

from plugdex.directory.asked import Box
from plugdex.directory.changes import What
from plugdex.directory.kept import Published
from plugdex.model.geo import covers
from plugdex.model.value import Value


class ChangeText(NamedTuple):
    """A change, ready to be sent."""

    number: int
    what: What
    text: bytes
    place: Published | None = None
    """``None`` for what is withdrawn."""


class Wanted(Value, frozen=True, kw_only=True):
    """What a reader wants to hear of; withdrawals are of interest to everybody."""

    box: Box | None = None
    standards: int = 0
    """A set; 0: any."""
    operators: frozenset[int] = frozenset()
    """Keys (see ``model.ids.partner_key``); empty: any."""

    def takes(self, change: ChangeText) -> bool:
        """Whether a change is wanted."""
        place = change.place
        if place is None:
            return True
        return (
            (self.box is None or covers(self.box, place.lat, place.lon))
            and (not self.standards or bool(place.standards & self.standards))
            and (not self.operators or place.operator in self.operators)
        )


EVERYTHING: Final = Wanted()

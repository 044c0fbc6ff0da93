"""What is prepared when a location is published: the answers of the dialects that are hot."""

from collections.abc import Mapping
from typing import Final

from plugdex.api.here_v3 import prepare as here_v3
from plugdex.api.own import cards
from plugdex.directory.publish import Rendered
from plugdex.model.location import Location
from plugdex.model.status import EvseStatus

FORM: Final = 3
"""To be raised with every change of the prepared bytes, or of what is stored beside them."""


class Prepared:
    """Renders the answers of HERE v3 and the cards of our own search; a ``Dialect``."""

    form: int = FORM

    def prepare(
        self, content: str, location: Location, statuses: Mapping[str, EvseStatus]
    ) -> Rendered:
        """A location that is shown, whole and as a card."""
        prepared, live = here_v3.prepare(content, location, statuses, here_v3.NO_EXTRAS)
        return Rendered(
            prepared=prepared,
            live=live,
            card=cards.render(content, location, statuses),
        )

    def refresh(
        self, content: str, location: Location, statuses: Mapping[str, EvseStatus]
    ) -> tuple[bytes, bytes]:
        """The live part of the same location, and its card."""
        live = here_v3.live_part(location, statuses)
        return live, cards.render(content, location, statuses)

"""The live part of a location: status and time stamps, which are not content."""

from datetime import datetime

from plugdex.model.value import Value
from plugdex.model.vocabulary import Status


class EvseStatus(Value, frozen=True, kw_only=True):
    """The status of one EVSE, since when it holds, and how fresh the EVSE is (UTC)."""

    uid: str
    status: Status
    modified: datetime
    updated: datetime | None = None
    """Last change of the EVSE or of one of its connectors; ``None``: the same as ``modified``."""
    connectors: tuple[tuple[str, datetime], ...] = ()
    """Last change by connector id, where it is not that of the EVSE."""
    twin: bool = False
    """Whether a fresher location of the source has the same EVSE; it is not shown then."""

    @property
    def freshness(self) -> datetime:
        """When the EVSE or something in it last changed."""
        return self.updated or self.modified

    def connector_freshness(self, connector_id: str) -> datetime:
        """When a connector last changed."""
        return dict(self.connectors).get(connector_id, self.freshness)

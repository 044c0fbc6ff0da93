"""The live part of a location: what changes by the minute."""

from datetime import datetime

from plugdex.model.value import Value
from plugdex.model.vocabulary import Status


class EvseStatus(Value, frozen=True, kw_only=True):
    """The status of one EVSE and since when the source says so (UTC)."""

    uid: str
    status: Status
    modified: datetime

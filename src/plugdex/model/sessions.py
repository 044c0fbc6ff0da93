"""Charging sessions: only what tells whether charging works, and nothing about who charged."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from plugdex.model.value import NEVER, Value

SessionKind = Literal["session", "cdr"]


class Session(Value, frozen=True, kw_only=True):
    """A session, or the charge detail record (CDR) of one.

    Tokens, contracts, meter values and costs are not kept.
    """

    source: str
    id: str
    kind: SessionKind
    last_updated: datetime = NEVER
    country_code: str | None = None
    party_id: str | None = None
    location_id: str | None = None
    evse_uid: str | None = None
    connector_id: str | None = None
    started: datetime | None = None
    ended: datetime | None = None
    kwh: Decimal | None = None
    status: str | None = None
    """ACTIVE, COMPLETED, INVALID, PENDING or RESERVATION; a CDR has none."""
    session_id: str | None = None
    """The session of a CDR."""
    credit: bool = False
    credit_reference_id: str | None = None
    currency: str | None = None

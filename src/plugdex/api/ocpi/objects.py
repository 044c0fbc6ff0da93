"""Objects of ours as JSON of a version; empty where the version cannot say them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from plugdex.directory.records import ENCODER
from plugdex.formats.ocpi.write.connectors import write_connector
from plugdex.formats.ocpi.write.encode import encode
from plugdex.formats.ocpi.write.evses import write_evse
from plugdex.formats.ocpi.write.locations import write_location
from plugdex.formats.ocpi.write.tariffs import write_tariff
from plugdex.formats.ocpi.write.times import time_of
from plugdex.formats.ocpi.write.versions import RULES
from plugdex.formats.port import Party
from plugdex.model.location import Evse, Location
from plugdex.model.sessions import Session
from plugdex.model.status import EvseStatus
from plugdex.model.tariffs import Tariff

NOT_KEPT: Final = "#NA"
"""Stands for a text that OCPI requires and that we do not keep (OCPI 2.2.1 §16.6)."""


def location_object(
    location: Location,
    statuses: Mapping[str, EvseStatus],
    version: str,
    owner: Party | None = None,
) -> bytes:
    """A whole location."""
    written = write_location(location, statuses, version, owner)
    return encode(written) if written else b""


def location_part(
    location: Location, live: Sequence[EvseStatus], place: tuple[str, str], version: str
) -> bytes:
    """A location, one of its EVSEs, or a connector of that."""
    uid, connector = place
    statuses = {each.uid: each for each in live}
    if not uid:
        return location_object(location, statuses, version)
    evse = next((each for each in location.evses if each.uid.casefold() == uid.casefold()), None)
    if evse is None:
        return b""
    status = statuses.get(evse.uid)
    if connector:
        return _connector(evse, connector, status, location, version)
    written = write_evse(evse, location, status, version)
    return encode(written) if written else b""


def _connector(
    evse: Evse, own_id: str, live: EvseStatus | None, location: Location, version: str
) -> bytes:
    found = (each for each in evse.connectors if each.id.casefold() == own_id.casefold())
    connector = next(found, None)
    if connector is None:
        return b""
    updated = live.connector_freshness(connector.id) if live else location.last_updated
    written = write_connector(connector, updated, version)
    return encode(written) if written else b""


def tariff_object(tariff: Tariff, version: str, owner: Party | None = None) -> bytes:
    """A tariff."""
    written = write_tariff(tariff, version, owner)
    return encode(written) if written else b""


def session_object(session: Session, version: str) -> bytes:
    """What we keep of a session or CDR; what OCPI requires besides is ``#NA``."""
    rules, old = RULES[version], version == "2.1.1"
    times = _times(session, old)
    found: dict[str, Any] = {
        "country_code": None if old else session.country_code,
        "party_id": None if old else session.party_id,
        "id": session.id,
        **{name: time_of(moment, rules) for name, moment in times.items() if moment},
        **(_cdr(session) if session.kind == "cdr" else _session(session)),
        "auth_method": "WHITELIST",
        "currency": session.currency,
        "last_updated": time_of(session.last_updated, rules),
    }
    return ENCODER.encode({name: value for name, value in found.items() if value is not None})


def _times(session: Session, old: bool) -> dict[str, Any]:
    """Names of begin and end differ by version and kind (contract §1.15)."""
    if session.kind == "session" and old:
        return {"start_datetime": session.started, "end_datetime": session.ended}
    end = "stop_date_time" if old else "end_date_time"
    return {"start_date_time": session.started, end: session.ended}


def _session(session: Session) -> dict[str, Any]:
    return {
        "kwh": session.kwh,
        "status": session.status,
        "location_id": session.location_id or NOT_KEPT,
        "evse_uid": session.evse_uid or NOT_KEPT,
        "connector_id": session.connector_id or NOT_KEPT,
    }


def _cdr(session: Session) -> dict[str, Any]:
    return {
        "total_energy": session.kwh,
        "session_id": session.session_id,
        "credit": session.credit or None,
        "credit_reference_id": session.credit_reference_id,
        "cdr_location": {
            "id": session.location_id or NOT_KEPT,
            "evse_uid": session.evse_uid or NOT_KEPT,
            "connector_id": session.connector_id or NOT_KEPT,
        },
    }

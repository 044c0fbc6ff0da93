"""Sessions and CDRs of all versions: only what tells whether charging works (contract §11)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from msgspec.structs import replace

from plugdex.formats.ocpi.push.body import Invalid, Rules
from plugdex.formats.ocpi.times import read_time
from plugdex.formats.port import Party
from plugdex.model.sessions import Session, SessionKind
from plugdex.model.text import is_nothing

STATUSES: Final[Mapping[str, str]] = {
    **{name: name for name in ("ACTIVE", "COMPLETED", "INVALID", "PENDING", "RESERVATION")},
    "RESERVED": "RESERVATION",
}

STARTED: Final = ("start_date_time", "start_datetime")
ENDED: Final = ("end_date_time", "end_datetime", "stop_date_time")
ENERGY: Final[Mapping[SessionKind, tuple[str, ...]]] = {
    "session": ("kwh",),
    "cdr": ("total_energy",),
}
NEEDED: Final[Mapping[SessionKind, tuple[tuple[str, ...], ...]]] = {
    "session": (("id",), STARTED, ("kwh",), ("status",), ("currency",)),
    "cdr": (("id",), STARTED, ENDED, ("total_energy",), ("currency",)),
}

REQUIRED: Final = frozenset({"kwh", "status", "currency", "last_updated", *STARTED})
"""Members of a session that cannot be cleared."""


def read_session(
    kind: SessionKind, members: Mapping[str, Any], owner: Party, moment: datetime, rules: Rules
) -> Session:
    """A whole session or CDR; raises ``Invalid``."""
    missing = [f"$.{names[0]}" for names in NEEDED[kind] if _first(members, names) is None]
    if missing:
        raise Invalid(f"{', '.join(missing)}: required and missing")
    empty = Session(
        source=rules.options.source,
        id=str(members["id"]),
        kind=kind,
        country_code=owner.country_code,
        party_id=owner.party_id,
    )
    return change_session(empty, members, moment)


def change_session(before: Session, members: Mapping[str, Any], moment: datetime) -> Session:
    """A session with some members changed; raises ``Invalid`` and then changes nothing."""
    found: dict[str, Any] = {"last_updated": moment, **_place(members)}
    for field, names in (("started", STARTED), ("ended", ENDED)):
        if any(name in members for name in names):
            found[field] = _time(members, names)
    energy = _first(members, ENERGY[before.kind])
    if energy is not None:
        found["kwh"] = _energy(energy, ENERGY[before.kind][0])
    if members.get("status") is not None:
        found["status"] = _status(members["status"])
    for name in ("session_id", "credit_reference_id", "currency"):
        if members.get(name) is not None:
            found[name] = str(members[name])
    if "credit" in members:
        found["credit"] = members["credit"] is True
    return replace(before, **found)


def _place(members: Mapping[str, Any]) -> dict[str, str]:
    """Where it was: by ids (2.2.1), by the whole location (2.1.1), or by a part (CDR)."""
    location = members.get("cdr_location") or members.get("location")
    nested = location if isinstance(location, dict) else {}
    evse = _only(nested.get("evses"))
    connector = _only(evse.get("connectors"))
    places = {
        "location_id": _first(members, ("location_id",)) or nested.get("id"),
        "evse_uid": _first(members, ("evse_uid",)) or nested.get("evse_uid") or evse.get("uid"),
        "connector_id": _first(members, ("connector_id",))
        or nested.get("connector_id")
        or connector.get("id"),
    }
    return {name: str(value) for name, value in places.items() if _is_id(value)}


def _only(values: object) -> Mapping[str, Any]:
    """The first object of a list."""
    return values[0] if isinstance(values, list) and values and isinstance(values[0], dict) else {}


def _is_id(value: object) -> bool:
    """Whether it names something; a reservation may say ``#NA`` (OCPI 2.2.1 §9.3.1)."""
    return isinstance(value, str | int) and not is_nothing(str(value))


def _first(members: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((members[name] for name in names if members.get(name) is not None), None)


def _time(members: Mapping[str, Any], names: tuple[str, ...]) -> datetime | None:
    """A time; placeholders such as 1970 are none (contract §11)."""
    name = next(name for name in names if name in members)
    value = members[name]
    if value is None:
        return None
    if not isinstance(value, str):
        raise Invalid(f"$.{name}: must be a text")
    found, _ = read_time(value)
    if found is None and not value.startswith(("0001", "1970")):
        raise Invalid(f"$.{name}: is no time ({value[:40]!r})")
    return found


def _energy(value: object, name: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Invalid(f"$.{name}: must be a number")
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise Invalid(f"$.{name}: must be a number of kWh, 0 or more")
    return found


def _status(value: object) -> str:
    found = STATUSES.get(str(value).strip().upper())
    if found is None:
        raise Invalid(f"$.status: is no status of a session ({str(value)[:40]!r})")
    return found

"""Status of an EVSE, wherever it stands and however it is spelled (wild 6.2, 6.3)."""

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.vocabulary import OTHER_STATUSES
from plugdex.model.text import is_nothing
from plugdex.model.vocabulary import STATUSES, Status


def status_of(evse: wire.Evse, notes: Notes, path: str) -> Status:
    """The status of an EVSE; that of its connectors only where it has none."""
    if evse.status is not None and not is_nothing(evse.status):
        return known_status(evse.status, notes, f"{path}.status")
    stated = [c.status for c in evse.connectors or () if c.status and not is_nothing(c.status)]
    if not stated:
        notes.add("null_required", "normalised", f"{path}.status", evse.status or "", "UNKNOWN")
        return "UNKNOWN"
    found = {known_status(status, notes, f"{path}.connectors.status") for status in stated}
    status: Status = "UNKNOWN"
    if "CHARGING" in found:
        status = "CHARGING"
    elif len(found) == 1 and len(stated) == len(evse.connectors or ()):
        status = found.pop()
    notes.add("status_on_connector", "normalised", f"{path}.status", ", ".join(stated), status)
    return status


def known_status(text: str, notes: Notes, path: str) -> Status:
    """A status of OCPI; other words as far as their meaning is sure."""
    if text in STATUSES and text != "OPERATIONAL":
        return text  # type: ignore[return-value]  # the set holds the literal's values
    upper = text.strip().upper().replace(" ", "_")
    if upper in STATUSES and upper != "OPERATIONAL":
        code = "enum_case" if upper != text.strip() else "whitespace"
        notes.add(code, "normalised", path, text, upper)
        return upper  # type: ignore[return-value]  # as above
    status = OTHER_STATUSES.get(upper, "OPERATIONAL" if upper == "OPERATIONAL" else "UNKNOWN")
    notes.add("status_unknown", "normalised", path, text, status)
    return status

"""Whether a record is shown, and who may charge there."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from plugdex.formats.notes import Notes
from plugdex.formats.ocm import wire
from plugdex.formats.ocm.reference import reference
from plugdex.formats.source import load_source

INFO: Final = load_source(__file__)
SUBMISSION: Final = INFO.codes["submission"]
USAGE: Final = INFO.codes["usage"]
GONE: Final = frozenset({"200", "210"})
"""Status types of what was taken down."""


class Access(NamedTuple):
    """Whether the public may see a location, and restrictions of the model."""

    publish: bool
    restrictions: tuple[str, ...] = ()


def is_gone(poi: wire.Poi) -> str:
    """Why a record is no place any more; empty where it is one."""
    submission = id_of(poi.submission_status_type_id, poi.submission_status)
    if SUBMISSION.get(submission) == "gone":
        return f"SubmissionStatusTypeID {submission}"
    status = id_of(poi.status_type_id, poi.status_type)
    return f"StatusTypeID {status}" if status in GONE else ""


def access(poi: wire.Poi, is_public: bool, notes: Notes) -> Access:
    """Rules of the reference page: live, with an open licence, and for the public."""
    usage = _known(USAGE, id_of(poi.usage_type_id, poi.usage_type), notes, "$.UsageTypeID")
    licensed = _is_licensed(poi, notes)
    submission = id_of(poi.submission_status_type_id, poi.submission_status)
    live = _known(SUBMISSION, submission, notes, "$.SubmissionStatusTypeID") != "hidden"
    allowed = is_public if usage in ("", "unknown") else usage != "private"
    restriction = usage if usage.isupper() else ""
    return Access(allowed and live and licensed, (restriction,) if restriction else ())


def _is_licensed(poi: wire.Poi, notes: Notes) -> bool:
    """Whether the data of the provider is open; one that says nothing is not."""
    provider = poi.data_provider
    ident = poi.data_provider_id if poi.data_provider_id is not None else provider and provider.id
    if provider is not None and (provider.license or provider.is_open_data_licensed is not None):
        text = (provider.license or "").casefold()
        is_open = bool(provider.is_open_data_licensed) and "noncommercial" not in text
    else:
        is_open = reference().providers.get(str(ident)) == "open"
    if not is_open:
        name = (provider.title if provider else None) or f"data provider {ident}"
        notes.add("licence_closed", "noted", "$.DataProviderID", name)
    return is_open


def id_of(number: int | None, thing: wire.Named | None) -> str:
    """The id of reference data: by itself, or of the object; empty where there is neither."""
    found = number if number is not None else thing.id if thing else None
    return "" if found is None else str(found)


def _known(table: Mapping[str, str], code: str, notes: Notes, path: str) -> str:
    if not code:
        return ""
    found = table.get(code)
    if found is None:
        notes.add("enum_unknown", "dropped", path, code)
    return found or ""

"""List locations of a box, page by page."""

from msgspec.structs import replace

from plugdex.directory.ports import Reads
from plugdex.directory.publish import shown
from plugdex.directory.records import location_content_id, to_location, to_statuses
from plugdex.directory.search.core import search
from plugdex.directory.search.question import Question
from plugdex.model.location import Location
from plugdex.model.value import Value


class Listed(Value, frozen=True, kw_only=True):
    """A location as a list shows it."""

    id: str
    name: str | None = None
    lat: float
    lon: float
    operator: str | None = None
    standards: tuple[str, ...] = ()


class Page(Value, frozen=True, kw_only=True):
    """A part of a list; ``last`` is its last place, ``None`` when nothing follows."""

    items: tuple[Listed, ...]
    last: tuple[float, int] | None = None


def list_locations(reads: Reads, question: Question) -> Page:
    """The locations of a box in a stable order; pass ``last`` on as ``after`` for the next page."""
    found = search(reads, replace(question, limit=question.limit + 1))
    page = found[: question.limit]
    stored = reads.documents([each.rid for each in page])
    rows = (stored[each.rid] for each in page if each.rid in stored)
    items = (_listed(shown(to_location(row), to_statuses(row))) for row in rows)
    last = page[-1].place if len(found) > len(page) else None
    return Page(items=tuple(filter(None, items)), last=last)


def _listed(location: Location | None) -> Listed | None:
    if location is None or location.coordinates is None:
        return None
    return Listed(
        id=location_content_id(location),
        name=location.name,
        lat=location.coordinates.lat,
        lon=location.coordinates.lon,
        operator=location.operator.name if location.operator else None,
        standards=tuple(
            dict.fromkeys(
                connector.standard
                for evse in location.evses
                for connector in evse.connectors
                if connector.standard
            )
        ),
    )

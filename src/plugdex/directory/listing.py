"""List locations of a box, page by page."""

from msgspec.structs import replace

from plugdex.directory.ports import Find, Hit, Reads
from plugdex.directory.publish import shown
from plugdex.directory.records import location_content_id, to_location, to_statuses
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
    last: Hit | None = None


def list_locations(reads: Reads, question: Find) -> Page:
    """The locations of a box in a stable order; pass ``last`` on as ``after`` for the next page."""
    found = reads.find(replace(question, limit=question.limit + 1))
    hits = found[: question.limit]
    stored = reads.documents([hit.rid for hit in hits])
    rows = (stored[hit.rid] for hit in hits if hit.rid in stored)
    items = (_listed(shown(to_location(row), to_statuses(row))) for row in rows)
    return Page(items=tuple(filter(None, items)), last=hits[-1] if len(found) > len(hits) else None)


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

"""``GET /api/sources`` and ``/api/sources/{name}``: what each source brought, and what was wrong.

A browser gets the report as a page, everybody else as JSON.
"""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from plugdex.api.own.problems import NotFound
from plugdex.api.own.source_page import source_page
from plugdex.api.services import Services
from plugdex.directory.loads import Load, all_loads
from plugdex.directory.terms import Terms, all_terms
from plugdex.formats.registry import FORMATS
from plugdex.formats.source import SourceInfo
from plugdex.model.value import Value

JSON = "application/json"


class SourceEntry(Value, frozen=True, kw_only=True, rename="camel", omit_defaults=False):
    """A source in the list."""

    name: str
    format: str
    licence: str
    """SPDX identifier where there is one; empty: nobody knows."""
    licence_url: str
    attribution: str
    finished: int
    """End of the last load, milliseconds since 1970."""
    locations: int
    connectors: int
    issues: int


class SourceList(Value, frozen=True, kw_only=True):
    """All sources by name."""

    items: tuple[SourceEntry, ...]


class SourceReport(Value, frozen=True, kw_only=True):
    """The last load of a source, and what is known of it before any load."""

    name: str
    info: SourceInfo | None
    terms: Terms
    load: Load


def list_endpoint(request: Request) -> Response:
    """All sources that were loaded."""
    services: Services = request.app.state.services
    reads = services.reads()
    terms = all_terms(reads)
    items = (_entry(load, terms[load.source]) for load in all_loads(reads).values())
    return Response(msgspec.json.encode(SourceList(items=tuple(items))), media_type=JSON)


def report_endpoint(request: Request) -> Response:
    """The report of one source."""
    services: Services = request.app.state.services
    name: str = request.path_params["name"]
    reads = services.reads()
    load = all_loads(reads).get(name)
    if load is None:
        raise NotFound(f"nothing was loaded from a source {name!r}; see /api/sources")
    info, terms = info_of(load.format), all_terms(reads)[name]
    if "text/html" in request.headers.get("accept", ""):
        return source_page(load, info, terms)
    report = SourceReport(name=name, info=info, terms=terms, load=load)
    return Response(msgspec.json.encode(report), media_type=JSON)


def info_of(format_name: str) -> SourceInfo | None:
    """What is known of a format's source."""
    found = FORMATS.get(format_name)
    return found.info if found else None


def _entry(load: Load, terms: Terms) -> SourceEntry:
    return SourceEntry(
        name=load.source,
        format=load.format,
        licence=terms.licence,
        licence_url=terms.licence_url,
        attribution=terms.attribution,
        finished=load.finished,
        locations=load.report.locations.total,
        connectors=load.report.connectors.total,
        issues=sum(load.report.issues.values()),
    )

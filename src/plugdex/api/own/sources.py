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
from plugdex.formats.registry import FORMATS
from plugdex.formats.source import SourceInfo
from plugdex.model.value import Value

JSON = "application/json"


class SourceEntry(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A source in the list."""

    name: str
    format: str
    licence: str
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
    load: Load


def list_endpoint(request: Request) -> Response:
    """All sources that were loaded."""
    services: Services = request.app.state.services
    loads = all_loads(services.reads()).values()
    return Response(
        msgspec.json.encode(SourceList(items=tuple(map(_entry, loads)))), media_type=JSON
    )


def report_endpoint(request: Request) -> Response:
    """The report of one source."""
    services: Services = request.app.state.services
    name: str = request.path_params["name"]
    load = all_loads(services.reads()).get(name)
    if load is None:
        raise NotFound(f"nothing was loaded from a source {name!r}; see /api/sources")
    info = info_of(load.format)
    if "text/html" in request.headers.get("accept", ""):
        return source_page(load, info)
    report = SourceReport(name=name, info=info, load=load)
    return Response(msgspec.json.encode(report), media_type=JSON)


def info_of(format_name: str) -> SourceInfo | None:
    """What is known of a format's source."""
    found = FORMATS.get(format_name)
    return found.info if found else None


def _entry(load: Load) -> SourceEntry:
    info = info_of(load.format)
    return SourceEntry(
        name=load.source,
        format=load.format,
        licence=info.licence if info else "",
        attribution=info.attribution if info else "",
        finished=load.finished,
        locations=load.report.locations.total,
        connectors=load.report.connectors.total,
        issues=sum(load.report.issues.values()),
    )

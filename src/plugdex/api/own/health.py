"""``GET /health``: whether the store can be read, and how old what it has is."""

import logging
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from plugdex import __version__
from plugdex.api.services import Services
from plugdex.directory.feeds import Health, overview
from plugdex.directory.loads import all_loads
from plugdex.directory.ports import Reads
from plugdex.model.value import Value

WELL: Final[frozenset[Health]] = frozenset({"ok", "new"})

log = logging.getLogger("plugdex.health")


class FeedAge(Value, frozen=True, kw_only=True, omit_defaults=False):
    """How a feed is doing; ages are seconds."""

    name: str
    state: Health
    age: float | None
    """Since it was heard of, by pull or push; ``null`` when it never was."""


class SourceAge(Value, frozen=True, kw_only=True, omit_defaults=False):
    """When a source was loaded the last time."""

    name: str
    age: float


class HealthReport(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The state of the service: ``degraded`` serves, but some feed is not well."""

    status: Literal["ok", "degraded", "unavailable"]
    version: str
    locations: int | None = None
    """``null`` when the store cannot be read."""
    feeds: tuple[FeedAge, ...] = ()
    sources: tuple[SourceAge, ...] = ()


def health_endpoint(request: Request) -> Response:
    """200 as long as the store can be read, 503 otherwise; needs no key."""
    services: Services = request.app.state.services
    try:
        report = health_of(services.reads(), time.time_ns() // 1_000_000)
    except Exception:  # whatever it is, the answer is that it does not work
        log.exception("store_failed")
        report = HealthReport(status="unavailable", version=__version__)
    failed = report.status == "unavailable"
    return Response(
        msgspec.json.encode(report),
        HTTPStatus.SERVICE_UNAVAILABLE if failed else HTTPStatus.OK,
        media_type="application/json",
        headers={"cache-control": "no-store"},
    )


def health_of(reads: Reads, now: int) -> HealthReport:
    """The report at a time (milliseconds since 1970); raises ``StoreError``."""
    feeds = tuple(
        FeedAge(name=feed.name, state=feed.state, age=age(feed.heard, now))
        for feed in overview(reads, now)
    )
    return HealthReport(
        status="ok" if all(feed.state in WELL for feed in feeds) else "degraded",
        version=__version__,
        locations=reads.location_count(),
        feeds=feeds,
        sources=source_ages(reads, now),
    )


def source_ages(reads: Reads, now: int) -> tuple[SourceAge, ...]:
    """The ages of the last loads."""
    loads: Mapping[str, int] = {name: load.finished for name, load in all_loads(reads).items()}
    return tuple(
        SourceAge(name=name, age=(now - finished) / 1000) for name, finished in loads.items()
    )


def age(moment: int | None, now: int) -> float | None:
    """Seconds since a moment (milliseconds since 1970)."""
    return None if moment is None else (now - moment) / 1000

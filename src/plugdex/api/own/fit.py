"""``GET /api/locations/{id}/fit``: whether and how a vehicle can charge, connector by connector."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from plugdex.api.own.problems import InvalidQuery, NotFound
from plugdex.api.own.vehicle_query import Asked, read_vehicle
from plugdex.api.own.vehicles import VehicleView, view_of
from plugdex.api.services import Services
from plugdex.directory.lookup import in_full, look_up
from plugdex.directory.ports import Reads
from plugdex.model.fit import Site, Verdict, fit, site_of
from plugdex.model.fit_text import fit_text
from plugdex.model.location import Connector, Location
from plugdex.model.value import Value

FITS: Final[Mapping[Verdict, Literal["direct", "adapter", "no", "unknown"]]] = {
    "DIRECT": "direct",
    "ADAPTER": "adapter",
    "NO": "no",
    "UNKNOWN": "unknown",
}


class ConnectorFit(Value, frozen=True, kw_only=True, rename="camel"):
    """The answer for one connector; powers are watts, what is absent is not known."""

    evse: str
    """The uid of its EVSE."""
    connector: str
    standard: str | None = None
    fit: Literal["direct", "adapter", "no", "unknown"]
    adapter: str | None = None
    """The adapter that is used, or that would help."""
    has_adapter: bool | None = None
    """Whether the question says that the driver has it."""
    own_cable: bool | None = None
    """Whether the driver's own cable is needed."""
    max_power: int | None = None
    lasting_power: int | None = None
    """What a household socket bears for hours, where that is less."""
    reasons: tuple[str, ...] = ()
    """Why not, or what limits the power."""
    assumptions: tuple[str, ...] = ()
    """What is not known and was assumed for the power."""
    text: str


class FitAnswer(Value, frozen=True, kw_only=True):
    """All connectors of a location."""

    vehicle: VehicleView
    connectors: tuple[ConnectorFit, ...]


def fit_endpoint(request: Request) -> Response:
    """The answer for each connector of a location."""
    services: Services = request.app.state.services
    asked = read_vehicle(request.query_params, services.vehicles)
    if asked is None:
        raise InvalidQuery("vehicle", "must be an id of /api/vehicles, or custom with inlets=…")
    location = _location(services.reads(), request.path_params["id"])
    site = site_of(location)
    answer = FitAnswer(
        vehicle=view_of(asked.vehicle),
        connectors=tuple(
            fit_of(evse.uid, connector, site, asked)
            for evse in location.evses
            for connector in evse.connectors
        ),
    )
    return Response(msgspec.json.encode(answer), media_type="application/json")


def fit_of(uid: str, connector: Connector, site: Site, asked: Asked) -> ConnectorFit:
    """One connector's answer."""
    found = fit(asked.vehicle, asked.adapters, connector, site)
    how = found.connection
    fits = how.verdict in ("DIRECT", "ADAPTER")
    return ConnectorFit(
        evse=uid,
        connector=connector.id,
        standard=connector.standard,
        fit=FITS[how.verdict],
        adapter=how.adapter,
        has_adapter=how.has_adapter if how.adapter else None,
        own_cable=how.own_cable if fits else None,
        max_power=found.power.watts,
        lasting_power=found.power.lasting,
        reasons=found.reasons,
        assumptions=found.power.assumptions,
        text=fit_text(found, connector.standard, asked.vehicle),
    )


def _location(reads: Reads, id: str) -> Location:
    answers = look_up(reads, [id])
    found = in_full(reads, list(answers.values()), tariffs=False).get(id)
    if found is None:
        raise NotFound(f"no location has the id {id!r}; GET /api/locations lists ids")
    return found.location

"""Our own OpenAPI 3.1 description of the dialect, made from the same tables and shapes."""

from functools import cache
from typing import Final

import msgspec

from plugdex.api import openapi
from plugdex.api.here_v2 import areas, codes, params, shapes
from plugdex.api.here_v2.encode import MEDIA, ROOT
from plugdex.api.openapi import TEXT, Node, Schema, parameter, schema_of
from plugdex.model.value import Value

PREFIX: Final = "/ev"
"""The path under which the dialect lives."""

STORE: Final = (500, 503)

FAILURES: Final = {
    400: "A parameter is missing or not allowed; `error_description` says which",
    401: "No or unknown credentials",
    404: "No such station or pool, or no such path",
    500: "Internal error",
    503: "The store does not answer",
}
AREA: Final = ("prox", "bbox", "corridor")
ONE: Final = ("id",)
MANY: Final = ("ids",)
SEARCH: Final = (*AREA, "connectortype", "emsp", "maxresults", "offset")


class Resource(Value, frozen=True, kw_only=True):
    """A path without its extension, and what it answers."""

    path: str
    name: str
    summary: str
    parameters: tuple[str, ...] = ()
    shape: type[msgspec.Struct] = shapes.EvStationsResult


RESOURCES: Final = (
    Resource(path="/stations", name="Stations", summary="Stations of an area", parameters=SEARCH),
    Resource(path="/stations/count", name="Count", summary="How many there are", parameters=AREA),
    Resource(path="/stations/{id}", name="Station", summary="A station, live", parameters=ONE),
    Resource(path="/stations/bulk", name="StationsBulk", summary="Stations, live", parameters=MANY),
    Resource(path="/pools/{id}", name="Pool", summary="A pool, live", parameters=ONE),
    Resource(path="/pools/bulk", name="PoolsBulk", summary="Pools, live", parameters=MANY),
    Resource(
        path="/evses/bulk",
        name="EvsesBulk",
        summary="The EVSEs of pools, live",
        parameters=MANY,
        shape=shapes.EvsesResult,
    ),
    Resource(
        path="/connectortypes",
        name="ConnectorTypes",
        summary="The connector types",
        shape=shapes.ConnectorTypes,
    ),
    Resource(
        path="/powerfeedtypes",
        name="PowerFeedTypes",
        summary="The power feed types",
        shape=shapes.PowerFeedTypes,
    ),
    Resource(
        path="/roamings", name="Roamings", summary="The roaming partners", shape=shapes.Roamings
    ),
)


@cache
def specification() -> bytes:
    """The description as JSON."""
    return openapi.to_json(document())


@cache
def document() -> Node:
    """The description as plain objects."""
    return openapi.skeleton(
        title="plugdex: EV Charge Points v2",
        version="2.0.0",
        description="Charging stations of an area, in the shape of the legacy HERE EV "
        "Charge Points API v2. Point an existing client here by changing its base URL.",
        server=PREFIX,
        security=(*openapi.BY_KEY, {"appId": [], "appCode": []}),
        paths=_paths(),
        components={
            "schemas": _schemas(),
            "parameters": _parameters(),
            "responses": {str(status): _failure(status) for status in FAILURES},
            "securitySchemes": {
                **openapi.key_schemes(),
                "appId": openapi.key_in_query("app_id"),
                "appCode": openapi.key_in_query("app_code"),
            },
        },
    )


def _paths() -> Node:
    found: Node = {
        f"{each.path}.{extension}": _operation(each, extension)
        for each in RESOURCES
        for extension in MEDIA
    }
    found["/openapi"] = {
        "get": {
            "operationId": "getOpenApi",
            "summary": "This document",
            "responses": {"200": openapi.answer("OK"), **openapi.responses_of((401,))},
        }
    }
    return found


def _operation(each: Resource, extension: str) -> Node:
    statuses = (401, 404, *STORE) if each.parameters == ONE else (401, *STORE)
    if each.parameters and each.parameters != ONE:
        statuses = (400, *statuses)
    schema = schema_of(each.shape.__name__)
    if extension == "xml":
        schema = {"allOf": [schema], "xml": {"name": ROOT[each.shape]}}
    ok = openapi.answer("OK", schema, MEDIA[extension])
    return {
        "get": openapi.operation(
            f"get{each.name}{extension.title()}",
            each.summary,
            openapi.parameters_of(each.parameters),
            {"200": ok, **openapi.responses_of(statuses)},
        )
    }


def _failure(status: int) -> Node:
    shape = shapes.Unauthorized if status == 401 else shapes.Failure
    return openapi.answer(FAILURES[status], schema_of(shape.__name__))


def _parameters() -> Node:
    return {
        "id": parameter("id", TEXT, "A station id or a pool id.", "path"),
        "ids": _list("id", TEXT, params.MOST_IDS, "Station ids or pool ids."),
        "prox": parameter(
            "prox",
            TEXT,
            f"Circle: `lat,lng,radius`; at most {areas.LARGEST_RADIUS} metres.",
        ),
        "bbox": parameter(
            "bbox",
            TEXT,
            "Box: `lat,lng;lat,lng`, top left and bottom right; "
            f"each side at most {areas.LONGEST_SIDE // 1000} km.",
        ),
        "corridor": parameter(
            "corridor",
            TEXT,
            "Strip along a path: `lat,lng;lat,lng;…;width`; the width in metres, "
            f"{areas.DEFAULT_WIDTH} if left out; length times width at most "
            f"{areas.LARGEST_CORRIDOR // 1_000_000} km².",
        ),
        "connectortype": _list(
            "connectortype",
            {"type": "integer"},
            params.MOST_IN_LIST,
            "Ids of connector types, any of them.",
        ),
        "emsp": _list("emsp", TEXT, params.MOST_IN_LIST, "Partner ids of eMSPs, any of them."),
        "maxresults": _integer(
            "maxresults", 1, params.MOST_RESULTS, params.DEFAULT_RESULTS, "Length of a page."
        ),
        "offset": _integer(
            "offset", 0, params.LARGEST_OFFSET, 0, "Place of the first result, from 0."
        ),
    }


def _integer(name: str, least: int, most: int, default: int, description: str) -> Node:
    return parameter(name, openapi.whole(least, most, default), description)


def _list(name: str, items: Schema, most: int, description: str) -> Node:
    schema = openapi.array(items, minItems=1, maxItems=most)
    repeated = name == "id"
    return parameter(name, schema, description, required=repeated, style="form", explode=repeated)


def _schemas() -> Node:
    schemas = openapi.schemas([*ROOT, shapes.Unauthorized, shapes.Failure])
    for name in ("ConnectorStatus", "EvsesEvse", "EvsesConnector"):
        schemas[name]["properties"]["state"]["enum"] = list(codes.STATES)
    return schemas

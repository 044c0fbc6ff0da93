"""Our own OpenAPI 3.1 description of the dialect, made from the same tables and shapes."""

from functools import cache
from typing import Any, Final

import msgspec

from plugdex.api.here_search import areas, ev, ev_filters, queries, shapes
from plugdex.api.here_search.body import FORM
from plugdex.api.here_v3.openapi import without_null
from plugdex.api.here_v3.shapes import GenericErrorResponse

PREFIX: Final = "/v1"
"""The path under which the dialect lives."""

API_VERSION: Final = "7.155"
"""The contract version that we answer to."""

JSON: Final = "application/json"
REF: Final = "#/components/schemas/"
SCHEMAS: Final = (
    shapes.SearchResponse,
    shapes.Item,
    shapes.ErrorResponse,
    GenericErrorResponse,
)
ERRORS: Final = {
    400: "A parameter breaks a rule",
    401: "No or unknown credentials",
    403: "A restricted value of `show`",
    404: "Unknown id",
    405: "The path has no such method",
    413: "The body is too large",
    415: "The body is no form",
    500: "Internal error",
    503: "No store",
}
SHARED: Final = (
    "in",
    "route",
    "ranking",
    "name",
    "chains",
    "foodTypes",
    "limit",
    "offset",
    "lang",
    "politicalView",
    "show",
    *ev_filters.NAMES,
)
POLYLINE: Final = r"^[a-zA-Z0-9_-]+(;w=\d+)?$"
KILOWATTS: Final = "kW, above 0"

Node = dict[str, Any]


@cache
def specification() -> bytes:
    """The description as JSON."""
    return msgspec.json.format(msgspec.json.encode(document()), indent=1)


@cache
def document() -> Node:
    """The description as plain objects."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "plugdex: Geocoding & Search v7, EV part",
            "version": API_VERSION,
            "description": "Charging locations by place, route and what their connectors are, in "
            "the shape of the HERE Geocoding & Search API v7. There are no other places.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": PREFIX}],
        "security": [{"bearer": []}, {"apiKey": []}],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "parameters": _parameters(),
            "responses": {str(status): _error(status) for status in ERRORS},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "apiKey": {"type": "apiKey", "in": "query", "name": "apiKey"},
            },
        },
    }


def _paths() -> Node:
    browsing = ("atRequired", "categories", *SHARED)
    discovering = ("q", "at", "mobilityMode", *SHARED)
    return {
        "/browse": _lists("browse", "Places by category, the nearest first", browsing),
        "/discover": _lists("discover", "Places by words, the nearest first", discovering),
        "/lookup": {
            "get": _operation(
                "lookup",
                "One place",
                "Item",
                ("id", "lang", "politicalView", "showOne"),
                (400, 401, 403, 404, 405, 500, 503),
            )
        },
        "/openapi": {"get": _operation("getOpenApi", "This document", None, (), (401, 405))},
    }


def _lists(name: str, summary: str, parameters: tuple[str, ...]) -> Node:
    """GET, and POST with the route in the body."""
    errors = (400, 401, 403, 405, 500, 503)
    posted = tuple(each for each in parameters if each != "route")
    post = _operation(
        f"{name}AlongRoute",
        f"{summary}; with the route in the body",
        "SearchResponse",
        posted,
        (*errors, 413, 415),
    )
    route: Node = {
        "type": "object",
        "required": ["route"],
        "additionalProperties": False,
        "properties": {"route": {"type": "string", "pattern": POLYLINE}},
    }
    post["requestBody"] = {"required": True, "content": {FORM: {"schema": route}}}
    return {"get": _operation(name, summary, "SearchResponse", parameters, errors), "post": post}


def _operation(
    name: str,
    summary: str,
    schema: str | None,
    parameters: tuple[str, ...],
    errors: tuple[int, ...],
) -> Node:
    content: Node = {"schema": {"$ref": REF + schema} if schema else {"type": "object"}}
    ok = {"description": "OK", "headers": _headers(), "content": {JSON: content}}
    names = (*parameters, "requestId")
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [{"$ref": f"#/components/parameters/{_key(each)}"} for each in names],
        "responses": {
            "200": ok,
            **{str(each): {"$ref": f"#/components/responses/{each}"} for each in errors},
        },
    }


def _headers() -> Node:
    return {
        "X-Correlation-ID": {"schema": {"type": "string", "format": "uuid"}},
        "X-Request-ID": {"description": "As the client sent it.", "schema": {"type": "string"}},
    }


def _error(status: int) -> Node:
    schema = "GenericErrorResponse" if status == 401 else "ErrorResponse"
    return {
        "description": ERRORS[status],
        "headers": _headers(),
        "content": {JSON: {"schema": {"$ref": REF + schema}}},
    }


def _key(name: str) -> str:
    """A parameter's name among the components, which may have no brackets."""
    return name.replace("[", ".").rstrip("]")


def _parameters() -> Node:
    return {
        "id": _parameter("id", _text(), "Only what follows the last colon counts.", required=True),
        "q": _parameter("q", _text(), "Each word begins one of the place's.", required=True),
        "at": _parameter("at", _text(), "lat,lng; exactly one of this, circle and bbox."),
        "atRequired": _parameter("at", _text(), "lat,lng of the centre.", required=True),
        "in": _parameter(
            "in",
            {"type": "array", "items": {"type": "string"}},
            "countryCode:DEU,…; circle:lat,lng;r=metres or bbox:west,south,east,north.",
            explode=True,
        ),
        "route": _parameter(
            "route",
            {"type": "string", "pattern": POLYLINE},
            f"Flexible polyline and metres to each side: {areas.DEFAULT_WIDTH} unless told, "
            f"at most {areas.WIDEST}.",
        ),
        "ranking": _parameter("ranking", _one_of((queries.RANKING,)), "Needs route."),
        "categories": _parameter("categories", _list(), "Any of these; ! excludes."),
        "name": _parameter("name", _text(), "Each word begins one of the title."),
        "chains": _parameter("chains", _list(), "! excludes; we know no chains."),
        "foodTypes": _parameter("foodTypes", _list(), "! excludes; we know no food."),
        "limit": _parameter("limit", _number(queries.LIMITS, queries.DEFAULT_LIMIT), ""),
        "offset": _parameter("offset", _number(queries.OFFSETS), "Turns paging on."),
        "lang": _parameter("lang", _list(), "BCP 47; checked only."),
        "politicalView": _parameter(
            "politicalView", {"type": "string", "pattern": f"^{areas.COUNTRY}$"}, "Checked only."
        ),
        "mobilityMode": _parameter(
            "mobilityMode", _one_of(queries.VEHICLE_OF_MODE), "Puts places for it first."
        ),
        "show": _parameter("show", _list(queries.SHOW), "Blocks of the answer."),
        "showOne": _parameter("show", _list(queries.SHOW_ONE), "Blocks of the answer."),
        "requestId": {"name": "X-Request-ID", "in": "header", "schema": _text()},
        **{_key(each["name"]): each for each in _ev_parameters()},
    }


def _ev_parameters() -> tuple[Node, ...]:
    partner = {"type": "string", "pattern": f"^{ev_filters.PARTNER_ID}$"}
    partners = {"type": "array", "items": partner}
    above = {"type": "number", "exclusiveMinimum": 0}
    return (
        _parameter(ev_filters.TYPES, _list(ev_filters.CONNECTOR_TYPES), "Any of these."),
        _parameter(ev_filters.LEAST, above, KILOWATTS),
        _parameter(ev_filters.MOST, above, KILOWATTS),
        _parameter(ev_filters.SUPPLIERS, _list(), "Operators, any of these."),
        _parameter(ev_filters.CURRENT, _one_of(ev_filters.CURRENTS), ""),
        _parameter(ev_filters.PARTNERS, partners, "eMSPs, any of these."),
        _parameter(ev_filters.PAYMENTS, _list(ev_filters.PAYMENT_METHODS), "Any of these."),
    )


def _parameter(
    name: str, schema: Node, description: str, *, required: bool = False, explode: bool = False
) -> Node:
    node: Node = {"name": name, "in": "query", "required": required, "schema": schema}
    if schema.get("type") == "array":
        node |= {"style": "form", "explode": explode}
    return node | ({"description": description} if description else {})


def _text() -> Node:
    return {"type": "string"}


def _one_of(values: Any) -> Node:
    return {"type": "string", "enum": list(values)}


def _list(values: Any = ()) -> Node:
    items: Node = {"enum": list(values)} if values else {"type": "string"}
    return {"type": "array", "minItems": 1, "items": items}


def _number(limits: range, default: int | None = None) -> Node:
    node: Node = {"type": "integer", "minimum": limits[0], "maximum": limits[-1]}
    return node if default is None else node | {"default": default}


def _schemas() -> Node:
    _, found = msgspec.json.schema_components(SCHEMAS, ref_template=REF + "{name}")
    schemas: Node = {name: without_null(schema) for name, schema in found.items()}
    schemas["LiveEvse"]["properties"]["state"]["enum"] = [
        *dict.fromkeys(ev.STATE.values()),
        ev.NO_STATE,
    ]
    schemas["PaymentMethod"]["properties"]["id"]["enum"] = list(ev_filters.PAYMENT_METHODS)
    return schemas

"""Our own OpenAPI 3.1 description of the dialect, made from the same tables and shapes."""

from functools import cache
from typing import Any, Final

from plugdex.api import openapi
from plugdex.api.here_search import areas, ev, ev_filters, queries, shapes
from plugdex.api.here_search.body import FORM
from plugdex.api.here_v3.shapes import GenericErrorResponse
from plugdex.api.openapi import ID_HEADERS, TEXT, Node, Schema, schema_of

PREFIX: Final = "/v1"
"""The path under which the dialect lives."""

API_VERSION: Final = "7.155"
"""The contract version that we answer to."""

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


@cache
def specification() -> bytes:
    """The description as JSON."""
    return openapi.to_json(document())


@cache
def document() -> Node:
    """The description as plain objects."""
    return openapi.skeleton(
        title="plugdex: Geocoding & Search v7, EV part",
        version=API_VERSION,
        description="Charging locations by place, route and what their connectors are, in "
        "the shape of the HERE Geocoding & Search API v7. There are no other places.",
        server=PREFIX,
        security=openapi.BY_KEY,
        paths=_paths(),
        components={
            "schemas": _schemas(),
            "parameters": _parameters(),
            "responses": {str(status): _error(status) for status in ERRORS},
            "securitySchemes": openapi.key_schemes(),
        },
    )


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
    ok = openapi.answer("OK", schema_of(schema) if schema else None, headers=ID_HEADERS)
    names = map(_key, (*parameters, "requestId"))
    return openapi.operation(
        name,
        summary,
        openapi.parameters_of(names),
        {"200": ok, **openapi.responses_of(errors)},
    )


def _error(status: int) -> Node:
    schema = "GenericErrorResponse" if status == 401 else "ErrorResponse"
    return openapi.answer(ERRORS[status], schema_of(schema), headers=ID_HEADERS)


def _key(name: str) -> str:
    """A parameter's name among the components, which may have no brackets."""
    return name.replace("[", ".").rstrip("]")


def _parameters() -> Node:
    return {
        "id": _parameter("id", TEXT, "Only what follows the last colon counts.", required=True),
        "q": _parameter("q", TEXT, "Each word begins one of the place's.", required=True),
        "at": _parameter("at", TEXT, "lat,lng; exactly one of this, circle and bbox."),
        "atRequired": _parameter("at", TEXT, "lat,lng of the centre.", required=True),
        "in": _parameter(
            "in",
            openapi.array(TEXT),
            "countryCode:DEU,…; circle:lat,lng;r=metres or bbox:west,south,east,north.",
            explode=True,
        ),
        "route": _parameter(
            "route",
            {"type": "string", "pattern": POLYLINE},
            f"Flexible polyline and metres to each side: {areas.DEFAULT_WIDTH} unless told, "
            f"at most {areas.WIDEST}.",
        ),
        "ranking": _parameter("ranking", openapi.one_of((queries.RANKING,)), "Needs route."),
        "categories": _parameter("categories", _list(), "Any of these; ! excludes."),
        "name": _parameter("name", TEXT, "Each word begins one of the title."),
        "chains": _parameter("chains", _list(), "! excludes; we know no chains."),
        "foodTypes": _parameter("foodTypes", _list(), "! excludes; we know no food."),
        "limit": _parameter("limit", _number(queries.LIMITS, queries.DEFAULT_LIMIT), ""),
        "offset": _parameter("offset", _number(queries.OFFSETS), "Turns paging on."),
        "lang": _parameter("lang", _list(), "BCP 47; checked only."),
        "politicalView": _parameter(
            "politicalView", {"type": "string", "pattern": f"^{areas.COUNTRY}$"}, "Checked only."
        ),
        "mobilityMode": _parameter(
            "mobilityMode", openapi.one_of(queries.VEHICLE_OF_MODE), "Puts places for it first."
        ),
        "show": _parameter("show", _list(queries.SHOW), "Blocks of the answer."),
        "showOne": _parameter("show", _list(queries.SHOW_ONE), "Blocks of the answer."),
        "requestId": openapi.parameter("X-Request-ID", TEXT, place="header"),
        **{_key(each["name"]): each for each in _ev_parameters()},
    }


def _ev_parameters() -> tuple[Node, ...]:
    partner = {"type": "string", "pattern": f"^{ev_filters.PARTNER_ID}$"}
    partners = openapi.array(partner)
    above = {"type": "number", "exclusiveMinimum": 0}
    return (
        _parameter(ev_filters.TYPES, _list(ev_filters.CONNECTOR_TYPES), "Any of these."),
        _parameter(ev_filters.LEAST, above, KILOWATTS),
        _parameter(ev_filters.MOST, above, KILOWATTS),
        _parameter(ev_filters.SUPPLIERS, _list(), "Operators, any of these."),
        _parameter(ev_filters.CURRENT, openapi.one_of(ev_filters.CURRENTS), ""),
        _parameter(ev_filters.PARTNERS, partners, "eMSPs, any of these."),
        _parameter(ev_filters.PAYMENTS, _list(ev_filters.PAYMENT_METHODS), "Any of these."),
    )


def _parameter(
    name: str,
    schema: Schema,
    description: str,
    *,
    required: bool = False,
    explode: bool = False,
) -> Node:
    style: Node = {"style": "form", "explode": explode} if schema.get("type") == "array" else {}
    return openapi.parameter(name, schema, description, required=required, **style)


def _list(values: Any = ()) -> Node:
    return openapi.array({"enum": list(values)} if values else TEXT, minItems=1)


def _number(limits: range, default: int | None = None) -> Node:
    return openapi.whole(limits[0], limits[-1], default)


def _schemas() -> Node:
    schemas = openapi.schemas(SCHEMAS)
    schemas["LiveEvse"]["properties"]["state"]["enum"] = [
        *dict.fromkeys(ev.STATE.values()),
        ev.NO_STATE,
    ]
    schemas["PaymentMethod"]["properties"]["id"]["enum"] = list(ev_filters.PAYMENT_METHODS)
    return schemas

"""OpenAPI 3.1 description of our own API."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

import msgspec

from plugdex import __version__
from plugdex.api import openapi
from plugdex.api.openapi import TEXT, Node, parameter, schema_of
from plugdex.api.own import changes, live, search, tiles
from plugdex.api.own.cards import CardPage, FeatureCollection
from plugdex.api.own.change_texts import ChangePage
from plugdex.api.own.connectors import ConnectorList
from plugdex.api.own.estimate import EstimateAnswer
from plugdex.api.own.estimate_query import PARAMETERS as ESTIMATE
from plugdex.api.own.estimate_query import SESSION
from plugdex.api.own.estimate_query import Parameter as Session
from plugdex.api.own.feeds import FeedList
from plugdex.api.own.fit import FitAnswer
from plugdex.api.own.health import HealthReport
from plugdex.api.own.locations import DEFAULT_LIMIT, MOST, ListAnswer
from plugdex.api.own.place import Place
from plugdex.api.own.problems import Problem
from plugdex.api.own.search_query import FILTER_PARAMETERS, PARAMETERS, Parameter
from plugdex.api.own.sources import SourceList, SourceReport
from plugdex.api.own.vehicles import VehicleList, VehicleView
from plugdex.directory.estimate_question import Question
from plugdex.directory.mirrored import MirrorPage
from plugdex.model.adapters import ADAPTERS
from plugdex.model.tiles import DEEPEST
from plugdex.model.vehicles import INLETS

TILE: Final = openapi.whole(0, 2**DEEPEST - 1)
SCHEMAS: Final = (
    *(ListAnswer, Place, ConnectorList, FeedList, SourceList, SourceReport, Problem, HealthReport),
    *(VehicleList, VehicleView, FitAnswer),
    *(CardPage, FeatureCollection),
    *(Question, EstimateAnswer),
    *(ChangePage, MirrorPage),
)


@cache
def specification() -> bytes:
    """The description as JSON."""
    return openapi.to_json(document())


@cache
def document() -> Node:
    """The description as plain objects."""
    return openapi.skeleton(
        title="plugdex: own API",
        version=__version__,
        description="What the other dialects have no word for.",
        server="/",
        paths={
            search.PATH: {"get": _search_operation("CardPage", "application/json")}
            | {"post": _search_by_post()},
            search.GEOJSON_PATH: {
                "get": _search_operation("FeatureCollection", "application/geo+json")
            },
            tiles.TEMPLATE: {"get": _tile_operation()},
            "/api/locations": {"get": _list_operation()},
            "/api/locations/{id}": {"get": _place_operation()},
            changes.PATH: {"get": _changes_operation()},
            live.PATH: {"get": _live_operation()},
            "/api/connectors": {"get": _connectors_operation()},
            "/api/locations/{id}/fit": {"get": _fit_operation()},
            "/api/vehicles": {"get": _vehicles_operation()},
            "/api/vehicles/{id}": {"get": _vehicle_operation()},
            "/api/estimate": {"get": _estimate_query(), "post": _estimate_operation()},
            "/api/feeds": {"get": _feeds_operation()},
            "/api/sources": {"get": _sources_operation()},
            "/api/sources/{name}": {"get": _source_operation()},
            "/health": {"get": _health_operation()},
        },
        components={"schemas": _schemas()},
    )


def _schemas() -> Node:
    _, schemas = msgspec.json.schema_components(SCHEMAS, ref_template=openapi.REF + "{name}")
    found: Node = openapi.with_numbers(msgspec.json.decode(msgspec.json.encode(schemas)))
    return found


def _list_operation() -> Node:
    return {
        "operationId": "listLocations",
        "summary": "List the locations of a box",
        "parameters": [
            parameter("bbox", TEXT, "west,south,east,north in degrees"),
            _limit("Locations a page"),
            parameter("cursor", TEXT, "The `next` of the page before"),
        ],
        "responses": {
            "200": _answer("A page", "application/json", "ListAnswer"),
            "400": _answer("Invalid query", "application/problem+json", "Problem"),
        },
    }


def _place_operation() -> Node:
    id_ = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "operationId": "getLocation",
        "summary": "One location in full",
        "parameters": [{**id_, "description": "Id of the location"}],
        "responses": {
            "200": _answer("The location", "application/json", "Place"),
            "404": _answer("No such location", "application/problem+json", "Problem"),
        },
    }


def _changes_operation() -> Node:
    limit = openapi.whole(1, changes.MOST, changes.DEFAULT_LIMIT)
    include = openapi.one_of(changes.INCLUDES)
    page = {"anyOf": [schema_of("ChangePage"), schema_of("MirrorPage")]}
    return {
        "operationId": "changes",
        "summary": "What changed behind a cursor, in order; behind 0 it is all that is there",
        "parameters": [
            parameter("since", TEXT, "The `next` of the page before, or the number of an event"),
            parameter("limit", limit, "Changes a page"),
            parameter("include", include, "With what is there now; `records` are for mirrors"),
            parameter(
                "wait",
                openapi.whole(0, changes.LONGEST_WAIT, 0),
                "Seconds to wait for a change when there is none",
            ),
            *_change_filters(),
        ],
        "responses": {
            "200": openapi.answer("A page", page),
            "400": _answer("Invalid query", "application/problem+json", "Problem"),
            "401": _answer("No key for mirrors", "application/problem+json", "Problem"),
            "410": _answer(
                "The cursor is too old: begin again at 0", "application/problem+json", "Problem"
            ),
        },
    }


def _live_operation() -> Node:
    return {
        "operationId": "live",
        "summary": "Changes as they come, as server-sent events named by their `kind`",
        "parameters": [
            parameter("since", TEXT, "The number behind which to begin; now without it"),
            parameter("Last-Event-ID", TEXT, "The same, as browsers send it", "header"),
            *_change_filters(),
        ],
        "responses": {
            "200": _answer("Events with these data", "text/event-stream", "ChangeEntry"),
            "400": _answer("Invalid query", "application/problem+json", "Problem"),
            "410": _answer(
                "The cursor is too old: begin again", "application/problem+json", "Problem"
            ),
            "503": _answer("As many listen as can", "application/problem+json", "Problem"),
        },
    }


def _change_filters() -> list[Node]:
    return [_described((name, PARAMETERS[name])) for name in changes.FILTERS]


def _connectors_operation() -> Node:
    return {
        "operationId": "listConnectors",
        "summary": "Which connectors there are, the most frequent first",
        "parameters": [],
        "responses": {"200": _answer("All standards", "application/json", "ConnectorList")},
    }


def _search_operation(schema: str, media: str) -> Node:
    return {
        "operationId": f"search{schema}",
        "summary": "Find locations by area, route, and what a connector must be",
        "parameters": [
            *map(_described, PARAMETERS.items()),
            *session_parameters(),
            *vehicle_parameters(),
            _lenient(),
        ],
        "responses": {
            "200": _answer("What was found", media, schema),
            "400": _answer("Invalid query", "application/problem+json", "Problem"),
        },
    }


def _search_by_post() -> Node:
    body: Node = {
        "type": "object",
        "properties": {"route": {"type": "object", "description": "A GeoJSON LineString"}},
    }
    return {
        **_search_operation("CardPage", "application/json"),
        "operationId": "searchByPost",
        "summary": "The same; any parameter may stand in the body, and `route` may be GeoJSON",
        "requestBody": {"content": {"application/json": {"schema": body}}},
    }


def _tile_operation() -> Node:
    return {
        "operationId": "tile",
        "summary": "A vector tile of the map: layers `clusters` and `locations`",
        "parameters": [
            parameter("z", openapi.whole(0, DEEPEST), "Zoom level", "path"),
            *(parameter(name, TILE, "Of the tile, from the top left", "path") for name in "xy"),
            *map(_described, FILTER_PARAMETERS.items()),
            *vehicle_parameters(),
            _lenient(),
        ],
        "responses": {
            "200": {
                "description": "The tile",
                "content": {"application/vnd.mapbox-vector-tile": {}},
            },
            "400": _answer("Invalid query", "application/problem+json", "Problem"),
            "404": _answer("No such tile", "application/problem+json", "Problem"),
        },
    }


def _described(item: tuple[str, Parameter]) -> Node:
    name, known = item
    return parameter(name, known.schema, known.description)


def _lenient() -> Node:
    text = "Whether what is not known of a connector counts as fitting the vehicle"
    return parameter("lenient", {"type": "boolean"}, text)


def session_parameters(names: Mapping[str, Session] = SESSION) -> list[Node]:
    """What says which session is priced."""
    return [parameter(name, {"type": each.type}, each.description) for name, each in names.items()]


def _estimate_query() -> Node:
    return {
        "operationId": "estimateByQuery",
        "summary": "What a session would cost, by query",
        "parameters": [*session_parameters(ESTIMATE), *vehicle_parameters()],
        "responses": _estimate_operation()["responses"],
    }


def _estimate_operation() -> Node:
    content = {"application/json": {"schema": schema_of("Question")}}
    return {
        "operationId": "estimate",
        "summary": "What a session would cost at up to 100 locations",
        "parameters": [],
        "requestBody": {"required": True, "content": content},
        "responses": {
            "200": _answer("Prices, or why none can be said", "application/json", "EstimateAnswer"),
            "400": _answer("Invalid question", "application/problem+json", "Problem"),
        },
    }


def _feeds_operation() -> Node:
    return {
        "operationId": "listFeeds",
        "summary": "What is pulled, and how it is doing",
        "parameters": [],
        "responses": {"200": _answer("All feeds", "application/json", "FeedList")},
    }


def _sources_operation() -> Node:
    return {
        "operationId": "listSources",
        "summary": "Where the locations come from, with licences and counts",
        "parameters": [],
        "responses": {"200": _answer("All sources", "application/json", "SourceList")},
    }


def _source_operation() -> Node:
    return {
        "operationId": "sourceReport",
        "summary": "The last load of a source; a browser gets a page",
        "parameters": [_in_path("name", "Name of the source")],
        "responses": {
            "200": _answer("The report", "application/json", "SourceReport"),
            "404": _answer("No such source", "application/problem+json", "Problem"),
        },
    }


def _vehicles_operation() -> Node:
    return {
        "operationId": "listVehicles",
        "summary": "Vehicles of the catalogue",
        "parameters": [
            parameter("q", TEXT, "Words of the name: make, model, trim, year"),
            _limit("Vehicles at most"),
        ],
        "responses": {
            "200": _answer("Vehicles", "application/json", "VehicleList"),
            "400": _answer("Invalid query", "application/problem+json", "Problem"),
        },
    }


def _vehicle_operation() -> Node:
    return {
        "operationId": "vehicle",
        "summary": "One vehicle",
        "parameters": [_in_path("id", "Id of the vehicle")],
        "responses": {
            "200": _answer("The vehicle", "application/json", "VehicleView"),
            "404": _answer("No such vehicle", "application/problem+json", "Problem"),
        },
    }


def _fit_operation() -> Node:
    return {
        "operationId": "fit",
        "summary": "Whether and how a vehicle can charge at each connector of a location",
        "parameters": [_in_path("id", "Id of the location"), *vehicle_parameters()],
        "responses": {
            "200": _answer("All connectors", "application/json", "FitAnswer"),
            "400": _answer("Invalid query", "application/problem+json", "Problem"),
            "404": _answer("No such location", "application/problem+json", "Problem"),
        },
    }


def vehicle_parameters() -> list[Node]:
    """What says which vehicle a question is about."""
    kilowatts = {"type": "number", "exclusiveMinimum": 0}
    return [
        parameter("vehicle", TEXT, "Id of a vehicle, or `custom` with `inlets`"),
        _list("adapters", ADAPTERS, "Adapters that the driver has"),
        _list("inlets", INLETS, "Inlets of the vehicle"),
        parameter("acKw", kilowatts, "Kilowatts of the on-board charger"),
        parameter("acPhases", {"type": "integer", "enum": [1, 2, 3]}, "Phases that it uses"),
        parameter("dcKw", kilowatts, "Kilowatts of direct current at most"),
        parameter("volts", {"type": "integer", "enum": [400, 800]}, "Voltage class"),
        parameter("dcKwAt400V", kilowatts, "What an 800 V vehicle takes at 400 V points"),
        parameter("cableA", {"type": "integer"}, "Amperes of the driver's own cable"),
        parameter("make", TEXT, "Make, for sites that are for one make only"),
    ]


def _list(name: str, values: Iterable[str], description: str) -> Node:
    """A list with commas."""
    schema = openapi.array(openapi.one_of(values))
    return parameter(name, schema, description, style="form", explode=False)


def _in_path(name: str, description: str) -> Node:
    return parameter(name, TEXT, description, "path")


def _limit(description: str) -> Node:
    return parameter("limit", openapi.whole(1, MOST, DEFAULT_LIMIT), description)


def _health_operation() -> Node:
    return {
        "operationId": "health",
        "summary": "Whether the service works, and how old its data are",
        "responses": {
            "200": _answer(
                "It does; `degraded` when a feed is stale, frozen or failing",
                "application/json",
                "HealthReport",
            ),
            "503": _answer("The store cannot be read", "application/json", "HealthReport"),
        },
    }


def _answer(description: str, media: str, schema: str) -> Node:
    return openapi.answer(description, schema_of(schema), media)

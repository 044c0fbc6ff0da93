"""OpenAPI 3.1 description of our own API."""

from functools import cache
from typing import Any, Final

import msgspec

from plugdex import __version__
from plugdex.api.own.estimate import EstimateAnswer
from plugdex.api.own.feeds import FeedList
from plugdex.api.own.locations import DEFAULT_LIMIT, MOST, ListAnswer
from plugdex.api.own.problems import Problem
from plugdex.api.own.sources import SourceList, SourceReport
from plugdex.directory.estimate_question import Question

SCHEMAS: Final = (ListAnswer, Question, EstimateAnswer, FeedList, SourceList, SourceReport, Problem)
REF: Final = "#/components/schemas/"
Node = dict[str, Any]


@cache
def specification() -> bytes:
    """The description as JSON."""
    return msgspec.json.format(msgspec.json.encode(document()), indent=1)


@cache
def document() -> Node:
    """The description as plain objects."""
    _, schemas = msgspec.json.schema_components(SCHEMAS, ref_template=REF + "{name}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "plugdex: own API",
            "version": __version__,
            "description": "What the other dialects have no word for.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/api/locations": {"get": _list_operation()},
            "/api/estimate": {"post": _estimate_operation()},
            "/api/feeds": {"get": _feeds_operation()},
            "/api/sources": {"get": _sources_operation()},
            "/api/sources/{name}": {"get": _source_operation()},
            "/health": {"get": _health_operation()},
        },
        "components": {"schemas": msgspec.json.decode(msgspec.json.encode(schemas))},
    }


def _list_operation() -> Node:
    return {
        "operationId": "listLocations",
        "summary": "List the locations of a box",
        "parameters": [
            _parameter("bbox", {"type": "string"}, "west,south,east,north in degrees"),
            _parameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT},
                "Locations a page",
            ),
            _parameter("cursor", {"type": "string"}, "The `next` of the page before"),
        ],
        "responses": {
            "200": _answer("A page", "application/json", "ListAnswer"),
            "400": _answer("Invalid query", "application/problem+json", "Problem"),
        },
    }


def _estimate_operation() -> Node:
    content = {"application/json": {"schema": {"$ref": REF + "Question"}}}
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
    name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "operationId": "sourceReport",
        "summary": "The last load of a source; a browser gets a page",
        "parameters": [{**name, "description": "Name of the source"}],
        "responses": {
            "200": _answer("The report", "application/json", "SourceReport"),
            "404": _answer("No such source", "application/problem+json", "Problem"),
        },
    }


def _health_operation() -> Node:
    return {
        "operationId": "health",
        "summary": "Whether the service works",
        "responses": {"200": {"description": "It does"}, "503": {"description": "It does not"}},
    }


def _parameter(name: str, schema: Node, description: str) -> Node:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _answer(description: str, media: str, schema: str) -> Node:
    return {
        "description": description,
        "content": {media: {"schema": {"$ref": REF + schema}}},
    }

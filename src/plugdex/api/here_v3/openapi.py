"""Our own OpenAPI 3.1 description of the dialect, made from the same tables and shapes."""

from functools import cache
from typing import Any, Final

import msgspec

from plugdex.api.here_v3 import codes, params, shapes
from plugdex.model.connectors import STANDARDS

PREFIX: Final = "/v3"
"""The path under which the dialect lives."""

API_VERSION: Final = "3.20.1"
"""The contract version that we answer to."""

JSON: Final = "application/json"
YAML_TYPES: Final = ("application/x-yaml", "text/x-yaml")
STORE: Final = (500, 503)
"""What any request that needs the store may end with."""

Node = dict[str, Any]

PARTS: Final = (
    shapes.Head,
    shapes.AddressPart,
    shapes.InfoPart,
    shapes.PullThroughPart,
    shapes.TruckPart,
    shapes.EmspPart,
    shapes.NearbyPart,
    shapes.TariffPart,
)
SCHEMAS: Final = (
    *PARTS,
    shapes.Evse,
    shapes.ConnectorGroup,
    shapes.ConnectorReference,
    shapes.Modified,
    shapes.ErrorResponse,
    shapes.GenericErrorResponse,
    shapes.MetadataByCountry,
    shapes.HealthResponse,
    shapes.VersionResponse,
)
REF: Final = "#/components/schemas/"


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
            "title": "plugdex: EV Charge Points v3",
            "version": API_VERSION,
            "description": "Charging locations by id, in the shape of the HERE EV Charge Points "
            "API v3. Point an existing client here by changing its base URL.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": PREFIX}],
        "security": [{"bearer": []}, {"apiKey": []}],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "parameters": _parameters(),
            "responses": _responses(),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "apiKey": {"type": "apiKey", "in": "query", "name": "apiKey"},
            },
        },
    }


def _paths() -> Node:
    common = ("fields", "days", "tariff", "requestId")
    return {
        "/locations/{id}": _operation(
            "getLocation",
            "One location",
            "ChargingLocation",
            ("id", *common),
            (400, 401, 403, 404, *STORE),
        ),
        "/locations": _operation(
            "getLocations",
            "Several locations",
            "ChargingLocations",
            ("ids", *common, "connectorTypes"),
            (400, 401, 403, *STORE),
        ),
        "/countryMetadata": _operation(
            "getCountryMetadata",
            "What there is in each country",
            "MetadataByCountry",
            ("countryCodes", "metadataFields", "requestId"),
            (400, 401, *STORE),
        ),
        "/health": _health(),
        "/version": _operation("getVersion", "Versions", "VersionResponse", ("requestId",), (401,)),
        "/openapi": _openapi(),
    }


def _health() -> Node:
    """The store's failure has the body of success (contract §1)."""
    node = _operation(
        "getHealth", "Whether the service works", "HealthResponse", ("requestId",), (401,)
    )
    responses = node["get"]["responses"]
    responses["503"] = responses["200"] | {"description": "It does not"}
    return node


def _openapi() -> Node:
    node = _operation("getOpenApi", "This document", None, ("requestId",), (401,))
    content = node["get"]["responses"]["200"]["content"]
    for media in YAML_TYPES:
        content[media] = content[JSON]
    return node


def _operation(
    name: str,
    summary: str,
    schema: str | None,
    parameters: tuple[str, ...],
    errors: tuple[int, ...],
) -> Node:
    content: Node = {"schema": {"$ref": REF + schema} if schema else {"type": "object"}}
    responses: Node = {
        "200": {
            "description": "OK",
            "headers": _headers(),
            "content": {JSON: content},
        }
    }
    for status in errors:
        responses[str(status)] = {"$ref": f"#/components/responses/{status}"}
    responses["default"] = {"$ref": "#/components/responses/default"}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": [{"$ref": f"#/components/parameters/{each}"} for each in parameters],
            "responses": responses,
        }
    }


def _headers() -> Node:
    return {
        "X-Correlation-ID": {"schema": {"type": "string", "format": "uuid"}},
        "X-Request-ID": {
            "description": "As the client sent it.",
            "schema": {"type": "string"},
        },
    }


def _responses() -> Node:
    structured = {400: "Bad request", 404: "Unknown id", 500: "Internal error", 503: "No store"}
    generic = {401: "No or unknown credentials", 403: "Not entitled to a field"}
    found: Node = {str(each): _error(text, "ErrorResponse") for each, text in structured.items()}
    found |= {str(each): _error(text, "GenericErrorResponse") for each, text in generic.items()}
    found["default"] = _error("Any other error", "GenericErrorResponse")
    return found


def _error(description: str, schema: str) -> Node:
    return {
        "description": description,
        "headers": _headers(),
        "content": {"application/json": {"schema": {"$ref": REF + schema}}},
    }


def _parameters() -> Node:
    return {
        "id": {
            "name": "id",
            "in": "path",
            "required": True,
            "description": "Only what follows the last colon counts.",
            "schema": {"type": "string"},
        },
        **_lists(),
        "days": {
            "name": "days",
            "in": "query",
            "schema": {
                "type": "integer",
                "minimum": params.DAYS.start,
                "maximum": params.DAYS.stop - 1,
            },
        },
        "tariff": {
            "name": "tariff",
            "in": "query",
            "style": "form",
            "explode": True,
            "schema": {
                "type": "array",
                "maxItems": params.MAX_TARIFFS,
                "items": {
                    "type": "string",
                    "maxLength": params.LONGEST_TARIFF,
                    "pattern": params.PUBLISHED_TARIFF_PATTERN.replace("^^", "^"),
                },
            },
        },
        "requestId": {
            "name": "X-Request-ID",
            "in": "header",
            "schema": {"type": "string"},
        },
    }


def _lists() -> Node:
    return {
        "ids": _list("ids", {"type": "string"}, params.MAX_IDS, required=True),
        "fields": _list(
            "fields",
            {"enum": list(params.LOCATION_FIELDS)},
            len(params.LOCATION_FIELDS),
            unique=True,
        ),
        "metadataFields": _list(
            "fields", {"enum": list(params.METADATA_FIELDS)}, params.MAX_METADATA_FIELDS
        ),
        "connectorTypes": _list(
            "connectorTypes", {"type": "string"}, params.MAX_CONNECTOR_TYPES, unique=True
        ),
        "countryCodes": _list(
            "countryCodes",
            {"type": "string", "pattern": params.COUNTRY_CODE},
            params.MAX_COUNTRIES,
        ),
    }


def _list(
    name: str, items: Node, most: int, *, required: bool = False, unique: bool = False
) -> Node:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "style": "form",
        "explode": False,
        "schema": {
            "type": "array",
            "minItems": 1,
            "maxItems": most,
            "uniqueItems": unique,
            "items": items,
        },
    }


def _schemas() -> Node:
    """Schemas of the shapes; parts and spliced members are put together as they are answered."""
    _, found = msgspec.json.schema_components(SCHEMAS, ref_template=REF + "{name}")
    schemas: Node = {name: without_null(schema) for name, schema in found.items()}
    location = _merged(*(schemas.pop(part.__name__) for part in PARTS))
    schemas["Evse"] = _merged(schemas["Evse"], schemas.pop("Modified"))
    location["properties"]["evses"] = _array("Evse")
    group = schemas["ConnectorGroup"]["properties"]
    group["availableConnectorCount"] = {"type": "integer", "minimum": 0}
    group["connectors"] = _array("ConnectorReference")
    location["properties"]["connectorGroups"] = _array("ConnectorGroup")
    schemas["ChargingLocation"] = location
    schemas["ChargingLocations"] = {
        "type": "object",
        "properties": {
            "items": _array("ChargingLocation"),
            "missingItems": {"type": "array", "items": {"type": "string"}},
        },
    }
    schemas["ConnectorType"] = {"type": "string", "examples": [each.here for each in STANDARDS]}
    for name in ("EvConnector", "ConnectorGroup", "ConnectorTypeMetadata"):
        schemas[name]["properties"]["standard"] = {"$ref": REF + "ConnectorType"}
    schemas["EvConnector"]["properties"]["powerType"]["enum"] = list(codes.POWER_TYPE.values())
    schemas["EvConnector"]["properties"]["format"]["enum"] = list(codes.CONNECTOR_FORMAT.values())
    schemas["Evse"]["properties"]["status"]["enum"] = list(codes.STATUS.values())
    return schemas


def _array(name: str) -> Node:
    return {"type": "array", "items": {"$ref": REF + name}}


def _merged(*schemas: Node) -> Node:
    return {
        "type": "object",
        "properties": {k: v for each in schemas for k, v in each["properties"].items()},
        "required": [name for each in schemas for name in each.get("required", ())],
    }


def without_null(node: Any) -> Any:
    """What is not known is left out, so nothing is ever null; titles of code are not shown."""
    if isinstance(node, list):
        return [without_null(each) for each in node]
    if not isinstance(node, dict):
        return node
    options = [each for each in node.get("anyOf", ()) if each != {"type": "null"}]
    if len(options) == 1:
        return without_null(options[0])
    hidden = ("title", "description") if "properties" in node else ("default",)
    return {key: without_null(each) for key, each in node.items() if key not in hidden}

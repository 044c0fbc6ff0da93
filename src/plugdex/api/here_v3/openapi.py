"""Our own OpenAPI 3.1 description of the dialect, made from the same tables and shapes."""

from functools import cache
from typing import Final

from plugdex.api import openapi
from plugdex.api.here_v3 import codes, params, shapes
from plugdex.api.openapi import ID_HEADERS, JSON, TEXT, Node, Schema, parameter, schema_of
from plugdex.model.connectors import STANDARDS

PREFIX: Final = "/v3"
"""The path under which the dialect lives."""

API_VERSION: Final = "3.20.1"
"""The contract version that we answer to."""

YAML_TYPES: Final = ("application/x-yaml", "text/x-yaml")
STORE: Final = (500, 503)
"""What any request that needs the store may end with."""

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


@cache
def specification() -> bytes:
    """The description as JSON."""
    return openapi.to_json(document())


@cache
def document() -> Node:
    """The description as plain objects."""
    return openapi.skeleton(
        title="plugdex: EV Charge Points v3",
        version=API_VERSION,
        description="Charging locations by id, in the shape of the HERE EV Charge Points "
        "API v3. Point an existing client here by changing its base URL.",
        server=PREFIX,
        security=openapi.BY_KEY,
        paths=_paths(),
        components={
            "schemas": _schemas(),
            "parameters": _parameters(),
            "responses": _responses(),
            "securitySchemes": openapi.key_schemes(),
        },
    )


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
    ok = openapi.answer("OK", schema_of(schema) if schema else None, headers=ID_HEADERS)
    responses = {"200": ok, **openapi.responses_of((*errors, "default"))}
    return {"get": openapi.operation(name, summary, openapi.parameters_of(parameters), responses)}


def _responses() -> Node:
    structured = {400: "Bad request", 404: "Unknown id", 500: "Internal error", 503: "No store"}
    generic = {401: "No or unknown credentials", 403: "Not entitled to a field"}
    found: Node = {str(each): _error(text, "ErrorResponse") for each, text in structured.items()}
    found |= {str(each): _error(text, "GenericErrorResponse") for each, text in generic.items()}
    found["default"] = _error("Any other error", "GenericErrorResponse")
    return found


def _error(description: str, schema: str) -> Node:
    return openapi.answer(description, schema_of(schema), headers=ID_HEADERS)


def _parameters() -> Node:
    tariff = {
        "type": "string",
        "maxLength": params.LONGEST_TARIFF,
        "pattern": params.PUBLISHED_TARIFF_PATTERN.replace("^^", "^"),
    }
    return {
        "id": parameter("id", TEXT, "Only what follows the last colon counts.", "path"),
        **_lists(),
        "days": parameter("days", openapi.whole(params.DAYS.start, params.DAYS.stop - 1)),
        "tariff": parameter(
            "tariff",
            openapi.array(tariff, maxItems=params.MAX_TARIFFS),
            style="form",
            explode=True,
        ),
        "requestId": parameter("X-Request-ID", TEXT, place="header"),
    }


def _lists() -> Node:
    return {
        "ids": _list("ids", TEXT, params.MAX_IDS, required=True),
        "fields": _list(
            "fields",
            {"enum": list(params.LOCATION_FIELDS)},
            len(params.LOCATION_FIELDS),
            unique=True,
        ),
        "metadataFields": _list(
            "fields", {"enum": list(params.METADATA_FIELDS)}, params.MAX_METADATA_FIELDS
        ),
        "connectorTypes": _list("connectorTypes", TEXT, params.MAX_CONNECTOR_TYPES, unique=True),
        "countryCodes": _list(
            "countryCodes",
            {"type": "string", "pattern": params.COUNTRY_CODE},
            params.MAX_COUNTRIES,
        ),
    }


def _list(
    name: str, items: Schema, most: int, *, required: bool = False, unique: bool = False
) -> Node:
    schema = openapi.array(items, minItems=1, maxItems=most, uniqueItems=unique)
    return parameter(name, schema, required=required, style="form", explode=False)


def _schemas() -> Node:
    """Schemas of the shapes; parts and spliced members are put together as they are answered."""
    schemas = openapi.schemas(SCHEMAS)
    location = _merged(*(schemas.pop(part.__name__) for part in PARTS))
    schemas["Evse"] = _merged(schemas["Evse"], schemas.pop("Modified"))
    location["properties"]["evses"] = openapi.array(schema_of("Evse"))
    group = schemas["ConnectorGroup"]["properties"]
    group["availableConnectorCount"] = {"type": "integer", "minimum": 0}
    group["connectors"] = openapi.array(schema_of("ConnectorReference"))
    location["properties"]["connectorGroups"] = openapi.array(schema_of("ConnectorGroup"))
    schemas["ChargingLocation"] = location
    schemas["ChargingLocations"] = {
        "type": "object",
        "properties": {
            "items": openapi.array(schema_of("ChargingLocation")),
            "missingItems": openapi.array(TEXT),
        },
    }
    schemas["ConnectorType"] = {"type": "string", "examples": [each.here for each in STANDARDS]}
    for name in ("EvConnector", "ConnectorGroup", "ConnectorTypeMetadata"):
        schemas[name]["properties"]["standard"] = schema_of("ConnectorType")
    schemas["EvConnector"]["properties"]["powerType"]["enum"] = list(codes.POWER_TYPE.values())
    schemas["EvConnector"]["properties"]["format"]["enum"] = list(codes.CONNECTOR_FORMAT.values())
    schemas["Evse"]["properties"]["status"]["enum"] = list(codes.STATUS.values())
    return schemas


def _merged(*schemas: Node) -> Node:
    return {
        "type": "object",
        "properties": {k: v for each in schemas for k, v in each["properties"].items()},
        "required": [name for each in schemas for name in each.get("required", ())],
    }

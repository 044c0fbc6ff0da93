"""The HTTP side of HERE v3: what each path answers."""

import logging
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Final

import msgspec

from plugdex import __version__
from plugdex.api.access import Gate
from plugdex.api.dialect import (
    IDENTIFIER,
    Dialect,
    Entitlements,
    Manner,
    Params,
    Refused,
    Resource,
    always,
)
from plugdex.api.here_v3 import errors
from plugdex.api.here_v3.locations import one_location, several_locations
from plugdex.api.here_v3.metadata import country_metadata
from plugdex.api.here_v3.openapi import API_VERSION, PREFIX, YAML_TYPES, specification
from plugdex.api.here_v3.params import RESTRICTED, location_query, metadata_query
from plugdex.api.here_v3.shapes import HealthResponse, VersionResponse
from plugdex.directory.ports import Reads

MANNER: Final = Manner(prefix=PREFIX, problems=errors, log=logging.getLogger("plugdex.here_v3"))


class HereV3(Dialect):
    """The dialect; ``reads`` opens a reader of the thread, ``stale`` tells silent sources."""

    def __init__(
        self, reads: Callable[[], Reads], gate: Gate, stale: Callable[[], Collection[int]]
    ) -> None:
        self._reads = reads
        self._stale = stale
        resources = {
            "/locations": Resource(self._several, is_long=is_rendered),
            "/locations/{id}": Resource(self._one),
            "/countryMetadata": Resource(self._metadata, is_long=always),
            "/health": Resource(self._health),
            "/version": Resource(self._version),
            # JSON is a part of YAML
            "/openapi": Resource(self._openapi, other_media=[each.encode() for each in YAML_TYPES]),
        }
        super().__init__(MANNER, gate, resources)

    def _one(self, params: Params, entitlements: Entitlements) -> bytes:
        identifier = params[IDENTIFIER][-1]
        query = location_query(params, several=False)
        check_restricted(query.fields, entitlements)
        now = datetime.now(UTC)
        body = one_location(self._reads(), identifier, query, now, self._stale())
        if body is None:
            raise Refused(errors.not_found())
        return body

    def _several(self, params: Params, entitlements: Entitlements) -> bytes:
        query = location_query(params, several=True)
        check_restricted(query.fields, entitlements)
        now = datetime.now(UTC)
        return several_locations(self._reads(), query, now, self._stale())

    def _metadata(self, params: Params, entitlements: Entitlements) -> bytes:
        return country_metadata(self._reads(), metadata_query(params))

    def _health(self, params: Params, entitlements: Entitlements) -> bytes:
        self._reads().location_count()
        return msgspec.json.encode(HealthResponse(status="ok"))

    def _version(self, params: Params, entitlements: Entitlements) -> bytes:
        version = VersionResponse(api_version=API_VERSION, service_version=__version__)
        return msgspec.json.encode(version)

    def _openapi(self, params: Params, entitlements: Entitlements) -> bytes:
        return specification()


def is_rendered(params: Params) -> bool:
    """Whether fields are asked for that are not prepared: a hundred places take over 10 ms."""
    if "fields" not in params:
        return False
    fields = ",".join(params["fields"])
    return "tariffs" in fields or "truckRestrictions" in fields


def check_restricted(fields: frozenset[str], entitlements: Entitlements) -> None:
    """Restricted fields need their entitlement."""
    if fields.isdisjoint(RESTRICTED):
        return
    for field, name in RESTRICTED.items():
        if field in fields and field not in entitlements:
            raise Refused(errors.forbidden(name, field))

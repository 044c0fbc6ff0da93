"""Request parameters of HERE v3: parsed and checked by the contract's limits (§2).

A violation raises ``BadRequest`` with a cause of the published form: place, parameter, index,
rule text. Unknown parameters are ignored. Lists that are not marked as repeatable are split at
commas, however often the parameter is given.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from plugdex.api.dialect import Params
from plugdex.api.here_v3 import selection
from plugdex.api.here_v3.errors import BadRequest
from plugdex.model.value import Value

LOCATION_FIELDS: Final = (
    "address",
    "evses",
    "truckRestrictions",
    "locationInfo",
    "emsps",
    "connectorGroups",
    "predictions",
    "reliability",
    "tariffs",
    "nearby",
)
METADATA_FIELDS: Final = ("eMobilityServiceProviders", "operators", "tariffs", "connectorTypes")
RESTRICTED: Final[Mapping[str, str]] = {
    "predictions": "Predictions",
    "reliability": "Reliability",
    "truckRestrictions": "Truck restrictions",
}
"""Fields that a key must be entitled to, and what the 403 calls them."""

MAX_IDS: Final = 100
MAX_CONNECTOR_TYPES: Final = 5
MAX_COUNTRIES: Final = 50
MAX_METADATA_FIELDS: Final = 4
MAX_TARIFFS: Final = 50
LONGEST_TARIFF: Final = 256
DAYS: Final = range(1, 8)
INTEGER: Final = re.compile(r"-?[0-9]{1,9}")
COUNTRY_CODE: Final = "^[A-Za-z]{3}$"
PUBLISHED_TARIFF_PATTERN: Final = "^^(all|adhoc|cpo|emsp|partner:.{36}(;name=.*)?|.{36}(,.*)*)$"


class LocationQuery(Value, frozen=True, kw_only=True):
    """A request for one or several locations."""

    ids: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset()
    connector_types: tuple[str, ...] = ()
    tariffs: selection.Selection = selection.DEFAULT


class MetadataQuery(Value, frozen=True, kw_only=True):
    """A request for country metadata; no countries means all."""

    countries: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset()


def location_query(params: Params, *, several: bool) -> LocationQuery:
    """Check the parameters of ``/locations`` (``several``) or ``/locations/{id}``."""
    ids = _ids(params) if several else ()
    fields = _enumerated(params, "fields", LOCATION_FIELDS, unique=True)
    _check_days(params)
    return LocationQuery(
        ids=ids,
        fields=fields,
        connector_types=_connector_types(params) if several else (),
        tariffs=_tariffs(params) if "tariff" in params else selection.DEFAULT,
    )


def metadata_query(params: Params) -> MetadataQuery:
    """Check the parameters of ``/countryMetadata``."""
    codes = _list(params, "countryCodes")
    _check_length("countryCodes", codes, 1, MAX_COUNTRIES)
    for index, code in enumerate(codes or ()):
        if not re.fullmatch("[A-Za-z]{3}", code):
            raise BadRequest(
                f'querystring/countryCodes/{index} must match pattern "{COUNTRY_CODE}"'
            )
    _check_length("fields", _list(params, "fields"), 1, MAX_METADATA_FIELDS)
    return MetadataQuery(
        countries=tuple(dict.fromkeys(code.upper() for code in codes or ())),
        fields=_enumerated(params, "fields", METADATA_FIELDS, unique=False),
    )


def content_of(identifier: str) -> str:
    """The key in an id: only what follows the last colon counts (contract §2.8)."""
    return identifier.rpartition(":")[2]


def _ids(params: Params) -> tuple[str, ...]:
    ids = _list(params, "ids")
    if ids is None:
        raise BadRequest("querystring must have required property 'ids'")
    _check_length("ids", ids, 1, MAX_IDS)
    return tuple(dict.fromkeys(ids))


def _list(params: Params, name: str) -> list[str] | None:
    if name not in params:
        return None
    return [item for value in params[name] if value for item in value.split(",")]


def _check_length(name: str, items: Sequence[str] | None, least: int, most: int) -> None:
    if items is None:
        return
    if len(items) < least:
        raise BadRequest(f"querystring/{name} must NOT have fewer than {least} items")
    if len(items) > most:
        raise BadRequest(f"querystring/{name} must NOT have more than {most} items")


def _check_unique(name: str, items: Sequence[str]) -> None:
    first: dict[str, int] = {}
    for index, item in enumerate(items):
        if item in first:
            raise BadRequest(
                f"querystring/{name} must NOT have duplicate items "
                f"(items ## {first[item]} and {index} are identical)"
            )
        first[item] = index


def _enumerated(
    params: Params, name: str, allowed: Sequence[str], *, unique: bool
) -> frozenset[str]:
    items = _list(params, name)
    if items is None:
        return frozenset()
    for index, item in enumerate(items or [""]):
        if item not in allowed:
            raise BadRequest(
                f"querystring/{name}/{index} must be equal to one of the allowed values"
            )
    if unique:
        _check_unique(name, items)
    return frozenset(items)


def _check_days(params: Params) -> None:
    """``days`` concerns predictions only; it is checked all the same."""
    values = params.get("days")
    if not values:
        return
    if not INTEGER.fullmatch(values[-1]):
        raise BadRequest("querystring/days must be integer")
    days = int(values[-1])
    if days < DAYS.start:
        raise BadRequest(f"querystring/days must be >= {DAYS.start}")
    if days >= DAYS.stop:
        raise BadRequest(f"querystring/days must be <= {DAYS.stop - 1}")


def _connector_types(params: Params) -> tuple[str, ...]:
    types = _list(params, "connectorTypes")
    _check_length("connectorTypes", types, 1, MAX_CONNECTOR_TYPES)
    _check_unique("connectorTypes", types or ())
    return tuple(types or ())


def _tariffs(params: Params) -> selection.Selection:
    values = params["tariff"]
    _check_length("tariff", values, 1, MAX_TARIFFS)
    for index, value in enumerate(values):
        if len(value) > LONGEST_TARIFF:
            raise BadRequest(
                f"querystring/tariff/{index} must NOT have more than {LONGEST_TARIFF} characters"
            )
        if value and not selection.PATTERN.fullmatch(value):
            raise BadRequest(
                f'querystring/tariff/{index} must match pattern "{PUBLISHED_TARIFF_PATTERN}"'
            )
    return selection.select(values)

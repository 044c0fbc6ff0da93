"""Request parameters of HERE v2: parsed and checked; unknown ones are ignored."""

from typing import Final

from plugdex.api.dialect import Params
from plugdex.api.here_v2.areas import INTEGER, Area, area
from plugdex.api.here_v2.errors import BadRequest
from plugdex.model.connectors import candidates
from plugdex.model.value import Value

DEFAULT_RESULTS: Final = 50
MOST_RESULTS: Final = 1000
LARGEST_OFFSET: Final = 1_000_000
MOST_IDS: Final = 100
MOST_IN_LIST: Final = 100


class StationsQuery(Value, frozen=True, kw_only=True):
    """A request for a page of the stations of an area."""

    area: Area
    connectors: tuple[str, ...] | None = None
    """OCPI names, any of them; ``None``: not asked, empty: ids that stand for none of ours."""
    emsps: tuple[str, ...] = ()
    """Partner ids, any of them."""
    most: int = DEFAULT_RESULTS
    offset: int = 0


def stations_query(params: Params) -> StationsQuery:
    """Check the parameters of ``/stations``."""
    return StationsQuery(
        area=area_of(params),
        connectors=_connectors(params),
        emsps=tuple(_list(params, "emsp")),
        most=_integer(params, "maxresults", 1, MOST_RESULTS, DEFAULT_RESULTS),
        offset=_integer(params, "offset", 0, LARGEST_OFFSET, 0),
    )


def area_of(params: Params) -> Area:
    """The area of a request; of a repeated parameter the last counts."""
    return area({name: values[-1] for name, values in params.items() if values})


def ids_of(params: Params) -> tuple[str, ...]:
    """The repeated ``id`` of the bulk resources, each once; commas separate ids, too."""
    ids = _list(params, "id")
    if not ids:
        raise BadRequest("id: at least one must be given")
    if len(ids) > MOST_IDS:
        raise BadRequest(f"id: at most {MOST_IDS} may be given")
    return tuple(dict.fromkeys(ids))


def _connectors(params: Params) -> tuple[str, ...] | None:
    ids = _list(params, "connectortype")
    if not ids:
        return None
    for each in ids:
        if not INTEGER.fullmatch(each):
            raise BadRequest(f"connectortype: {each} is not an integer; see /ev/connectortypes")
    found = (standard.ocpi for each in ids for standard in candidates("here_v2", int(each)))
    return tuple(dict.fromkeys(found))


def _list(params: Params, name: str) -> list[str]:
    items = [item.strip() for value in params.get(name, ()) for item in value.split(",")]
    found = [item for item in items if item]
    if name != "id" and len(found) > MOST_IN_LIST:
        raise BadRequest(f"{name}: at most {MOST_IN_LIST} values may be given")
    return found


def _integer(params: Params, name: str, least: int, most: int, default: int) -> int:
    values = params.get(name)
    if not values or not values[-1]:
        return default
    if not INTEGER.fullmatch(values[-1]) or not least <= int(values[-1]) <= most:
        raise BadRequest(f"{name}: must be an integer from {least} to {most}")
    return int(values[-1])

"""Cards and locations as a GeoDataFrame, for notebooks; needs GeoPandas."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any, Final

import msgspec

from plugdex.api.own.cards import Card
from plugdex.client.answers import ChargingLocation
from plugdex.model.errors import PlugdexError

WGS_84: Final = "EPSG:4326"


class MissingPackage(PlugdexError):
    """A package that is not installed is needed."""

    code = "missing-package"
    title = "A package is missing"


def to_geodataframe(places: Iterable[Card | ChargingLocation]) -> Any:
    """A ``geopandas.GeoDataFrame``, a row a place, in degrees (WGS 84).

    Columns are the members as the HTTP API calls them; lists and objects stay as they are.
    Raises ``MissingPackage`` without GeoPandas.
    """
    try:
        geopandas = import_module("geopandas")
    except ImportError as error:
        raise MissingPackage("run: pip install geopandas") from error
    listed = list(places)
    points = [_point(place) for place in listed]
    geometry = geopandas.points_from_xy([lon for lon, _ in points], [lat for _, lat in points])
    rows = [msgspec.to_builtins(place) for place in listed]
    return geopandas.GeoDataFrame(rows, geometry=geometry, crs=WGS_84)


def _point(place: Card | ChargingLocation) -> tuple[float, float]:
    if isinstance(place, ChargingLocation):
        return place.location.lng, place.location.lat
    return place.lon, place.lat

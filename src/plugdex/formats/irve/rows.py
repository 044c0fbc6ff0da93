"""Rows of charge points gathered to stations.

The rows of a station do not stand together, a point is published by several producers (57,000 of
224,000 rows of the consolidated file repeat one), and one row may name another station than the
other. So all rows are kept until the last is read, as compact as can be (about 100 MB for the
whole of France): what a station and a point say is joined into one text each and kept once,
however many rows say it.

1. A point is its ``id_pdc_itinerance``; of several rows the one with the latest ``date_maj``
   counts, of those the last.
2. A station is its ``id_station_itinerance``; without roaming its local id behind the SIREN of
   its owner, and without that its name and place.
3. Stations come in the order in which their first point came.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from plugdex.formats.irve.plugs import COLUMNS

STATION: Final = (
    "nom_amenageur",
    "siren_amenageur",
    "nom_operateur",
    "telephone_operateur",
    "nom_enseigne",
    "id_station_itinerance",
    "id_station_local",
    "nom_station",
    "implantation_station",
    "adresse_station",
    "code_insee_commune",
    "coordonneesXY",
    "nbre_pdc",
    "horaires",
    "restriction_gabarit",
    "station_deux_roues",
    "consolidated_longitude",
    "consolidated_latitude",
    "consolidated_code_postal",
    "consolidated_commune",
)
POINT: Final = (
    *COLUMNS,
    "puissance_nominale",
    "cable_t2_attache",
    "paiement_cb",
    "reservation",
    "accessibilite_pmr",
    "observations",
    "tarification",
)
IDENTITY: Final = ("id_pdc_itinerance", "id_pdc_local", "date_maj")
READ: Final = (*STATION, *POINT, *IDENTITY)
BETWEEN: Final = "\x1f"
NO_ROAMING: Final = "non concern"
"""What the schema wants for an id where there is no roaming: "Non concerné"."""


class Row(NamedTuple):
    """A charge point as it is kept."""

    uid: str
    station: str
    station_fields: str
    point_fields: str
    updated: str
    is_named: bool
    """Whether the register gives the point an id of its own."""


class Station(NamedTuple):
    """All points of a station."""

    id: str
    rows: list[Row]
    repeats: list[tuple[str, str]]
    """Points that came more than once, each with the station that the other row named."""


class Rows:
    """Gathers rows; each is given as the fields of a line, filled up to the header's width."""

    def __init__(self, columns: Mapping[str, int], width: int) -> None:
        def fields_of(names: Sequence[str]) -> Callable[[list[str]], tuple[str, ...]]:
            return itemgetter(*(columns.get(name, width) for name in names))

        self._station = fields_of(STATION)
        self._point = fields_of(POINT)
        self._identity = fields_of(IDENTITY)
        self._texts: dict[str, str] = {}
        self._points: dict[str, Row] = {}
        self._ids: dict[str, str] = {}
        self._repeats: dict[str, list[str]] = {}
        self._unnamed: dict[str, int] = {}

    def add(self, fields: list[str]) -> bool:
        """Keep a row; ``False`` where nothing says which station it is of."""
        fields.append("")
        station_fields = self._kept(BETWEEN.join(self._station(fields)))
        station = self._ids.get(station_fields)
        if station is None:
            station = self._ids[station_fields] = _station_id(station_fields)
        if not station:
            return False
        roaming, local, updated = self._identity(fields)
        uid = _named(roaming)
        row = Row(
            uid=uid or self._other_uid(local, station),
            station=station,
            station_fields=station_fields,
            point_fields=self._kept(BETWEEN.join(self._point(fields))),
            updated=self._kept(updated[:10]),
            is_named=bool(uid),
        )
        before = self._points.get(row.uid)
        if before is None:
            self._points[row.uid] = row
            return True
        if row.updated >= before.updated:
            self._points[row.uid] = row
            row = before
        self._repeats.setdefault(row.uid, []).append(row.station)
        return True

    def stations(self) -> Iterator[Station]:
        """All stations, each once."""
        found: dict[str, list[Row]] = {}
        for row in self._points.values():
            found.setdefault(row.station, []).append(row)
        self._points.clear()
        for station, rows in found.items():
            repeats = [(row.uid, other) for row in rows for other in self._repeats.get(row.uid, ())]
            yield Station(station, rows, repeats)

    def _kept(self, text: str) -> str:
        """The same text, kept once."""
        return self._texts.setdefault(text, text)

    def _other_uid(self, local: str, station: str) -> str:
        if local := local.strip():
            return f"{station}/{local}"
        self._unnamed[station] = number = self._unnamed.get(station, 0) + 1
        return f"{station}#{number}"


def _station_id(fields: str) -> str:
    named = dict(zip(STATION, fields.split(BETWEEN), strict=False))
    station = _named(named["id_station_itinerance"])
    if station:
        return station
    owner = named["siren_amenageur"].strip() or named["nom_amenageur"].strip()
    local = named["id_station_local"].strip()
    if local:
        return f"{owner or named['nom_operateur'].strip()}:{local}"
    name, place = named["nom_station"].strip(), named["coordonneesXY"].strip()
    return f"{owner}:{name}@{place}" if name and place else ""


def _named(text: str) -> str:
    text = text.strip()
    return "" if text.casefold().startswith(NO_ROAMING) else text

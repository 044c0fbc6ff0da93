"""A station with its charge points as a location."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from plugdex.formats.codes import CodeTable
from plugdex.formats.irve.hours import read_hours
from plugdex.formats.irve.points import Points
from plugdex.formats.irve.rows import BETWEEN, STATION, Row, Station
from plugdex.formats.irve.texts import address_of, coordinates_of, height_of, phone_of, text_of
from plugdex.formats.notes import Notes
from plugdex.formats.placing import Placed, place
from plugdex.formats.port import Reading, ReadOptions
from plugdex.model.countries import BY_ALPHA_2
from plugdex.model.geo import distance_m
from plugdex.model.hours import OpeningHours
from plugdex.model.location import Business, Evse, Location, Point, VehicleLimits
from plugdex.model.status import EvseStatus
from plugdex.model.text import is_nothing

Tables = Mapping[str, Mapping[str, str]]

PREFIX: Final = re.compile(r"([A-Z]{2})\*?([A-Z0-9]{3})\*?P", re.IGNORECASE)
"""Country and operating unit at the head of a station's id (AFIREV)."""

AHEAD: Final = timedelta(days=1)
"""A date of today may lie ahead of the time of reading."""

FAR_METRES: Final = 1000
NEAR_METRES: Final = 10
COMPARED: Final = ("nom_station", "adresse_station", "implantation_station", "horaires")
"""What rows of one station should agree on; the freshest counts."""


class ReadPoint(NamedTuple):
    """An EVSE and its live part."""

    evse: Evse
    status: EvseStatus
    is_small: bool
    """Whether it may be one for two-wheelers."""


class Stations:
    """Makes locations of stations; the code tables are those of ``source.toml``."""

    def __init__(self, codes: Tables, options: ReadOptions) -> None:
        self._options = options
        self._days = codes["days"]
        self._territories = codes["territories"]
        self._points = Points(codes)
        self._parking_types = CodeTable(codes["parking_types"])
        self._restrictions = codes["restrictions"]
        self._vehicles = CodeTable(codes["vehicles"])

    def read(self, station: Station) -> Reading:
        """The location of a station; raises ``ValueError`` and the like for what is no row."""
        notes = Notes()
        freshest = max(station.rows, key=_updated)
        fields = _fields(freshest.station_fields)
        if fields["id_station_itinerance"].strip() != station.id:
            notes.add("id_synthetic", "normalised", "$.id_station_itinerance", "", station.id)
        placed = self._placed(fields, notes)
        stamp = self._stamp(freshest.updated, notes)
        points = [
            self._point(row, number, placed.point, fields, stamp, notes)
            for number, row in enumerate(station.rows)
        ]
        self._remark(station, fields, notes)
        location = self._location(station.id, fields, placed, stamp, points, notes)
        return Reading(
            location=location,
            statuses=tuple(point.status for point in points),
            issues=notes.issues(station.id),
        )

    def _location(
        self,
        key: str,
        fields: Mapping[str, str],
        placed: Placed,
        stamp: datetime,
        points: Sequence[ReadPoint],
        notes: Notes,
    ) -> Location:
        street, code, city = self._address(fields, notes)
        operator = text_of(fields["nom_operateur"]) or text_of(fields["nom_enseigne"])
        brand = text_of(fields["nom_enseigne"]) or ""
        name = text_of(fields["nom_station"])
        owner = text_of(fields["nom_amenageur"])
        kind = fields["implantation_station"]
        parking_type = None
        if kind:
            parking_type = self._parking_types.find(kind, notes, "$.implantation_station")
        restriction = self._restrictions.get(kind)
        limits, categories = self._vehicles_of(fields, points, notes)
        return Location(
            source=self._options.source,
            id=key,
            last_updated=stamp,
            coordinates=placed.point,
            name=name,
            address=street,
            city=city,
            postal_code=code,
            country=placed.country.alpha_3 if placed.country else None,
            parking_type=parking_type or None,
            evses=tuple(point.evse for point in points),
            operator=_operator(operator, key) if operator else None,
            suboperator=Business(name=brand) if _is_brand(brand, operator, name) else None,
            owner=Business(name=owner) if owner else None,
            time_zone=placed.zone,
            opening_times=self._hours(fields["horaires"], notes),
            help_phone=self._phone(fields["telephone_operateur"], notes),
            restrictions=(restriction,) if restriction else (),
            vehicle_categories=categories,
            vehicle_limits=limits,
            flags=notes.flags(),
        )

    def _point(
        self,
        row: Row,
        number: int,
        station: Point | None,
        fields: Mapping[str, str],
        stamp: datetime,
        notes: Notes,
    ) -> ReadPoint:
        path = f"$.evses[{number}]"
        point = self._points.read(row.point_fields, "tesla" in fields["nom_operateur"].casefold())
        for issue in point.issues:
            place_ = f"{path}.{issue.path}"
            notes.add(issue.code, issue.outcome, place_, issue.was, issue.became)
        evse = Evse(
            uid=row.uid,
            evse_id=row.uid if row.is_named else None,
            connectors=point.connectors,
            capabilities=point.capabilities,
            coordinates=None
            if row.station_fields is fields[""]
            else self._own_point(row, fields, station, notes, path),
            parking_restrictions=point.parking_restrictions,
            price_text=point.price_text,
        )
        status = EvseStatus(uid=row.uid, status="UNKNOWN", modified=stamp)
        return ReadPoint(evse, status, point.is_small)

    def _own_point(
        self,
        row: Row,
        fields: Mapping[str, str],
        station: Point | None,
        notes: Notes,
        path: str,
    ) -> Point | None:
        """The point of an EVSE where its row has another than that of the station."""
        own = _fields(row.station_fields)["coordonneesXY"]
        if own == fields["coordonneesXY"] or station is None:
            return None
        there = place(*coordinates_of(own), None, Notes()).point
        if there is None:
            return None
        metres = distance_m(there.lat, there.lon, station.lat, station.lon)
        if metres > FAR_METRES:
            notes.add("coordinate_far", "dropped", f"{path}.coordonneesXY", own)
        return there if NEAR_METRES < metres <= FAR_METRES else None

    def _remark(self, station: Station, fields: Mapping[str, str], notes: Notes) -> None:
        """What is to be said of the rows together."""
        for uid, other in station.repeats:
            kept = "the freshest is kept" + (f", not that of {other}" * (other != station.id))
            notes.add("uid_duplicate", "rejected", "$.id_pdc_itinerance", uid, kept)
        for text in {row.station_fields for row in station.rows}:
            others = _fields(text)
            for name in COMPARED:
                if others[name] != fields[name]:
                    notes.add("values_contradict", "noted", f"$.{name}", others[name], fields[name])
        said = fields["nbre_pdc"].strip()
        if said and said != str(len(station.rows)):
            notes.add("values_contradict", "noted", "$.nbre_pdc", said, len(station.rows))
        for number, row in enumerate(station.rows):
            if not row.is_named:
                path = f"$.evses[{number}].id_pdc_itinerance"
                notes.add("id_synthetic", "normalised", path, "", row.uid)

    def _placed(self, fields: Mapping[str, str], notes: Notes) -> Placed:
        codes = (fields["code_insee_commune"], fields["consolidated_code_postal"])
        code = next((self._territories[c[:3]] for c in codes if c[:3] in self._territories), "FR")
        lat, lon = coordinates_of(fields["coordonneesXY"])
        if not lat:
            lat, lon = fields["consolidated_latitude"], fields["consolidated_longitude"]
        _, postal, _ = address_of(fields["adresse_station"])
        if code == "FR" and postal:
            code = self._territories.get(postal[:3], code)
        return place(lat, lon, BY_ALPHA_2[code], notes, "$.coordonneesXY")

    def _stamp(self, text: str, notes: Notes) -> datetime:
        found = _day(text)
        if found is None:
            code = "last_updated_invalid" if text else "last_updated_missing"
            notes.add(code, "normalised", "$.date_maj", text, self._options.received)
            return self._options.received
        if found > self._options.received + AHEAD:
            notes.add("last_updated_future", "normalised", "$.date_maj", text)
            return self._options.received
        return found

    def _address(
        self, fields: Mapping[str, str], notes: Notes
    ) -> tuple[str | None, str | None, str | None]:
        """Street, postal code and town; what the consolidation adds fills the gaps."""
        street, code, city = address_of(fields["adresse_station"])
        code = code or text_of(fields["consolidated_code_postal"])
        city = city or text_of(fields["consolidated_commune"])
        if street is None:
            notes.add("address_missing", "noted", "$.adresse_station")
        if city is None:
            notes.add("city_missing", "noted", "$.adresse_station")
        return street, code, city

    def _phone(self, text: str, notes: Notes) -> str | None:
        if is_nothing(text):
            return None
        found = phone_of(text)
        if found is None:
            notes.add("type_invalid", "dropped", "$.telephone_operateur", text)
        return found

    def _hours(self, text: str, notes: Notes) -> OpeningHours | None:
        if not text.strip():
            return None
        found = read_hours(text, self._days)
        if found is None:
            notes.add("hours_text", "dropped", "$.horaires", text)
        return found

    def _vehicles_of(
        self, fields: Mapping[str, str], points: Sequence[ReadPoint], notes: Notes
    ) -> tuple[VehicleLimits | None, tuple[str, ...]]:
        """The largest vehicle, and which kinds of vehicles a station is for."""
        text = fields["restriction_gabarit"].strip()
        height = height_of(text)
        category = None
        if text and not height:
            category = self._vehicles.find(text, notes, "$.restriction_gabarit")
        categories = (category,) if category else ()
        column = "station_deux_roues"
        if self._points.is_yes(fields[column], f"$.{column}", notes):
            if all(point.is_small for point in points) and not category:
                categories = ("TWO_WHEELER",)
            else:
                was = "two-wheelers only"
                notes.add("values_contradict", "dropped", f"$.{column}", was, "fast or for cars")
        return (VehicleLimits(height_cm=height) if height else None), categories


def _updated(row: Row) -> str:
    return row.updated


@lru_cache(maxsize=64)
def _fields(text: str) -> Mapping[str, str]:
    """The columns of a station by name; under the empty name the text itself."""
    return {**dict(zip(STATION, text.split(BETWEEN), strict=True)), "": text}


@lru_cache(maxsize=4096)
def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _operator(name: str, station: str) -> Business:
    match = PREFIX.match(station)
    if match is None:
        return Business(name=name)
    return Business(name=name, country_code=match[1].upper(), party_id=match[2].upper())


def _is_brand(brand: str, operator: str | None, station: str | None) -> bool:
    """Whether the commercial name says more than the operator and the station do."""
    known = {text.casefold() for text in (operator, station) if text}
    return bool(brand) and brand.casefold() not in known

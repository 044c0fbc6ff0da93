"""A site is a location; its stations are the posts, their refill points the EVSEs."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from plugdex.formats.codes import CodeTable
from plugdex.formats.datex2.evses import EvseReader
from plugdex.formats.datex2.hours import hours_of
from plugdex.formats.datex2.places import Place, pair_of, place_of
from plugdex.formats.datex2.prices import Rates
from plugdex.formats.datex2.scalars import first_number, flag_of, time_of
from plugdex.formats.datex2.tree import Node
from plugdex.formats.notes import Notes
from plugdex.formats.placing import place
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.source import SourceInfo
from plugdex.model.hours import OpeningHours
from plugdex.model.location import Business, EnergyMix, Location, RelatedPoint
from plugdex.model.phones import to_e164

LONGEST_NAME: Final = 80
"""Letters of an additional information that may be the name of a site without one."""

OPERATOR_ID: Final = "operatorId"


class LocationReader:
    """Reads sites with the code tables of the source."""

    def __init__(self, info: SourceInfo, options: ReadOptions) -> None:
        codes = info.codes
        self._options = options
        self._rates = Rates(options.source)
        self._evses = EvseReader(codes, self._rates)
        self._days = codes["days"]
        self._users = CodeTable(codes["users"])
        self._sites = CodeTable(codes["site"])
        self._vehicles = CodeTable(codes["vehicle"])

    def read(self, site: Node, number: int, published: str) -> Reading:
        """The location of a site."""
        notes = Notes()
        key = site.text("id")
        if key is None:
            notes.add("id_missing", "rejected", "$.id")
            return Reading(issues=notes.issues(f"#{number}"))
        stations = site.nodes("energyInfrastructureStation")
        found = place_of(site, notes)
        evses = tuple(self._evses.read(site, found, notes))
        if not evses:
            notes.add("location_without_evses", "noted", "$.energyInfrastructureStation")
        operator = _operator((site, *stations), found)
        location = Location(
            source=self._options.source,
            id=key,
            last_updated=self._updated(site, published, notes),
            country_code=operator.country_code if operator else None,
            party_id=operator.party_id if operator else None,
            publish=self._options.public,
            coordinates=found.point,
            name=self._name(site),
            address=found.address.street,
            city=found.address.city,
            postal_code=found.address.postal_code,
            country=found.country.alpha_3 if found.country else None,
            related_locations=_entrances(site, found),
            parking_type=self._parking_type(site, notes),
            evses=evses,
            operator=operator,
            facilities=(),
            time_zone=found.zone,
            opening_times=self._hours(site, stations, notes),
            energy_mix=_energy_mix(stations),
            help_phone=_phone((site, *stations), found, notes),
            restrictions=self._restrictions(site, notes),
            vehicle_categories=self._categories(site, stations, notes),
            flags=notes.flags(),
        )
        return Reading(location=location, issues=notes.issues(key))

    def tariffs(self, location: Location) -> Iterator[Reading]:
        """The tariffs of the location that was read last, as far as they are new."""
        for tariff in self._rates.of(location):
            yield Reading(tariff=tariff)

    def _updated(self, site: Node, published: str, notes: Notes) -> datetime:
        """The newest time of the site and what is in it; else that of the publication."""
        stations = site.nodes("energyInfrastructureStation")
        nodes = (
            site,
            *stations,
            *(p for station in stations for p in station.nodes("refillPoint")),
        )
        times = [time_of(node.text("lastUpdated"), notes, "$.lastUpdated") for node in nodes]
        known = [time for time in times if time]
        if not known:
            time = time_of(published, notes, "$.publicationTime")
            known = [time or self._options.received]
            notes.add(
                "last_updated_missing", "normalised", "$.lastUpdated", "", known[0].isoformat()
            )
        return min(max(known), self._options.received)

    def _name(self, site: Node) -> str | None:
        """The name, else a short additional information, which some use for it, else the brand."""
        language = self._options.language
        for member in ("name", "additionalInformation", "brand"):
            texts = sorted(site.texts(member), key=lambda text: text.language != language)
            if texts and len(texts[0].text) <= LONGEST_NAME:
                return texts[0].text
        return None

    def _parking_type(self, site: Node, notes: Notes) -> str | None:
        word = site.text("typeOfSite")
        return (self._sites.find(word, notes, "$.typeOfSite") or None) if word else None

    def _restrictions(self, site: Node, notes: Notes) -> tuple[str, ...]:
        """Who may charge; where all may, the others that are named do not count."""
        words = site.words("exclusiveUsers")
        found = [self._users.find(word, notes, "$.exclusiveUsers") for word in words]
        return () if "" in found else tuple(sorted({each for each in found if each}))

    def _categories(self, site: Node, stations: Sequence[Node], notes: Notes) -> tuple[str, ...]:
        """Vehicles that are named for the site, its stations, its points or its bays."""
        owners = [site, *stations]
        owners += [point for station in stations for point in station.nodes("refillPoint")]
        vehicles = {id(node): node for owner in owners for node in _vehicles(owner)}
        words = {
            word
            for node in vehicles.values()
            for member in ("vehicleType", "euVehicleCategory")
            for word in node.words(member)
        }
        found = {
            self._vehicles.find(word, notes, "$.applicableForVehicles") for word in sorted(words)
        }
        return tuple(sorted(each for each in found if each))

    def _hours(self, site: Node, stations: Sequence[Node], notes: Notes) -> OpeningHours | None:
        """Hours of the site; without those, hours that all its stations share."""
        received = self._options.received
        own = site.nodes("operatingHours")
        if own:
            return hours_of(own[0], self._days, received, notes, "$.operatingHours")
        found = {
            hours_of(node, self._days, received, notes, f"$.energyInfrastructureStation[{index}]")
            for index, station in enumerate(stations)
            for node in station.nodes("operatingHours")
        }
        if len(found) > 1:
            notes.add("hours_invalid", "dropped", "$.operatingHours", "stations differ")
        return found.pop() if len(found) == 1 else None


def _vehicles(owner: Node) -> Iterator[Node]:
    yield from owner.nodes("applicableForVehicles")
    for parking in owner.nodes("dedicatedParkingSpaces"):
        if first_number(parking, "numberOfSpaces") != 0:
            yield from parking.nodes("applicableForVehicles")


def _operator(owners: Sequence[Node], found: Place) -> Business | None:
    for owner in owners:
        node = owner.node("operator")
        names = node.texts("name")
        if not names:
            continue
        ids = [node.text("operatorId"), node.text("externalCode")]
        for each in node.nodes("externalIdentifier"):
            if each.text("typeOfIdentifier") == OPERATOR_ID:
                ids.append(each.text("identifier"))
        party = next((text for text in ids if text and len(text) == 3 and text.isalnum()), None)
        country = found.country.alpha_2 if found.country and party else None
        return Business(
            name=names[0].text,
            country_code=country,
            party_id=party.upper() if party and country else None,
        )
    return None


def _phone(owners: Sequence[Node], found: Place, notes: Notes) -> str | None:
    alpha_2 = found.country.alpha_2 if found.country else None
    for owner in owners:
        for unit in owner.node("helpdesk").nodes("organisationUnit"):
            text = unit.node("contactInformation").text("telephoneNumber")
            number = to_e164(text, alpha_2) if text else None
            if number:
                return number
            if text:
                notes.add("type_invalid", "dropped", "$.helpdesk.telephoneNumber", text)
    return None


def _energy_mix(stations: Sequence[Node]) -> EnergyMix | None:
    """Green when all that is said of the energy says so."""
    found = [
        flag_of(value)
        for station in stations
        for owner in (station, *station.nodes("refillPoint"))
        for energy in owner.nodes("electricEnergy")
        for value in energy.scalars("isGreenEnergy")
    ]
    return EnergyMix(is_green_energy=all(found)) if found else None


def _entrances(site: Node, found: Place) -> tuple[RelatedPoint, ...]:
    points = []
    for entrance in site.nodes("entrance"):
        pair = pair_of(entrance)
        point = place(*pair, found.country, Notes()).point if pair else None
        if point and point != found.point:
            points.append(RelatedPoint(point=point))
    return tuple(points)

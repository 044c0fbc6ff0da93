"""Where a site is: its own point and address, else those of its stations and points."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from plugdex.formats.datex2.scalars import first_number
from plugdex.formats.datex2.tree import EMPTY, Node
from plugdex.formats.notes import Notes
from plugdex.formats.placing import place
from plugdex.model.countries import Country, find_country
from plugdex.model.location import Point
from plugdex.model.zones import find_zone

STREET: Final = "street"
NUMBER: Final = "houseNumber"
NOT_STREETS: Final = frozenset({"houseNumber", "floor", "postBox", "countryName", "region"})


class Address(NamedTuple):
    """An address as far as it is known."""

    street: str | None
    city: str | None
    postal_code: str | None


class Place(NamedTuple):
    """Where a site is."""

    point: Point | None
    country: Country | None
    zone: str | None
    address: Address


NO_ADDRESS: Final = Address(None, None, None)


def place_of(site: Node, notes: Notes) -> Place:
    """The place of a site."""
    references = list(_references(site))
    name = next((code for each in references if (code := _country(each))), None)
    country = find_country(name) if name else None
    if name and country is None:
        notes.add("country_unknown", "dropped", "$.locationReference.countryCode", name)
    lat, lon = next((pair for each in references if (pair := pair_of(each))), (None, None))
    placed = place(lat, lon, country, notes, "$.locationReference")
    zones = (find_zone(text) for each in references if (text := each.text("timeZone")))
    zone = next((known for known in zones if known), placed.zone)
    address = next((found for each in references if (found := _address(each))), NO_ADDRESS)
    return Place(placed.point, placed.country, zone, address)


def point_of(owners: Sequence[Node], country: Country | None, other: Point | None) -> Point | None:
    """The point of an EVSE, where one is said and it is not that of its location."""
    for owner in owners:
        pair = pair_of(owner.node("locationReference"))
        if pair:
            point = place(*pair, country, Notes()).point
            return point if point != other else None
    return None


def pair_of(reference: Node) -> tuple[float, float] | None:
    """Latitude and longitude: those for display, else those of the point."""
    exact = reference.node("pointByCoordinates", "pointCoordinates")
    for node in (reference.node("coordinatesForDisplay"), exact):
        lat, lon = first_number(node, "latitude"), first_number(node, "longitude")
        if lat is not None and lon is not None:
            return lat, lon
    return None


def _references(site: Node) -> Iterator[Node]:
    """References to places, the one that counts most first."""
    yield site.node("locationReference")
    stations = site.nodes("energyInfrastructureStation")
    yield from (station.node("locationReference") for station in stations)
    for station in stations:
        yield from (point.node("locationReference") for point in station.nodes("refillPoint"))


def _country(reference: Node) -> str | None:
    return reference.node("address").text("countryCode")


def _address(reference: Node) -> Address | None:
    node = reference.node("address")
    if node is EMPTY:
        return None
    lines = sorted(node.nodes("addressLine"), key=lambda line: first_number(line, "order") or 0)
    texts = [(line.text("type") or STREET, line.texts("text")) for line in lines]
    named = {kind: text[0].text for kind, text in reversed(texts) if text}
    street = named.get(STREET) or next(
        (text for kind, text in named.items() if kind not in NOT_STREETS), None
    )
    number = named.get(NUMBER)
    if street and number and not street.endswith(f" {number}"):
        street = f"{street} {number}"
    cities = node.texts("city")
    found = Address(street, cities[0].text if cities else None, node.text("postcode"))
    return found if any(found) else None

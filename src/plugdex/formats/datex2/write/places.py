"""Where something is, and who runs it."""

from plugdex.formats.datex2.write.xml import element, multilingual, value
from plugdex.model.countries import BY_ALPHA_3
from plugdex.model.ids import partner_id
from plugdex.model.location import Business, Location, Point


def point_location(name: str, point: Point, address: str = "") -> str:
    """A point; what extends the schema stands first (LocationReference)."""
    more = element("loc:_locationReferenceExtension", address) if address else ""
    return element(
        name,
        more,
        _coordinates("loc:coordinatesForDisplay", point),
        element("loc:pointByCoordinates", _coordinates("loc:pointCoordinates", point)),
        type="loc:PointLocation",
    )


def address_of(location: Location) -> str:
    """The address as far as it is known."""
    country = BY_ALPHA_3.get(location.country or "")
    line = multilingual("locx:text", location.address)
    parts = (
        value("locx:postcode", location.postal_code),
        multilingual("locx:city", location.city),
        value("locx:countryCode", country.alpha_2 if country else None),
        element("locx:addressLine", value("locx:type", "street"), line, order="0") if line else "",
    )
    return element("loc:facilityLocation", element("locx:address", *parts)) if any(parts) else ""


def organisation(name: str, business: Business, version: str, unit: str = "") -> str:
    """A business; its id is that of its name (and that it is a unit), so it is always the same."""
    return element(
        name,
        multilingual("fac:name", business.name),
        value("fac:externalCode", business.party_id),
        value("fac:linkToGeneralInformation", business.website),
        unit,
        type="fac:OrganisationSpecification",
        id=partner_id(f"{business.name} helpdesk" if unit else business.name),
        version=version,
    )


def helpdesk(phone: str | None, business: Business | None, version: str) -> str:
    """Whom a driver calls."""
    if phone is None:
        return ""
    contact = element("fac:contactInformation", value("fac:telephoneNumber", phone))
    unit = element("fac:organisationUnit", contact)
    return organisation("fac:helpdesk", business or Business(name="Helpdesk"), version, unit)


def _coordinates(name: str, point: Point) -> str:
    return element(name, value("loc:latitude", point.lat), value("loc:longitude", point.lon))

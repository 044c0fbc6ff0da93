"""A location as a station of HERE v2."""

from plugdex.api.here_v2.connectors import connectors
from plugdex.api.here_v2.ids import station_id
from plugdex.api.here_v2.payment import payment_methods
from plugdex.api.here_v2.shapes import (
    Address,
    Connectors,
    Contacts,
    EvStation,
    EvStationDetails,
    Phone,
    Position,
    Roaming,
)
from plugdex.api.here_v3.places import split_street
from plugdex.api.here_v3.prepare import servable
from plugdex.directory.lookup import InFull
from plugdex.directory.records import location_content_id
from plugdex.model import location as model
from plugdex.model.ids import partner_id
from plugdex.model.partners import roaming_partners
from plugdex.model.value import NEVER


def station(each: InFull, *, live: bool, distance: float | None = None) -> EvStation:
    """A station; its statuses where the answer is a ``live`` one (details, bulk)."""
    place = servable(each.location)
    content = location_content_id(place)
    found = connectors(place, each.statuses if live else None)
    brand = place.operator or place.suboperator
    return EvStation(
        id=station_id(content),
        last_update_timestamp=place.last_updated if place.last_updated > NEVER else None,
        time_zone=place.time_zone,
        pool_id=content,
        name=place.name,
        brand=brand.name if brand else None,
        address=address(place),
        contacts=contacts(place),
        position=position(place.coordinates or model.Point(lat=0, lon=0)),
        entrance_position=position(place.access_points[0]) if place.access_points else None,
        distance=None if distance is None else round(distance),
        total_number_of_connectors=sum(c.charging_point.number_of_connectors for c in found),
        connectors=Connectors(connector=found),
        ev_station_details=details(place),
        roaming=roaming(place),
    )


def position(point: model.Point) -> Position:
    """A position with the long names of this dialect."""
    return Position(latitude=point.lat, longitude=point.lon)


def address(place: model.Location) -> Address | None:
    """The postal address; street and number apart where that is plain to see."""
    street, number = split_street(place.address or "")
    shape = Address(
        country=place.country,
        region=place.state,
        city=place.city,
        postal_code=place.postal_code,
        street=street or None,
        street_number=number,
    )
    return None if shape == Address() else shape


def contacts(place: model.Location) -> Contacts | None:
    """The phone number for help."""
    phone = place.help_phone
    return Contacts(phone=[Phone(value=phone, label="PHONE")]) if phone else None


def details(place: model.Location) -> EvStationDetails | None:
    """Restrictions and ways to pay; no restriction that is known is not "public"."""
    restricted = True if place.restrictions else None
    shape = EvStationDetails(
        restricted_access=restricted,
        accessibility_type="RESTRICTED" if restricted else None,
        payment_methods=payment_methods(place),
    )
    return None if shape == EvStationDetails() else shape


def roaming(place: model.Location) -> list[Roaming] | None:
    """The eMSPs whose customers can charge here."""
    return [
        Roaming(emsp=each.name, partner_id=partner_id(each.name), ema_id=ema_id(each))
        for each in roaming_partners(place)
    ] or None


def ema_id(business: model.Business) -> str | None:
    """``NL-ECO`` of a business that is known as a party."""
    if not business.country_code or not business.party_id:
        return None
    return f"{business.country_code}-{business.party_id}".upper()

"""What a driver may ask of a charging point: all of it must hold of one connector of one EVSE.

1. Unknown is never a match: a connector without power has no least power, a location without
   opening hours is not open.
2. Alternatives in a list are "or", different filters are "and".
3. These functions say what is true; the index answers the same faster (``directory.search``).
"""

from datetime import datetime
from typing import Literal

from plugdex.model.connectors import BY_OCPI
from plugdex.model.fit import fit, site_of
from plugdex.model.ids import partner_id
from plugdex.model.location import Connector, Evse, Location
from plugdex.model.opening import is_open
from plugdex.model.partners import roaming_partners
from plugdex.model.payment import payment_supports
from plugdex.model.power import max_power
from plugdex.model.text import search_words
from plugdex.model.value import Value
from plugdex.model.vehicles import Vehicle
from plugdex.model.vocabulary import ConnectorFormat

Current = Literal["AC", "DC"]


class Filters(Value, frozen=True, kw_only=True):
    """What is asked for; an empty field asks for nothing."""

    connectors: tuple[str, ...] = ()
    """Standards by their OCPI names, any of them."""
    min_power: int | None = None
    """Watts, inclusive."""
    max_power: int | None = None
    """Watts, inclusive."""
    current: Current | None = None
    format: ConnectorFormat | None = None
    min_available: int = 0
    """So many EVSEs that match must be available now."""
    payments: tuple[str, ...] = ()
    """Ways to pay without a contract (see ``payment.payment_supports``), any of them."""
    barred: tuple[str, ...] = ()
    """Restrictions that the location must not have (BRAND_ONLY, CUSTOMERS_ONLY …)."""
    vehicle_categories: tuple[str, ...] = ()
    """CAR, TWO_WHEELER, TRUCK, any of them; where nothing is said it is CAR."""
    open_at: datetime | None = None
    operators: tuple[str, ...] = ()
    """Partner ids, any of them."""
    emsps: tuple[str, ...] = ()
    """Partner ids, any of them."""
    vehicle: Vehicle | None = None
    """It must be able to charge, with the adapters that its driver has (see ``fit``)."""
    adapters: frozenset[str] = frozenset()
    lenient: bool = False
    """What is not known of a connector is no reason to leave it out for the vehicle."""
    words: str = ""
    """Each word must begin a word of name, address, city or operator."""


NOTHING_ASKED = Filters()


def matching_evses(filters: Filters, location: Location) -> tuple[Evse, ...]:
    """The EVSEs of which some connector meets what is asked of connectors and EVSEs."""
    return tuple(
        evse
        for evse in location.evses
        if _evse_meets(filters, evse)
        and any(
            connector_meets(filters, connector) and _vehicle_fits(filters, location, connector)
            for connector in evse.connectors
        )
    )


def connector_meets(filters: Filters, connector: Connector) -> bool:
    """Whether a connector has the standard, the power, the current and the format."""
    if filters.connectors and connector.standard not in filters.connectors:
        return False
    if filters.current and current_of(connector) != filters.current:
        return False
    if filters.format and connector.format != filters.format:
        return False
    return _power_meets(filters, max_power(connector))


def is_wanted(filters: Filters, evse: Evse, connector: Connector) -> bool:
    """Whether a connector of an EVSE meets what is asked, the vehicle apart."""
    return connector_meets(filters, connector) and _evse_meets(filters, evse)


def location_meets(filters: Filters, location: Location) -> bool:
    """Whether a location meets what is asked of it as a whole."""
    return (
        not any(each in filters.barred for each in location.restrictions)
        and _is_one_of(filters.vehicle_categories, vehicle_categories(location))
        and _is_one_of(filters.operators, operators_of(location))
        and _is_one_of(filters.emsps, [partner_id(e.name) for e in roaming_partners(location)])
        and (
            filters.open_at is None
            or bool(is_open(location.opening_times, location.time_zone, filters.open_at))
        )
        and words_meet(filters.words, location_words(location))
    )


def current_of(connector: Connector) -> Current | None:
    """AC or DC: by the power type, else by the plug where it has only one."""
    if connector.power_type:
        return "DC" if connector.power_type == "DC" else "AC"
    standard = BY_OCPI.get(connector.standard or "")
    if standard is None or len(standard.current) != 1:
        return None
    return "DC" if standard.is_dc_only else "AC"


def operators_of(location: Location) -> list[str]:
    """The partner id of the operator, else of the suboperator; none where nobody is known."""
    business = location.operator or location.suboperator
    return [partner_id(business.name)] if business else []


def vehicle_categories(location: Location) -> tuple[str, ...]:
    """For what vehicles a location is: cars where nothing is said."""
    found = location.vehicle_categories or ("CAR",)
    trucks = location.truck_access is not None and location.truck_access.classes
    return (*found, "TRUCK") if trucks and "TRUCK" not in found else found


def location_words(location: Location) -> frozenset[str]:
    """The words by which a location is found."""
    business = location.operator or location.suboperator
    texts = (location.name, location.address, location.city, business and business.name)
    return frozenset(word for text in texts if text for word in search_words(text))


def words_meet(asked: str, words: frozenset[str]) -> bool:
    """Whether each word that is asked for begins one of the words."""
    return all(any(each.startswith(word) for each in words) for word in search_words(asked))


def _evse_meets(filters: Filters, evse: Evse) -> bool:
    return not filters.payments or _is_one_of(filters.payments, payment_supports(evse))


def _vehicle_fits(filters: Filters, location: Location, connector: Connector) -> bool:
    if filters.vehicle is None:
        return True
    found = fit(filters.vehicle, filters.adapters, connector, site_of(location))
    matches = found.connection.matches
    return filters.lenient if matches is None else matches


def _power_meets(filters: Filters, watts: int | None) -> bool:
    if watts is None:
        return filters.min_power is None and filters.max_power is None
    return (filters.min_power or 0) <= watts and (
        filters.max_power is None or watts <= filters.max_power
    )


def _is_one_of(asked: tuple[str, ...], there: tuple[str, ...] | list[str]) -> bool:
    return not asked or any(each in asked for each in there)

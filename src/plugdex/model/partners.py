"""Roaming partners of a location: the eMSPs whose customers can charge there."""

from plugdex.model.location import Business, Location


def roaming_partners(location: Location) -> tuple[Business, ...]:
    """The eMSPs of a location and those that some EVSE accepts (OCPI 2.3.0 §8.3.2), each once."""
    partners = {partner.name.casefold(): partner for partner in location.emsps}
    for evse in location.evses:
        for name in evse.accepted_service_providers:
            partners.setdefault(name.casefold(), Business(name=name))
    return tuple(partners.values())

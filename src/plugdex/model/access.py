"""Who may charge. A plug and its access are two facts.

``SAE_J3400`` is open to partners that use NACS, ``TESLA_S`` is for Tesla only — unless the
location's restrictions say BRAND_ONLY, which always wins (HERE connectors tutorial).
"""

from typing import Literal

from plugdex.model.location import Connector, Location

BRAND_ONLY = "BRAND_ONLY"
Audience = Literal["ANYONE", "NACS_PARTNERS", "TESLA", "BRAND"]


def audience(location: Location, connector: Connector) -> Audience:
    """Drivers of which cars may use a connector, as far as the plug and the site tell."""
    if BRAND_ONLY in location.restrictions:
        return "BRAND"
    if connector.standard == "TESLA_S":
        return "TESLA"
    if connector.standard == "SAE_J3400":
        return "NACS_PARTNERS"
    return "ANYONE"


def is_visible(location: Location) -> bool:
    """Whether the public may see a location: published, and known where it is."""
    return location.publish and location.coordinates is not None


def is_offered(location: Location) -> bool:
    """Whether a location may be given to other parties: OCPI wants the country, too."""
    return is_visible(location) and location.country is not None

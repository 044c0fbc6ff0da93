"""What a version of OCPI can say: its members, lists of codes and lengths (contract §7, §8, §10).

``None`` in place of a list means that the list is open: any code may stand there (2.3.0).
"""

from collections.abc import Mapping
from typing import Final

from plugdex.formats.ocpi import vocabulary as words
from plugdex.model.connectors import OCPI_VERSIONS, STANDARDS
from plugdex.model.value import Value
from plugdex.model.vocabulary import POWER_TYPES

Codes = frozenset[str]


class Rules(Value, frozen=True, kw_only=True):
    """What sets a version apart."""

    version: str
    is_modern: bool = True
    """2.2 and later: owners, ``publish``, ``max_…`` members, fractions of seconds, any letter."""
    has_tax_included: bool = False
    """2.3.0: prices with or without tax, and limits before and after taxes."""
    has_parking: bool = False
    """2.3.0: bays, service providers, capabilities of connectors, a telephone number."""
    key_length: int = 36
    """Of the ids of locations and EVSEs."""
    address_length: int = 255
    standards: Codes | None
    power_types: Codes = POWER_TYPES
    capabilities: Codes | None
    facilities: Codes | None = words.FACILITIES
    parking_types: Codes | None = words.PARKING_TYPES
    parking_restrictions: Codes | None
    image_categories: Codes | None
    impacts: Codes | None


def _standards(version: str) -> Codes:
    reached = OCPI_VERSIONS[: OCPI_VERSIONS.index(version) + 1]
    return frozenset(standard.ocpi for standard in STANDARDS if standard.since in reached)


IMAGE_CATEGORIES: Final = frozenset(
    ["CHARGER", "ENTRANCE", "LOCATION", "NETWORK", "OPERATOR", "OTHER", "OWNER"]
)
IMPACTS: Final = frozenset(["NUCLEAR_WASTE", "CARBON_DIOXIDE"])
ENERGY_SOURCES: Final = frozenset(
    ["NUCLEAR", "GENERAL_FOSSIL", "COAL", "GAS", "GENERAL_GREEN", "SOLAR", "WIND", "WATER"]
)
PARKING_DIRECTIONS: Final = frozenset(["PARALLEL", "PERPENDICULAR", "ANGLE"])
EVSE_POSITIONS: Final = frozenset(["LEFT", "RIGHT", "CENTER"])

FIRST_CAPABILITIES: Final = frozenset(
    [
        "CHARGING_PROFILE_CAPABLE",
        "CREDIT_CARD_PAYABLE",
        "REMOTE_START_STOP_CAPABLE",
        "RESERVABLE",
        "RFID_READER",
        "UNLOCK_CAPABLE",
    ]
)
FIRST_POWER_TYPES: Final = frozenset(["AC_1_PHASE", "AC_3_PHASE", "DC"])
LATER_FACILITIES: Final = frozenset(["BIKE_SHARING", "TRAM_STOP", "METRO_STATION", "PARKING_LOT"])
LATER_RESTRICTIONS: Final = frozenset(["EMPLOYEES", "TAXIS", "TENANTS"])
FIRST_RESTRICTIONS: Final = words.PARKING_RESTRICTIONS - LATER_RESTRICTIONS
LATER_PARKING_TYPES: Final = frozenset(["ON_DRIVEWAY", "ALONG_MOTORWAY"])

_ALL: Final = (
    Rules(
        version="2.1.1",
        is_modern=False,
        key_length=39,
        address_length=45,
        standards=_standards("2.1.1"),
        power_types=FIRST_POWER_TYPES,
        capabilities=FIRST_CAPABILITIES,
        facilities=words.FACILITIES - LATER_FACILITIES,
        parking_types=words.PARKING_TYPES - LATER_PARKING_TYPES,
        parking_restrictions=FIRST_RESTRICTIONS,
        image_categories=IMAGE_CATEGORIES,
        impacts=IMPACTS,
    ),
    Rules(
        version="2.2",
        standards=_standards("2.2"),
        power_types=FIRST_POWER_TYPES,
        capabilities=words.CAPABILITIES - {"START_SESSION_CONNECTOR_REQUIRED"},
        parking_restrictions=FIRST_RESTRICTIONS,
        image_categories=IMAGE_CATEGORIES,
        impacts=IMPACTS,
    ),
    Rules(
        version="2.2.1",
        standards=_standards("2.2.1"),
        capabilities=words.CAPABILITIES,
        parking_restrictions=FIRST_RESTRICTIONS,
        image_categories=IMAGE_CATEGORIES,
        impacts=IMPACTS,
    ),
    Rules(
        version="2.3.0",
        has_tax_included=True,
        has_parking=True,
        standards=None,
        capabilities=None,
        facilities=None,
        parking_types=None,
        parking_restrictions=None,
        image_categories=None,
        impacts=None,
    ),
)

RULES: Final[Mapping[str, Rules]] = {rules.version: rules for rules in _ALL}
"""By the number of the version."""

"""The codes of OCPI 2.1.1 to 2.3.0, and what else sources write for them."""

from collections.abc import Mapping
from typing import Final

from plugdex.model.vocabulary import PowerType, Status

CAPABILITIES: Final = frozenset(
    [
        "CHARGING_PROFILE_CAPABLE",
        "CREDIT_CARD_PAYABLE",
        "REMOTE_START_STOP_CAPABLE",
        "RESERVABLE",
        "RFID_READER",
        "UNLOCK_CAPABLE",
        "CHARGING_PREFERENCES_CAPABLE",
        "CHIP_CARD_SUPPORT",
        "CONTACTLESS_CARD_SUPPORT",
        "DEBIT_CARD_PAYABLE",
        "PED_TERMINAL",
        "TOKEN_GROUP_CAPABLE",
        "START_SESSION_CONNECTOR_REQUIRED",
    ]
)
CONNECTOR_CAPABILITIES: Final = frozenset(
    ["ISO_15118_2_PLUG_AND_CHARGE", "ISO_15118_20_PLUG_AND_CHARGE"]
)
PARKING_RESTRICTIONS: Final = frozenset(
    [
        "EV_ONLY",
        "PLUGGED",
        "DISABLED",
        "CUSTOMERS",
        "MOTORCYCLES",
        "EMPLOYEES",
        "TAXIS",
        "TENANTS",
    ]
)
PARKING_TYPES: Final = frozenset(
    [
        "ALONG_MOTORWAY",
        "PARKING_GARAGE",
        "PARKING_LOT",
        "ON_DRIVEWAY",
        "ON_STREET",
        "UNDERGROUND_GARAGE",
    ]
)
FACILITIES: Final = frozenset(
    [
        "HOTEL",
        "RESTAURANT",
        "CAFE",
        "MALL",
        "SUPERMARKET",
        "SPORT",
        "RECREATION_AREA",
        "NATURE",
        "MUSEUM",
        "BUS_STOP",
        "TAXI_STAND",
        "TRAIN_STATION",
        "AIRPORT",
        "CARPOOL_PARKING",
        "FUEL_STATION",
        "WIFI",
        "BIKE_SHARING",
        "TRAM_STOP",
        "METRO_STATION",
        "PARKING_LOT",
    ]
)
VEHICLE_TYPES: Final = frozenset(
    [
        "MOTORCYCLE",
        "PERSONAL_VEHICLE",
        "PERSONAL_VEHICLE_WITH_TRAILER",
        "VAN",
        "SEMI_TRACTOR",
        "RIGID",
        "TRUCK_WITH_TRAILER",
        "BUS",
        "DISABLED",
    ]
)
DIMENSIONS: Final = frozenset(["ENERGY", "FLAT", "PARKING_TIME", "TIME"])
TARIFF_TYPES: Final = frozenset(
    ["AD_HOC_PAYMENT", "PROFILE_CHEAP", "PROFILE_FAST", "PROFILE_GREEN", "REGULAR"]
)
TAX_INCLUDED: Final = frozenset(["YES", "NO", "N/A"])
RESERVATIONS: Final = frozenset(["RESERVATION", "RESERVATION_EXPIRES"])
DAYS: Final[Mapping[str, int]] = {
    "MONDAY": 1,
    "TUESDAY": 2,
    "WEDNESDAY": 3,
    "THURSDAY": 4,
    "FRIDAY": 5,
    "SATURDAY": 6,
    "SUNDAY": 7,
}
NO_PARKING_TYPE: Final = frozenset(["OTHER", "UNKNOWN"])
"""2.1.1 LocationTypes that say nothing (contract §8)."""

OTHER_STATUSES: Final[Mapping[str, Status]] = {
    "WORKING": "OPERATIONAL",
    "OPERATIVE": "OPERATIONAL",
    "FAULTED": "OUTOFORDER",
    "OUT_OF_ORDER": "OUTOFORDER",
    "PREPARING": "CHARGING",
    "FINISHING": "CHARGING",
    "SUSPENDEDEV": "CHARGING",
    "SUSPENDEDEVSE": "CHARGING",
    "SUSPENDED_EV": "CHARGING",
    "SUSPENDED_EVSE": "CHARGING",
    "OCCUPIED": "CHARGING",
    "UNAVAILABLE": "INOPERATIVE",
    "FREE": "AVAILABLE",
}
"""Words of other protocols, as far as their meaning is sure (wild 6.2)."""

OTHER_POWER_TYPES: Final[Mapping[str, PowerType]] = {
    "AC1PHASE": "AC_1_PHASE",
    "AC3PHASE": "AC_3_PHASE",
    "AC_1PHASE": "AC_1_PHASE",
    "AC_3PHASE": "AC_3_PHASE",
    "AC1": "AC_1_PHASE",
    "AC3": "AC_3_PHASE",
    "AC_SINGLE_PHASE": "AC_1_PHASE",
    "AC_THREE_PHASE": "AC_3_PHASE",
}

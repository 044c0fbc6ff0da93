"""Our words as DATEX II says them; a word that the schema lacks is an extended value of it."""

from collections.abc import Mapping
from typing import Final

from plugdex.formats.datex2.write.xml import element, value
from plugdex.model.connectors import BY_OCPI
from plugdex.model.location import Connector

STATUS: Final[Mapping[str, str]] = {
    "AVAILABLE": "available",
    "BLOCKED": "blocked",
    "CHARGING": "charging",
    "INOPERATIVE": "inoperative",
    "OUTOFORDER": "outOfOrder",
    "PLANNED": "planned",
    "REMOVED": "removed",
    "RESERVED": "reserved",
}

SITES: Final[Mapping[str, str]] = {
    "ON_STREET": "onstreet",
    "PARKING_GARAGE": "inBuilding",
    "UNDERGROUND_GARAGE": "inBuilding",
    "PARKING_LOT": "openSpace",
}

USERS: Final[Mapping[str, str]] = {"CUSTOMERS_ONLY": "customers", "OTHER": "other"}
EXTENDED_USERS: Final[Mapping[str, str]] = {
    "BRAND_ONLY": "brandOnly",
    "CAR_SHARING_ONLY": "carSharing",
    "TAXIS_ONLY": "taxis",
}

VEHICLES: Final[Mapping[str, str]] = {
    "CAR": "car",
    "TRUCK": "lorry",
    "TWO_WHEELER": "motorcycle",
}

METHODS: Final[Mapping[str, str]] = {
    "CONTACTLESS_CARD_SUPPORT": "nfc",
    "CREDIT_CARD_PAYABLE": "creditCard",
    "DEBIT_CARD_PAYABLE": "debitCard",
    "ISO_15118_2_PLUG_AND_CHARGE": "plc",
    "OPERATOR_APP": "apps",
    "PED_TERMINAL": "pinpad",
    "REMOTE_START_STOP_CAPABLE": "website",
    "RFID_READER": "rfid",
    "TERMINAL_SMS": "phoneSMS",
}
"""Capabilities and ways to pay as methods of authentication and identification."""

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def extended(name: str, word: str) -> str:
    """A word that the schema does not have."""
    return element(name, "_extended", _extendedValue=word)


def user(restriction: str) -> str:
    """Who may charge; empty where there is no word for it."""
    if restriction in USERS:
        return value("egi:exclusiveUsers", USERS[restriction])
    word = EXTENDED_USERS.get(restriction)
    return extended("egi:exclusiveUsers", word) if word else ""


def plug(connector: Connector) -> str:
    """The type of a connector; by its OCPI name where DATEX II has none for it."""
    known = BY_OCPI.get(connector.standard or "")
    names = known.names.get("datex2", ()) if known else ()
    if names:
        return value("egi:connectorType", names[0])
    return value("egi:connectorType", "other") + value("egi:otherConnector", connector.standard)


def mode(connector: Connector) -> str:
    """The charging mode, which tells direct current and phases."""
    if connector.power_type is None:
        return ""
    if connector.power_type == "DC":
        return value("egi:chargingMode", "mode4DC")
    phases = "3p" if connector.power_type == "AC_3_PHASE" else "1p"
    if (connector.standard or "").startswith("DOMESTIC"):
        return value("egi:chargingMode", f"mode2AC{phases}")
    if phases == "3p":
        return value("egi:chargingMode", "mode3AC3p")
    return extended("egi:chargingMode", "mode3AC1p")


def cable(connector: Connector) -> str:
    """A socket or a cable."""
    if connector.format is None:
        return ""
    if connector.format == "SOCKET":
        return value("egi:connectorFormat", "socket")
    is_dc = connector.power_type == "DC"
    return value("egi:connectorFormat", "otherCable" if is_dc else "cableMode3")

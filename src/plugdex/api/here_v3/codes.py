"""The names that HERE v3 uses for our codes (contract §4).

Where the list of HERE is closed, a value that is not in the table is left out.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Final

CONNECTOR_FORMAT: Final[Mapping[str, str]] = {"SOCKET": "socket", "CABLE": "cable"}

POWER_TYPE: Final[Mapping[str, str]] = {
    "AC_1_PHASE": "ac1Phase",
    "AC_2_PHASE": "ac2Phase",
    "AC_2_PHASE_SPLIT": "ac2PhaseSplit",
    "AC_3_PHASE": "ac3Phase",
    "DC": "dc",
}

STATUS: Final[Mapping[str, str]] = {
    "AVAILABLE": "available",
    "BLOCKED": "blocked",
    "CHARGING": "charging",
    "INOPERATIVE": "inoperative",
    "OPERATIONAL": "operational",
    "OUTOFORDER": "outOfOrder",
    "RESERVED": "reserved",
    "UNKNOWN": "unknown",
}
"""PLANNED and REMOVED have no counterpart: such EVSEs are not shown."""

CAPABILITY: Final[Mapping[str, str]] = {
    "CHARGING_PREFERENCES_CAPABLE": "chargingPreferences",
    "CHARGING_PROFILE_CAPABLE": "chargingProfile",
    "REMOTE_START_STOP_CAPABLE": "remoteStartStop",
    "RESERVABLE": "reservable",
    "TOKEN_GROUP_CAPABLE": "tokenGroup",
    "UNLOCK_CAPABLE": "unlock",
}

PAYMENT: Final[Mapping[str, str]] = {
    "AUTH_BY_CAR_AUTOCHARGE": "authByCarAutocharge",
    "AUTH_BY_CAR_PLUG_AND_CHARGE": "authByCarPlugAndCharge",
    "CHIP_CARD": "chipCard",
    "CONTACTLESS_CARD": "contactlessCard",
    "CREDIT_CARD": "creditCard",
    "DEBIT_CARD": "debitCard",
    "MOBILE_PAYMENT": "mobilePayment",
    "ONLINE_APPLE_PAY": "onlineApplePay",
    "ONLINE_BANK_PAYMENT": "onlineBankPayment",
    "ONLINE_CREDIT_CARD": "onlineCreditCard",
    "ONLINE_GOOGLE_PAY": "onlineGooglePay",
    "ONLINE_PAYPAL": "onlinePaypal",
    "OPERATOR_APP": "operatorApp",
    "PED_TERMINAL": "pedTerminal",
    "RFID_READER": "rfidReader",
    "TERMINAL_QR_CODE": "terminalQrCode",
    "TERMINAL_SMS": "terminalSms",
}

PARKING_TYPE: Final[Mapping[str, str]] = {
    "ALONG_MOTORWAY": "alongMotorway",
    "ON_DRIVEWAY": "onDriveway",
    "ON_STREET": "onStreet",
    "PARKING_GARAGE": "parkingGarage",
    "PARKING_LOT": "parkingLot",
    "UNDERGROUND_GARAGE": "undergroundGarage",
}

FACILITY: Final[Mapping[str, str]] = {
    "AIRPORT": "airport",
    "BAKERY": "bakery",
    "BIKE_SHARING": "bikeSharing",
    "BUSINESS": "business",
    "BUS_STOP": "busStop",
    "CAFE": "cafe",
    "CARPOOL_PARKING": "carpoolParking",
    "EDUCATION": "education",
    "FAST_FOOD": "fastFood",
    "FINANCE": "finance",
    "FUEL_STATION": "fuelStation",
    "HEALTH": "health",
    "HOTEL": "hotel",
    "MALL": "mall",
    "METRO_STATION": "metroStation",
    "MUSEUM": "museum",
    "NATURE": "nature",
    "PARKING_LOT": "parkingLot",
    "PLAYGROUND": "playground",
    "RECREATION_AREA": "recreationArea",
    "RESTAURANT": "restaurant",
    "SERVICE": "service",
    "SPORT": "sport",
    "STORE": "store",
    "SUPERMARKET": "supermarket",
    "TAXI_STAND": "taxiStand",
    "TOILETS": "toilets",
    "TRAIN_STATION": "trainStation",
    "TRAM_STOP": "tramStop",
    "TRUCK_STOP": "truckStop",
    "WIFI": "wifi",
}

RESTRICTION: Final[Mapping[str, str]] = {
    "BRAND_ONLY": "brandOnly",
    "CAR_SHARING_ONLY": "carSharingOnly",
    "CUSTOMERS_ONLY": "customersOnly",
    "OTHER": "other",
    "TAXIS_ONLY": "taxisOnly",
}

VEHICLE_CATEGORY: Final[Mapping[str, str]] = {
    "CAR": "car",
    "TRUCK": "truck",
    "TWO_WHEELER": "twoWheeler",
}

CATEGORY_OF_VEHICLE_TYPE: Final[Mapping[str, str]] = {
    "MOTORCYCLE": "TWO_WHEELER",
    "PERSONAL_VEHICLE": "CAR",
    "PERSONAL_VEHICLE_WITH_TRAILER": "CAR",
    "RIGID": "TRUCK",
    "SEMI_TRACTOR": "TRUCK",
    "TRUCK_WITH_TRAILER": "TRUCK",
    "VAN": "CAR",
}
"""Which category of HERE an OCPI vehicle type belongs to."""

VEHICLE_TYPE: Final[Mapping[str, str]] = {
    "RIGID": "rigid",
    "SEMI_TRACTOR": "semiTractor",
    "TRUCK_WITH_TRAILER": "truckWithTrailer",
    "VAN": "van",
}

TRUCK_CLASS: Final[Mapping[str, str]] = {"HEAVY": "heavy", "LIGHT": "light", "MEDIUM": "medium"}

TRUCK_AMENITY: Final[Mapping[str, str]] = {
    "ACCESS_CONTROLLED_AREA": "accessControlledArea",
    "ATM": "atm",
    "CAMERA_SURVEILLANCE": "cameraSurveillance",
    "DRIVER_LOUNGE": "driverLounge",
    "EATERY_RESTAURANT": "eateryRestaurant",
    "ENTRY_GATE": "entryGate",
    "EXIT_GATE": "exitGate",
    "FLOOD_LIGHTING": "floodLighting",
    "FOOD_DELIVERY": "foodDelivery",
    "GUARD": "guard",
    "LICENSE_PLATE_RECOGNITION": "licensePlateRecognition",
    "OUTDOOR_GYM": "outdoorGym",
    "PEDESTRIAN_TURNSTILES": "pedestrianTurnstiles",
    "PERIMETER_FENCE": "perimeterFence",
    "POWER_SUPPLY": "powerSupply",
    "SECURE_TRUCK_PARKING": "secureTruckParking",
    "SHOWER": "shower",
    "TOILET": "toilet",
    "TRUCK_DEALERSHIP": "truckDealership",
    "TRUCK_PARKING": "truckParking",
    "TRUCK_REPAIR": "truckRepair",
    "TRUCK_WASH": "truckWash",
    "VENDING_MACHINE": "vendingMachine",
    "WASHING_MACHINE": "washingMachine",
}

PARKING_CONDITION: Final[Mapping[str, str]] = {
    "CUSTOMERS": "customers",
    "DISABLED": "disabled",
    "TAXIS": "taxis",
}

EVSE_POSITION: Final[Mapping[str, str]] = {"CENTER": "center", "LEFT": "left", "RIGHT": "right"}

PARKING_DIRECTION: Final[Mapping[str, str]] = {
    "ANGLE": "angle",
    "PARALLEL": "parallel",
    "PERPENDICULAR": "perpendicular",
}

ENERGY_SOURCE: Final[Mapping[str, str]] = {
    "COAL": "coal",
    "GAS": "gas",
    "GENERAL_FOSSIL": "generalFossil",
    "GENERAL_GREEN": "generalGreen",
    "NUCLEAR": "nuclear",
    "SOLAR": "solar",
    "WATER": "water",
    "WIND": "wind",
}

ENVIRONMENTAL_IMPACT: Final[Mapping[str, str]] = {
    "CARBON_DIOXIDE": "carbonDioxide",
    "NUCLEAR_WASTE": "nuclearWaste",
}

DIMENSION: Final[Mapping[str, str]] = {
    "ENERGY": "energy",
    "FLAT": "flat",
    "PARKING_TIME": "parkingTime",
    "TIME": "time",
}

WEEKDAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")


@lru_cache(maxsize=4096)
def capabilities(names: tuple[str, ...]) -> list[str] | None:
    """The capabilities of an EVSE; many EVSEs have the same."""
    return translate(CAPABILITY, names)


@lru_cache(maxsize=4096)
def payments(names: tuple[str, ...]) -> list[str] | None:
    """The payment supports of an EVSE."""
    return translate(PAYMENT, names)


def translate(table: Mapping[str, str], codes: Collection[str]) -> list[str] | None:
    """The names of those codes that the table has, each once; ``None`` when there are none."""
    if not codes:
        return None
    names = dict.fromkeys(table[code] for code in codes if code in table)
    return list(names) or None

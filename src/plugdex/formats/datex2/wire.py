"""The members of DATEX II objects that are read, and what kind of object each leads to.

Both spellings of the standard become one tree: XML elements and attributes without their
namespaces, and JSON members without the prefixes and suffixes of a profile.
"""

from collections.abc import Mapping
from typing import Final

LEAF: Final = ""
"""A single value: a text, a number or a code."""

TEXT: Final = "text"
"""A text in languages."""

READ: Final[Mapping[str, Mapping[str, str]]] = {
    "site": {
        "id": LEAF,
        "name": TEXT,
        "brand": TEXT,
        "additionalInformation": TEXT,
        "lastUpdated": LEAF,
        "accessibility": LEAF,
        "operatingHours": "operatingHours",
        "locationReference": "locationReference",
        "entrance": "locationReference",
        "operator": "organisation",
        "helpdesk": "organisation",
        "exclusiveUsers": LEAF,
        "typeOfSite": LEAF,
        "applicableForVehicles": "vehicles",
        "dedicatedParkingSpaces": "parking",
        "energyInfrastructureStation": "station",
    },
    "station": {
        "lastUpdated": LEAF,
        "operatingHours": "operatingHours",
        "locationReference": "locationReference",
        "operator": "organisation",
        "helpdesk": "organisation",
        "applicableForVehicles": "vehicles",
        "dedicatedParkingSpaces": "parking",
        "authenticationAndIdentificationMethods": LEAF,
        "electricEnergy": "electricEnergy",
        "refillPoint": "point",
    },
    "point": {
        "id": LEAF,
        "evseId": LEAF,
        "externalIdentifier": "identifier",
        "name": TEXT,
        "lastUpdated": LEAF,
        "usageType": LEAF,
        "currentType": LEAF,
        "chargingMode": LEAF,
        "availableVoltage": LEAF,
        "availableChargingPower": LEAF,
        "reservation": LEAF,
        "locationReference": "locationReference",
        "applicableForVehicles": "vehicles",
        "dedicatedParkingSpaces": "parking",
        "connector": "connector",
        "electricEnergy": "electricEnergy",
        "energyRate": "energyRate",
    },
    "connector": {
        "connectorType": LEAF,
        "otherConnector": LEAF,
        "countryOfDomesticSocket": LEAF,
        "connectorFormat": LEAF,
        "chargingMode": LEAF,
        "maxPowerAtSocket": LEAF,
        "voltage": LEAF,
        "maximumCurrent": LEAF,
    },
    "organisation": {
        "name": TEXT,
        "operatorId": LEAF,
        "externalCode": LEAF,
        "externalIdentifier": "identifier",
        "organisationUnit": "organisationUnit",
    },
    "organisationUnit": {"contactInformation": "contactInformation"},
    "contactInformation": {"telephoneNumber": LEAF},
    "identifier": {"identifier": LEAF, "typeOfIdentifier": LEAF},
    "locationReference": {
        "coordinatesForDisplay": "coordinates",
        "pointByCoordinates": "pointByCoordinates",
        "address": "address",
        "timeZone": LEAF,
    },
    "pointByCoordinates": {"pointCoordinates": "coordinates"},
    "coordinates": {"latitude": LEAF, "longitude": LEAF},
    "address": {"postcode": LEAF, "city": TEXT, "countryCode": LEAF, "addressLine": "addressLine"},
    "addressLine": {"order": LEAF, "type": LEAF, "text": TEXT},
    "vehicles": {"vehicleType": LEAF, "euVehicleCategory": LEAF},
    "parking": {"applicableForVehicles": "vehicles", "numberOfSpaces": LEAF},
    "electricEnergy": {"isGreenEnergy": LEAF, "energyRate": "energyRate"},
    "energyRate": {
        "ratePolicy": LEAF,
        "lastUpdated": LEAF,
        "applicableCurrency": LEAF,
        "maximumDeliveryFee": LEAF,
        "minimumDeliveryFee": LEAF,
        "paymentMethod": "payment",
        "payment": "payment",
        "energyPrice": "energyPrice",
    },
    "energyPrice": {
        "priceType": LEAF,
        "value": LEAF,
        "taxIncluded": LEAF,
        "taxRate": LEAF,
        "priceCap": LEAF,
        "timeBasedApplicability": "minutes",
        "energyBasedApplicability": "kilowattHours",
        "overallPeriod": "overallPeriod",
    },
    "minutes": {"fromMinute": LEAF, "toMinute": LEAF},
    "kilowattHours": {},
    "payment": {"paymentMeans": LEAF},
    "operatingHours": {"overallPeriod": "overallPeriod"},
    "overallPeriod": {
        "overallEndTime": LEAF,
        "validPeriod": "period",
        "exceptionPeriod": "period",
    },
    "period": {
        "startOfPeriod": LEAF,
        "endOfPeriod": LEAF,
        "recurringTimePeriodOfDay": "timeOfDay",
        "recurringDayWeekMonthPeriod": "dayWeekMonth",
        "recurringSpecialDay": "specialDay",
    },
    "timeOfDay": {"startTimeOfPeriod": LEAF, "endTimeOfPeriod": LEAF},
    "dayWeekMonth": {"applicableDay": LEAF},
    "specialDay": {"specialDayType": LEAF, "intersectWithApplicableDays": LEAF},
    "siteStatus": {
        "reference": "reference",
        "energyInfrastructureStationStatus": "stationStatus",
    },
    "stationStatus": {"refillPointStatus": "pointStatus"},
    "pointStatus": {"reference": "reference", "lastUpdated": LEAF, "status": LEAF},
    "reference": {"id": LEAF},
}
"""Members by the kind of object that has them; what is neither here nor ignored is an issue."""

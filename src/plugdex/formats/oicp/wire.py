"""OICP as it comes: records of EVSEs and of their statuses (OICP 2.3, EMP data types).

Members keep whatever JSON type they have, because senders mix them up (a power is 22.0 or "22");
names are found in whatever case, because the versions of OICP differ in it.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec


class Record(msgspec.Struct, kw_only=True, gc=False):
    """An EVSE (PullEvseDataRecordType), and its status where the record has that, too."""

    EvseID: Any = None
    ChargingPoolID: Any = None
    ChargingStationId: Any = None
    ChargingStationNames: Any = None
    ChargingStationName: Any = None
    ChargingStationImage: Any = None
    LocationImage: Any = None
    ChargingStationLocationReference: Any = None
    Address: Any = None
    GeoCoordinates: Any = None
    GeoChargingPointEntrance: Any = None
    Plugs: Any = None
    ChargingFacilities: Any = None
    AuthenticationModes: Any = None
    ValueAddedServices: Any = None
    Accessibility: Any = None
    AccessibilityLocation: Any = None
    HotlinePhoneNumber: Any = None
    IsOpen24Hours: Any = None
    OpeningTimes: Any = None
    RenewableEnergy: Any = None
    EnergySource: Any = None
    EnvironmentalImpact: Any = None
    SubOperatorName: Any = None
    OperatorID: Any = None
    OperatorName: Any = None
    deltaType: Any = None  # noqa: N815 - as OICP writes it
    lastUpdate: Any = None  # noqa: N815 - as OICP writes it
    EVSEStatus: Any = None


class Block(msgspec.Struct, kw_only=True):
    """What one operator sends."""

    operator_id: Any = None
    operator_name: Any = None
    records: list[msgspec.Raw] = []
    statuses: list[msgspec.Raw] = []


BLOCK: Final[Mapping[str, str]] = {
    "operatorid": "operator_id",
    "operatorname": "operator_name",
    "evsedatarecord": "records",
    "evsestatusrecord": "statuses",
}
"""Members of a block, in lower case."""

NESTED: Final[Mapping[str, frozenset[str]]] = {
    "Address": frozenset(
        {"country", "city", "street", "postalcode", "housenum", "floor", "region", "parkingspot"}
    ),
    "ChargingFacilities": frozenset({"power", "powertype", "voltage", "amperage"}),
}
"""Members of the parts of a record that are read, in lower case."""

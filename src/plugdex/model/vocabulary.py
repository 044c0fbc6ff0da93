"""The closed vocabularies of charging, in OCPI's spelling.

Open vocabularies (capabilities, facilities, parking types …) are plain text: a value that no
list has is kept as it came and never breaks a record.
"""

from typing import Final, Literal, get_args

PowerType = Literal["AC_1_PHASE", "AC_2_PHASE", "AC_2_PHASE_SPLIT", "AC_3_PHASE", "DC"]
"""How a connector delivers power (OCPI 2.2.1 §8.4.19)."""

ConnectorFormat = Literal["SOCKET", "CABLE"]
"""A socket wants the driver's cable; a cable is tethered (OCPI 2.2.1 §8.4.4)."""

Status = Literal[
    "AVAILABLE",
    "BLOCKED",
    "CHARGING",
    "INOPERATIVE",
    "OPERATIONAL",
    "OUTOFORDER",
    "PLANNED",
    "REMOVED",
    "RESERVED",
    "UNKNOWN",
]
"""Status of an EVSE (OCPI 2.2.1 §8.4.23); OPERATIONAL is ours: worked when last seen working."""

TruckClass = Literal["LIGHT", "MEDIUM", "HEAVY"]
"""Classes of trucks, independent of each other."""

POWER_TYPES: Final[frozenset[str]] = frozenset(get_args(PowerType))
STATUSES: Final[frozenset[str]] = frozenset(get_args(Status))

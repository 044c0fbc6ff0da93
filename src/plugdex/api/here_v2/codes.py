"""The names and numbers that HERE v2 uses for our codes."""

from collections.abc import Mapping
from typing import Final

CONNECTOR_TYPE: Final[Mapping[int, str]] = {
    1: "Other",
    5: "Domestic B (NEMA 5-15)",
    6: "Domestic B (NEMA 5-20)",
    7: "Domestic D (BS 546, 3 pin)",
    8: "Domestic E (CEE 7/5)",
    9: "Domestic F (CEE 7/4, Schuko)",
    10: "Domestic E+F (CEE 7/7)",
    11: "Domestic G (BS 1363, IS 401 & 411, MS 58)",
    12: "Domestic H (SI 32)",
    13: "Domestic I (AS/NZS 3112)",
    14: "Domestic I (CPCS-CCC)",
    15: "Domestic I (IRAM 2073)",
    16: "Domestic J (SEV 1011) T13",
    17: "Domestic J (SEV 1011) T15",
    18: "Domestic J (SEV 1011) T23",
    19: "Domestic J (SEV 1011) T25",
    20: "Domestic K (Section 107-2-D1)",
    21: "Domestic K (Thailand TIS 166-2549)",
    22: "Domestic L (CEI 23-16/VII)",
    23: "Domestic M (South African 15 A/250 V)",
    24: "Domestic IEC 60906-1 (3 pin)",
    29: "JEVS G 105 (CHAdeMO)",
    30: "IEC 62196-2 type 1 (SAE J1772)",
    31: "IEC 62196-2 type 2 (Mennekes)",
    32: "IEC 62196-2 type 3c (SCAME)",
    33: "IEC 62196-3 type 1 combo (SAE J1772)",
    34: "IEC 62196-3 type 2 combo (Mennekes)",
    35: "IEC 60309 industrial P + N + E (AC)",
    36: "IEC 60309 industrial 3P + E + N (AC)",
    42: "Domestic J (SEV 1011) (T13, T23)",
    43: "Tesla Connector",
    45: "IEC 62196-2 type 2 (SAE J1772)",
    47: "I-type AS/NZ 3112 (Australian 15 A/240 V)",
    48: "Domestic A (NEMA 1-15, 2 pins)",
    49: "Domestic C (CEE 7/17, 2 pins)",
    50: "IEC 62196-2 type 3a (SCAME)",
    51: "Domestic B (NEMA 14-50)",
    52: "GB/T (Chinese) AC connector",
    53: "GB/T (Chinese) DC connector",
    68: "Tesla S type",
}
"""The connector types that the catalogue of standards knows, and the one for all others."""

OTHER_TYPE: Final = 1
"""Stands for a standard that has no id, where an id is demanded."""

POWER_FEED_TYPE: Final[Mapping[int, str]] = {
    1: "Level 1",
    2: "Level 2",
    3: "Level 3",
    4: "Other",
    5: "DC fast charge",
    6: "Level 5",
}

POWER_FEED_COUNTRIES: Final = frozenset({"AUS", "CAN", "MEX", "USA"})
"""The power feed type is told in North America and Australia only."""

STATE: Final[Mapping[str, str]] = {
    "AVAILABLE": "AVAILABLE",
    "BLOCKED": "OCCUPIED",
    "CHARGING": "OCCUPIED",
    "INOPERATIVE": "OUT_OF_SERVICE",
    "OPERATIONAL": "UNKNOWN",
    "OUTOFORDER": "OUT_OF_SERVICE",
    "RESERVED": "RESERVED",
    "UNKNOWN": "UNKNOWN",
}
"""PLANNED and REMOVED have no counterpart: such EVSEs are not shown."""

STATES: Final = ("AVAILABLE", "RESERVED", "OCCUPIED", "OUT_OF_SERVICE", "UNKNOWN")

PHASES: Final[Mapping[str, int]] = {
    "AC_1_PHASE": 1,
    "AC_2_PHASE": 2,
    "AC_2_PHASE_SPLIT": 1,
    "AC_3_PHASE": 3,
}

BANDS: Final = ((100, 120), (200, 240), (380, 480))
"""Volts of alternating current, as they are told in ranges."""

DAY_MASK: Final = (2, 4, 8, 16, 32, 64, 1)
"""Monday to Sunday."""

CREDIT_CARDS: Final = frozenset(
    {"CHIP_CARD", "CONTACTLESS_CARD", "CREDIT_CARD", "ONLINE_CREDIT_CARD"}
)
DEBIT_CARDS: Final = frozenset({"DEBIT_CARD"})
SUBSCRIPTIONS: Final = frozenset(
    {"AUTH_BY_CAR_AUTOCHARGE", "AUTH_BY_CAR_PLUG_AND_CHARGE", "RFID_READER"}
)
"""Ways to charge on a contract."""

E_PAYMENT: Final[Mapping[str, str]] = {
    "MOBILE_PAYMENT": "OTHER",
    "ONLINE_APPLE_PAY": "OTHER",
    "ONLINE_BANK_PAYMENT": "OTHER",
    "ONLINE_GOOGLE_PAY": "OTHER",
    "ONLINE_PAYPAL": "PAYPAL",
    "OPERATOR_APP": "OTHER",
    "TERMINAL_QR_CODE": "OTHER",
    "TERMINAL_SMS": "OTHER",
}

"""Ways to pay without a contract, read off an EVSE."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from plugdex.model.location import Evse

OF_CAPABILITY: Final[Mapping[str, str]] = {
    "CHIP_CARD_SUPPORT": "CHIP_CARD",
    "CONTACTLESS_CARD_SUPPORT": "CONTACTLESS_CARD",
    "CREDIT_CARD_PAYABLE": "CREDIT_CARD",
    "DEBIT_CARD_PAYABLE": "DEBIT_CARD",
    "PED_TERMINAL": "PED_TERMINAL",
    "RFID_READER": "RFID_READER",
}
"""OCPI has no payment list: these capabilities are its payment supports (2.2.1 §8.4.3)."""

IMPLIES_MOBILE: Final = frozenset(
    {"OPERATOR_APP", "TERMINAL_SMS", "TERMINAL_QR_CODE", "CONTACTLESS_CARD"}
)
PLUG_AND_CHARGE: Final = frozenset({"ISO_15118_2_PLUG_AND_CHARGE", "ISO_15118_20_PLUG_AND_CHARGE"})


def payment_supports(evse: Evse) -> tuple[str, ...]:
    """All ways to pay at an EVSE, in a fixed order.

    MOBILE_PAYMENT accompanies the app, every ONLINE_… value, SMS, QR code and contactless card
    (HERE v3 value rules).
    """
    plugs = frozenset(name for connector in evse.connectors for name in connector.capabilities)
    return _supports(evse.capabilities, evse.payments, plugs)


@lru_cache(maxsize=4096)
def _supports(
    capabilities: tuple[str, ...], payments: tuple[str, ...], plugs: frozenset[str]
) -> tuple[str, ...]:
    found = {OF_CAPABILITY[name] for name in capabilities if name in OF_CAPABILITY}
    found.update(payments)
    if plugs & PLUG_AND_CHARGE:
        found.add("AUTH_BY_CAR_PLUG_AND_CHARGE")
    if found & IMPLIES_MOBILE or any(name.startswith("ONLINE_") for name in found):
        found.add("MOBILE_PAYMENT")
    return tuple(sorted(found))

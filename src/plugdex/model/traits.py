"""What a connector group is like, as a set of bits: what an index can be asked beyond standard
and power.

A bit that is not set means unknown as well as no, so only questions for set bits tell the truth;
restrictions are the exception, since a location without any is open to all.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import Final

from plugdex.model.filters import current_of, vehicle_categories
from plugdex.model.location import Connector, Evse, Location
from plugdex.model.opening import is_always_open
from plugdex.model.payment import payment_supports

NAMES: Final = (
    *("SOCKET", "CABLE", "AC", "DC"),
    *("BRAND_ONLY", "CAR_SHARING_ONLY", "CUSTOMERS_ONLY", "OTHER", "TAXIS_ONLY"),
    *("CAR", "TWO_WHEELER", "TRUCK"),
    *("ALWAYS_OPEN", "HOURS_KNOWN"),
    *("AUTH_BY_CAR_AUTOCHARGE", "AUTH_BY_CAR_PLUG_AND_CHARGE", "CHIP_CARD", "CONTACTLESS_CARD"),
    *("CREDIT_CARD", "DEBIT_CARD", "MOBILE_PAYMENT", "ONLINE_APPLE_PAY", "ONLINE_BANK_PAYMENT"),
    *("ONLINE_CREDIT_CARD", "ONLINE_GOOGLE_PAY", "ONLINE_PAYPAL", "OPERATOR_APP"),
    *("PED_TERMINAL", "RFID_READER", "TERMINAL_QR_CODE", "TERMINAL_SMS"),
)
"""The place is the bit: stores keep it, so names are only ever added at the end."""

BITS: Final = {name: 1 << place for place, name in enumerate(NAMES)}
RESTRICTIONS: Final = NAMES[4:9]
PAYMENTS: Final = NAMES[14:31]


def bits(names: Collection[str]) -> int:
    """The set of those names that are traits."""
    mask = 0
    for name in names:
        mask |= BITS.get(name, 0)
    return mask


def location_traits(location: Location) -> int:
    """What holds for the whole location."""
    mask = bits((*location.restrictions, *vehicle_categories(location)))
    if is_always_open(location.opening_times):
        mask |= BITS["ALWAYS_OPEN"]
    elif location.opening_times is not None:
        mask |= BITS["HOURS_KNOWN"]
    return mask


def evse_traits(evse: Evse) -> int:
    """How one can pay at an EVSE."""
    return _payments(payment_supports(evse))


def connector_traits(connector: Connector) -> int:
    """Format and current of a connector."""
    return bits(tuple(filter(None, (connector.format, current_of(connector)))))


@lru_cache(maxsize=4096)
def _payments(names: tuple[str, ...]) -> int:
    return bits(names) & bits(PAYMENTS)

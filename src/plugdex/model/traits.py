"""What a connector group is like, as a set of bits: what an index can be asked beyond standard
and power.

A bit that is not set means unknown as well as no, so only questions for set bits tell the truth;
restrictions are the exception, since a location without any is open to all.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import Final

from plugdex.model.filters import current_of, vehicle_categories
from plugdex.model.fit import has_name_of
from plugdex.model.fit_table import NACS_COUNTRIES
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
    *("NACS_COUNTRY", "OTHER_COUNTRY"),
    *("Audi", "BMW", "BYD", "Hyundai", "Lucid", "Mercedes-Benz", "NIO", "Porsche", "Rivian"),
    *("Tesla", "Volkswagen", "XPeng"),
)
"""The place is the bit: stores keep it, so names are only ever added at the end."""

BITS: Final = {name: 1 << place for place, name in enumerate(NAMES)}
RESTRICTIONS: Final = NAMES[4:9]
PAYMENTS: Final = NAMES[14:31]
MAKES: Final = NAMES[33:45]
"""Makes that run charging sites of their own."""


def bits(names: Collection[str]) -> int:
    """The set of those names that are traits."""
    mask = 0
    for name in names:
        mask |= BITS.get(name, 0)
    return mask


def location_traits(location: Location) -> int:
    """What holds for the whole location."""
    mask = bits((*location.restrictions, *vehicle_categories(location)))
    if location.country:
        is_nacs = location.country in NACS_COUNTRIES
        mask |= BITS["NACS_COUNTRY" if is_nacs else "OTHER_COUNTRY"]
    if location.operator:
        mask |= _makes(location.operator.name)
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


def make_bits(make: str | None) -> int:
    """The trait of sites that a make of vehicles runs; 0 for makes that have none."""
    found = [name for name in MAKES if make and has_name_of(name, make)]
    return bits(found)


@lru_cache(maxsize=4096)
def _makes(operator: str) -> int:
    return bits([make for make in MAKES if has_name_of(operator, make)])


@lru_cache(maxsize=4096)
def _payments(names: tuple[str, ...]) -> int:
    return bits(names) & bits(PAYMENTS)

"""The parameters ``evStation[…]`` (contract §2, "EV filters").

What is asked holds together of one connector of one EVSE, because that is what a driver needs;
the contract leaves it open.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from math import ceil, floor
from typing import Final

from plugdex.api.dialect import Params
from plugdex.api.here_search.errors import BadRequest
from plugdex.api.here_search.values import (
    items,
    items_like,
    items_of,
    one_of,
    text,
)
from plugdex.api.here_v3.codes import PAYMENT
from plugdex.model.connectors import candidates
from plugdex.model.filters import Current, Filters
from plugdex.model.ids import partner_id

CONNECTOR_TYPES: Final = tuple(
    str(each)
    for each in (*range(5, 16), *range(20, 26), *range(29, 38), 42, 43, 46, 48, 49, 50, 52, 53)
)
"""The ids that may be asked for; some of them stand for no standard of the catalogue."""

PAYMENT_METHODS: Final = (
    "authByCarPlugAndCharge",
    "creditCard",
    "debitCard",
    "onlineApplePay",
    "onlineGooglePay",
    "onlinePaypal",
    "operatorApp",
)
CODE_OF_PAYMENT: Final[Mapping[str, str]] = {
    name: code for code, name in PAYMENT.items() if name in PAYMENT_METHODS
}
CURRENTS: Final[Mapping[str, Current]] = {"AC": "AC", "DC": "DC"}
PARTNER_ID: Final = r".{36}"
POWER: Final = re.compile(r"\d{1,6}(\.\d{0,9})?|\.\d{1,9}")
"""Kilowatts."""

TYPES: Final = "evStation[connectorTypeIds]"
LEAST: Final = "evStation[minPower]"
MOST: Final = "evStation[maxPower]"
SUPPLIERS: Final = "evStation[supplierNames]"
CURRENT: Final = "evStation[current]"
PARTNERS: Final = "evStation[eMobilityServiceProviderPartnerIds]"
PAYMENTS: Final = "evStation[paymentMethodIds]"
NAMES: Final = (TYPES, LEAST, MOST, SUPPLIERS, CURRENT, PARTNERS, PAYMENTS)


def ev_filters(params: Params) -> Filters | None:
    """What is asked of the connectors; ``None`` where no connector can be so."""
    for name in params:
        if name.startswith("evStation[") and name not in NAMES:
            raise BadRequest(name, f"is none of {', '.join(NAMES)}")
    types = items_of(params, TYPES, CONNECTOR_TYPES)
    standards = tuple(s.ocpi for each in types for s in candidates("here_v2", int(each)))
    least, most = _watts(params, LEAST), _watts(params, MOST)
    current = one_of(params, CURRENT, CURRENTS)
    filters = Filters(
        connectors=tuple(dict.fromkeys(standards)),
        min_power=None if least is None else ceil(least),
        max_power=None if most is None else floor(most),
        current=CURRENTS[current] if current else None,
        operators=tuple(partner_id(name) for name in items(params, SUPPLIERS)),
        emsps=items_like(params, PARTNERS, PARTNER_ID),
        payments=tuple(
            CODE_OF_PAYMENT[each] for each in items_of(params, PAYMENTS, PAYMENT_METHODS)
        ),
    )
    return None if types and not standards else filters


def _watts(params: Params, name: str) -> Decimal | None:
    value = text(params, name)
    if value is None:
        return None
    if not POWER.fullmatch(value) or not Decimal(value):
        raise BadRequest(name, "must be a decimal number of kilowatts above 0")
    return Decimal(value) * 1000

"""The answer: a price with every step shown, or why none can be said."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from plugdex.model.tariffs import TariffRestrictions
from plugdex.model.value import Value

Phase = Literal["reservation", "charging", "parking"]

REASONS: Final[Mapping[str, str]] = {
    "tariff_incomplete": "A price or limit of the tariff could not be read.",
    "tariff_empty": "The tariff has no prices.",
    "tariff_too_complex": "The tariff has too many prices for so long a session.",
    "currency_unknown": "The currency is none of ISO 4217.",
    "dimension_unknown": "The tariff charges for something that OCPI does not know.",
    "restriction_unknown": "A price depends on something that OCPI does not know.",
    "restriction_contradicts": "The limits of a price contradict each other.",
    "power_unknown": "A price depends on the power, which is not known.",
    "current_unknown": "A price depends on the current, which is not known.",
    "dates_not_covered": "The tariff has prices for other dates, and none for this one.",
    "tax_unknown": "Whether the prices include tax is said in a word that OCPI does not have.",
    "limit_tax_unknown": "A highest or lowest price is given without the tax that it needs.",
    "tariff_not_named": "The connector names no tariff; that does not mean that it is free.",
    "tariff_not_delivered": "The tariff that the connector names was never delivered.",
    "tariff_of_other_type": "The connector has tariffs, but none of the type that is asked for.",
    "tariff_not_valid": "The tariff is not valid when the session begins.",
    "connector_power_unknown": "The power of the connector is not known, so nor is the time.",
    "vehicle_does_not_fit": "The vehicle cannot charge at the connector.",
    "vehicle_fit_unknown": "Whether the vehicle can charge at the connector is not known.",
    "charging_too_long": "Charging would take more than two weeks.",
    "time_zone_unknown": "The time zone of the location is not known.",
}
"""Why a price cannot be said."""


class Reason(Value, frozen=True, kw_only=True):
    """Why a price cannot be said: a code of ``REASONS``, the element's index and a detail."""

    code: str
    element: int | None = None
    detail: str = ""


class CannotSay(Value, frozen=True, kw_only=True):
    """No price, because …"""

    currency: str
    reasons: tuple[Reason, ...]


class Step(Value, frozen=True, kw_only=True):
    """One line of the bill.

    ``quantity`` is kWh (ENERGY), hours (TIME, PARKING_TIME) or sessions (FLAT); ``unit_price`` is
    as the tariff states it, with or without tax. ``rounding`` marks what a step size adds.
    """

    phase: Phase
    begin: datetime
    end: datetime
    element: int
    dimension: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    vat: Decimal | None = None
    rounding: bool = False
    restrictions: TariffRestrictions | None = None


class Sum(Value, frozen=True, kw_only=True):
    """An amount without and with tax; ``None`` where the tariff does not say its tax."""

    excl: Decimal | None
    incl: Decimal | None


class Price(Value, frozen=True, kw_only=True):
    """What a session costs; sums have four decimals."""

    currency: str
    total: Sum
    by_dimension: Mapping[str, Sum]
    steps: tuple[Step, ...]
    limited_by: tuple[str, ...] = ()
    """``min_price`` or ``max_price``, where one took effect."""
    payable: Decimal | None = None
    """What people pay, in the smallest unit of the currency; ``None`` without the tax."""

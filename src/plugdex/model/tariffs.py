"""Tariffs as OCPI 2.1.1–2.3.0 state them; prices are decimals, never floats."""

from datetime import date, datetime
from decimal import Decimal

from plugdex.model.location import EnergyMix, Text
from plugdex.model.value import NEVER, Value


class PriceComponent(Value, frozen=True, kw_only=True):
    """A price per kWh (ENERGY), hour (TIME, PARKING_TIME) or session (FLAT).

    ``step_size`` is the billing unit: Wh for ENERGY, seconds for the times. ``vat`` is per cent;
    ``None`` where no VAT applies or none is stated.
    """

    type: str
    price: Decimal
    vat: Decimal | None = None
    step_size: int = 1


class TariffRestrictions(Value, frozen=True, kw_only=True):
    """When an element applies; all that are given must hold (OCPI 2.2.1 §11.4.6).

    Times are minutes of the local day (``end_time`` 1440 = end of the day), dates local with an
    exclusive end, power in kW, current in A over all phases, durations in seconds.
    """

    start_time: int | None = None
    end_time: int | None = None
    start_date: date | None = None
    end_date: date | None = None
    min_kwh: Decimal | None = None
    max_kwh: Decimal | None = None
    min_current: Decimal | None = None
    max_current: Decimal | None = None
    min_power: Decimal | None = None
    max_power: Decimal | None = None
    min_duration: int | None = None
    max_duration: int | None = None
    day_of_week: tuple[int, ...] = ()
    reservation: str | None = None
    other: tuple[str, ...] = ()
    """Names of restrictions that we cannot evaluate; an element with one is never offered."""


class TariffElement(Value, frozen=True, kw_only=True):
    """Prices that hold together, and when they do."""

    price_components: tuple[PriceComponent, ...]
    restrictions: TariffRestrictions | None = None


class PriceLimit(Value, frozen=True, kw_only=True):
    """A lower or upper limit of what a session costs."""

    before_taxes: Decimal
    after_taxes: Decimal | None = None


class Tariff(Value, frozen=True, kw_only=True):
    """What charging costs; per dimension the first element whose restrictions match counts."""

    source: str
    id: str
    last_updated: datetime = NEVER
    currency: str
    elements: tuple[TariffElement, ...]
    country_code: str | None = None
    party_id: str | None = None
    name: str | None = None
    type: str | None = None
    """AD_HOC_PAYMENT, REGULAR, PROFILE_CHEAP, PROFILE_FAST, PROFILE_GREEN; absent: any session."""
    tax_included: str | None = None
    """YES, NO or N/A (OCPI 2.3.0); ``None`` means prices exclude tax (OCPI 2.1.1, 2.2.1)."""
    tariff_alt_text: tuple[Text, ...] = ()
    tariff_alt_url: str | None = None
    min_price: PriceLimit | None = None
    max_price: PriceLimit | None = None
    incomplete: bool = False
    """A price or a limit of the source could not be read: the sum would be wrong."""
    preauthorize_amount: Decimal | None = None
    start_date_time: datetime | None = None
    end_date_time: datetime | None = None
    energy_mix: EnergyMix | None = None

"""Small tariffs and sessions, to be varied by tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from plugdex.model.pricing.price import CannotSay, Price
from plugdex.model.pricing.pricer import price_of
from plugdex.model.pricing.session import ChargingSession, Reservation, even_session
from plugdex.model.tariffs import PriceComponent, Tariff, TariffElement, TariffRestrictions

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 9, 15, 10, tzinfo=UTC)
"""Tuesday, noon in Paris."""


def part(type: str, price: Any, vat: Any = None, step_size: int = 1) -> PriceComponent:
    """A price component."""
    rate = None if vat is None else Decimal(str(vat))
    return PriceComponent(type=type, price=Decimal(str(price)), vat=rate, step_size=step_size)


def element(*parts: PriceComponent, **limits: Any) -> TariffElement:
    """An element with its restrictions."""
    restrictions = TariffRestrictions(**limits) if limits else None
    return TariffElement(price_components=parts, restrictions=restrictions)


def tariff(*elements: TariffElement, **members: Any) -> Tariff:
    """A tariff in euros."""
    sound: dict[str, Any] = {"source": "test", "id": "T", "currency": "EUR", "elements": elements}
    return Tariff(**(sound | members))


def session(
    kwh: Any = 10,
    minutes: float = 60,
    parked: float = 0,
    start: datetime = NOON,
    amperes: Any = None,
    reservation: Reservation | None = None,
) -> ChargingSession:
    """A session that draws its energy evenly, then parks."""
    charged = start + timedelta(minutes=minutes)
    times = (start, charged, charged + timedelta(minutes=parked))
    current = None if amperes is None else Decimal(str(amperes))
    return even_session(times, Decimal(str(kwh)), current, reservation)


def priced(asked: Tariff, **members: Any) -> Price:
    """The price of a session in Paris."""
    found = price_of(asked, session(**members), PARIS)
    assert isinstance(found, Price), found
    return found


def refused(asked: Tariff, **members: Any) -> set[str]:
    """Why the price of a session in Paris cannot be said."""
    found = price_of(asked, session(**members), PARIS)
    assert isinstance(found, CannotSay), found
    return {reason.code for reason in found.reasons}

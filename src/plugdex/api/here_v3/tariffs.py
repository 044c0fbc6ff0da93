"""Tariffs as HERE v3 writes them (contract, "Tariff").

1. Prices are without VAT; what states them with VAT is divided.
2. A tariff with a rule that this dialect cannot express, and that would change the price, is
   withheld as a whole: never a price that is wrong by omission.
3. A highest price of a session has no word either; without it the prices are upper limits, so
   such a tariff is shown.
4. A tariff that is not valid now is not shown.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final, TypeVar

from plugdex.api.here_v3 import codes, shapes
from plugdex.api.here_v3.hours import DAY, clock
from plugdex.directory.facets import partner_key
from plugdex.model.location import Business, Location
from plugdex.model.pricing.taxes import INCLUDED
from plugdex.model.tariffs import PriceComponent, Tariff, TariffElement, TariffRestrictions

TYPE: Final[Mapping[str | None, str]] = {None: "adhoc", "AD_HOC_PAYMENT": "adhoc"}
"""Everything else of a CPO is ``cpo``: the price of a contract."""

S = TypeVar("S", bound=shapes.Shape)

LAST_MINUTE: Final = DAY - 1

CENT_FRACTION: Final = Decimal("0.000001")


def tariff(each: Tariff, place: Location, now: datetime) -> shapes.Tariff | None:
    """A tariff at a location; ``None`` when it cannot be told truthfully or is not valid now."""
    if each.incomplete or not is_valid(each, now):
        return None
    if each.tax_included not in INCLUDED or (each.min_price and each.min_price.before_taxes > 0):
        return None
    elements = []
    for element in each.elements:
        if element.restrictions and element.restrictions.reservation:
            continue
        if not is_expressible(element):
            return None
        shape = _element(element, each.tax_included)
        if shape is None:
            return None
        elements.append(shape)
    if not elements:
        return None
    partner = partner_of(each, place)
    kind = TYPE.get(each.type, "cpo")
    return shapes.Tariff(
        name=each.name or (each.id if kind != "adhoc" else None),
        type=kind,
        partner=partner.name,
        partner_id=partner_key(partner),
        currency=each.currency,
        elements=elements,
    )


def tariff_name(each: Tariff) -> str | None:
    """The name under which a tariff can be asked for; ad-hoc tariffs have none."""
    if TYPE.get(each.type, "cpo") == "adhoc":
        return None
    return each.name or each.id


def partner_of(each: Tariff, place: Location) -> Business:
    """Who charges: the operator of the place, unless the tariff is of another party."""
    operator = place.operator
    same_party = (each.country_code, each.party_id) == (place.country_code, place.party_id)
    if operator and (same_party or not each.party_id):
        return operator
    if not each.party_id:
        return Business(name="Unknown")
    return Business(
        name=f"{each.country_code}-{each.party_id}",
        country_code=each.country_code,
        party_id=each.party_id,
    )


def is_valid(each: Tariff, now: datetime) -> bool:
    """Whether a tariff holds at a moment."""
    started = each.start_date_time is None or each.start_date_time <= now
    return started and (each.end_date_time is None or now < each.end_date_time)


def is_expressible(element: TariffElement) -> bool:
    """Whether this dialect has words for all restrictions and dimensions of an element."""
    limits = element.restrictions
    if any(part.type not in codes.DIMENSION for part in element.price_components):
        return False
    if limits is None:
        return True
    floors = (limits.min_kwh, limits.min_current, limits.min_power)
    ceilings = (limits.max_kwh, limits.max_current, limits.max_power)
    return not (any(floors) or any(each is not None for each in ceilings) or limits.other)


def _element(element: TariffElement, tax_included: str | None) -> shapes.TariffElement | None:
    components: dict[str, shapes.PriceComponent] = {}
    for part in element.price_components:
        shape = _component(part, tax_included)
        if shape is None:
            return None
        components.setdefault(shape.dimension, shape)
    return shapes.TariffElement(
        components=list(components.values()), condition=_condition(element.restrictions)
    )


def _component(part: PriceComponent, tax_included: str | None) -> shapes.PriceComponent | None:
    price = part.price
    if tax_included == "YES":
        if part.vat is None:
            return None
        price = (price / (1 + part.vat / 100)).quantize(CENT_FRACTION).normalize()
    return shapes.PriceComponent(
        dimension=codes.DIMENSION[part.type],
        price=price,
        vat=part.vat,
        step=part.step_size if part.type != "FLAT" else None,
    )


def _condition(limits: TariffRestrictions | None) -> shapes.Condition | None:
    if limits is None:
        return None
    shape = shapes.Condition(
        date=_or_none(shapes.DateCondition(from_=limits.start_date, to=limits.end_date)),
        days=[codes.WEEKDAYS[day - 1] for day in limits.day_of_week] or None
        if len(limits.day_of_week) < len(codes.WEEKDAYS)
        else None,
        duration=_or_none(
            shapes.DurationCondition(min=limits.min_duration or None, max=limits.max_duration)
        ),
        time=_time(limits),
    )
    return _or_none(shape)


def _time(limits: TariffRestrictions) -> shapes.TimePeriod | None:
    """A window of the day; 23:59 is told as the end of the day, so no minute seems free."""
    begin, end = limits.start_time or 0, limits.end_time or DAY
    is_to_the_end = end >= LAST_MINUTE
    if not begin and is_to_the_end:
        return None
    return shapes.TimePeriod(from_=clock(begin), to=None if is_to_the_end else clock(end))


def _or_none(shape: S) -> S | None:
    return None if shape == type(shape)() else shape

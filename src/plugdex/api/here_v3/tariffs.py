"""Tariffs as HERE v3 writes them (contract, "Tariff").

1. Prices are without VAT; what states them with VAT is divided.
2. What this dialect has no words for is withheld as ``model.plain_tariffs`` says: an element alone
   where nothing changes without it, else the tariff. Never a price that is wrong by omission.
3. A highest price of a session has no word either; without it the prices are upper limits, so
   such a tariff is shown.
4. A tariff that is not valid now is not shown.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple, TypeVar

from plugdex.api.here_v3 import codes, shapes
from plugdex.api.here_v3.hours import DAY, clock
from plugdex.directory.facets import partner_key
from plugdex.model.location import Business, Connector, Location
from plugdex.model.plain_tariffs import Reach, plain_of
from plugdex.model.power import max_power
from plugdex.model.tariffs import PriceComponent, Tariff, TariffElement, TariffRestrictions

TYPE: Final[Mapping[str | None, str]] = {None: "adhoc", "AD_HOC_PAYMENT": "adhoc"}
"""Everything else is the price of a contract."""

PHASES: Final[Mapping[str, int]] = {"AC_1_PHASE": 1, "AC_2_PHASE": 2, "AC_3_PHASE": 3}
NOWHERE: Final = Reach(kw=Decimal(0), amperes=Decimal(0))
"""The weakest of all connectors: what cannot be told there can be told nowhere."""

KILO: Final = 1000

S = TypeVar("S", bound=shapes.Shape)

LAST_MINUTE: Final = DAY - 1

CENT_FRACTION: Final = Decimal("0.000001")


def tariff(each: Tariff, place: Location, now: datetime) -> shapes.Tariff | None:
    """A tariff at a location; ``None`` when it cannot be told truthfully or is not valid now."""
    if not is_valid(each, now):
        return None
    plain = plain_of(each, reach_of(place, each.id))
    if not plain.elements:
        return None
    party = partner_of(each, place)
    kind = kind_of(each, is_emsp=party.is_emsp)
    return shapes.Tariff(
        name=each.name or (each.id if kind != "adhoc" else None),
        type=kind,
        partner=party.business.name,
        partner_id=partner_key(party.business),
        currency=each.currency,
        elements=[_element(element, each.tax_included) for element in plain.elements],
    )


def kind_of(each: Tariff, *, is_emsp: bool) -> str:
    """``adhoc`` for whoever comes, else the price of a contract with a CPO or an eMSP."""
    return TYPE.get(each.type) or ("emsp" if is_emsp else "cpo")


def reach_of(place: Location, tariff_id: str) -> Reach:
    """What flows at most at the connectors of a location that have a tariff."""
    own = tariff_id.casefold()
    having = [
        connector
        for evse in place.evses
        for connector in evse.connectors
        if any(name.casefold() == own for name in connector.tariff_ids)
    ]
    watts = _most(max_power(connector) for connector in having)
    amperes = _most(_amperes(connector) for connector in having)
    return Reach(
        kw=None if watts is None else Decimal(watts) / KILO,
        amperes=None if amperes is None else Decimal(amperes),
    )


def _most(values: Iterable[int | None]) -> int | None:
    """The highest of some values that are all known."""
    found = list(values)
    known = [each for each in found if each]
    return max(known) if known and len(known) == len(found) else None


def _amperes(connector: Connector) -> int | None:
    """Amperes over all phases (OCPI 2.2.1 §11.4.6); those of DC say little, so none are known."""
    phases = PHASES.get(connector.power_type or "")
    return connector.max_amperage * phases if phases and connector.max_amperage else None


def tariff_name(each: Tariff) -> str | None:
    """The name under which a tariff can be asked for; ad-hoc tariffs have none."""
    if kind_of(each, is_emsp=False) == "adhoc" or not plain_of(each, NOWHERE).elements:
        return None
    return each.name or each.id


class Party(NamedTuple):
    """Who charges, and whether that is a roaming partner of the place."""

    business: Business
    is_emsp: bool = False


def partner_of(each: Tariff, place: Location) -> Party:
    """Who charges: the operator of the place, unless the tariff is of another party."""
    operator = place.operator
    owner = (each.country_code, each.party_id)
    if operator and (owner == (place.country_code, place.party_id) or not each.party_id):
        return Party(operator)
    if not each.party_id:
        return Party(Business(name="Unknown"))
    for partner in place.emsps:
        if (partner.country_code, partner.party_id) == owner:
            return Party(partner, is_emsp=True)
    name = f"{each.country_code}-{each.party_id}"
    return Party(Business(name=name, country_code=each.country_code, party_id=each.party_id))


def is_valid(each: Tariff, now: datetime) -> bool:
    """Whether a tariff holds at a moment."""
    started = each.start_date_time is None or each.start_date_time <= now
    return started and (each.end_date_time is None or now < each.end_date_time)


def _element(element: TariffElement, tax_included: str | None) -> shapes.TariffElement:
    components: dict[str, shapes.PriceComponent] = {}
    for part in element.price_components:
        shape = _component(part, tax_included)
        components.setdefault(shape.dimension, shape)
    return shapes.TariffElement(
        components=list(components.values()), condition=_condition(element.restrictions)
    )


def _component(part: PriceComponent, tax_included: str | None) -> shapes.PriceComponent:
    price = part.price
    if tax_included == "YES" and part.vat is not None:
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

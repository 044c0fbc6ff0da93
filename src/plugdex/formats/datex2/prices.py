"""Ad-hoc prices (AFIR, Article 20) as tariffs.

A rate has no id that lasts, so a tariff's id is made from what it says: rates that say the same
are one tariff. What a rate says and we cannot express makes the tariff incomplete, so that no
price is made of a part of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import Final

import msgspec
from msgspec.structs import replace

from plugdex.formats.datex2.scalars import first_number, flag_of, time_of
from plugdex.formats.datex2.tree import Node
from plugdex.formats.notes import Notes
from plugdex.model.location import Location
from plugdex.model.price_sanity import doubts_of
from plugdex.model.tariffs import PriceComponent, Tariff, TariffElement, TariffRestrictions
from plugdex.model.value import NEVER

CONTRACT: Final = "contract"
PER_KWH: Final = "pricePerKWh"
PER_MINUTE: Final = "pricePerMinute"
ONCE: Final = frozenset({"flatRate", "basePrice"})
FREE: Final = "free"
LIMITS: Final = ("maximumDeliveryFee", "minimumDeliveryFee")
UNTOLD: Final = ("overallPeriod", "energyBasedApplicability", "priceCap")
"""Members of a price that restrict it and that we do not read: it is never offered."""

MOST: Final = Decimal(10) ** 9
ENCODER: Final = msgspec.json.Encoder(decimal_format="number", order="sorted")


class Rates:
    """The tariffs of the site that is being read."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._found: dict[str, Tariff] = {}
        self._told: set[tuple[str | None, str | None, str]] = set()

    def ids_of(self, rates: Iterable[Node], notes: Notes, path: str) -> tuple[str, ...]:
        """The ids of the tariffs that rates come to; those without a price come to none."""
        ids = []
        for rate in rates:
            if rate.nodes("energyPrice"):
                tariff = _tariff(rate, self._source, notes, path)
                if tariff:
                    self._found[tariff.id] = tariff
                    ids.append(tariff.id)
        return tuple(dict.fromkeys(ids))

    def of(self, location: Location) -> Iterator[Tariff]:
        """The tariffs of a site, under its owner; each owner's once."""
        owner = (location.country_code, location.party_id)
        for tariff in self._found.values():
            if (*owner, tariff.id) not in self._told:
                self._told.add((*owner, tariff.id))
                updated = tariff.last_updated
                yield replace(
                    tariff,
                    country_code=owner[0],
                    party_id=owner[1],
                    last_updated=location.last_updated if updated == NEVER else updated,
                )
        self._found.clear()


def rates_of(station: Node, point: Node) -> Sequence[Node]:
    """Rates that need no contract: those of the point, else those of its station."""
    own = [*point.nodes("energyRate"), *_energy_rates(point)]
    found = [rate for rate in own if rate.nodes("energyPrice")] or _energy_rates(station)
    return [rate for rate in found if rate.text("ratePolicy") != CONTRACT]


def _energy_rates(owner: Node) -> list[Node]:
    return [rate for each in owner.nodes("electricEnergy") for rate in each.nodes("energyRate")]


def _tariff(rate: Node, source: str, notes: Notes, path: str) -> Tariff | None:
    """The tariff of a rate; without one currency there is none."""
    currencies = rate.words("applicableCurrency")
    if len(currencies) != 1:
        shown = ", ".join(currencies)
        notes.add("tariff_currency_missing", "rejected", f"{path}.applicableCurrency", shown)
        return None
    prices = rate.nodes("energyPrice")
    elements = [_element(price, notes, f"{path}.energyPrice") for price in prices]
    included = {_included(price) for price in prices}
    if included == {None}:
        notes.add("vat_basis_unknown", "noted", f"{path}.energyPrice.taxIncluded")
    unlimited = not any(rate.scalars(name) for name in LIMITS)
    made = Tariff(
        source=source,
        id="",
        currency=currencies[0].upper(),
        elements=_in_order(element for element in elements if element),
        type="AD_HOC_PAYMENT",
        tax_included=included.pop() if len(included) == 1 else None,
        incomplete=not unlimited or None in elements or len(included) > 1,
    )
    for doubt in doubts_of(made):
        notes.add(doubt.code, "noted", f"{path}{doubt.path[1:]}", doubt.was, doubt.was)
    name = blake2b(ENCODER.encode(made), digest_size=12).hexdigest()
    updated = time_of(rate.text("lastUpdated"), notes, f"{path}.lastUpdated")
    return replace(made, id=f"adhoc-{name}", last_updated=_or_never(updated))


def _or_never(moment: datetime | None) -> datetime:
    return NEVER if moment is None else moment


def _in_order(elements: Iterable[TariffElement]) -> tuple[TariffElement, ...]:
    """What is restricted stands before what is not, since the first that holds counts."""
    return tuple(sorted(elements, key=lambda element: element.restrictions is None))


def _element(price: Node, notes: Notes, path: str) -> TariffElement | None:
    """A price; one that cannot be read is none."""
    kind = price.text("priceType") or ""
    value = Decimal(0) if kind == FREE else _decimal(price, "value")
    vat = _vat(price, notes, f"{path}.taxRate")
    parts = () if value is None else _components(kind, value, vat)
    if not parts:
        notes.add("tariff_price_invalid", "dropped", path, f"{kind} {price.text('value')}")
        return None
    return TariffElement(price_components=parts, restrictions=_restrictions(price))


def _components(kind: str, value: Decimal, vat: Decimal | None) -> tuple[PriceComponent, ...]:
    """A price per minute counts while the vehicle is plugged in, charging or not."""
    if kind == PER_KWH:
        return (PriceComponent(type="ENERGY", price=value, vat=vat),)
    if kind == PER_MINUTE:
        return tuple(
            PriceComponent(type=each, price=value * 60, vat=vat)
            for each in ("TIME", "PARKING_TIME")
        )
    if kind in ONCE or kind == FREE:
        return (PriceComponent(type="FLAT", price=value, vat=vat),)
    return ()


def _restrictions(price: Node) -> TariffRestrictions | None:
    """From and until which minute it holds; an end that is not after its start is none."""
    minutes = price.node("timeBasedApplicability")
    begin = int(first_number(minutes, "fromMinute") or 0)
    end = int(first_number(minutes, "toMinute") or 0)
    found = TariffRestrictions(
        min_duration=begin * 60 if begin > 0 else None,
        max_duration=end * 60 if end > begin else None,
        other=tuple(name for name in UNTOLD if price.members.get(name)),
    )
    return None if found == TariffRestrictions() else found


def _included(price: Node) -> str | None:
    values = price.scalars("taxIncluded")
    flag = flag_of(values[0]) if values else None
    return None if flag is None else "YES" if flag else "NO"


def _vat(price: Node, notes: Notes, path: str) -> Decimal | None:
    """Per cent; a fraction is taken times 100 (wild 7.7)."""
    rate = _decimal(price, "taxRate")
    if rate is None or not 0 < rate < 1:
        return rate
    notes.add("vat_fraction", "normalised", path, rate, rate * 100)
    return rate * 100


def _decimal(node: Node, name: str) -> Decimal | None:
    """An amount to the digit; none that is not finite or too large."""
    text = node.text(name)
    try:
        number = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and abs(number) < MOST else None

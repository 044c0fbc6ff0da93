"""A tariff of OCPI as a tariff of ours (wild §7)."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from plugdex.formats.ocpi import parts, wire
from plugdex.formats.ocpi import vocabulary as words
from plugdex.formats.ocpi.locations import key_of
from plugdex.formats.ocpi.notes import Notes
from plugdex.formats.ocpi.owners import owner_of
from plugdex.formats.ocpi.restrictions import Unreadable, restrictions_of
from plugdex.formats.ocpi.times import last_updated, optional_time
from plugdex.formats.port import Party, Reading, ReadOptions
from plugdex.model.tariffs import PriceComponent, PriceLimit, Tariff, TariffElement

HIGHEST: Final[Mapping[str, int]] = {"ENERGY": 3, "TIME": 60, "PARKING_TIME": 60}
"""Prices above which something is wrong, per unit (wild 7.9)."""

LARGEST_AMOUNT: Final = 10**9
"""No price, limit or rate is larger, in any currency."""

CURRENCY: Final = re.compile(r"[A-Za-z]{3}")
"""ISO 4217."""

LIKE_EURO: Final = frozenset({"EUR", "USD", "GBP", "CHF"})
"""Currencies for which these bounds hold."""


def read_tariff(tariff: wire.Tariff, options: ReadOptions, number: int, notes: Notes) -> Reading:
    """Translate a tariff; without id, currency or understood restrictions it is refused."""
    own_id = parts.key_of(tariff.id, notes, "$.id")
    owner = owner_of(tariff.country_code, tariff.party_id, (), options.party, notes)
    key = key_of(owner, own_id) if own_id else f"#{number}"
    currency = parts.key_of(tariff.currency, notes, "$.currency")
    if own_id is None:
        notes.add("id_missing", "rejected", "$.id")
    elif currency is None or not CURRENCY.fullmatch(currency):
        notes.add("tariff_currency_missing", "rejected", "$.currency", tariff.currency or "")
    else:
        try:
            made = _tariff(tariff, options, (own_id, currency.upper(), owner), notes)
        except Unreadable as error:
            notes.add("tariff_restrictions_invalid", "rejected", error.path, error.value)
        else:
            return Reading(tariff=made, issues=notes.issues(key) if notes else ())
    return Reading(issues=notes.issues(key))


def _tariff(
    tariff: wire.Tariff, options: ReadOptions, identity: tuple[str, str, Party | None], notes: Notes
) -> Tariff:
    own_id, currency, owner = identity
    elements = _elements(tariff.elements or (), currency, notes)
    min_price = _limit(tariff.min_price, notes, "$.min_price")
    max_price = _limit(tariff.max_price, notes, "$.max_price")
    if not elements:
        notes.add("null_required", "noted", "$.elements")
    _note_ambiguous(elements, notes)
    return Tariff(
        source=options.source,
        id=own_id,
        last_updated=last_updated(
            tariff.last_updated, options.received, options.received, notes, "$.last_updated"
        ),
        currency=currency,
        elements=elements,
        country_code=owner.country_code if owner else None,
        party_id=owner.party_id if owner else None,
        type=parts.code_of(tariff.type, words.TARIFF_TYPES, notes, "$.type"),
        tax_included=parts.code_of(
            tariff.tax_included, words.TAX_INCLUDED, notes, "$.tax_included"
        ),
        tariff_alt_text=parts.texts_of(tariff.tariff_alt_text, notes, "$.tariff_alt_text"),
        tariff_alt_url=parts.text_of(tariff.tariff_alt_url, notes, "$.tariff_alt_url"),
        min_price=min_price,
        max_price=max_price,
        incomplete=notes.has("tariff_price_invalid"),
        preauthorize_amount=_finite(tariff.preauthorize_amount),
        start_date_time=optional_time(tariff.start_date_time, notes, "$.start_date_time"),
        end_date_time=optional_time(tariff.end_date_time, notes, "$.end_date_time"),
        energy_mix=parts.energy_mix_of(tariff.energy_mix, notes, "$.energy_mix"),
    )


def _elements(
    elements: Sequence[wire.TariffElement], currency: str, notes: Notes
) -> tuple[TariffElement, ...]:
    found = []
    for index, element in enumerate(elements):
        path = f"$.elements[{index}]"
        components = tuple(
            made
            for place, component in enumerate(element.price_components or ())
            if (made := _component(component, currency, notes, f"{path}.price_components[{place}]"))
        )
        restrictions = restrictions_of(element.restrictions, f"{path}.restrictions", notes)
        if components:
            found.append(TariffElement(price_components=components, restrictions=restrictions))
        else:
            notes.add("tariff_price_invalid", "dropped", path, "no price component is left")
    return tuple(found)


def _component(
    component: wire.PriceComponent, currency: str, notes: Notes, path: str
) -> PriceComponent | None:
    """A price; without a dimension or a number it is none (wild 7.2, 7.5, 7.7, 7.9)."""
    dimension = parts.code_of(component.type, words.DIMENSIONS, notes, f"{path}.type")
    price = _finite(component.price)
    if dimension is None or price is None:
        notes.add("tariff_price_invalid", "dropped", path, component.price or "")
        return None
    highest = HIGHEST.get(dimension)
    if currency in LIKE_EURO and highest is not None and not 0 <= price <= highest:
        notes.add("tariff_implausible", "noted", f"{path}.price", price, price)
    return PriceComponent(
        type=dimension,
        price=price,
        vat=_vat(_finite(component.vat), notes, f"{path}.vat"),
        step_size=_step_size(component.step_size, dimension, notes, f"{path}.step_size"),
    )


def _finite(number: Decimal | None) -> Decimal | None:
    """A number that can be an amount of money or a rate."""
    return number if number is not None and abs(number) <= LARGEST_AMOUNT else None


def _vat(vat: Decimal | None, notes: Notes, path: str) -> Decimal | None:
    """Per cent, 0 to 100; fractions are taken times 100 (wild 7.7)."""
    if vat is not None and not 0 <= vat <= 100:
        notes.add("tariff_price_invalid", "dropped", path, vat)
        return None
    if vat is None or not 0 < vat < 1:
        return vat
    notes.add("vat_fraction", "normalised", path, vat, vat * 100)
    return vat * 100


def _step_size(value: float | None, dimension: str, notes: Notes, path: str) -> int:
    """At least 1 (wild 7.5); a flat price has no unit, so 0 is right there."""
    if value is not None and value >= 1:
        return int(min(value, LARGEST_AMOUNT))
    if dimension != "FLAT":
        notes.add("tariff_step_size", "normalised", path, "" if value is None else value, 1)
    return 1


def _limit(limit: wire.PriceLimit | None, notes: Notes, path: str) -> PriceLimit | None:
    """2.2.1's ``excl_vat`` is 2.3.0's ``before_taxes`` (contract §10)."""
    if limit is None:
        return None
    before = _finite(limit.before_taxes if limit.excl_vat is None else limit.excl_vat)
    after = _finite(limit.after_taxes if limit.incl_vat is None else limit.incl_vat)
    if before is None:
        notes.add("tariff_price_invalid", "dropped", path, after or "")
        return None
    return PriceLimit(before_taxes=before, after_taxes=after)


def _note_ambiguous(elements: Sequence[TariffElement], notes: Notes) -> None:
    """The same dimension twice without restriction: the first counts (wild 7.10)."""
    counts = Counter(
        component.type
        for element in elements
        if element.restrictions is None
        for component in element.price_components
    )
    for dimension, count in counts.items():
        if count > 1:
            notes.add("tariff_ambiguous", "noted", "$.elements", f"{count} × {dimension}")

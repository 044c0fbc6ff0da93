"""A tariff of OCPI as a tariff of ours (wild §7)."""

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import parts, wire
from plugdex.formats.ocpi import vocabulary as words
from plugdex.formats.ocpi.locations import key_of
from plugdex.formats.ocpi.owners import owner_of
from plugdex.formats.ocpi.restrictions import Unreadable, restrictions_of
from plugdex.formats.ocpi.times import last_updated, optional_time
from plugdex.formats.port import Party, Reading, ReadOptions
from plugdex.model.countries import BY_ALPHA_2
from plugdex.model.issues import Outcome
from plugdex.model.price_sanity import doubts_of
from plugdex.model.tariffs import PriceComponent, PriceLimit, Tariff, TariffElement

LARGEST_AMOUNT: Final = 10**9
"""No price, limit or rate is larger, in any currency."""

CURRENCY: Final = re.compile(r"[A-Za-z]{3}")
"""ISO 4217."""

EURO: Final = "AD AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MC ME MT NL PT SI SK SM VA XK"
EURO_COUNTRIES: Final = frozenset(EURO.split())
"""Where one pays in euros: the euro area and those who use its money."""


def read_tariff(tariff: wire.Tariff, options: ReadOptions, number: int, notes: Notes) -> Reading:
    """Translate a tariff; without id, currency or understood restrictions it is refused."""
    own_id = parts.key_of(tariff.id, notes, "$.id")
    owner = owner_of(tariff.country_code, tariff.party_id, (), options, notes)
    key = key_of(owner, own_id) if own_id else f"#{number}"
    currency = _currency(tariff.currency, owner, options, notes)
    if own_id is None:
        notes.add("id_missing", "rejected", "$.id")
    elif currency is not None and (owner is not None or not options.owner_required):
        try:
            made = _tariff(tariff, options, (own_id, currency, owner), notes)
        except Unreadable as error:
            notes.add("tariff_restrictions_invalid", "rejected", error.path, error.value)
        else:
            return Reading(tariff=made, issues=notes.issues(key) if notes else ())
    return Reading(issues=notes.issues(key))


def _currency(
    text: str | None, owner: Party | None, options: ReadOptions, notes: Notes
) -> str | None:
    """The currency, or the only one of the source (wild 7.1); one that is foreign is noted."""
    stated = parts.key_of(text, notes, "$.currency")
    found = (stated or options.currency or "").upper()
    is_one = CURRENCY.fullmatch(found) is not None
    if not stated or not is_one:
        outcome: Outcome = "normalised" if is_one else "rejected"
        notes.add("tariff_currency_missing", outcome, "$.currency", text or "", found)
    elif owner and (own := _own_currency(owner.country_code)) and own != found:
        notes.add("tariff_implausible", "noted", "$.currency", found, found)
    return found if is_one else None


def _own_currency(alpha_2: str) -> str | None:
    """The currency of a country, where we know it (wild 7.12)."""
    country = BY_ALPHA_2.get(alpha_2)
    return "EUR" if alpha_2 in EURO_COUNTRIES else country.currency if country else None


def _tariff(
    tariff: wire.Tariff, options: ReadOptions, identity: tuple[str, str, Party | None], notes: Notes
) -> Tariff:
    own_id, currency, owner = identity
    elements = _elements(tariff.elements or (), options, notes)
    min_price = _limit(tariff.min_price, notes, "$.min_price")
    max_price = _limit(tariff.max_price, notes, "$.max_price")
    if not elements:
        notes.add("null_required", "noted", "$.elements")
    _note_ambiguous(elements, notes)
    is_unknown = options.flat_zero == "unknown" and _is_flat_zero(elements, notes)
    made = Tariff(
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
        tax_included=_tax_included(tariff, options.version, notes),
        tariff_alt_text=parts.texts_of(
            tariff.tariff_alt_text, notes, "$.tariff_alt_text", options.language
        ),
        tariff_alt_url=parts.text_of(tariff.tariff_alt_url, notes, "$.tariff_alt_url"),
        min_price=min_price,
        max_price=max_price,
        incomplete=is_unknown or notes.has("tariff_price_invalid"),
        preauthorize_amount=_finite(tariff.preauthorize_amount),
        start_date_time=optional_time(tariff.start_date_time, notes, "$.start_date_time"),
        end_date_time=optional_time(tariff.end_date_time, notes, "$.end_date_time"),
        energy_mix=parts.energy_mix_of(tariff.energy_mix, notes, "$.energy_mix"),
    )
    for doubt in doubts_of(made):
        notes.add(doubt.code, "noted", doubt.path, doubt.was, doubt.was)
    return made


def _elements(
    elements: Sequence[wire.TariffElement], options: ReadOptions, notes: Notes
) -> tuple[TariffElement, ...]:
    found = []
    for index, element in enumerate(elements):
        path = f"$.elements[{index}]"
        components = tuple(
            made
            for at, component in enumerate(element.price_components or ())
            if (made := _component(component, notes, f"{path}.price_components[{at}]"))
        )
        place = f"{path}.restrictions"
        restrictions = restrictions_of(element.restrictions, place, options, notes)
        if components:
            found.append(TariffElement(price_components=components, restrictions=restrictions))
        else:
            notes.add("tariff_price_invalid", "dropped", path, "no price component is left")
    return tuple(found)


def _component(component: wire.PriceComponent, notes: Notes, path: str) -> PriceComponent | None:
    """A price; without a dimension or a number it is none (wild 7.2, 7.5, 7.7)."""
    dimension = parts.code_of(component.type, words.DIMENSIONS, notes, f"{path}.type")
    price = _finite(component.price)
    if dimension is None or price is None:
        notes.add("tariff_price_invalid", "dropped", path, component.price or "")
        return None
    return PriceComponent(
        type=dimension,
        price=price,
        vat=_vat(_finite(component.vat), notes, f"{path}.vat"),
        step_size=_step_size(component.step_size, dimension, notes, f"{path}.step_size"),
    )


def _finite(number: Decimal | None) -> Decimal | None:
    """A number that can be an amount of money or a rate."""
    if number is None or not number.is_finite() or abs(number) > LARGEST_AMOUNT:
        return None
    return number


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


def _tax_included(tariff: wire.Tariff, version: str, notes: Notes) -> str | None:
    """Whether prices include tax; 2.3.0 has to say it, and without they exclude it (wild 7.15)."""
    found = parts.code_of(tariff.tax_included, words.TAX_INCLUDED, notes, "$.tax_included")
    limits = (tariff.min_price, tariff.max_price)
    if found is None and (
        version.startswith("2.3")
        or any(limit and limit.before_taxes is not None for limit in limits)
    ):
        notes.add("vat_basis_unknown", "noted", "$.tax_included")
    return found


def _is_flat_zero(elements: Sequence[TariffElement], notes: Notes) -> bool:
    """Whether the only price is a flat 0, which may stand for none at all (wild 7.8)."""
    prices = [component for element in elements for component in element.price_components]
    if len(prices) != 1 or prices[0].type != "FLAT" or prices[0].price:
        return False
    notes.add("tariff_implausible", "noted", "$.elements", "FLAT 0", "price unknown")
    return True


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

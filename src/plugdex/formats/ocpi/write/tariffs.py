"""Tariffs (contract §10): exactly as they are, or not at all.

Who reads a price that lacks a limit, a condition or a component reads a wrong price. So a tariff
with anything of the kind that a version cannot say is not written for it.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from plugdex.formats.ocpi import vocabulary as words
from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.write.owners import owner_of
from plugdex.formats.ocpi.write.parts import energy_mix_of
from plugdex.formats.ocpi.write.restrictions import Inexpressible, restrictions_of
from plugdex.formats.ocpi.write.texts import key_of, texts_of, url_of
from plugdex.formats.ocpi.write.times import optional_time, time_of
from plugdex.formats.ocpi.write.versions import RULES, Rules
from plugdex.formats.port import Party
from plugdex.model.tariffs import PriceComponent, PriceLimit, Tariff, TariffElement

KEY_LENGTH: Final = 36
CURRENCY_LENGTH: Final = 3
FOUR_DECIMALS: Final = Decimal("0.0001")
"""What a number of OCPI has, where it must be rounded at all (contract §2)."""


def write_tariff(tariff: Tariff, version: str, owner: Party | None = None) -> wire.Tariff | None:
    """A tariff as a version has it; ``owner`` stands in for tariffs that name none.

    ``None`` where a part of the price cannot be said, or something required is missing.
    """
    rules = RULES[version]
    own_id = key_of(tariff.id, KEY_LENGTH)
    party = owner_of(tariff, owner) if rules.is_modern else None
    is_whole = own_id and tariff.elements and len(tariff.currency) == CURRENCY_LENGTH
    if not is_whole or tariff.incomplete or (rules.is_modern and party is None):
        return None
    try:
        written = _tariff(tariff, rules)
    except Inexpressible:
        return None
    written.id = own_id
    if party:
        written.country_code, written.party_id = party.country_code, party.party_id
    return written


def _tariff(tariff: Tariff, rules: Rules) -> wire.Tariff:
    _check(tariff, rules)
    return wire.Tariff(
        currency=tariff.currency,
        type=tariff.type if rules.is_modern else None,
        tariff_alt_text=texts_of(tariff.tariff_alt_text, rules),
        tariff_alt_url=url_of(tariff.tariff_alt_url),
        min_price=_limit(tariff.min_price, rules),
        max_price=_limit(tariff.max_price, rules),
        elements=_elements(tariff, rules),
        tax_included=(tariff.tax_included or "NO") if rules.has_tax_included else None,
        start_date_time=optional_time(tariff.start_date_time, rules) if rules.is_modern else None,
        end_date_time=optional_time(tariff.end_date_time, rules),
        energy_mix=energy_mix_of(tariff.energy_mix, rules),
        last_updated=time_of(tariff.last_updated, rules),
    )


def _check(tariff: Tariff, rules: Rules) -> None:
    """Codes are closed in every version; 2.1.1 cannot say from when or until when a tariff holds.

    A tariff that changed after its start has started, so there the start may be left out.
    """
    if tariff.type not in (None, *words.TARIFF_TYPES):
        raise Inexpressible
    if tariff.tax_included not in (None, *words.TAX_INCLUDED):
        raise Inexpressible
    start = tariff.start_date_time
    is_future = start is not None and start > tariff.last_updated
    if not rules.is_modern and (is_future or tariff.end_date_time):
        raise Inexpressible


def _limit(limit: PriceLimit | None, rules: Rules) -> wire.PriceLimit | None:
    """2.2.1's ``excl_vat`` is 2.3.0's ``before_taxes`` (contract §10.2)."""
    if limit is None:
        return None
    if not rules.is_modern:
        raise Inexpressible
    before, after = _number(limit.before_taxes), _number(limit.after_taxes)
    if rules.has_tax_included:
        return wire.PriceLimit(before_taxes=before, after_taxes=after)
    return wire.PriceLimit(excl_vat=before, incl_vat=after)


def _number(number: Decimal | None) -> Decimal | None:
    if number is not None and not number.is_finite():
        raise Inexpressible
    return number


def _elements(tariff: Tariff, rules: Rules) -> list[wire.TariffElement]:
    taxed = tariff.tax_included or "NO"
    return [
        wire.TariffElement(
            price_components=_components(element, taxed, rules),
            restrictions=restrictions_of(element.restrictions, rules),
        )
        for element in tariff.elements
    ]


def _components(element: TariffElement, taxed: str, rules: Rules) -> list[wire.PriceComponent]:
    if not element.price_components:
        raise Inexpressible
    return [_component(component, taxed, rules) for component in element.price_components]


def _component(component: PriceComponent, taxed: str, rules: Rules) -> wire.PriceComponent:
    if component.type not in words.DIMENSIONS:
        raise Inexpressible
    price, vat = _number(component.price), _number(component.vat)
    if not rules.has_tax_included:
        price, vat = _without_tax(component.price, vat, taxed)
    return wire.PriceComponent(
        type=component.type,
        price=price,
        vat=vat if rules.is_modern else None,
        step_size=max(1, component.step_size),
    )


def _without_tax(price: Decimal, vat: Decimal | None, taxed: str) -> tuple[Decimal, Decimal | None]:
    """Before 2.3.0 prices exclude tax (contract §10.2); no rate means that none applies."""
    if taxed == "N/A":
        return price, None
    if taxed == "NO" or not vat:
        return price, vat
    return (price / (1 + vat / 100)).quantize(FOUR_DECIMALS, ROUND_HALF_UP), vat

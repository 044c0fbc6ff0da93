"""Prices that are hardly meant: flagged by code, never changed.

The bounds are those of wild 7.7–7.12: what is charged anywhere in Europe, in euros; other
currencies are held against them at a rough rate, since a mistaken unit is off by 60 or 100.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from plugdex.model.tariffs import PriceComponent, Tariff, TariffElement

HIGHEST: Final[Mapping[str, int]] = {"ENERGY": 3, "TIME": 60, "PARKING_TIME": 60}
"""Euros per kWh or hour above which something is wrong."""

LIKE_CENTS: Final = (15, 150)
"""Euros per kWh that are cents, most likely."""

LIKE_WATT_HOURS: Final = Decimal("0.005")
"""Euros per kWh below which a price is one per Wh, or none."""

LIKE_MINUTES: Final = Decimal("0.5")
"""Euros per hour below which a price is one per minute, most likely."""

HIGHEST_VAT: Final = 27
"""Per cent; no country of the world with charging stations has more (Hungary)."""

PER_EURO: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(("EUR", "USD", "GBP", "CHF"), Decimal(1)),
    **dict.fromkeys(("CAD", "AUD", "NZD", "BGN", "BAM"), Decimal(2)),
    **dict.fromkeys(("PLN", "RON", "ILS", "TRY"), Decimal(5)),
    **dict.fromkeys(("DKK", "SEK", "NOK", "CNY"), Decimal(10)),
    **dict.fromkeys(("CZK", "UAH", "INR"), Decimal(25)),
    **dict.fromkeys(("ISK", "JPY", "RSD"), Decimal(130)),
    "HUF": Decimal(400),
}
"""Roughly how many units of a currency a euro is; no bounds hold for others."""

SAID: Final = re.compile(
    r"(?:€|EUR|£|\$)\s?(\d{1,3}[.,]\d{2,4})|(\d{1,3}[.,]\d{2,4})\s?(?:€|EUR|£|\$)", re.IGNORECASE
)
"""A price in the text of a tariff."""

SAME: Final = Decimal("0.0051")
"""What a text rounds away."""


class Doubt(NamedTuple):
    """A code of ``issues.CODES``, where in the tariff, and the value."""

    code: str
    path: str
    was: str


def doubts_of(tariff: Tariff) -> Iterator[Doubt]:
    """Everything in a tariff that is hardly meant."""
    scale = PER_EURO.get(tariff.currency)
    for number, element in enumerate(tariff.elements):
        path = f"$.elements[{number}]"
        yield from _dates(element, path)
        for at, part in enumerate(element.price_components):
            place = f"{path}.price_components[{at}]"
            code = _unit(part, scale)
            if code:
                yield Doubt(code, f"{place}.price", str(part.price))
            if part.vat is not None and part.vat > HIGHEST_VAT:
                yield Doubt("vat_implausible", f"{place}.vat", str(part.vat))
    yield from _zero(tariff)
    yield from _against_text(tariff)


def _unit(part: PriceComponent, scale: Decimal | None) -> str:
    """The code for a price whose unit is hardly meant; empty for one that may be."""
    highest = HIGHEST.get(part.type)
    if scale is None or highest is None or not part.price:
        return ""
    euros = part.price / scale
    if part.type == "ENERGY" and LIKE_CENTS[0] <= euros <= LIKE_CENTS[1]:
        return "price_in_cents"
    if not 0 <= euros <= highest:
        return "tariff_implausible"
    if part.type == "ENERGY":
        return "tariff_implausible" if euros < LIKE_WATT_HOURS else ""
    return "price_per_minute" if euros < LIKE_MINUTES else ""


def _dates(element: TariffElement, path: str) -> Iterator[Doubt]:
    """An end date is exclusive, so a last day that is not after the first is none at all."""
    limits = element.restrictions
    if limits and limits.start_date and limits.end_date and limits.end_date <= limits.start_date:
        was = f"{limits.start_date} to {limits.end_date}"
        yield Doubt("tariff_never_holds", f"{path}.restrictions", was)


def _zero(tariff: Tariff) -> Iterator[Doubt]:
    """Free of charge is a flat price of 0 and nothing else (OCPI 2.2.1 §11.3.1)."""
    parts = [part for element in tariff.elements for part in element.price_components]
    if not parts or any(part.price for part in parts):
        return
    said = tariff.tariff_alt_text or tariff.tariff_alt_url
    if said or any(part.type != "FLAT" for part in parts):
        shown = ", ".join(dict.fromkeys(part.type for part in parts))
        yield Doubt("price_zero_unclear", "$.elements", f"{shown} 0")


def _against_text(tariff: Tariff) -> Iterator[Doubt]:
    """A text for drivers names the price with tax, per kWh or minute."""
    for index, text in enumerate(tariff.tariff_alt_text):
        words = text.text.casefold()
        said = [Decimal((a or b).replace(",", ".")) for a, b in SAID.findall(text.text)]
        path = f"$.tariff_alt_text[{index}]"
        if len(said) == 1 and "kwh" in words and _has_tax_already(tariff, said[0]):
            yield Doubt("vat_doubled", path, text.text)
        if len(said) == 1 and "min" in words and _is_hourly(tariff, said[0]):
            yield Doubt("price_per_minute", path, text.text)


def _has_tax_already(tariff: Tariff, said: Decimal) -> bool:
    """Whether the text names the price as it is given, to which tax would be added again."""
    if tariff.tax_included in ("YES", "N/A"):
        return False
    return any(
        part.vat and abs(part.price - said) <= SAME < abs(part.price * (1 + part.vat / 100) - said)
        for element in tariff.elements
        for part in element.price_components
        if part.type == "ENERGY"
    )


def _is_hourly(tariff: Tariff, said: Decimal) -> bool:
    """Whether a price that the text says is per minute stands there as one per hour."""
    return any(
        part.price and abs(part.price - said) <= SAME
        for element in tariff.elements
        for part in element.price_components
        if part.type in ("TIME", "PARKING_TIME")
    )

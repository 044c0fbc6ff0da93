"""Ad-hoc prices (AFIR, Article 20), as far as DATEX II can say them.

A tariff is written when all of it can be said: prices that hold always, per kWh, per minute or
once. Of any other nothing is written, since a part of it would be wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from plugdex.formats.datex2.write.xml import element, time, value
from plugdex.model.location import Connector, Location
from plugdex.model.tariffs import PriceComponent, Tariff

AD_HOC: Final = ("AD_HOC_PAYMENT", None)
TAXES: Final[Mapping[str | None, str]] = {"YES": "true", "NO": "false"}
MINUTES: Final = {"TIME", "PARKING_TIME"}

Owned = tuple[str, str | None, str | None, str]
"""Source, country, party and id of a tariff."""


class Rate(NamedTuple):
    """A tariff that can be said, with its prices as XML.

    It is written at each point under an id of its own, so that an update means that point.
    """

    tariff: Tariff
    prices: Sequence[str]

    def energy(self, uid: str) -> str:
        """An ElectricEnergy with its EnergyRate, as the table has it."""
        rate = element(
            "egi:energyRate",
            value("egi:ratePolicy", "adHoc"),
            time("egi:lastUpdated", self.tariff.last_updated),
            value("egi:applicableCurrency", self.tariff.currency),
            *self.prices,
            id=self._id(uid),
        )
        return element("egi:electricEnergy", rate)

    def update(self, uid: str) -> str:
        """An EnergyRateUpdate that refers to it, as the list of statuses has it."""
        reference = element(
            "egi:energyRateReference", targetClass="egi:EnergyRate", id=self._id(uid)
        )
        updated = time("egi:lastUpdated", self.tariff.last_updated)
        return element("egi:energyRateUpdate", updated, reference, *self.prices)

    def _id(self, uid: str) -> str:
        return f"{uid}/{self.tariff.id}"


Rates = Mapping[Owned, Rate]


def rates_of(tariffs: Iterable[Tariff]) -> Rates:
    """Those of some tariffs that can be said."""
    found = {}
    for tariff in tariffs:
        prices = _prices(tariff)
        if prices:
            key = (tariff.source, tariff.country_code, tariff.party_id, tariff.id)
            found[key] = Rate(tariff, prices)
    return found


def rates_at(location: Location, connectors: Sequence[Connector], rates: Rates) -> list[Rate]:
    """The rates of a point; none where its connectors have different ones."""
    ids = {connector.tariff_ids for connector in connectors}
    if len(ids) != 1:
        return []
    owner = (location.source, location.country_code, location.party_id)
    return [rates[(*owner, each)] for each in ids.pop() if (*owner, each) in rates]


def _prices(tariff: Tariff) -> list[str]:
    """The prices of a tariff; none where a part of it cannot be said."""
    if tariff.type not in AD_HOC or tariff.incomplete or _has_limits(tariff):
        return []
    if any(each.restrictions for each in tariff.elements) or len(tariff.elements) == 0:
        return []
    seen: dict[str, PriceComponent] = {}
    for each in tariff.elements:
        for part in each.price_components:
            seen.setdefault(part.type, part)
    per_minute = [seen.pop(name) for name in sorted(MINUTES) if name in seen]
    prices = [_price(part, tariff) for part in seen.values()]
    if per_minute:
        prices.append(_minute_price(per_minute, tariff))
    return prices if all(prices) else []


def _has_limits(tariff: Tariff) -> bool:
    period = (tariff.start_date_time, tariff.end_date_time)
    return any((tariff.min_price, tariff.max_price, *period))


def _price(part: PriceComponent, tariff: Tariff) -> str:
    if part.type == "FLAT":
        return _energy_price("flatRate", part.price, part, tariff)
    if part.type == "ENERGY" and part.step_size <= 1:
        return _energy_price("pricePerKWh", part.price, part, tariff)
    return ""


def _minute_price(parts: Sequence[PriceComponent], tariff: Tariff) -> str:
    """A price per minute counts while the vehicle is plugged in, charging or not."""
    alike = {(part.price, part.vat) for part in parts}
    minutes = parts[0].price / 60
    is_exact = minutes * 60 == parts[0].price
    if len(parts) != len(MINUTES) or len(alike) != 1 or not is_exact:
        return ""
    return (
        "" if parts[0].step_size > 1 else _energy_price("pricePerMinute", minutes, parts[0], tariff)
    )


def _energy_price(kind: str, price: Decimal, part: PriceComponent, tariff: Tariff) -> str:
    return element(
        "egi:energyPrice",
        value("egi:priceType", kind),
        value("egi:value", f"{price:f}"),
        value("egi:taxIncluded", TAXES.get(tariff.tax_included)),
        value("egi:taxRate", None if part.vat is None else f"{part.vat:f}"),
    )

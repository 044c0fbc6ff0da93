"""Cards: a location as a list of results shows it, with its live part, kept ready as bytes.

A card is small, so a new status writes it anew; then a request only joins cards.
"""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final, Self

import msgspec

from plugdex.api.credits import Credit
from plugdex.directory.search.priced import SessionPrice
from plugdex.model.connectors import BY_OCPI
from plugdex.model.groups import available, by_standard_and_power
from plugdex.model.location import Location
from plugdex.model.opening import is_always_open
from plugdex.model.status import EvseStatus
from plugdex.model.value import Value
from plugdex.model.vocabulary import Status

ENCODER: Final = msgspec.json.Encoder()

AVAILABLE: Final = re.compile(rb',"available":\d+')
"""Only the member: within a text of JSON the quotes would be escaped."""


class Group(Value, frozen=True, kw_only=True, rename="camel"):
    """Connectors of one standard and one maximum power (W); an EVSE counts once."""

    standard: str
    """The OCPI name; what the source says where the catalogue does not know it."""
    name: str | None = None
    max_power: int | None = None
    evses: int
    available: int | None = None
    """Absent where no status is known."""


class Matching(Value, frozen=True, kw_only=True):
    """The EVSEs that meet the filters of the request."""

    evses: int
    available: int | None = None


class CardPrice(Value, frozen=True, kw_only=True, rename="camel"):
    """What the session that was asked for costs at the cheapest connector that matches."""

    amount: Decimal
    currency: str
    per_kwh: Decimal | None = None
    """The mean of the session."""
    without_tax: bool = False
    """Nobody says the tax, so this is not what one pays."""

    @classmethod
    def of(cls, price: SessionPrice) -> Self:
        """A price as a card shows it."""
        return cls(
            amount=price.amount,
            currency=price.currency,
            per_kwh=price.per_kwh,
            without_tax=price.without_tax,
        )


class Card(Value, frozen=True, kw_only=True, rename="camel"):
    """A location in a list of results; distances in metres."""

    id: str
    name: str | None = None
    lat: float
    lon: float
    address: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None
    operator: str | None = None
    restrictions: tuple[str, ...] = ()
    open24x7: bool = False
    groups: tuple[Group, ...]
    source: str | None = None
    """Who says it; ``sources`` of the answer has the licence."""
    matching: Matching | None = None
    distance: int | None = None
    along: int | None = None
    excursion: int | None = None
    """There and back: twice the distance from the route."""
    price: CardPrice | None = None
    """With ``order=price`` or ``maxPrice``; absent where none can be said."""


class Missing(Value, frozen=True, kw_only=True, rename={"begin": "from", "end": "to"}):
    """A part of a route on which a stop is missing, metres from its beginning."""

    begin: int
    end: int


class CardPage(Value, frozen=True, kw_only=True):
    """A page of results; ``next`` is the cursor of the following one, absent on the last."""

    items: tuple[Card, ...]
    sources: Mapping[str, Credit] = {}
    """The sources of the items by name."""
    gaps: tuple[Missing, ...] | None = None
    """With ``every``: where there is no stop in reach."""
    next: str | None = None


class Position(Value, frozen=True, kw_only=True, tag_field="type", tag="Point"):
    """A GeoJSON Point."""

    coordinates: tuple[float, float]
    """Longitude, latitude."""


class Feature(Value, frozen=True, kw_only=True, tag_field="type", tag="Feature"):
    """A location as a GeoJSON feature (RFC 7946 §3.2)."""

    geometry: Position
    properties: Card


class FeatureCollection(
    Value, frozen=True, kw_only=True, tag_field="type", tag="FeatureCollection"
):
    """A page of results as GeoJSON (RFC 7946 §3.3)."""

    features: tuple[Feature, ...]
    sources: Mapping[str, Credit] = {}
    """The sources of the features by name."""
    gaps: tuple[Missing, ...] | None = None
    next: str | None = None


def render(content: str, location: Location, statuses: Mapping[str, EvseStatus]) -> bytes:
    """The members that do not depend on the request; the closing brace is left out."""
    point = location.coordinates
    if point is None:
        raise ValueError(location.id)
    business = location.operator or location.suboperator
    card = Card(
        id=content,
        name=location.name,
        lat=point.lat,
        lon=point.lon,
        address=location.address,
        city=location.city,
        postal_code=location.postal_code,
        country=location.country,
        operator=business.name if business else None,
        restrictions=location.restrictions,
        open24x7=is_always_open(location.opening_times),
        groups=groups_of(location, statuses),
    )
    return ENCODER.encode(card)[:-1]


def without_availability(card: bytes) -> bytes:
    """The card of a location whose source is silent: nothing is known to be available."""
    return AVAILABLE.sub(b"", card)


def groups_of(location: Location, statuses: Mapping[str, EvseStatus]) -> tuple[Group, ...]:
    """The connector groups, also those without power or of a standard that nobody knows."""
    states = {uid: each.status for uid, each in statuses.items()}
    return tuple(
        _group(standard, watts, {uid for uid, _ in members}, states)
        for (standard, watts), members in by_standard_and_power(location.evses).items()
    )


def _group(
    standard: str, watts: int | None, uids: Collection[str], states: Mapping[str, Status]
) -> Group:
    known = BY_OCPI.get(standard)
    return Group(
        standard=standard,
        name=known.name if known else None,
        max_power=watts,
        evses=len(uids),
        available=available(uids, states),
    )

"""``GET /api/locations/{id}``: all that a driver wants to know of one location."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from plugdex.api.own.cards import groups_of
from plugdex.api.own.hours_text import hours_lines
from plugdex.api.own.price_text import from_text, price_text
from plugdex.api.own.problems import NotFound
from plugdex.api.services import Services
from plugdex.directory.estimate import AD_HOC, is_valid
from plugdex.directory.lookup import InFull, in_full, look_up
from plugdex.directory.terms import UNKNOWN, Terms, all_terms
from plugdex.model.connectors import BY_OCPI
from plugdex.model.location import Connector, Evse, Location
from plugdex.model.opening import is_always_open, is_open
from plugdex.model.payment import payment_supports
from plugdex.model.power import max_power, power_text
from plugdex.model.status import EvseStatus
from plugdex.model.tariffs import Tariff
from plugdex.model.value import NEVER, Value


class OperatorFacts(Value, frozen=True, kw_only=True):
    """Who operates a location."""

    name: str
    website: str | None = None


class HoursFacts(Value, frozen=True, kw_only=True, rename="camel", omit_defaults=False):
    """When a location is open, by its own clock."""

    open_24x7: bool = msgspec.field(name="open24x7")
    open_now: bool | None
    """``None`` where the time zone is not known."""
    lines: tuple[str, ...]
    """Days with equal hours together, such as ``Mo–Fr 08:00–20:00``."""


class GroupFacts(Value, frozen=True, kw_only=True, rename="camel"):
    """Connectors of one standard and one maximum power (W); an EVSE counts once."""

    standard: str
    name: str
    max_power: int | None = None
    text: str | None = None
    evses: int
    available: int | None = None
    """Absent where no status is known."""
    price: str | None = None
    """The lowest price per kWh for whoever comes, such as ``from €0.39 per kWh``."""


class ConnectorFacts(Value, frozen=True, kw_only=True, rename="camel"):
    """One plug or socket."""

    id: str
    standard: str
    name: str
    format: str | None = None
    power_type: str | None = None
    max_power: int | None = None
    text: str | None = None
    tariffs: list[str]


class EvseFacts(Value, frozen=True, kw_only=True, rename="camel"):
    """One charging point; ``since`` is when its status was first seen."""

    uid: str
    evse_id: str | None = None
    status: str
    since: datetime | None = None
    connectors: tuple[ConnectorFacts, ...]


class TariffFacts(Value, frozen=True, kw_only=True):
    """A tariff in a few words; its price rules are not all in them."""

    id: str
    name: str | None = None
    currency: str
    text: str | None = None


class SourceFacts(Value, frozen=True, kw_only=True, rename="camel", omit_defaults=False):
    """Who says all this, under which licence, and how old it is."""

    name: str
    title: str
    licence: str
    licence_url: str
    attribution: str
    updated: datetime | None


class Place(Value, frozen=True, kw_only=True, rename="camel"):
    """A location in full."""

    id: str
    name: str | None = None
    lat: float
    lon: float
    address: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None
    operator: OperatorFacts | None = None
    help_phone: str | None = None
    restrictions: list[str]
    hours: HoursFacts | None = None
    parking_type: str | None = None
    facilities: list[str]
    payments: list[str]
    groups: list[GroupFacts]
    evses: list[EvseFacts]
    tariffs: list[TariffFacts]
    price_texts: list[str]
    """What the source says of prices in words."""
    source: SourceFacts


def place_endpoint(request: Request) -> Response:
    """One location; statuses of a silent source are what is left of them."""
    services: Services = request.app.state.services
    content: str = request.path_params["id"]
    reads = services.reads()
    answer = look_up(reads, [content]).get(content)
    found = answer and in_full(reads, [answer], tariffs=True, stale=services.stale()).get(content)
    if not found:
        raise NotFound(f"there is no location {content!r}; /api/locations lists what there is")
    terms = all_terms(reads).get(found.location.source, UNKNOWN)
    body = to_place(content, found, terms, datetime.fromtimestamp(time.time(), UTC))
    return Response(msgspec.json.encode(body), media_type="application/json")


def to_place(content: str, found: InFull, terms: Terms, now: datetime) -> Place:
    """A location as the map's card wants it."""
    location = found.location
    point = location.coordinates
    if point is None:
        raise NotFound(f"nobody knows where the location {content!r} is")
    business = location.operator or location.suboperator
    payments = {name for evse in location.evses for name in payment_supports(evse)}
    return Place(
        id=content,
        name=location.name,
        lat=point.lat,
        lon=point.lon,
        address=location.address,
        city=location.city,
        postal_code=location.postal_code,
        country=location.country,
        operator=OperatorFacts(name=business.name, website=business.website) if business else None,
        help_phone=location.help_phone,
        restrictions=list(location.restrictions),
        hours=_hours(location, now),
        parking_type=location.parking_type,
        facilities=list(location.facilities),
        payments=sorted(payments),
        groups=list(_groups(found, now)),
        evses=[_evse(evse, found.statuses.get(evse.uid)) for evse in location.evses],
        tariffs=[_tariff(key, each) for key, each in found.tariffs.items()],
        price_texts=_price_texts(location),
        source=_source(location, terms),
    )


def _hours(location: Location, now: datetime) -> HoursFacts | None:
    times = location.opening_times
    if times is None:
        return None
    return HoursFacts(
        open_24x7=is_always_open(times),
        open_now=is_open(times, location.time_zone, now),
        lines=hours_lines(times),
    )


def _price_texts(location: Location) -> list[str]:
    texts = (location.price_text, *(evse.price_text for evse in location.evses))
    return list(dict.fromkeys(text for text in texts if text))


def _groups(found: InFull, now: datetime) -> Iterator[GroupFacts]:
    """The groups, the strongest first; connectors of unknown power are a group of their own."""
    tariffs: dict[tuple[int, str], dict[str, None]] = {}
    for evse in found.location.evses:
        for connector in evse.connectors:
            key = max_power(connector) or 0, connector.standard or ""
            tariffs.setdefault(key, {}).update(dict.fromkeys(connector.tariff_ids))
    for_all = {
        key: each
        for key, each in found.tariffs.items()
        if each.type in AD_HOC and is_valid(each, now)
    }
    groups = groups_of(found.location, found.statuses)
    for group in sorted(groups, key=lambda group: -(group.max_power or 0)):
        named = tariffs[group.max_power or 0, group.standard]
        yield GroupFacts(
            standard=group.standard,
            name=_name(group.standard),
            max_power=group.max_power,
            text=power_text(group.max_power) if group.max_power else None,
            evses=group.evses,
            available=group.available,
            price=from_text([for_all[key] for key in named if key in for_all]),
        )


def _evse(evse: Evse, status: EvseStatus | None) -> EvseFacts:
    return EvseFacts(
        uid=evse.uid,
        evse_id=evse.evse_id,
        status=status.status if status else "UNKNOWN",
        since=status.modified if status and status.modified > NEVER else None,
        connectors=tuple(map(_connector, evse.connectors)),
    )


def _connector(connector: Connector) -> ConnectorFacts:
    watts = max_power(connector)
    return ConnectorFacts(
        id=connector.id,
        standard=connector.standard or "",
        name=_name(connector.standard or ""),
        format=connector.format,
        power_type=connector.power_type,
        max_power=watts,
        text=power_text(watts) if watts else None,
        tariffs=list(connector.tariff_ids),
    )


def _name(standard: str) -> str:
    known = BY_OCPI.get(standard)
    return known.name if known else standard or "Plug not known"


def _tariff(key: str, tariff: Tariff) -> TariffFacts:
    return TariffFacts(id=key, name=tariff.name, currency=tariff.currency, text=price_text(tariff))


def _source(location: Location, terms: Terms) -> SourceFacts:
    return SourceFacts(
        name=location.source,
        title=terms.title or location.source,
        licence=terms.licence,
        licence_url=terms.licence_url,
        attribution=terms.attribution,
        updated=location.last_updated if location.last_updated > NEVER else None,
    )

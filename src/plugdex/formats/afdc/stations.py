"""One station to one location."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from plugdex.formats.afdc.hours import Access, access_of
from plugdex.formats.afdc.ports import Ports, ports_of, ports_of_units
from plugdex.formats.afdc.texts import directions, moment_of, phone_of, postal_code, text_of
from plugdex.formats.afdc.wire import ChargingUnit, Station
from plugdex.formats.codes import CodeTable
from plugdex.formats.notes import Notes
from plugdex.formats.placing import place
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.source import load_source
from plugdex.model.countries import BY_ALPHA_2, Country, find_country
from plugdex.model.location import Business, Evse, Location, StatusPeriod, TruckAccess
from plugdex.model.status import EvseStatus
from plugdex.model.vocabulary import Status, TruckClass

INFO: Final = load_source(__file__)
CODES: Final = {name: CodeTable(table) for name, table in INFO.codes.items()}
STATUSES: Final = CodeTable(msgspec.convert(INFO.codes["status"], dict[str, Status]))
PARKING: Final = frozenset({"PARKING_GARAGE", "PARKING_LOT", "ON_STREET"})
CLASSES: Final[dict[str, tuple[TruckClass, ...]]] = {
    "MEDIUM": ("LIGHT", "MEDIUM"),
    "HEAVY": ("LIGHT", "MEDIUM", "HEAVY"),
}
COARSE: Final = re.compile(r"200-[1-6]")
"""An address that was found to the street or worse."""

DEFAULT_COUNTRY: Final = BY_ALPHA_2["US"]


def read_station(
    station: Station, units: Sequence[ChargingUnit], options: ReadOptions, notes: Notes
) -> Reading:
    """Read one station; those of other fuels are out of scope."""
    key = station.id.strip()
    if station.fuel_type_code.strip().upper() not in ("ELEC", ""):
        notes.add("out_of_scope", "rejected", "$.fuel_type_code", station.fuel_type_code)
        return Reading(issues=notes.issues(key))
    if not key:
        notes.add("id_missing", "rejected", "$.id")
        return Reading(issues=notes.issues(station.station_name or "?"))
    country = _country(station.country, notes)
    placed = place(station.latitude, station.longitude, country, notes)
    if COARSE.fullmatch(station.geocode_status):
        notes.add("coordinate_coarse", "noted", "$.geocode_status", station.geocode_status)
    access = access_of(station.access_days_time)
    if not access.understood:
        notes.add("hours_text", "dropped", "$.access_days_time", station.access_days_time)
    updated = _updated(station, options, notes)
    ports = _ports(station, units, notes)
    evses = _evses(key, station, ports, placed.zone, notes)
    status = _status(station.status_code, notes)
    facility = _code("facility", station.facility_type, notes, "$.facility_type")
    vehicles = _code(
        "vehicle_class", station.maximum_vehicle_class, notes, "$.maximum_vehicle_class"
    )
    classes = CLASSES.get(vehicles, ())
    _note_texts(station, notes)
    location = Location(
        source=options.source,
        id=key,
        last_updated=updated,
        publish=_is_public(station, notes),
        coordinates=placed.point,
        name=text_of(station.station_name),
        address=text_of(station.street_address),
        city=text_of(station.city),
        postal_code=postal_code(station),
        state=text_of(station.state),
        country=placed.country.alpha_3 if placed.country else None,
        parking_type=facility if facility in PARKING else None,
        evses=evses,
        directions=directions(station),
        operator=_operator(station, notes),
        owner=_owner(station.federal_agency_name),
        facilities=(facility,) if facility and facility not in PARKING else (),
        time_zone=placed.zone,
        opening_times=access.hours,
        help_phone=phone_of(station.station_phone, country, notes),
        restrictions=_restrictions(station, access, evses, notes),
        vehicle_categories=("CAR", "TRUCK") if classes else ("CAR",) if vehicles else (),
        truck_access=TruckAccess(classes=classes) if classes else None,
        price_text=_price(station),
        flags=notes.flags(),
    )
    statuses = tuple(EvseStatus(uid=evse.uid, status=status, modified=updated) for evse in evses)
    return Reading(location=location, statuses=statuses, issues=notes.issues(key))


def _status(code: str, notes: Notes) -> Status:
    """The status, which is that of the last check and not live; old files have none."""
    return STATUSES.find(code, notes, "$.status_code") or "UNKNOWN" if code else "UNKNOWN"


def _note_texts(station: Station, notes: Notes) -> None:
    if not station.street_address.strip():
        notes.add("address_missing", "noted", "$.street_address")
    if not station.city.strip():
        notes.add("city_missing", "noted", "$.city")
    if price := _price(station):
        notes.add("price_text", "noted", "$.ev_pricing", price)
    _code("other_evse", station.ev_other_evse, notes, "$.ev_other_evse")


def _price(station: Station) -> str | None:
    return text_of(station.ev_pricing) or text_of(station.ev_pricing_fr)


def _code(table: str, word: str, notes: Notes, path: str) -> str:
    """The meaning of a code; empty for one that is unknown or says nothing that we keep."""
    known = INFO.codes[table].get(word) if word else ""
    return (CODES[table].find(word, notes, path) or "") if known is None else known


@lru_cache(maxsize=64)
def _find_country(word: str) -> Country | None:
    return find_country(word) if word else DEFAULT_COUNTRY


def _country(word: str, notes: Notes) -> Country | None:
    """The register is that of two countries; files of before 2018 know only one."""
    found = _find_country(word)
    if found is None:
        notes.add("country_unknown", "dropped", "$.country", word)
    return found


def _operator(station: Station, notes: Notes) -> Business | None:
    """The network; one that has no name of ours keeps its code."""
    network = station.ev_network.strip()
    if not network:
        return None
    name = INFO.codes["network"].get(network)
    if name is None:
        notes.add("enum_unknown", "noted", "$.ev_network", network, network)
    return _business(network if name is None else name, station.ev_network_web)


@lru_cache(maxsize=1024)
def _business(name: str, website: str) -> Business | None:
    return Business(name=name, website=website or None) if name else None


def _owner(agency: str) -> Business | None:
    name = text_of(agency)
    return Business(name=name) if name else None


def _updated(station: Station, options: ReadOptions, notes: Notes) -> datetime:
    """When the register last touched the station; the day of its last check where it is newer."""
    found = [
        moment
        for text in (station.updated_at, station.date_last_confirmed)
        if (moment := moment_of(text.strip())) is not None
    ]
    if not found:
        notes.add("last_updated_missing", "normalised", "$.updated_at", station.updated_at)
        return options.received
    return max(found)


def _ports(station: Station, units: Sequence[ChargingUnit], notes: Notes) -> Ports:
    network = station.ev_network.strip()
    stated = (station.ev_level1_evse_num, station.ev_level2_evse_num, station.ev_dc_fast_num)
    found = ports_of(station.ev_connector_types, *stated, network)
    if units:
        total = len(found.ports)
        found = ports_of_units(units, lambda word: _code("level", word, notes, "$.charging_level"))
        if any(stated) and len(found.ports) != total:
            was = f"{total} ports, {len(found.ports)} in units"
            notes.add("evses_guessed", "normalised", "$.ev_charging_units", was)
    for remark in found.remarks:
        notes.add(*remark)
    if not found.ports:
        notes.add("location_without_evses", "noted", "$.ev_connector_types")
    return found


def _evses(
    key: str, station: Station, found: Ports, zone: str | None, notes: Notes
) -> tuple[Evse, ...]:
    capabilities, payments = _payment(station, notes)
    schedule = _schedule(station, zone, notes)
    return tuple(
        Evse(
            uid=f"{key}-{port.uid}",
            connectors=port.connectors,
            capabilities=capabilities,
            payments=payments,
            status_schedule=schedule,
        )
        for port in found.ports
    )


def _payment(station: Station, notes: Notes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Capabilities and other ways to pay that the cards tell of."""
    detail = _code("access_detail", station.access_detail_code, notes, "$.access_detail_code")
    if not (detail or station.cards_accepted):
        return (), ()
    cards = station.cards_accepted.split()
    found = {_code("cards", card, notes, "$.cards_accepted") for card in cards} | {detail}
    found.discard("")
    paid = {name for name in found if name.startswith("ONLINE_")}
    return tuple(sorted(found - paid)), tuple(sorted(paid))


def _schedule(station: Station, zone: str | None, notes: Notes) -> tuple[StatusPeriod, ...]:
    """When a station that is not open is expected to open."""
    text = station.expected_date.strip()
    if not text:
        return ()
    moment = moment_of(text)
    if moment is None:
        notes.add("timestamp_invalid", "dropped", "$.expected_date", text)
        return ()
    local = moment.replace(tzinfo=ZoneInfo(zone)) if zone else moment
    return (StatusPeriod(begin=local.astimezone(UTC), status="OPERATIONAL"),)


def _is_public(station: Station, notes: Notes) -> bool:
    found = _code("access", station.access_code, notes, "$.access_code")
    return found == "public" or not station.access_code


def _restrictions(
    station: Station, access: Access, evses: Sequence[Evse], notes: Notes
) -> tuple[str, ...]:
    """Who may charge: what the line of hours says, and of Superchargers what it does not say.

    "Opened to all" is a fact of the site: a cable for others, or the hint at an adapter.
    """
    found = access.restrictions
    if station.ev_network == "Tesla" and "BRAND_ONLY" not in found and not access.adapter:
        plugs = {plug.standard for evse in evses for plug in evse.connectors}
        if plugs == {"SAE_J3400"}:
            notes.add("access_guessed", "normalised", "$.ev_network", "Tesla", "BRAND_ONLY")
            found = ("BRAND_ONLY", *found)
    if not found and station.restricted_access == "true":
        return ("OTHER",)
    return found

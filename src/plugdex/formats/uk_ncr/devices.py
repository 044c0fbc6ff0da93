"""One device to one location."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from plugdex.formats.codes import CodeTable
from plugdex.formats.notes import Notes
from plugdex.formats.placing import place
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.uk_ncr.access import Rules, rules_of
from plugdex.formats.uk_ncr.columns import Device, Plug
from plugdex.formats.uk_ncr.hours import hours_of
from plugdex.formats.uk_ncr.plugs import INFO, points_of
from plugdex.formats.uk_ncr.texts import (
    address_of,
    business_of,
    directions_of,
    networks_of,
    phone_of,
    text_of,
)
from plugdex.model.countries import BY_ALPHA_2, Country, find_country
from plugdex.model.location import Evse, Location, VehicleLimits
from plugdex.model.status import EvseStatus
from plugdex.model.vocabulary import Status

WORDS: Final = msgspec.convert(INFO.codes["status"], dict[str, Status])
STATUSES: Final = CodeTable(WORDS)
PLACES: Final = CodeTable(INFO.codes["place"])
PARKING: Final = frozenset({"PARKING_LOT", "ON_STREET"})
HERE: Final = BY_ALPHA_2["GB"]
LOCAL: Final = ZoneInfo("Europe/London")
NO_DATE: Final = "0000-00-00"
DELETED: Final = frozenset({"", "n/a", "0"})

MODEL_REFERENCE: Final = 16
"""Characters of a physical reference in OCPI."""


def read_device(
    device: Device,
    clocks: tuple[str, ...],
    plugs: Sequence[Plug],
    options: ReadOptions,
    notes: Notes,
) -> Reading:
    """Read one device."""
    key = device.chargeDeviceID
    if device.dateDeleted not in DELETED and not device.dateDeleted.startswith(NO_DATE):
        notes.add("site_closed", "rejected", "$.dateDeleted", device.dateDeleted)
        return Reading(issues=notes.issues(key))
    country = _country(device.countryCode, notes)
    placed = place(device.latitude, device.longitude, country, notes)
    updated = _updated(device, options, notes)
    rules = _rules(device, notes)
    hours, strange = hours_of(device.access24Hours, clocks)
    if strange:
        notes.add("hours_text", "dropped", "$.accessMondayFrom", strange)
    evses, statuses = _evses(device, plugs, updated, notes)
    kind = _kind(device, notes)
    operator = business_of(device.deviceControllerName, device.deviceControllerWebsite)
    location = Location(
        source=options.source,
        id=key,
        last_updated=updated,
        publish=rules.public and device.publishStatus == "Published",
        coordinates=placed.point,
        name=text_of(device.name),
        address=address_of(device, notes),
        city=text_of(device.town) or text_of(device.dependantLocality),
        postal_code=text_of(device.postcode),
        state=text_of(device.county),
        country=placed.country.alpha_3 if placed.country else None,
        parking_type=kind if kind in PARKING else None,
        evses=evses,
        directions=directions_of(device),
        operator=operator,
        owner=business_of(device.deviceOwnerName, device.deviceOwnerWebsite),
        emsps=networks_of(device.deviceNetworks),
        facilities=(kind,) if kind and kind not in PARKING else (),
        time_zone=placed.zone,
        opening_times=hours,
        help_phone=phone_of(device.deviceControllerTelephoneNo, notes) if operator else None,
        restrictions=_restrictions(rules, evses, device, notes),
        vehicle_limits=VehicleLimits(height_cm=rules.height_cm) if rules.height_cm else None,
        price_text=text_of(device.paymentRequiredDetails),
        flags=notes.flags(),
    )
    return Reading(location=location, statuses=statuses, issues=notes.issues(key))


@lru_cache(maxsize=64)
def _find_country(word: str) -> Country | None:
    return find_country(word) if word else HERE


def _country(word: str, notes: Notes) -> Country | None:
    found = _find_country(word)
    if found is None:
        notes.add("country_unknown", "dropped", "$.countryCode", word)
    return found


def _updated(device: Device, options: ReadOptions, notes: Notes) -> datetime:
    """The newest of three stamps; those of zeros are none."""
    zone = LOCAL if options.naive_time == "location" else UTC
    stamps = (device.lastUpdated, device.dateUpdated, device.dateCreated)
    for text in sorted(stamps, reverse=True):
        moment = _moment(text, zone)
        if moment:
            return moment
    notes.add("last_updated_missing", "normalised", "$.dateUpdated", device.dateUpdated)
    return options.received


def _moment(text: str, zone: tzinfo) -> datetime | None:
    if not text or text.startswith(NO_DATE):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not 1971 <= found.year < 9000:
        return None
    return found.replace(tzinfo=zone).astimezone(UTC)


def _kind(device: Device, notes: Notes) -> str:
    """Parking type or facility; the flag counts where the type says neither."""
    known = INFO.codes["place"].get(device.locationType)
    if known is None and device.locationType:
        known = PLACES.find(device.locationType, notes, "$.locationType")
    return known or ("ON_STREET" if device.onStreetFlag == "1" else "")


def _rules(device: Device, notes: Notes) -> Rules:
    found = rules_of(
        device.accessRestrictionDetails,
        device.deviceDescription,
        device.physicalRestrictionText,
        device.paymentRequiredDetails,
    )
    price = text_of(device.paymentRequiredDetails)
    if price:
        notes.add("price_text", "noted", "$.paymentRequiredDetails", price)
    if device.accessRestrictionFlag == "1" and found.public and not found.restrictions:
        text = text_of(device.accessRestrictionDetails) or ""
        notes.add("access_guessed", "noted", "$.accessRestrictionDetails", text, "unrestricted")
    return found


def _restrictions(
    rules: Rules, evses: Sequence[Evse], device: Device, notes: Notes
) -> tuple[str, ...]:
    """Those of the texts; a place that has nothing but Tesla's DC plug is Tesla's alone."""
    plugs = [plug for evse in evses for plug in evse.connectors]
    alone = all(plug.standard == "IEC_62196_T2" and plug.power_type == "DC" for plug in plugs)
    if plugs and alone and "BRAND_ONLY" not in rules.restrictions:
        notes.add("access_guessed", "normalised", "$.connector1Type", "Tesla DC", "BRAND_ONLY")
        return ("BRAND_ONLY", *rules.restrictions)
    return rules.restrictions


def _evses(
    device: Device, plugs: Sequence[Plug], updated: datetime, notes: Notes
) -> tuple[tuple[Evse, ...], tuple[EvseStatus, ...]]:
    found = points_of(tuple(plug.hardware for plug in plugs))
    for remark in found.remarks:
        notes.add(*remark)
    if not plugs:
        notes.add("location_without_evses", "noted", "$.connector1Type")
    reference = text_of(device.reference)
    short = reference if reference and len(reference) <= MODEL_REFERENCE else None
    whole = _status(device.chargeDeviceStatus, notes, "$.chargeDeviceStatus")
    evses, statuses = [], []
    for number, point in enumerate(found.points, 1):
        first = plugs[point.places[0]]
        uid = first.id or f"{device.chargeDeviceID}-{number}"
        evses.append(Evse(uid=uid, connectors=point.connectors, physical_reference=short))
        words = [plugs[place].status for place in point.places]
        status = whole if whole != "OPERATIONAL" else _status_of(words, notes)
        statuses.append(EvseStatus(uid=uid, status=status, modified=updated))
    return tuple(evses), tuple(statuses)


def _status_of(words: Sequence[str], notes: Notes) -> Status:
    """A point works while one of its connectors does."""
    found = {_status(word, notes, "$.connectorStatus") for word in words}
    return "OPERATIONAL" if "OPERATIONAL" in found else min(found, default="UNKNOWN")


def _status(word: str, notes: Notes, path: str) -> Status:
    known = WORDS.get(word)
    if known is None and word:
        known = STATUSES.find(word, notes, path)
    return known or "UNKNOWN"

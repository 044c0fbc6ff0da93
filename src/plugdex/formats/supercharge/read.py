"""Reads the sites of supercharge.info."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO, Final, cast

from plugdex.formats.hours_text import hours_of
from plugdex.formats.json_records import Records
from plugdex.formats.notes import Notes
from plugdex.formats.placing import Placed, place
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.prose import prose
from plugdex.formats.source import load_source
from plugdex.formats.supercharge import wire
from plugdex.formats.supercharge.stalls import CODES, evses_of, stalls_of
from plugdex.model.countries import country_at, find_country
from plugdex.model.hours import OpeningHours
from plugdex.model.location import Business, Location, Text
from plugdex.model.status import EvseStatus
from plugdex.model.vocabulary import Status

TESLA: Final = Business(name="Tesla", website="https://www.tesla.com")
V3_SINCE: Final = 2019
"""The year of the first stalls of the third generation, which have one cable."""

PRIVATE: Final = ("no public", "permit holders")
"""Words in the hours that say that the public may not charge."""


def read_site(site: wire.Site, options: ReadOptions, number: int) -> Reading:
    """One site as a location."""
    notes = Notes()
    key = "" if site.id is None else str(site.id).removeprefix("sc:")
    if not key.strip():
        notes.add("id_missing", "rejected", "$.id")
        return Reading(issues=notes.issues(f"#{number}"))
    status = CODES["status"].get((site.status or "").upper())
    if status is None:
        notes.add("enum_unknown", "dropped", "$.status", site.status or "")
    if status == "closed":
        notes.add("site_closed", "rejected", "$.status", site.status or "")
        return Reading(issues=notes.issues(key))
    return _read(site, key, cast("Status", status or "UNKNOWN"), options, notes)


def _read(site: wire.Site, key: str, status: Status, options: ReadOptions, notes: Notes) -> Reading:
    address = site.address or wire.Address(country=site.country)
    placed = _placed(site, address, notes)
    open_to_others = site.other_evs if site.other_evs is not None else site.flat_other_evs
    stalls = stalls_of(
        site.stall_count if site.stall_count is not None else site.flat_stall_count,
        site.kilowatts if site.kilowatts is not None else site.flat_kilowatts,
        site.stalls if site.stalls is not None else site.flat_stalls,
        site.plugs if site.plugs is not None else site.flat_plugs,
        open_to_others,
        notes,
    )
    opened = _time(site.opened or site.flat_opened)
    old = opened is not None and opened.year < V3_SINCE
    evses = evses_of(stalls._replace(old=old), placed.country, notes)
    if not evses:
        notes.add("location_without_evses", "noted", "$.stallCount")
    updated = _updated(site, options.received)
    words = prose(site.access_notes, notes, "$.accessNotes") or prose(site.hours, notes, "$.hours")
    location = Location(
        source=options.source,
        id=key,
        last_updated=updated,
        publish=options.public and not _is_private(site.hours),
        coordinates=placed.point,
        name=prose(site.name, notes, "$.name"),
        address=prose(address.street, notes, "$.address.street"),
        city=prose(address.city, notes, "$.address.city"),
        postal_code=_zip(address, notes),
        state=prose(address.state, notes, "$.address.state"),
        country=placed.country.alpha_3 if placed.country else None,
        time_zone=placed.zone,
        evses=evses,
        directions=(Text(language=options.language or "en", text=words),) if words else (),
        operator=TESLA,
        opening_times=_hours(site.hours, notes),
        restrictions=() if open_to_others else ("BRAND_ONLY",),
        flags=notes.flags(),
    )
    statuses = tuple(EvseStatus(uid=evse.uid, status=status, modified=updated) for evse in evses)
    return Reading(location=location, statuses=statuses, issues=notes.issues(key))


def _placed(site: wire.Site, address: wire.Address, notes: Notes) -> Placed:
    """The point; a territory that goes under the name of its state counts as itself."""
    words = address.country or site.country
    country = find_country(words) if words else None
    if words and country is None:
        notes.add("country_unknown", "dropped", "$.address.country", words)
    gps = site.gps or wire.Gps(site.lat, site.lon)
    placed = place(gps.latitude, gps.longitude, country, notes, "$.gps")
    there = country_at(placed.point) if placed.point and placed.country else None
    if there and placed.country and there.part_of == placed.country.alpha_2:
        return Placed(placed.point, there, placed.zone)
    return placed


def _zip(address: wire.Address, notes: Notes) -> str | None:
    found = prose(None if address.zip is None else str(address.zip), notes, "$.address.zip")
    return None if found == "TBD" else found


def _is_private(hours: str | None) -> bool:
    words = (hours or "").casefold()
    return any(word in words for word in PRIVATE)


def _hours(words: str | None, notes: Notes) -> OpeningHours | None:
    """Sites that say nothing are mostly open around the clock; nobody says so, so it is unknown."""
    if not words:
        return None
    found = hours_of(words)
    if found is None:
        notes.add("hours_text", "noted", "$.hours", words)
    return found


def _updated(site: wire.Site, received: datetime) -> datetime:
    """The last change where it is stated, else the opening, else the time of reading."""
    for stamp in (site.modified, site.opened, site.flat_opened):
        found = _time(stamp)
        if found and found <= received:
            return found
    return received


def _time(stamp: str | int | None) -> datetime | None:
    if isinstance(stamp, int):
        return datetime.fromtimestamp(stamp / 1000, UTC) if 0 < stamp < 10**13 else None
    try:
        found = datetime.fromisoformat(stamp or "")
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


class SuperchargeFormat:
    """Sites of supercharge.info."""

    name = "supercharge"
    info = load_source(__file__)

    def __init__(self) -> None:
        self._records = Records(wire.Site, self.info, read_site)

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """Read sites in the order in which they come."""
        yield from self._records.readings(stream, options)

"""A charging device as a location: the register knows no sites."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple, cast

from plugdex.formats.bnetza.device import Device, Point
from plugdex.formats.bnetza.hours import ALWAYS, listed_hours
from plugdex.formats.bnetza.plugs import Words, read_plugs
from plugdex.formats.codes import CodeTable
from plugdex.formats.notes import Notes
from plugdex.formats.placing import place
from plugdex.formats.port import Reading, ReadOptions
from plugdex.model.countries import BY_ALPHA_2
from plugdex.model.hours import OpeningHours
from plugdex.model.location import Business, Evse, Location, Text
from plugdex.model.status import EvseStatus
from plugdex.model.text import is_nothing, is_tidy, without_extra_spaces, without_markup
from plugdex.model.vocabulary import Status

GERMANY: Final = BY_ALPHA_2["DE"]
CODE_AND_CITY: Final = re.compile(r"(\d{4,5})\s+(.+)")
MOST_POINTS: Final = 60
"""A device with more points is a mistake."""

NO_HOUSE: Final = frozenset({"0", "-", "ohne", "o.nr.", "ohne nr."})


class Payment(NamedTuple):
    """What the payment systems of a device mean."""

    capabilities: tuple[str, ...]
    ways: tuple[str, ...]
    unknown: tuple[str, ...]


class Locations:
    """Makes locations of devices; the code tables are those of ``source.toml``."""

    def __init__(self, codes: Mapping[str, Mapping[str, str]], options: ReadOptions) -> None:
        self._options = options
        self._statuses = CodeTable(codes["statuses"])
        self._parking = CodeTable(codes["parking"])
        self._opening = CodeTable(codes["opening"])
        self._weekdays = codes["weekdays"]
        self._words = Words(
            formats=tuple((w.casefold(), f) for w, f in codes["plug_formats"].items()),
            none=frozenset(codes["no_plugs"]),
        )
        self._payment = lru_cache(maxsize=1024)(_Payments(codes).read)
        self._same: dict[str, int] = {}

    def read(self, device: Device, stamp: datetime | None) -> Reading:
        """The location of a device; the stamp is the date of the edition."""
        notes = Notes()
        key = device.id.strip()
        if not key:
            key = self._made_up(device)
            notes.add("id_synthetic", "normalised", "$.id", "", key)
        placed = place(device.latitude, device.longitude, GERMANY, notes)
        updated = stamp or self._options.received
        status = self._status(device, notes)
        payment = self._payment(device.payments)
        for word in payment.unknown:
            notes.add("enum_unknown", "dropped", "$.payments", word)
        evses = self._evses(key, device, payment, notes)
        code, city = _code_and_city(device)
        restriction = None
        if device.parking:
            restriction = self._parking.find(device.parking, notes, "$.parking")
        operator, brand = _text(device.operator), _text(device.brand)
        addition = _text(device.addition)
        location = Location(
            source=self._options.source,
            id=key,
            last_updated=updated,
            coordinates=placed.point,
            name=_text(device.name),
            address=_street(device),
            city=city,
            postal_code=code,
            state=_text(device.state),
            country=GERMANY.alpha_3,
            evses=evses,
            directions=(Text(language="de", text=addition),) if addition else (),
            operator=Business(name=operator) if operator else None,
            suboperator=Business(name=brand) if brand and brand != operator else None,
            time_zone=placed.zone,
            opening_times=self._hours(device, notes),
            restrictions=(restriction,) if restriction else (),
            flags=notes.flags(),
        )
        return Reading(
            location=location,
            statuses=tuple(
                EvseStatus(uid=evse.uid, status=status, modified=updated) for evse in evses
            ),
            issues=notes.issues(key),
        )

    def _made_up(self, device: Device) -> str:
        """Editions before 2025 have no ids: operator and address, then the number of the device
        among those of the operator there, in the order of the file. Coordinates are corrected
        from edition to edition, so they count only where there is no address.
        """
        street = _street(device) or f"{device.latitude} {device.longitude}"
        parts = (_text(device.operator), street, *_code_and_city(device))
        text = "\x1f".join(part or "" for part in parts).casefold()
        digest = hashlib.blake2b(text.encode(), digest_size=10).hexdigest()
        self._same[digest] = number = self._same.get(digest, 0) + 1
        return f"{digest}.{number}"

    def _status(self, device: Device, notes: Notes) -> Status:
        if not device.status:
            return "UNKNOWN"
        found = self._statuses.find(device.status, notes, "$.status")
        return cast(Status, found or "UNKNOWN")

    def _evses(self, key: str, device: Device, payment: Payment, notes: Notes) -> tuple[Evse, ...]:
        points = self._points(device, notes)
        return tuple(
            self._evse(key, number, point, payment, notes) for number, point in enumerate(points, 1)
        )

    def _points(self, device: Device, notes: Notes) -> Sequence[Point]:
        """The points that the register lists; those that it only counts have no plugs."""
        points = device.points
        try:
            count = (
                int(float(device.points_said.replace(",", ".")))
                if device.points_said
                else len(points)
            )
        except (ValueError, OverflowError):
            notes.add("type_invalid", "dropped", "$.points_said", device.points_said)
            return points
        if count == len(points):
            return points
        if len(points) < count <= MOST_POINTS:
            notes.add("evses_guessed", "noted", "$.points_said", count, f"{len(points)} with plugs")
            return (*points, *[Point()] * (count - len(points)))
        notes.add("values_contradict", "noted", "$.points_said", device.points_said, len(points))
        return points

    def _evse(self, key: str, number: int, point: Point, payment: Payment, notes: Notes) -> Evse:
        plugs = read_plugs(point.plugs, point.powers, self._words)
        for remark in plugs.remarks:
            path = f"$.points[{number - 1}].{remark.member}"
            notes.add(remark.code, remark.outcome, path, remark.was, remark.became)
        return Evse(
            uid=f"{key}*{number}",
            evse_id=point.evse_id.strip() or None,
            connectors=plugs.connectors,
            capabilities=payment.capabilities,
            payments=payment.ways,
        )

    def _hours(self, device: Device, notes: Notes) -> OpeningHours | None:
        if device.opening:
            kind = self._opening.find(device.opening, notes, "$.opening")
            if kind == "always":
                return ALWAYS
        if not (device.weekdays.strip() or device.times.strip()):
            return None
        found = listed_hours(device.weekdays, device.times, self._weekdays)
        if found is None:
            said = f"{device.weekdays} {device.times}"
            notes.add("hours_text", "dropped", "$.opening", said)
        return found


class _Payments:
    def __init__(self, codes: Mapping[str, Mapping[str, str]]) -> None:
        self._capabilities = codes["capabilities"]
        self._ways = codes["payments"]

    def read(self, text: str) -> Payment:
        words = [word.strip() for word in text.split(";") if word.strip()]
        found = [name for word in words for name in self._capabilities.get(word, "").split()]
        return Payment(
            capabilities=tuple(sorted(set(found))),
            ways=tuple(sorted({self._ways[word] for word in words if word in self._ways})),
            unknown=tuple(word for word in words if word not in self._capabilities),
        )


@lru_cache(maxsize=4096)
def _text(value: str) -> str | None:
    """A text for people; ``None`` when it says nothing."""
    if not is_tidy(value):
        value = without_extra_spaces(without_markup(value))
    return None if is_nothing(value) else value


def _street(device: Device) -> str | None:
    """Street and house number; the register wants a number, so many write 0."""
    street = _text(device.street)
    number = _text(device.house_number)
    if street is None or number is None or number.casefold() in NO_HOUSE:
        return street
    return f"{street} {number}"


def _code_and_city(device: Device) -> tuple[str | None, str | None]:
    """Postal code of five digits, also where a spreadsheet took the zero in front away."""
    code, city = _text(device.postal_code), _text(device.city)
    if device.code_and_city:
        whole = _text(device.code_and_city)
        match = CODE_AND_CITY.fullmatch(whole or "")
        code, city = (match[1], match[2]) if match else (None, whole)
    if code and code.isdecimal() and len(code) == 4:
        code = f"0{code}"
    return code, city

"""Records of one operator to locations (see ``places`` for which belong together)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from plugdex.formats.codes import CodeTable
from plugdex.formats.notes import Notes
from plugdex.formats.oicp.evses import EvseReader, texts_of
from plugdex.formats.oicp.hours import hours_of
from plugdex.formats.oicp.places import key_of, pair_of, party_of
from plugdex.formats.oicp.records import Members
from plugdex.formats.oicp.scalars import (
    address_part,
    flag_of,
    house_number,
    items_of,
    number_of,
    phone_of,
    text_of,
    time_of,
    words_of,
)
from plugdex.formats.oicp.wire import Record
from plugdex.formats.placing import Placed, place
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.source import SourceInfo
from plugdex.model.countries import Country, find_country
from plugdex.model.hours import OpeningHours
from plugdex.model.issues import Issue
from plugdex.model.location import (
    Business,
    EnergyMix,
    EnergySource,
    EnvironmentalImpact,
    Evse,
    Image,
    Location,
    RelatedPoint,
)
from plugdex.model.status import EvseStatus
from plugdex.model.value import NEVER
from plugdex.model.vocabulary import STATUSES, Status

VALUE_FAULTS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
RESTRICTED: Final = "restricted"
TEST: Final = "test"


class Member(NamedTuple):
    """An EVSE of a location before it is read: its uid, how it is accessed, and its record."""

    uid: str
    access: str
    record: Record


class LocationReader:
    """Reads records to locations, with the code tables of the source."""

    def __init__(self, info: SourceInfo, members: Members, options: ReadOptions) -> None:
        codes = info.codes
        self._options = options
        self._members = members
        self._evses = EvseReader(info, members)
        self._days = {day.title(): digits for day, digits in codes["days"].items()}
        self._access = CodeTable(codes["accessibility"])
        self._accesses: dict[str, str | None] = {}
        self._parking = CodeTable(codes["parking"])
        self._energy = CodeTable(codes["energy"])
        self._status = CodeTable(codes["status"])

    def read(self, records: Iterable[Record]) -> Iterator[Reading]:
        """All locations of some records, each with all its EVSEs."""
        groups: dict[str, list[Member]] = {}
        for number, record in enumerate(records, 1):
            uid = text_of(record.EvseID)
            if uid is None:
                yield refusal("id_missing", f"#{number}", "$.EvseID", "")
            elif record.deltaType == "delete":
                yield refusal("site_closed", uid, "$.deltaType", "delete")
            else:
                member = Member(uid, self._access_of(record.Accessibility, None), record)
                groups.setdefault(key_of(record, uid, member.access), []).append(member)
        for key, found in groups.items():
            try:
                yield self._location(key, found)
            except VALUE_FAULTS as error:
                yield from self._one_by_one(key, found, error)

    def _access_of(self, value: object, notes: Notes | None) -> str:
        """How an EVSE is accessed: public, restricted or a test."""
        text = text_of(value) or "Unspecified"
        if text not in self._accesses:
            self._accesses[text] = self._access.find(text, Notes(), "")
        found = self._accesses[text]
        if found is None and notes is not None:
            notes.add("enum_unknown", "dropped", "$.Accessibility", text)
        return found or "public"

    def _one_by_one(
        self, key: str, members: Sequence[Member], error: Exception
    ) -> Iterator[Reading]:
        """What is left of a location when a record of it is odd beyond what we thought of."""
        sound = []
        for member in members:
            try:
                self._location(key, [member])
            except VALUE_FAULTS as fault:
                was = f"{type(fault).__name__}: {fault}"
                yield refusal("object_broken", member.uid, "$", was)
            else:
                sound.append(member)
        if sound and len(sound) < len(members):
            yield self._location(key, sound)
        elif sound:
            yield refusal("object_broken", key, "$", f"{type(error).__name__}: {error}")

    def _location(self, key: str, members: Sequence[Member]) -> Reading:
        notes = Notes()
        kept = self._without_duplicates(members, notes)
        records = [member.record for member in kept]
        first = records[0]
        path = f"$[{kept[0].uid}]"
        address = self._members.nested("Address", first.Address)
        placed = self._place(first, address.get("country"), notes, path)
        country = placed.country
        evses = tuple(self._evse(member, country, notes) for member in kept)
        access = self._access_of(first.Accessibility, notes)
        if access == TEST:
            notes.add("test_station", "noted", f"{path}.Accessibility", first.Accessibility)
        party = party_of(first.OperatorID)
        location = Location(
            source=self._options.source,
            id=key,
            last_updated=self._updated(kept, notes),
            country_code=party.country_code,
            party_id=party.party_id,
            publish=self._options.public and access != TEST,
            coordinates=placed.point,
            name=self._name(first),
            address=_street(address.get("street"), address.get("housenum")),
            city=address_part(address.get("city")),
            postal_code=address_part(address.get("postalcode")),
            state=address_part(address.get("region")),
            country=country.alpha_3 if country else None,
            related_locations=_entrance(first, country, path),
            parking_type=self._parking_type(first, notes, path),
            evses=evses,
            operator=_business(first.OperatorName or first.OperatorID, party),
            suboperator=_business(first.SubOperatorName),
            time_zone=placed.zone,
            opening_times=self._hours(kept, notes),
            images=_images(first),
            energy_mix=self._energy_mix(records, notes, path),
            help_phone=_phone(first, country, notes, path),
            restrictions=("OTHER",) if access == RESTRICTED else (),
            flags=notes.flags(),
        )
        return Reading(
            location=location, statuses=self._statuses(kept, notes), issues=notes.issues(key)
        )

    def _without_duplicates(self, members: Sequence[Member], notes: Notes) -> list[Member]:
        """EVSEs by uid, in its order; of two with the same uid the one that was updated last."""
        found: dict[str, Member] = {}
        for member in members:
            other = found.get(member.uid)
            if other is not None:
                notes.add("uid_duplicate", "rejected", f"$[{member.uid}].EvseID", member.uid)
                member = max(other, member, key=lambda each: text_of(each.record.lastUpdate) or "")
            found[member.uid] = member
        return [found[uid] for uid in sorted(found)]

    def _place(self, record: Record, name: object, notes: Notes, path: str) -> Placed:
        text = text_of(name)
        country = find_country(text) if text else None
        if text and country is None:
            notes.add("country_unknown", "dropped", f"{path}.Address.Country", text)
        lat, lon = pair_of(record.GeoCoordinates)
        return place(lat, lon, country, notes, f"{path}.GeoCoordinates")

    def _evse(self, member: Member, country: Country | None, notes: Notes) -> Evse:
        alpha_3 = country.alpha_3 if country else None
        return self._evses.read(member.record, member.uid, alpha_3, notes, f"$[{member.uid}]")

    def _updated(self, members: Sequence[Member], notes: Notes) -> datetime:
        times = [
            time_of(member.record.lastUpdate, notes, f"$[{member.uid}].lastUpdate")
            for member in members
        ]
        newest = max((time for time in times if time), default=NEVER)
        if newest == NEVER:
            notes.add("last_updated_missing", "normalised", "$.lastUpdate", "")
            return self._options.received
        return min(newest, self._options.received)

    def _name(self, record: Record) -> str | None:
        texts = texts_of(record.ChargingStationNames or record.ChargingStationName)
        wanted = (self._options.language or "de", "en")
        ranked = sorted(
            texts, key=lambda text: wanted.index(text.language) if text.language in wanted else 9
        )
        return ranked[0].text if ranked else None

    def _parking_type(self, record: Record, notes: Notes, path: str) -> str | None:
        for word in words_of(record.AccessibilityLocation):
            return self._parking.find(word, notes, f"{path}.AccessibilityLocation")
        return None

    def _hours(self, members: Sequence[Member], notes: Notes) -> OpeningHours | None:
        """Hours of the location: what most EVSEs say, and a note where they disagree."""
        found = Counter(
            hours_of(member.record, self._days, notes, f"$[{member.uid}]") for member in members
        )
        if len(found) > 1:
            notes.add("hours_invalid", "noted", "$.OpeningTimes", f"{len(found)} different ones")
        return found.most_common(1)[0][0]

    def _energy_mix(self, records: Sequence[Record], notes: Notes, path: str) -> EnergyMix | None:
        """The mix of the first EVSE; green only where all EVSEs are."""
        green = [flag_of(record.RenewableEnergy) for record in records]
        if all(each is None for each in green):
            return None
        first = records[0]
        sources = []
        for each in items_of(first.EnergySource):
            share = number_of(each.get("Percentage") or each.get("percentage"))
            name = text_of(each.get("Energy") or each.get("energy"))
            kind = self._energy.find(name, notes, f"{path}.EnergySource") if name else None
            if kind and share is not None:
                sources.append(EnergySource(source=kind, percentage=share))
        impact = first.EnvironmentalImpact if isinstance(first.EnvironmentalImpact, dict) else {}
        effects = (
            (category, number_of(impact.get(name)))
            for name, category in (
                ("CO2Emission", "CARBON_DIOXIDE"),
                ("NuclearWaste", "NUCLEAR_WASTE"),
            )
        )
        return EnergyMix(
            is_green_energy=all(green),
            energy_sources=tuple(sources),
            environ_impact=tuple(
                EnvironmentalImpact(category=category, amount=amount)
                for category, amount in effects
                if amount is not None
            ),
        )

    def _statuses(self, members: Sequence[Member], notes: Notes) -> tuple[EvseStatus, ...]:
        """Statuses, where the records have them (the flat GeoJSON of 2019 does)."""
        if not any(member.record.EVSEStatus for member in members):
            return ()
        return tuple(self.status(member.record, member.uid, notes) for member in members)

    def status(self, record: Record, uid: str, notes: Notes) -> EvseStatus:
        """The status of an EVSE; OICP does not say since when."""
        word = text_of(record.EVSEStatus)
        found = self._status.find(word, notes, f"$[{uid}].EVSEStatus") if word else None
        status: Status = found if found in STATUSES else "UNKNOWN"  # type: ignore[assignment]
        return EvseStatus(uid=uid, status=status, modified=self._options.received)


def refusal(code: str, key: str, path: str, was: str) -> Reading:
    """A record that is left out, and why."""
    issue = Issue(code=code, outcome="rejected", object=key, path=path, was=was)
    return Reading(issues=(issue,))


def _street(street: object, number: object) -> str | None:
    parts = (address_part(street), house_number(number))
    return " ".join(part for part in parts if part) or None


def _business(name: object, party: tuple[str | None, str | None] = (None, None)) -> Business | None:
    text = text_of(name)
    if text is None:
        return None
    return Business(name=text, country_code=party[0], party_id=party[1])


def _phone(record: Record, country: Country | None, notes: Notes, path: str) -> str | None:
    text = text_of(record.HotlinePhoneNumber)
    if text is None:
        return None
    found = phone_of(text, country.alpha_2 if country else None)
    if found is None:
        notes.add("type_invalid", "dropped", f"{path}.HotlinePhoneNumber", text)
    elif found != text:
        notes.add("type_coerced", "normalised", f"{path}.HotlinePhoneNumber", text, found)
    return found


def _entrance(record: Record, country: Country | None, path: str) -> tuple[RelatedPoint, ...]:
    """The entrance, where it is one: ``None None`` says nothing."""
    lat, lon = pair_of(record.GeoChargingPointEntrance)
    point = place(lat, lon, country, Notes(), path).point if lat else None
    return (RelatedPoint(point=point),) if point else ()


def _images(record: Record) -> tuple[Image, ...]:
    urls = (text_of(record.ChargingStationImage), text_of(record.LocationImage))
    return tuple(Image(url=url) for url in dict.fromkeys(urls) if url)

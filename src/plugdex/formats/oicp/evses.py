"""One record to one EVSE."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from plugdex.formats.codes import CodeTable
from plugdex.formats.notes import Notes
from plugdex.formats.oicp.connectors import Formats, RawFacility, Scalar, hardware_of
from plugdex.formats.oicp.records import Members
from plugdex.formats.oicp.scalars import items_of, text_of, words_of
from plugdex.formats.oicp.wire import Record
from plugdex.formats.source import SourceInfo
from plugdex.model.location import Evse, Text

UNDETERMINED: Final = "und"


class Abilities(NamedTuple):
    """Capabilities of an EVSE, capabilities of its plugs, and ways to pay."""

    evse: tuple[str, ...]
    plugs: tuple[str, ...]
    payments: tuple[str, ...]


class EvseReader:
    """Reads EVSEs with the code tables of the source."""

    def __init__(self, info: SourceInfo, members: Members) -> None:
        self._members = members
        self._formats = Formats(info.codes["format"])
        self._authentication = CodeTable(info.codes["authentication"])
        self._services = CodeTable(info.codes["service"])
        self._plain: dict[tuple[str, ...], Abilities] = {}

    def read(self, record: Record, uid: str, country: str | None, notes: Notes, path: str) -> Evse:
        """The EVSE of a record."""
        address = self._members.nested("Address", record.Address)
        evse, plugs, payments = self._abilities(record, notes, path)
        hardware = hardware_of(
            tuple(words_of(record.Plugs)),
            tuple(self._facilities(record, notes, path)),
            country,
            self._formats,
            plugs,
        )
        for code, outcome, member, was, to in hardware.remarks:
            notes.add(code, outcome, f"{path}.{member}", was, to)
        if not hardware.connectors:
            notes.add("evse_without_connectors", "noted", f"{path}.Plugs")
        return Evse(
            uid=uid,
            evse_id=uid,
            connectors=hardware.connectors,
            capabilities=evse,
            payments=payments,
            floor_level=text_of(address.get("floor")),
            physical_reference=text_of(address.get("parkingspot")),
            directions=texts_of(record.ChargingStationLocationReference),
        )

    def _abilities(self, record: Record, notes: Notes, path: str) -> Abilities:
        """What an EVSE can do; remembered where nothing was to be noted."""
        modes, services = tuple(words_of(record.AuthenticationModes)), record.ValueAddedServices
        key = (*modes, "", *words_of(services))
        found = self._plain.get(key)
        if found is None:
            own = Notes()
            found = self._new_abilities(record, own)
            if not own:
                self._plain[key] = found
            for issue in own.issues(""):
                notes.add(issue.code, issue.outcome, f"{path}.{issue.path}", issue.was)
        return found

    def _new_abilities(self, record: Record, notes: Notes) -> Abilities:
        found: dict[str, dict[str, None]] = {"": {}, "connector": {}, "payment": {}}
        for word in words_of(record.AuthenticationModes):
            meaning = self._authentication.find(word, notes, "AuthenticationModes")
            if meaning:
                kind, _, name = meaning.rpartition(":")
                found[kind][name] = None
        for word in words_of(record.ValueAddedServices):
            meaning = self._services.find(word, notes, "ValueAddedServices")
            if meaning:
                found[""][meaning] = None
        return Abilities(tuple(found[""]), tuple(found["connector"]), tuple(found["payment"]))

    def _facilities(self, record: Record, notes: Notes, path: str) -> Iterator[RawFacility]:
        for index, each in enumerate(items_of(record.ChargingFacilities)):
            members = self._members.nested("ChargingFacilities", each)
            if not members:
                notes.add("type_invalid", "dropped", f"{path}.ChargingFacilities[{index}]", each)
                continue
            yield RawFacility(
                _scalar(members.get("power")),
                _scalar(members.get("powertype")),
                _scalar(members.get("voltage")),
                _scalar(members.get("amperage")),
            )


def texts_of(value: object) -> tuple[Text, ...]:
    """Texts in languages (InfoTextType)."""
    found = []
    for each in items_of(value):
        text = text_of(each.get("value") if isinstance(each, dict) else each)
        language = each.get("lang") if isinstance(each, dict) else None
        if text:
            known = isinstance(language, str) and language
            code = str(language)[:2].lower() if known else UNDETERMINED
            found.append(Text(language=code, text=text))
    return tuple(found)


def _scalar(value: object) -> Scalar:
    """A value of a facility; the first of a list (PowerType is one in OICP 2.3)."""
    first = next(items_of(value), None)
    return first if isinstance(first, str | int | float) else None

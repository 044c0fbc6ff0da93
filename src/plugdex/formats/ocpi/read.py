"""Reads OCPI locations and tariffs, of any version, from a file."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

import msgspec
from msgspec.structs import replace

from plugdex.formats.json_list import Piece, Splitter, read_leniently
from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.locations import read_location
from plugdex.formats.ocpi.repair import repair
from plugdex.formats.ocpi.tariffs import read_tariff
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.source import load_source
from plugdex.formats.unpack import PlainText
from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import Issue, Outcome

SESSION_MARKS: Final = frozenset({"cdr_token", "auth_method", "auth_id", "kwh", "total_energy"})
"""Sessions and charge detail records have a currency, too, and are no tariffs."""

LOCATION_MARKS: Final = frozenset({"evses", "coordinates", "address", "city", "time_zone"})
TARIFF_MARKS: Final = frozenset({"elements", "currency"})
MARKS: Final = frozenset({"evses", "address", "city", "country", "elements", "currency"})
"""Members that only whole locations and tariffs have, none of their parts."""

VALUE_FAULTS: Final = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
"""What values can do to us that we did not think of: the object is refused, and it alone."""

ADVICE: Final = "Expected OCPI locations or tariffs: a list, an envelope with data, or one object."

_location = msgspec.json.Decoder(wire.Location)
_tariff = msgspec.json.Decoder(wire.Tariff)


class OcpiFormat:
    """OCPI 2.1.1, 2.2, 2.2.1 and 2.3.0: Locations and Tariffs."""

    name = "ocpi"
    info = load_source(__file__)

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """Read locations and tariffs in the order in which they come."""
        text = PlainText(stream)
        splitter = Splitter(text, options.largest_object, MARKS, options.path)
        is_first = options.share.number == 0
        started = truncated = False
        is_ours = not is_first
        for piece in splitter.pieces():
            if splitter.bare_list and not started and is_first:
                yield _of_file("envelope_missing", "noted", "$")
            if not started and text.damage and piece.fault:
                break
            truncated = truncated or piece.fault == "source_truncated"
            if options.share.has(piece.number):
                reading = _read_piece(piece, options, is_first=not started, damage=text.damage)
                is_ours = is_ours or not _is_unknown(reading)
                yield replace(reading, number=piece.number)
            started = True
        if is_first and started and text.damage and not truncated:
            yield _of_file("source_truncated", "noted", "$", text.damage)
        if started and not splitter.found_object:
            raise UnreadableSource("Found a bracket and no object", advice=ADVICE)
        if started and not is_ours:
            raise UnreadableSource("Found objects that are something else", advice=ADVICE)
        if not started and not splitter.found_list:
            raise _nothing(options.path, text.damage)


def _nothing(path: Sequence[str], damage: str) -> UnreadableSource:
    why = f"no list at {'.'.join(path)}" if path else "it is empty"
    return UnreadableSource(f"Found nothing ({damage or why})", advice=ADVICE)


def _is_unknown(reading: Reading) -> bool:
    return any(issue.code == "object_unknown" for issue in reading.issues)


def _of_file(code: str, outcome: Outcome, path: str, was: str = "") -> Reading:
    return Reading(issues=(Issue(code=code, outcome=outcome, object="", path=path, was=was),))


def _read_piece(piece: Piece, options: ReadOptions, is_first: bool, damage: str) -> Reading:
    if piece.fault:
        return _fault(piece.fault, piece.number, f"byte {piece.offset:,}", damage)
    try:
        return _read_object(piece, options, is_first)
    except VALUE_FAULTS as error:
        return _fault("object_broken", piece.number, f"{type(error).__name__}: {error}")


def _read_object(piece: Piece, options: ReadOptions, is_first: bool) -> Reading:
    notes = Notes()
    try:
        location = _location.decode(piece.raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _read_otherwise(piece, options, is_first, notes)
    if location.evses is None and location.coordinates is None and location.address is None:
        return _read_otherwise(piece, options, is_first, notes)
    return read_location(location, options, piece.number, notes)


def _fault(code: str, number: int, place: str, damage: str = "") -> Reading:
    truncated = code == "source_truncated"
    was = f"{place}: {damage}" if truncated and damage else place
    issue = Issue(
        code=code,
        outcome="noted" if truncated else "rejected",
        object=f"#{number}",
        path="$",
        was=was,
    )
    return Reading(issues=(issue,))


def _read_otherwise(piece: Piece, options: ReadOptions, is_first: bool, notes: Notes) -> Reading:
    """What is no clean location: a tariff, or something to repair."""
    try:
        tariff = _tariff.decode(piece.raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _read_repaired(piece, options, is_first, notes)
    if tariff.elements is None and tariff.currency is None:
        return _read_repaired(piece, options, is_first, notes)
    return read_tariff(tariff, options, piece.number, notes)


def _read_repaired(piece: Piece, options: ReadOptions, is_first: bool, notes: Notes) -> Reading:
    try:
        value = _plain(piece.raw, notes)
    except (msgspec.MsgspecError, RecursionError) as error:
        return _fault("object_broken", piece.number, str(error))
    if isinstance(value, dict):
        members = {name.lower() for name in value}
        if members & TARIFF_MARKS and not members & SESSION_MARKS:
            tariff = repair(wire.Tariff, value, notes)
            return read_tariff(tariff or wire.Tariff(), options, piece.number, notes)
        if members & LOCATION_MARKS:
            location = repair(wire.Location, value, notes)
            return read_location(location or wire.Location(), options, piece.number, notes)
    if piece.bare and is_first:
        raise _no_object(value) from None
    shown = ", ".join(value) if isinstance(value, dict) else type(value).__name__
    notes.add("object_unknown", "rejected", "$", shown)
    return Reading(issues=notes.issues(f"#{piece.number}"))


def _plain(raw: msgspec.Raw | bytes, notes: Notes) -> object:
    """Decode; bytes that are not UTF-8 are read as Windows-1252."""
    data = bytes(raw)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = _as_windows_1252(data)
        notes.add("encoding_invalid", "normalised", "$")
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        value = read_leniently(text.encode())
        if value is None:
            raise
        return value


def _as_windows_1252(data: bytes) -> str:
    """Decode UTF-8, and what is not valid UTF-8 as Windows-1252."""
    found: list[str] = []
    while True:
        try:
            found.append(data.decode())
        except UnicodeDecodeError as error:
            found.append(data[: error.start].decode())
            found.append(data[error.start : error.end].decode("cp1252", errors="replace"))
            data = data[error.end :]
        else:
            return "".join(found)


def _no_object(value: object) -> UnreadableSource:
    """A lone object that is neither location nor tariff: most often an error answer."""
    if isinstance(value, dict) and "status_code" in value:
        code, message = value["status_code"], value.get("status_message", "")
        return UnreadableSource(
            f"Found an OCPI answer with status_code {code} {message!r} and no data",
            advice="Ask the sender, or fetch it again later.",
        )
    members = ", ".join(value)[:100] if isinstance(value, dict) else type(value).__name__
    return UnreadableSource(f"Found a JSON object with the members {members}", advice=ADVICE)

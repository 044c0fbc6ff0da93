"""Reads NDJSON as ``plugdex export`` writes it.

1. Each location keeps the source that its line names, so that it keeps its id, unless the caller
   names a source: then all are of that one.
2. A line says what another program of ours found out, so nothing is put right here. One whose
   values cannot be true is refused, and it alone.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

import msgspec
from msgspec.structs import replace

from plugdex.formats.ndjson.line import Line
from plugdex.formats.ndjson.possible import fault_of
from plugdex.formats.notes import Notes
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.source import load_source
from plugdex.formats.unpack import PlainText
from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import Issue, Outcome, shown
from plugdex.model.location import Location
from plugdex.model.status import EvseStatus
from plugdex.model.zones import find_zone, zone_at

DECODER: Final = msgspec.json.Decoder(Line)
ADVICE: Final = "Expected lines that plugdex export ndjson wrote."


class NdjsonFormat:
    """Locations and tariffs of ours."""

    name = "ndjson"
    info = load_source(__file__)

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """Read line by line."""
        text = PlainText(stream)
        source = "" if options.source == self.name else options.source
        is_ours, is_empty = False, True
        for number, line in enumerate(lines_of(text, options.largest_object), start=1):
            is_empty = False
            reading = _read(line, source, options, number)
            is_ours = is_ours or not reading.issues
            if not is_ours and number == 1 and not line.lstrip().startswith(b"{"):
                raise UnreadableSource("Found something else than JSON objects", advice=ADVICE)
            yield reading
        if text.damage:
            yield Reading(issues=(_issue("source_truncated", "noted", "", text.damage),))
        if is_empty:
            raise UnreadableSource("Found nothing", advice=ADVICE)


def lines_of(chunks: Iterator[bytes] | PlainText, largest: int) -> Iterator[bytes]:
    """Lines that are not empty; of one that is too long so much that it can be told."""
    rest = b""
    for chunk in chunks:
        first, *others = chunk.split(b"\n")
        rest += first[: largest + 1 - len(rest)]
        for each in others:
            if rest.strip():
                yield rest
            rest = each
    if rest.strip():
        yield rest


def _read(raw: bytes, source: str, options: ReadOptions, number: int) -> Reading:
    if len(raw) > options.largest_object:
        return _refused("object_too_large", number, f"{options.largest_object:,} bytes")
    try:
        line = DECODER.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return _refused("object_broken", number, str(error))
    if line.tariff is not None:
        tariff = line.tariff
        if not tariff.id:
            return _refused("id_missing", number, "")
        return Reading(tariff=replace(tariff, source=source or tariff.source))
    if line.location is None:
        return _refused("object_unknown", number, line.id)
    return _location(line.location, line.statuses, source, number)


def _location(
    location: Location, statuses: tuple[EvseStatus, ...], source: str, number: int
) -> Reading:
    if not location.id or not location.source:
        return _refused("id_missing", number, "")
    fault = fault_of(location, statuses)
    if fault:
        return _refused("object_broken", number, fault)
    notes = Notes()
    zone = location.time_zone
    if zone and find_zone(zone) != zone:
        found = find_zone(zone) or (zone_at(location.coordinates) if location.coordinates else None)
        notes.add("time_zone_invalid", "normalised", "$.time_zone", zone, found or "")
        zone = found
    known = {status.uid: status for status in statuses}
    live = tuple(
        known.get(evse.uid)
        or EvseStatus(uid=evse.uid, status="UNKNOWN", modified=location.last_updated)
        for evse in location.evses
    )
    return Reading(
        location=replace(location, source=source or location.source, time_zone=zone),
        statuses=live,
        issues=notes.issues(location.id),
    )


def _refused(code: str, number: int, was: str) -> Reading:
    return Reading(issues=(_issue(code, "rejected", f"#{number}", was),))


def _issue(code: str, outcome: Outcome, thing: str, was: str) -> Issue:
    return Issue(code=code, outcome=outcome, object=thing, path="$", was=shown(was))

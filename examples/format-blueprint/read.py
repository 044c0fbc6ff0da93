"""A reader to begin with: a register of three records that no country publishes.

Copy the folder to ``src/plugdex/formats/<name>`` and change what is different.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import BinaryIO, Final

from plugdex.formats.codes import CodeTable
from plugdex.formats.csv_table import Table
from plugdex.formats.notes import Notes
from plugdex.formats.placing import place
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.source import load_source
from plugdex.model.connectors import BY_OCPI, Standard
from plugdex.model.countries import BY_ALPHA_3
from plugdex.model.issues import Issue
from plugdex.model.location import Connector, Evse, Location
from plugdex.model.phones import to_e164
from plugdex.model.status import EvseStatus
from plugdex.model.text import is_nothing
from plugdex.model.vocabulary import PowerType

INFO: Final = load_source(__file__)
READ: Final = (
    "point_id", "site_id", "site_name", "lat", "lon", "street", "plugs", "power_kw", "access",
    "phone", "changed",
)  # fmt: skip
"""Columns that are used; every other one is in ``ignored`` of source.toml, or an issue."""

HOME: Final = BY_ALPHA_3["LUX"]
VALUE_FAULTS: Final = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
"""What values can do to us that we did not think of: the record is refused, and it alone."""

ACCESS: Final = CodeTable(INFO.codes["access"])
PLUGS: Final = CodeTable({word: BY_OCPI[name] for word, name in INFO.codes["plugs"].items()})

Row = Mapping[str, str]


class FreedoniaFormat:
    """The register of Freedonia: a row for each charging point."""

    name = "freedonia"
    info = INFO

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """Read the points in the order of the file; raises ``UnreadableSource``."""
        table = Table(stream, INFO, READ)
        for number, fields in table.rows():
            row = _row(table, fields)
            notes = Notes()
            try:
                yield _reading(row, options, notes)
            except VALUE_FAULTS as error:
                notes.add("object_broken", "rejected", "$", f"{type(error).__name__}: {error}")
                yield Reading(issues=notes.issues(row["point_id"] or f"#{number}"))
        for issue in table.issues():
            yield Reading(issues=(issue,))


def _row(table: Table, fields: Sequence[str]) -> Row:
    """The columns that are read, by name; a column that the file lacks is empty."""
    places = {name: table.place(name) for name in READ}
    return {name: fields[at].strip() if at >= 0 else "" for name, at in places.items()}


def _reading(row: Row, options: ReadOptions, notes: Notes) -> Reading:
    if not row["site_id"]:
        return Reading(issues=(_refused("id_missing", row),))
    where = place(row["lat"], row["lon"], HOME, notes)
    access = ACCESS.find(row["access"], notes, "access")
    changed = _changed(row["changed"], notes) or options.received
    evse = Evse(uid=row["point_id"], evse_id=row["point_id"], connectors=_connectors(row, notes))
    location = Location(
        source=options.source,
        id=row["site_id"],
        last_updated=changed,
        publish=access != "PRIVATE",
        coordinates=where.point,
        name=row["site_name"] or None,
        address=row["street"] or None,
        country=HOME.alpha_3,
        time_zone=where.zone,
        evses=(evse,),
        help_phone=_phone(row["phone"], notes),
        restrictions=(access,) if access not in (None, "PUBLIC", "PRIVATE") else (),
        flags=notes.flags(),
    )
    status = EvseStatus(uid=evse.uid, status="UNKNOWN", modified=changed)
    return Reading(location=location, statuses=(status,), issues=notes.issues(row["site_id"]))


def _refused(code: str, row: Row) -> Issue:
    return Issue(code=code, outcome="rejected", object=row["point_id"], path="site_id")


def _connectors(row: Row, notes: Notes) -> tuple[Connector, ...]:
    """One point serves one car at a time, whatever the number of its plugs."""
    words = [word.strip() for word in row["plugs"].split(",") if word.strip()]
    standards = [PLUGS.find(word, notes, "plugs") for word in words]
    watts = round(float(row["power_kw"].replace(",", ".")) * 1000) if row["power_kw"] else None
    if len(words) > 1 and watts:
        notes.add("power_guessed", "normalised", "power_kw", row["power_kw"], "each plug")
    return tuple(
        Connector(
            id=str(number),
            standard=standard.ocpi if standard else None,
            format=standard.format if standard else None,
            power_type=_power_type(standard, watts),
            max_electric_power=watts,
        )
        for number, standard in enumerate(standards, 1)
    )


def _power_type(standard: Standard | None, watts: int | None) -> PowerType | None:
    """One phase gives 7.4 kW at most (32 A at 230 V); below that nobody says how many there are."""
    if standard is None:
        return None
    if standard.is_dc_only:
        return "DC"
    return "AC_3_PHASE" if watts and watts > 7_400 else None


def _changed(text: str, notes: Notes) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
    except ValueError:
        notes.add("timestamp_invalid", "dropped", "changed", text)
        return None


def _phone(text: str, notes: Notes) -> str | None:
    if is_nothing(text):
        return None
    found = to_e164(text, HOME.alpha_2)
    if found is None:
        notes.add("type_invalid", "dropped", "phone", text)
    return found

"""The dynamic file: the state of charge points, without the stations that they belong to.

1. A point comes several times (11,081 of 124,565 rows of one snapshot; every change in an archive
   of changes): the latest ``horodatage`` counts, of those the last.
2. What does not work is out of order, whatever else is said of it.
3. The states of the plugs matter where all of them say that they do not work.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, cast
from zoneinfo import ZoneInfo

from plugdex.formats.csv_table import Table
from plugdex.formats.notes import Notes
from plugdex.formats.port import Reading, ReadOptions
from plugdex.model.status import EvseStatus
from plugdex.model.value import NEVER
from plugdex.model.vocabulary import STATUSES, Status

REQUIRED: Final = ("id_pdc_itinerance", "etat_pdc", "occupation_pdc", "horodatage")
PLUGS: Final = (
    "etat_prise_type_2",
    "etat_prise_type_combo_ccs",
    "etat_prise_type_chademo",
    "etat_prise_type_ef",
)
READ: Final = (*REQUIRED, *PLUGS)
BROKEN: Final = "hors_service"
NOTHING: Final = "inconnu"
PARIS: Final = ZoneInfo("Europe/Paris")
AHEAD: Final = timedelta(minutes=5)

_Said = tuple[datetime | None, str, str, str, str, bool]
"""Time, time as written, state, occupation, states of the plugs, whether it came before."""


def read_states(
    table: Table, codes: Mapping[str, Mapping[str, str]], options: ReadOptions
) -> Iterator[Reading]:
    """A reading with one status and no location for each charge point."""
    for uid, said in _latest(table, options).items():
        yield _reading(uid, said, codes["statuses"], options)


def _latest(table: Table, options: ReadOptions) -> Mapping[str, _Said]:
    found: dict[str, _Said] = {}
    point, state, occupation, time = (table.place(name) for name in REQUIRED)
    plugs = [at for at in map(table.place, PLUGS) if at >= 0]
    zone: tzinfo = PARIS if options.naive_time == "location" else UTC
    for _, row in table.rows():
        uid = row[point].strip()
        moment = _time(row[time], zone)
        before = found.get(uid)
        if before and (before[0] or NEVER) > (moment or NEVER):
            found[uid] = (*before[:5], True)
            continue
        states = " ".join(row[at] for at in plugs if row[at])
        found[uid] = (moment, row[time], row[state], row[occupation], states, before is not None)
    return found


def _time(text: str, zone: tzinfo) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=found.tzinfo or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _reading(uid: str, said: _Said, statuses: Mapping[str, str], options: ReadOptions) -> Reading:
    moment, written, state, occupation, plugs, repeated = said
    notes = Notes()
    if not uid:
        notes.add("id_missing", "rejected", "$.id_pdc_itinerance")
        return Reading(issues=notes.issues(""))
    if repeated:
        notes.add("uid_duplicate", "rejected", "$.id_pdc_itinerance", uid, "the latest is kept")
    if moment is None:
        notes.add("timestamp_invalid", "normalised", "$.horodatage", written, options.received)
        moment = options.received
    elif moment > options.received + AHEAD:
        notes.add("last_updated_future", "normalised", "$.horodatage", written)
        moment = options.received
    status = _status(state, occupation, plugs, statuses, notes)
    made = EvseStatus(uid=uid, status=status, modified=moment)
    return Reading(of="", statuses=(made,), issues=notes.issues(uid))


def _status(
    state: str, occupation: str, plugs: str, statuses: Mapping[str, str], notes: Notes
) -> Status:
    words = f"{state.strip() or NOTHING} {occupation.strip() or NOTHING}"
    found = statuses.get(words)
    if found is None or found not in STATUSES:
        notes.add("enum_unknown", "dropped", "$.etat_pdc", words)
        return "UNKNOWN"
    if state == BROKEN and occupation not in (NOTHING, ""):
        notes.add("values_contradict", "normalised", "$.occupation_pdc", words, found)
    if plugs and set(plugs.split()) == {BROKEN} and state != BROKEN:
        notes.add("values_contradict", "normalised", "$.etat_pdc", f"{words}, {plugs}", BROKEN)
        return "OUTOFORDER"
    return cast(Status, found)

"""Reads the static and the dynamic file of the French register; the header says which it is."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from plugdex.formats.csv_table import Table
from plugdex.formats.irve import dynamic, rows
from plugdex.formats.irve.stations import Stations
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.source import load_source
from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import Issue

REQUIRED: Final = (
    "id_pdc_itinerance",
    "id_station_itinerance",
    "nom_station",
    "adresse_station",
    "coordonneesXY",
    "puissance_nominale",
    "prise_type_ef",
    "prise_type_2",
    "prise_type_combo_ccs",
    "prise_type_chademo",
    "prise_type_autre",
)
"""Columns of the static file without which it is another file (schema 2.0 to 2.3 have them)."""

VALUE_FAULTS: Final = (ArithmeticError, LookupError, TypeError, ValueError)
"""What values can do to us that we did not think of: the station is refused, and it alone."""


class IrveFormat:
    """IRVE statique and dynamique, schema 2.3 (France)."""

    name = "irve"
    info = load_source(__file__)

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """Locations of a static file, statuses of a dynamic one."""
        table = Table(stream, self.info, (*rows.READ, *dynamic.READ))
        is_dynamic = set(dynamic.REQUIRED) <= set(table.header)
        if is_dynamic:
            yield from dynamic.read_states(table, self.info.codes, options)
        else:
            _check(table)
            yield from self._stations(table, options)
        if issues := table.issues():
            yield Reading(issues=issues)

    def _stations(self, table: Table, options: ReadOptions) -> Iterator[Reading]:
        width = len(table.header)
        gathered = rows.Rows(table.columns, width)
        for line, row in table.rows():
            if len(row) != width:
                yield _refused("object_broken", f"#{line}", f"{len(row)} fields, not {width}")
            elif not gathered.add(row):
                yield _refused("id_missing", f"#{line}", "no station id, name and place")
        stations = Stations(self.info.codes, options)
        for station in gathered.stations():
            try:
                yield stations.read(station)
            except VALUE_FAULTS as error:
                yield _refused("object_broken", station.id, f"{type(error).__name__}: {error}")


def _check(table: Table) -> None:
    missing = [name for name in REQUIRED if name not in table.columns]
    if missing:
        raise UnreadableSource(
            f"Expected the columns {', '.join(missing[:5])}, "
            f"found {', '.join(table.header[:8])[:200]!r}",
            advice="Is it a static or dynamic file of the IRVE schema 2.3?",
        )


def _refused(code: str, key: str, why: str) -> Reading:
    issue = Issue(code=code, outcome="rejected", object=key, path="$", was=why)
    return Reading(issues=(issue,))

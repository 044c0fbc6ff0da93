"""The demo: a real extract of open data, and what to try with it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import BinaryIO, Final, cast

import typer

from plugdex import wiring
from plugdex.directory.entries import to_entry
from plugdex.directory.ingest import Ingest, Scope
from plugdex.directory.listing import Listed, list_locations
from plugdex.directory.ports import Box, Find, Store
from plugdex.directory.report import Tally
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.registry import find_format

SOURCE: Final = "ndw"
FILES: Final = ("ndw-locations.json.gz", "ndw-tariffs.json.gz")
TOWN: Final = Box(west=4.2, south=52.0, east=5.3, north=52.5)
TYPES: Final = "IEC_62196_T2_COMBO,IEC_62196_T2"


def load_demo(store: Store) -> None:
    """Load the extract that ships with the package."""
    typer.echo("Loading real charging locations of the Netherlands …", err=True)
    folder = files("plugdex").joinpath("data", "demo")
    tally = Tally()
    Ingest(store, wiring.dialect(), Scope(source=SOURCE), tally).run(
        map(to_entry, _readings(folder))
    )
    report = tally.report(0)
    typer.echo(
        f"{report.locations.total:,} locations, {report.evses.total:,} EVSEs, "
        f"{report.connectors.total:,} connectors, {report.tariffs.total:,} tariffs",
        err=True,
    )


def print_hints(store: Store, base: str) -> None:
    """Three lines to try, and the addresses."""
    ids = ",".join(each.id for each in some_locations(store))
    box = f"{TOWN.west},{TOWN.south},{TOWN.east},{TOWN.north}"
    questions = (
        f"api/locations?bbox={box}&limit=5",
        f"v3/locations?ids={ids}&fields=address,evses,connectorGroups&connectorTypes={TYPES}",
        "v3/countryMetadata?countryCodes=NLD&fields=operators,connectorTypes",
    )
    lines = "\n".join(f'  curl "{base}/{question}"' for question in questions)
    typer.echo(f"\nTry:\n{lines}\n\nStart page  {base}/\nAPI docs    {base}/docs\n")
    typer.echo("Stop with Ctrl-C.", err=True)


def some_locations(store: Store) -> list[Listed]:
    """Two locations with different connectors."""
    question = Find(box=TOWN, limit=1000)
    page = list_locations(store.reads(), question)
    varied = sorted(page.items, key=lambda each: (-len(each.standards), each.id))
    return varied[:2]


def _readings(folder: Traversable) -> Iterator[Reading]:
    options = ReadOptions(source=SOURCE, received=datetime.now(UTC))
    for name in FILES:
        with folder.joinpath(name).open("rb") as stream:
            yield from find_format("ocpi").read(cast(BinaryIO, stream), options)

"""The demo: a real extract of open data, and what to try with it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import BinaryIO, Final, NamedTuple, cast

import typer

from plugdex import wiring
from plugdex.directory.asked import Box
from plugdex.directory.entries import to_entry
from plugdex.directory.ingest import Ingest, Scope
from plugdex.directory.listing import Listed, list_locations
from plugdex.directory.loads import counted, put_load, to_load
from plugdex.directory.ports import Store
from plugdex.directory.report import Report, Tally
from plugdex.directory.search.question import Question
from plugdex.directory.terms import Terms, put_terms
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.registry import find_format


class Dataset(NamedTuple):
    """An extract that ships with the package."""

    source: str
    format: str
    what: str
    files: tuple[str, ...]
    credit: str = ""
    """Whose data it is, where the format does not tell."""


DATASETS: Final = (
    Dataset(
        "ndw",
        "ocpi",
        "the Netherlands",
        ("ndw-locations.json.gz", "ndw-tariffs.json.gz"),
        "NDW, open data",
    ),
    Dataset(
        "afdc",
        "afdc",
        "New York and Washington",
        ("afdc-new-york.csv.gz", "afdc-washington.csv.gz"),
    ),
    Dataset("irve", "irve", "France", ("irve-static.csv.zst",)),
    Dataset("bnetza", "bnetza", "Germany", ("bnetza-sample.json.gz",)),
    Dataset(
        "swiss", "oicp", "Switzerland", ("swiss-evse-data.json.gz", "swiss-evse-status.json.gz")
    ),
)
TOWN: Final = Box(west=4.2, south=52.0, east=5.3, north=52.5)
TYPES: Final = "IEC_62196_T2_COMBO,IEC_62196_T2"


def load_demo(store: Store) -> None:
    """Load the extracts that ship with the package."""
    typer.echo("Loading real charging locations of five countries …", err=True)
    folder = files("plugdex").joinpath("data", "demo")
    for dataset in DATASETS:
        report = _load(store, dataset, folder)
        info = find_format(dataset.format).info
        typer.echo(
            f"{dataset.what}: {report.locations.total:,} locations, {report.evses.total:,} EVSEs, "
            f"{report.connectors.total:,} connectors  ({dataset.credit or info.attribution})",
            err=True,
        )


def _load(store: Store, dataset: Dataset, folder: Traversable) -> Report:
    tally, started = Tally(), time.monotonic()
    entries = counted(map(to_entry, _readings(dataset, folder)), tally)
    Ingest(store, wiring.dialect(), Scope(source=dataset.source), tally).run(entries)
    report = tally.report(time.monotonic() - started)
    with store.transaction() as tx:
        now = time.time_ns() // 1_000_000
        put_load(tx, to_load(dataset.source, dataset.format, tally, report, now))
        if dataset.credit:
            put_terms(tx, dataset.source, Terms(attribution=dataset.credit))
    return report


def print_hints(store: Store, base: str) -> None:
    """Three lines to try, and the addresses."""
    ids = ",".join(each.id for each in some_locations(store))
    box = f"{TOWN.west},{TOWN.south},{TOWN.east},{TOWN.north}"
    questions = (
        f"api/locations?bbox={box}&limit=5",
        f"v3/locations?ids={ids}&fields=address,evses,connectorGroups&connectorTypes={TYPES}",
        "v3/countryMetadata?countryCodes=USA,FRA&fields=operators,connectorTypes",
    )
    lines = "\n".join(f'  curl "{base}/{question}"' for question in questions)
    typer.echo(f"\nTry:\n{lines}\n\nMap       {base}/\nAPI docs  {base}/docs\n")
    typer.echo("Stop with Ctrl-C.", err=True)


def some_locations(store: Store) -> list[Listed]:
    """Two locations with different connectors."""
    question = Question(box=TOWN, limit=1000)
    page = list_locations(store.reads(), question)
    varied = sorted(page.items, key=lambda each: (-len(each.standards), each.id))
    return varied[:2]


def _readings(dataset: Dataset, folder: Traversable) -> Iterator[Reading]:
    options = ReadOptions(source=dataset.source, received=datetime.now(UTC))
    for name in dataset.files:
        with folder.joinpath(name).open("rb") as stream:
            yield from find_format(dataset.format).read(cast(BinaryIO, stream), options)

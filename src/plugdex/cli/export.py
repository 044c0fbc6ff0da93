"""``plugdex export``: files to give away."""

import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from plugdex.api.own.locations import read_box
from plugdex.api.own.search_query import PARAMETERS, read_filters
from plugdex.cli.delta import lines
from plugdex.cli.outcome import command
from plugdex.cli.progress import new_board
from plugdex.cli.stores import StoreOption, open_chosen, settings
from plugdex.directory.peers import read_party
from plugdex.directory.staleness import stale_sources
from plugdex.directory.vehicles import Catalogue
from plugdex.exports.area import read_area
from plugdex.exports.delta import SinceExporter
from plugdex.exports.manifest import encode
from plugdex.exports.ndjson import NdjsonExporter
from plugdex.exports.port import Exporter, FolderExporter, Tiling
from plugdex.exports.registry import EXPORTERS, find_exporter
from plugdex.exports.run import Order, manifest_path, run
from plugdex.exports.selection import Selection
from plugdex.model.errors import InvalidSetting
from plugdex.model.ids import source_key

FORMATS_TEXT = ", ".join(sorted(EXPORTERS))


@command
def export(
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of {FORMATS_TEXT}.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="File or folder; - is stdout.")],
    bbox: Annotated[
        str | None, typer.Option("--bbox", metavar="W,S,E,N", help="Box of degrees.")
    ] = None,
    area: Annotated[
        Path | None, typer.Option("--area", help="GeoJSON file with the polygons to stay in.")
    ] = None,
    country: Annotated[
        str | None, typer.Option("--country", help="ISO 3166 codes, with commas.")
    ] = None,
    connector: Annotated[
        str | None, typer.Option("--connector", help="Standards by OCPI name, with commas.")
    ] = None,
    min_kw: Annotated[
        str | None, typer.Option("--min-kw", help="Least maximum power of the connector, kW.")
    ] = None,
    operator: Annotated[
        str | None, typer.Option("--operator", help="Operators by name or partner id, with commas.")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")
    ] = None,
    without_source: Annotated[
        list[str] | None, typer.Option("--without-source", help="All but this source.")
    ] = None,
    level: Annotated[
        int, typer.Option("--level", min=1, max=20, help="Of the tiles of a layer.")
    ] = Tiling().level,
    min_zoom: Annotated[
        int, typer.Option("--min-zoom", min=0, max=22, help="Of the tiles of a map.")
    ] = Tiling().min_zoom,
    max_zoom: Annotated[
        int, typer.Option("--max-zoom", min=0, max=22, help="Of the tiles of a map.")
    ] = Tiling().max_zoom,
    since: Annotated[
        Path | None,
        typer.Option("--since", help="An older ndjson export: write what changed since then."),
    ] = None,
    mix_licences: Annotated[
        bool,
        typer.Option("--mix-licences", help="Even if the sources' licences do not go together."),
    ] = False,
    manifest: Annotated[
        Path | None, typer.Option("--manifest", help="Its file; OUT.manifest.json.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the manifest.")] = False,
    store: StoreOption = None,
) -> None:
    """Write locations into a file, with a manifest of sources and licences beside it.

    The file is of one moment, whatever is written to the store meanwhile, and has its name only
    when it is whole.
    """
    asked = {
        "bbox": bbox,
        "area": area.name if area else None,
        "country": country,
        "connectors": connector,
        "minKw": min_kw,
        "operator": operator,
        "source": ",".join(source or ()),
        "withoutSource": ",".join(without_source or ()),
    }
    filters = {name: text for name, text in asked.items() if text}
    order = Order(
        exporter=choose_exporter(format_name, since),
        selection=replace(
            read_selection(filters, source or [], without_source or []),
            area=read_area(area.read_bytes(), area.name) if area else None,
        ),
        filters=filters,
        out=out,
        manifest=manifest or manifest_path(out),
        mix_licences=mix_licences,
        tiling=Tiling(level=level, min_zoom=min_zoom, max_zoom=max_zoom),
        party=read_party(settings().party) if settings().party else None,
    )
    opened = open_chosen(store)
    with opened.moment() as reads, new_board() as board:
        now = time.time()
        stale = frozenset(map(source_key, stale_sources(reads, int(now * 1000))))
        made = run(reads, order, datetime.fromtimestamp(now, UTC), board.line(), stale)
    opened.close()
    if as_json:
        stream = sys.stderr if str(out) == "-" else sys.stdout
        stream.write(encode(made).decode() + "\n")


def choose_exporter(name: str, since: Path | None) -> Exporter | FolderExporter:
    """The exporter of a name; one of changes where there is an older export."""
    if since is None:
        return find_exporter(name)
    if name != NdjsonExporter.name:
        raise InvalidSetting("--since: only ndjson is compared with an older export")
    return SinceExporter(partial(lines, since))


def read_selection(filters: Mapping[str, str], sources: list[str], without: list[str]) -> Selection:
    """The selection of the options; raises ``InvalidQuery``, with the names of the search."""
    places = ("bbox", "area", "country", "source", "withoutSource")
    asked = {name: text for name, text in filters.items() if name not in places}
    country = filters.get("country")
    return Selection(
        filters=read_filters(asked, lambda: Catalogue([]), datetime.now(UTC)),
        box=read_box(filters["bbox"]) if "bbox" in filters else None,
        countries=PARAMETERS["country"].read("country", country) if country else (),
        sources=tuple(sources),
        without=tuple(without),
    )

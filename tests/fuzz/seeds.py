"""What the fuzzers begin with: the samples of the repository, and pieces of real files."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, Literal, NamedTuple

import zstandard
from lxml import etree

from tests.fuzz.mutations import HOSTILE, spoil, spoil_bytes, spoil_string, to_json
from tests.shared_data import FOLDER

SAMPLES = Path(__file__).parents[1] / "formats" / "samples"
REAL = {
    "afdc": ("afdc",),
    "bnetza": ("bnetza",),
    "datex2": ("datex2",),
    "irve": ("irve",),
    "nobil": ("nobil",),
    "ocm": ("ocm",),
    "ocpi": ("ocpi-feeds", "ocpi-fr-cpo", "ndw-nl"),
    "oicp": ("swiss-oicp",),
    "osm": ("osm",),
    "supercharge": ("supercharge-info",),
    "uk-ncr": ("uk-ncr",),
}
"""Folders of real files of the formats that others write."""

UNREAD = (".md", ".xlsx")
LARGEST = 300_000
"""Bytes of a file, which may be packed."""

MOST_RECORDS = 6
Kind = Literal["json", "csv", "xml", "bytes"]


class Seed(NamedTuple):
    """Bytes that a reader understands, and what they are."""

    data: bytes
    kind: Kind


def seeds(name: str) -> list[Seed]:
    """Those of a format; real ones where the folder of shared data is."""
    samples = (SAMPLES / name).glob("sample*.*")
    real = (
        path
        for part in REAL.get(name, ())
        for path in (FOLDER / "data" / "real" / part).glob("*.*")
    )
    paths = sorted([*samples, *real])
    read = (path for path in paths if path.suffix not in UNREAD and path.stat().st_size <= LARGEST)
    return [seed for path in read for seed in _seeds_of(path)]


def _seeds_of(path: Path) -> Iterator[Seed]:
    data = path.read_bytes()
    suffixes = [each for each in path.suffixes if each in (".gz", ".zst")]
    if ".gz" in suffixes:
        data = gzip.decompress(data)
    elif ".zst" in suffixes:
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    if ".tar" in path.suffixes:
        return
    if ".xml" in path.suffixes:
        yield Seed(data, "xml")
    elif ".csv" in path.suffixes:
        yield Seed(b"".join(data.splitlines(keepends=True)[:12]), "csv")
    elif ".jsonl" in path.suffixes or ".ndjson" in path.suffixes:
        yield Seed(b"".join(data.splitlines(keepends=True)[:MOST_RECORDS]), "bytes")
    else:
        yield Seed(json.dumps(shortened(json.loads(data)), ensure_ascii=False).encode(), "json")


def shortened(value: Any, most: int = MOST_RECORDS) -> Any:
    """The same structure with fewer elements in its long lists."""
    if isinstance(value, dict):
        return {name: shortened(each, most) for name, each in value.items()}
    if not isinstance(value, list):
        return value
    step = max(1, len(value) // most)
    return [shortened(each, most) for each in value[::step][:most]]


def mutated(seed: Seed, rng: Random) -> bytes:
    """The seed with changes of its structure, of its bytes, or both."""
    chance = rng.random()
    data = seed.data
    if chance < 0.75:
        data = STRUCTURED[seed.kind](data, rng)
    if chance > 0.65:
        data = spoil_bytes(data, rng)
    return data


def _json(data: bytes, rng: Random) -> bytes:
    return to_json(spoil(json.loads(data), rng))


def _csv(data: bytes, rng: Random) -> bytes:
    text = data.decode("utf-8", "surrogateescape")
    separator = ";" if text.split("\n")[0].count(";") > text.split("\n")[0].count(",") else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    for _ in range(rng.choice((1, 2, 5))):
        _change_table(rows, rng)
    out = io.StringIO()
    used = rng.choice((separator, separator, separator, ",", ";", "\t"))
    csv.writer(out, delimiter=used, lineterminator=rng.choice(("\n", "\r\n"))).writerows(rows)
    return out.getvalue().encode("utf-8", "surrogateescape" if rng.random() < 0.5 else "replace")


def _change_table(rows: list[list[str]], rng: Random) -> None:
    row = rng.choice(rows)
    if not row:
        return
    place = rng.randrange(len(row))
    chance = rng.random()
    if chance < 0.5:
        row[place] = str(rng.choice(HOSTILE)).encode("utf-8", "replace").decode()
    elif chance < 0.8:
        changed = spoil_string(row[place] or "x", rng)
        row[place] = changed.encode("utf-8", "replace").decode()
    elif chance < 0.85:
        del row[place]
    elif chance < 0.9:
        row.insert(place, row[place])
    elif chance < 0.95:
        other = rng.randrange(len(row))
        row[place], row[other] = row[other], row[place]
    else:
        rows.append(list(row))


def _xml(data: bytes, rng: Random) -> bytes:
    root = etree.fromstring(data)
    for _ in range(rng.choice((1, 2, 5))):
        _change_tree(root, rng)
    return etree.tostring(root)


def _change_tree(root: etree._Element, rng: Random) -> None:
    nodes = [each for each in root.iter() if isinstance(each.tag, str)]
    node, chance = rng.choice(nodes), rng.random()
    parent = node.getparent()
    if chance < 0.5:
        node.text = "".join(c for c in str(rng.choice(HOSTILE)) if c.isprintable())
    elif chance < 0.6 and node.attrib:
        name = rng.choice(list(node.attrib))
        node.attrib[name] = rng.choice(("", "x", "9" * 50, "é"))
    elif parent is not None and chance < 0.8:
        parent.remove(node)
    elif parent is not None and chance < 0.9:
        rng.choice(nodes).append(etree.fromstring(etree.tostring(node)))
    else:
        node.tag = rng.choice(nodes).tag


def _bytes(data: bytes, rng: Random) -> bytes:
    return spoil_bytes(data, rng)


STRUCTURED = {"json": _json, "csv": _csv, "xml": _xml, "bytes": _bytes}

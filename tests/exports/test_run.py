"""An export from beginning to end: file, manifest, licences."""

import io
import json
from hashlib import sha256

import msgspec
import pytest

from plugdex.cli.progress import Lines
from plugdex.directory.terms import chosen_terms, put_terms
from plugdex.exports.manifest import Manifest
from plugdex.exports.ndjson import NdjsonExporter
from plugdex.exports.run import Order, manifest_path, run
from plugdex.exports.selection import EVERYTHING, Selection
from plugdex.model.errors import LicencesClash
from tests.exports.exporting import MADE
from tests.places import location, reading, take_in


def order(folder, **members):
    """An order of lines."""
    out = folder / "all.ndjson"
    members = {"exporter": NdjsonExporter(), "selection": EVERYTHING, "filters": {}} | members
    return Order(out=out, manifest=manifest_path(out), **members)


def export(store, asked):
    """Carry an order out."""
    with store.moment() as reads:
        return run(reads, asked, MADE, Lines())


def two_sources(store, first, second):
    """A location each under its licence; without one where none is given."""
    for name, licence in (("a", first), ("b", second)):
        take_in(store, reading(location(name, source=name)), source=name)
        if licence:
            with store.transaction() as tx:
                put_terms(tx, name, chosen_terms(licence))


def test_manifest(store, tmp_path):
    """The manifest says what the file has, from whom, and is of that very file."""
    two_sources(store, "CC BY 4.0", "OGL-UK-3.0")
    made = export(store, order(tmp_path))
    read = msgspec.json.decode((tmp_path / "all.ndjson.manifest.json").read_bytes(), type=Manifest)

    assert read == made
    assert made.sha256 == sha256((tmp_path / "all.ndjson").read_bytes()).hexdigest()
    assert (made.locations, made.evses, made.connectors) == (2, 2, 2)
    assert [(each.name, each.licence, each.locations) for each in made.sources] == [
        ("a", "CC-BY-4.0", 1),
        ("b", "OGL-UK-3.0", 1),
    ]
    assert (made.countries, made.standards) == ({"NLD": 2}, {"IEC_62196_T2": 2})


@pytest.mark.parametrize("second", ["CC-BY-4.0", "CC-BY-SA-4.0", "something else", ""])
def test_licences_clash(store, tmp_path, second):
    """What may not stand together is refused before anything is written; the text names both."""
    two_sources(store, "ODbL", second)

    with pytest.raises(LicencesClash, match=r"a \(ODbL-1.0\) with b .*--without-source"):
        export(store, order(tmp_path))
    assert list(tmp_path.glob("all*")) == []


def test_clash_names_the_culprit(store, tmp_path):
    """One source that goes with nobody is named with all the others."""
    for name, licence in (("a", "CC0"), ("b", "CC-BY-4.0"), ("c", "")):
        take_in(store, reading(location(name, source=name)), source=name)
        with store.transaction() as tx:
            put_terms(tx, name, chosen_terms(licence))

    with pytest.raises(
        LicencesClash, match=r"file: c \(licence not known\) with a .CC0-1.0., b .CC-BY-4.0.\."
    ):
        export(store, order(tmp_path))


def test_clash_of_very_many(store, tmp_path):
    """Of many sources whose licence nobody knows some are named, and the text stays short."""
    for number in range(30):
        name = f"s{number:02}"
        take_in(store, reading(location(name, source=name)), source=name)

    with pytest.raises(LicencesClash, match="and 19 more") as caught:
        export(store, order(tmp_path))
    assert len(str(caught.value)) < 5_000


def test_chosen_sources_do_not_clash(store, tmp_path):
    """Sources that are left out clash with nobody; mixing is noted when it is wanted."""
    two_sources(store, "ODbL", "CC-BY-4.0")

    assert export(store, order(tmp_path, selection=Selection(without=("b",)))).locations == 1
    mixed = export(store, order(tmp_path, mix_licences=True))
    assert (mixed.locations, mixed.licences_mixed) == (2, True)


class Failing:
    """An exporter that fails in the middle."""

    name = "failing"
    title = suffix = ""

    def write(self, places, sink, edition):
        """Write a little and fail."""
        sink.write(b"half")
        raise OSError("the disk is full")


def test_no_half_file(store, tmp_path):
    """An export that fails leaves what was there before."""
    take_in(store, reading(location("a")))
    (tmp_path / "all.ndjson").write_text("before")

    with pytest.raises(OSError, match="full"):
        export(store, order(tmp_path, exporter=Failing()))
    assert [(each.name, each.read_text()) for each in tmp_path.glob("all*")] == [
        ("all.ndjson", "before")
    ]


def test_lines(store, tmp_path):
    """A line has the model's values, the licence and a hash."""
    two_sources(store, "CC0", "")
    export(store, order(tmp_path, selection=Selection(sources=("a",))))
    (line,) = map(json.loads, io.StringIO((tmp_path / "all.ndjson").read_text()))

    assert sorted(line) == ["digest", "id", "licence", "location", "statuses"]
    assert (line["licence"], line["location"]["id"]) == ("CC0-1.0", "a")

"""The command, run as a user runs it."""

import json
import subprocess
import sys

import pytest

from tests.formats.ocpi_samples import location


@pytest.fixture
def run(tmp_path):
    """Run the program in a folder whose store has one location of each of two sources."""

    def go(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "plugdex", *map(str, arguments)],
            cwd=tmp_path,
            capture_output=True,
            timeout=60,
            check=False,
        )

    for name, licence in (("a", "CC-BY-4.0"), ("b", "ODbL-1.0")):
        (tmp_path / "in.json").write_text(json.dumps([location(id=name)]))
        done = go("import", "ocpi", "in.json", "--source", name, "--licence", licence)
        assert done.returncode == 0, done.stderr
    return go


def test_export(run, tmp_path):
    """A file and its manifest are written; one to standard output has none."""
    done = run("export", "ndjson", "a.ndjson", "--source", "a", "--json")
    piped = run("export", "ndjson", "-", "--source", "a", "--country", "NL")
    manifest = json.loads(done.stdout)

    assert (done.returncode, piped.returncode) == (0, 0), done.stderr
    assert manifest == json.loads((tmp_path / "a.ndjson.manifest.json").read_text())
    assert manifest["filters"] == {"source": "a"}
    assert piped.stdout == (tmp_path / "a.ndjson").read_bytes()


def test_wrong_usage(run, tmp_path):
    """Licences that clash, unknown formats, sources and filters are wrong usage, and say so."""
    clash = run("export", "csv", "all.csv")
    unknown = run("export", "xls", "all.xls")
    source = run("export", "csv", "all.csv", "--source", "nobody")
    plug = run("export", "csv", "all.csv", "--connector", "schuko")

    assert [each.returncode for each in (clash, unknown, source, plug)] == [2, 2, 2, 2]
    assert b"a (CC-BY-4.0) with b (ODbL-1.0)" in clash.stderr
    assert b"geojson" in unknown.stderr
    assert b"no source 'nobody'" in source.stderr
    assert b"schuko" in plug.stderr
    assert not list(tmp_path.glob("all*"))


def test_say_licence(run):
    """What is said of a source counts, and lets sources go together."""
    said = run("sources", "licence", "b", "CC BY 4.0", "--attribution", "B")
    listed = run("sources", "list")

    assert b"b: CC-BY-4.0, https://creativecommons.org" in said.stdout
    assert listed.stdout.count(b"CC-BY-4.0") == 2
    assert run("export", "geojson", "all.geojson").returncode == 0


def test_delta(run, tmp_path):
    """Two exports differ by a delta, which makes the second of the first and of no other."""
    run("export", "ndjson", "old", "--source", "a")
    run("export", "ndjson", "new", "--source", "b")
    made = run("delta", "make", "old", "new", "delta")
    run("export", "ndjson", "since", "--source", "b", "--since", "old")
    applied = run("delta", "apply", "old", "delta", "again")
    wrong = run("delta", "apply", "new", "delta", "wrong")

    assert (made.returncode, applied.returncode, wrong.returncode) == (0, 0, 1), made.stderr
    assert b"1 added, 0 changed, 1 removed" in made.stderr
    assert (tmp_path / "again").read_bytes() == (tmp_path / "new").read_bytes()
    assert (tmp_path / "since").read_bytes() == (tmp_path / "delta").read_bytes()
    assert not (tmp_path / "wrong").exists()


def test_copy(run, tmp_path):
    """A file of two sources, imported elsewhere, is the same there, licences included."""
    run("export", "ndjson", "all.ndjson", "--mix-licences")
    done = run("import", "ndjson", "all.ndjson", "--store", "sqlite:///copy.db", "--json")
    run("export", "ndjson", "again.ndjson", "--mix-licences", "--store", "sqlite:///copy.db")
    first, second = (
        json.loads((tmp_path / f"{name}.ndjson.manifest.json").read_text())
        for name in ("all", "again")
    )

    assert json.loads(done.stdout)["locations"]["new"] == 2
    assert (first["sha256"], first["sources"]) == (second["sha256"], second["sources"])

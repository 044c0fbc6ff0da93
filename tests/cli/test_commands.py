"""The commands, run as a user runs them."""

import gzip
import json
import subprocess
import sys

import apsw
import pytest

from plugdex import __version__
from plugdex.model.ids import content_id
from tests.api.servers import serving
from tests.formats.ocpi_samples import connector, evse, location

TARIFF = {
    "country_code": "NL",
    "party_id": "PDX",
    "id": "T1",
    "currency": "EUR",
    "elements": [{"price_components": [{"type": "ENERGY", "price": 0.4, "step_size": 1}]}],
    "last_updated": "2026-05-01T10:00:00Z",
}


@pytest.fixture
def run(tmp_path):
    """Run the program in an empty folder."""

    def go(*arguments, stdin=b""):
        return subprocess.run(
            [sys.executable, "-m", "plugdex", *map(str, arguments)],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            timeout=60,
            check=False,
        )

    return go


@pytest.fixture
def file(tmp_path):
    """Write an OCPI file."""

    def write(*objects, name="places.json.gz"):
        path = tmp_path / name
        data = json.dumps({"data": objects, "status_code": 1000}).encode()
        path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
        return path

    return write


def report(done):
    """The report of ``--json``."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_version(run):
    """--version prints name and version."""
    assert run("--version").stdout.decode().strip() == f"plugdex {__version__}"


def test_import_twice(run, file):
    """The second import of a file changes nothing."""
    path = file(location(), TARIFF)
    first, second = (report(run("import", "ocpi", path, "--json")) for _ in range(2))

    assert sorted(first) == ["connectors", "evses", "issues", "locations", "seconds", "tariffs"]
    assert first["locations"] == {"total": 1, "new": 1, "changed": 0, "same": 0, "removed": 0}
    assert (second["locations"]["same"], second["tariffs"]["same"]) == (1, 1)


def test_import_several_files(run, file):
    """Several files are one load, from standard input too."""
    places = file(location())
    done = run("import", "ocpi", places, "-", "--json", stdin=json.dumps([TARIFF]).encode())

    counts = report(done)
    assert (counts["locations"]["new"], counts["tariffs"]["new"]) == (1, 1)


def test_dry_run_writes_nothing(run, file, tmp_path):
    """--dry-run and check read only."""
    path = file(location())

    assert report(run("import", "ocpi", path, "--dry-run", "--json"))["locations"]["total"] == 1
    assert report(run("check", "ocpi", path, "--json"))["locations"]["total"] == 1
    assert not (tmp_path / "plugdex.db").exists()


def test_party_of_the_caller(run, file):
    """--party names the owner of objects that name none."""
    nameless = location(evses=[evse(evse_id=None)])
    del nameless["country_code"], nameless["party_id"]
    done = run("check", "ocpi", file(nameless), "--party", "NL/XYZ")

    assert b"NL*XYZ" in done.stdout
    assert run("check", "ocpi", file(nameless), "--party", "Netherlands").returncode == 2


def test_table_of_issues(run, file):
    """check prints each issue code with its count, its meaning and an example."""
    done = run(
        "check", "ocpi", file(location(coordinates={"latitude": "95.1", "longitude": "5.1"}))
    )

    text = done.stdout.decode()
    assert (done.returncode, "coordinate_range" in text, "$.coordinates" in text) == (0, True, True)


def test_threshold(run, file):
    """--fail-above gives exit code 3."""
    path = file(location(coordinates=None))

    assert run("check", "ocpi", path, "--fail-above", "0").returncode == 3
    assert run("check", "ocpi", path, "--fail-above", "99").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("import", "nothing", "x.json"), 2, "there are: afdc, bnetza"),
        (("import", "ocpi", "missing.json"), 2, "missing.json: No such file"),
        (("import", "ocpi", "page.html"), 1, "expected a JSON list of objects"),
        (("import", "ocpi", "page.html", "--store", "mysql://x"), 2, "sqlite:///"),
        (("key", "create", "--name", "a", "--entitle", "magic"), 2, "unknown entitlement 'magic'"),
        (("key", "revoke", "nobody"), 2, "plugdex key list"),
        (("reindex", "--store", "sqlite:////proc/no/x.db"), 1, "plugdex: "),
    ],
)
def test_errors_are_one_sentence(run, tmp_path, arguments, code, words):
    """A failure says what was wrong and what to do, without a traceback."""
    (tmp_path / "page.html").write_text("<html>blocked</html>")
    done = run(*arguments)
    text = done.stderr.decode()

    assert (done.returncode, words in text) == (code, True), text
    assert "Traceback" not in text


def test_unknown_setting(run, tmp_path):
    """A misspelt setting is an error that lists the right ones."""
    (tmp_path / "plugdex.toml").write_text("stoer = 'x'")
    done = run("key", "list")

    assert (done.returncode, b"store" in done.stderr) == (2, True)


def test_keys(run, tmp_path, file):
    """A key opens the server until it is revoked; its text is stored nowhere."""
    run("import", "ocpi", file(location()))
    text = run("key", "create", "--name", "app", "--entitle", "predictions").stdout.decode().strip()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("plugdex.db*"))

    assert text.encode() not in stored
    assert b"app" in run("key", "list").stdout
    with serving(tmp_path / "plugdex.db") as client:
        assert client.get("/v3/version", params={"apiKey": text}).status_code == 200
        assert client.get("/v3/version").status_code == 401
    assert run("key", "revoke", "app").returncode == 0
    assert b"app" not in run("key", "list").stdout


def test_reindex(run, file):
    """reindex prepares again what is published."""
    run("import", "ocpi", file(location()))

    assert b"0 locations prepared" in run("reindex").stderr
    assert b"1 locations prepared" in run("reindex", "--all").stderr


def test_every_command_has_help(run):
    """Help exists for all commands."""
    for command in ("demo", "serve", "import", "check", "reindex", "key create"):
        done = run(*command.split(), "--help")
        assert done.returncode == 0
        assert len(done.stdout.splitlines()) > 5


def test_estimate(run, file):
    """A price is told with its steps; wrong usage is told what to change."""
    place = location(evses=[evse(connectors=[connector(tariff_ids=["T1"])])], party_id="PDX")
    run("import", "ocpi", file(place, TARIFF), "--json", "--source", "nl")
    id = content_id("nl", "NL", "PDX", place["id"])
    asked = ("estimate", id, "--battery", 50, "--soc", "10-30", "--start", "2026-09-15T12:00:00")
    (item,) = json.loads(run(*asked, "--json").stdout)["items"]
    shown = run(*asked).stdout.decode()
    wrong = run("estimate", id, "--soc", "80")

    assert item["offers"][0]["price"]["total"] == {"excl": 4, "incl": None}
    assert "ENERGY 10 × 0.4 = 4" in shown
    assert (wrong.returncode, b"10-80" in wrong.stderr) == (2, True)


def test_store(run, tmp_path, file):
    """A store is kept, moved and checked, and nothing is copied over another."""
    run("import", "ocpi", file(location()))
    kept = run("store", "backup", "kept.db")
    moved = run("store", "copy", "sqlite:///kept.db", "sqlite:///moved.db")
    again = run("store", "restore", "kept.db", "--store", "sqlite:///moved.db")

    assert kept.returncode == moved.returncode == 0
    assert b"the same in both" in moved.stdout
    assert (again.returncode, b"not empty" in again.stderr) == (1, True)
    whole = run("store", "check", "--store", "sqlite:///moved.db")
    assert whole.stdout == b"the store is whole\n"


def test_store_forgets(run, file):
    """Of what ended long ago all goes but the newest; a duration is asked for."""
    for status in ("AVAILABLE", "CHARGING", "BLOCKED"):
        run("import", "ocpi", file(location(evses=[evse(status=status)])))
    kept = run("store", "forget", "--history", "99999d")
    gone = run("store", "forget", "--history", "0s")
    wrong = run("store", "forget", "--history", "long")

    assert kept.stdout == b"0 ended statuses forgotten\n"
    assert (gone.stdout, wrong.returncode) == (b"1 ended statuses forgotten\n", 2)


def test_store_that_is_not_whole(run, tmp_path, file):
    """A fault is told, and is a failure."""
    run("import", "ocpi", file(location()))
    connection = apsw.Connection(str(tmp_path / "plugdex.db"))
    connection.execute("UPDATE card SET card = x'00'")
    connection.close()
    done = run("store", "check")

    assert (done.returncode, b"card is not that of the record" in done.stdout) == (1, True)

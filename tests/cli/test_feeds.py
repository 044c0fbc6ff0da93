"""``plugdex feed`` and ``plugdex party``, run as a user runs them."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.api.servers import serving
from tests.feeds.peer import Peer, envelope, running
from tests.feeds.pulling import places
from tests.formats.ocpi_samples import tariff

ENVIRONMENT = os.environ | {"PLUGDEX_ALLOW_PRIVATE": "true"}


@pytest.fixture
def run(tmp_path):
    """Run the program in an empty folder."""

    def go(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "plugdex", *map(str, arguments)],
            cwd=tmp_path,
            env=ENVIRONMENT | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return go


@pytest.fixture
def peers():
    """Two peers with different locations."""
    with (
        running(Peer(locations=places(25), tariffs=[tariff()])) as one,
        running(Peer(locations=places(15, first=500))) as other,
    ):
        yield one, other


def listed(run):
    """The feeds as ``list --json`` prints them, by name."""
    done = run("feed", "list", "--json")
    assert done.returncode == 0, done.stderr
    return {each["name"]: each for each in json.loads(done.stdout)}


def test_two_feeds_at_once(run, peers):
    """Several feeds are pulled by one command; each has a report."""
    for peer, name in zip(peers, ("one", "other"), strict=True):
        done = run("feed", "add", "ocpi", f"{peer.url}/locations", "--name", name)
        assert done.returncode == 0, done.stderr
    assert listed(run)["one"]["state"] == "new"
    done = run("feed", "sync", "--json")
    reports = {each["feed"]: each for each in map(json.loads, done.stdout.splitlines())}

    assert done.returncode == 0
    assert reports["one"]["report"]["locations"]["new"] == 25
    assert reports["other"]["report"]["locations"]["new"] == 15
    assert {name: each["state"] for name, each in listed(run).items()} == {
        "one": "ok",
        "other": "ok",
    }


def test_one_fails_the_other_not(run, peers):
    """A feed that fails is reported with reason and advice, and stops no other."""
    one, other = peers
    one.before = lambda peer, asked: (404, {}, b"")
    run("feed", "add", "ocpi", f"{one.url}/locations?key=s3cret", "--name", "one")
    run("feed", "add", "ocpi", f"{other.url}/locations", "--name", "other")
    done = run("feed", "sync")
    found = listed(run)

    assert (done.returncode, "HTTP 404" in done.stderr) == (1, True)
    assert (found["one"]["state"], found["other"]["locations"]) == ("failing", 15)
    assert "HTTP 404" in found["one"]["reason"]
    assert "s3cret" not in done.stdout + done.stderr + str(found)
    assert "s3cret" not in run("feed", "list").stdout


def test_remove(run, peers):
    """A feed that is removed leaves its objects."""
    run("feed", "add", "ocpi", f"{peers[0].url}/locations", "--name", "one")
    run("feed", "sync")

    assert run("feed", "remove", "one").returncode == 0
    assert listed(run) == {}
    assert run("feed", "remove", "one").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing", "http://x/"), "there are: "),
        (("ocpi",), "--peer"),
        (("ocpi", "ftp://x/"), "http://"),
        (("ocpi", "http://x/", "--header", "Key"), "NAME=VALUE"),
        (("ocpi", "http://x/", "--kind", "magic"), "locations"),
        (("ocpi", "http://x/", "--stale-after", "soon"), "2h"),
        (("ocpi", "http://x/", "--file", "--pages"), "--file"),
        (("ocpi", "--peer", "NL/XYZ"), "plugdex party list"),
    ],
)
def test_wrong_feeds(run, arguments, words):
    """Wrong use says what is right."""
    done = run("feed", "add", *arguments)

    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr


def test_sync_without_feeds(run):
    """Without a feed there is nothing to pull."""
    assert run("feed", "sync").returncode == 2
    assert run("feed", "sync", "nobody").returncode == 2


def test_watch(run, peers, tmp_path):
    """--watch pulls again and again until it is told to stop, and ends well."""
    one, _ = peers
    run("feed", "add", "ocpi", f"{one.url}/locations", "--name", "one", "--interval", "1s")
    command = [sys.executable, "-m", "plugdex", "feed", "sync", "--watch"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.DEVNULL
    ) as process:
        deadline = time.monotonic() + 30
        while len([each for each in one.asked if "date_from" in each.query]) < 3:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_versions_with_a_token(run, peers):
    """A versions endpoint and a token that was handed out are enough for a feed."""
    one, _ = peers
    one.token = "s3cret"
    one.forms = ("plain",)
    url = f"{one.url}/versions"
    done = run("feed", "add", "ocpi", url, "--versions", "--token", "s3cret", "--name", "one")
    assert done.returncode == 0, done.stderr
    run("feed", "sync")
    found = listed(run)["one"]

    assert (found["locations"], found["tariffs"], found["state"]) == (25, 1, "ok")


def test_stale_and_frozen(run, peers, tmp_path):
    """A feed that is silent for longer than it promised is stale."""
    one, _ = peers
    run("feed", "add", "ocpi", f"{one.url}/locations", "--name", "one", "--stale-after", "1s")
    run("feed", "sync")
    time.sleep(1.2)

    assert listed(run)["one"]["state"] == "stale"


def test_party_add_and_list(run):
    """A party that only pushes gets a token, which is printed once and kept as a hash."""
    done = run("party", "add", "nl/tnm", "--role", "cpo", "--stale-after", "2h")
    token = done.stdout.strip()
    (found,) = json.loads(run("party", "list", "--json").stdout)

    assert (done.returncode, len(token)) == (0, 64)
    assert (found["name"], found["roles"], found["stale_after"]) == ("NL/TNM", ["CPO"], 7200)
    assert token not in str(found)
    assert "NL/TNM" in run("party", "list").stdout


def test_invite(run):
    """An invitation is a token on standard output, and our addresses beside it."""
    done = run("party", "invite", "--note", "New Motion", PLUGDEX_PUBLIC_URL="https://p.test")

    assert len(done.stdout.strip()) == 64
    assert "https://p.test/ocpi/emsp/versions" in done.stderr
    assert "https://p.test/ocpi/cpo/versions" in done.stderr


def test_register_pull_and_leave(run, peers):
    """From a registration token to the objects of the peer, and back."""
    one, _ = peers
    one.token = "token-a"

    def credentials(peer, asked):
        if asked.method == "DELETE":
            return 200, {}, envelope(None)
        peer.token = "token-c"
        role = {"role": "CPO", "country_code": "NL", "party_id": "TNM"}
        details = {"business_details": {"name": "New Motion"}}
        data = {"token": "token-c", "url": f"{peer.url}/versions", "roles": [role | details]}
        return 200, {}, envelope(data)

    one.credentials = credentials
    done = run("party", "register", f"{one.url}/versions", "token-a")
    assert done.returncode == 0, done.stderr
    assert "ocpi-nl-tnm" in done.stdout
    done = run("feed", "sync")
    assert done.returncode == 0, done.stderr
    found = listed(run)["ocpi-nl-tnm"]
    assert (found["locations"], found["tariffs"]) == (25, 1)
    lists = [each for each in one.asked if each.path == "/locations"]
    assert lists[0].headers["ocpi-to-party-id"] == "TNM"

    assert run("party", "rotate", "NL/TNM").returncode == 0
    assert run("party", "unregister", "NL/TNM").returncode == 0
    assert listed(run) == {}
    assert run("party", "rotate", "NL/TNM").returncode == 2


def test_import_is_news(run, tmp_path):
    """An import counts as having heard of the source."""
    (tmp_path / "all.json").write_bytes(envelope(places(3)))
    run("import", "ocpi", "all.json", "--source", "mine")
    with serving(tmp_path / "plugdex.db", "--open") as client:
        assert client.get("/health").status_code == 200

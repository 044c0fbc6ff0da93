"""``/api/changes`` and ``/api/live`` of a running server."""

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import httpx2
import pytest
from starlette.testclient import TestClient

from plugdex.directory.changes import KEPT_MILLIS, forget
from plugdex.directory.keys import create_key
from plugdex.directory.records import location_content_id
from plugdex.settings import Settings
from plugdex.stores.sqlite import open_sqlite
from plugdex.wiring import build_app
from tests.api.servers import free_port, serving, wait_for
from tests.places import NOW, ccs, evse, location, reading, take_in

PLACE = location("one", evse("E1", ccs(), evse_id="NL*PDX*E1"), evse("E2"))
ELSEWHERE = location("two", coordinates=PLACE.coordinates.__class__(lat=48.1, lon=11.6))
ONE, TWO = location_content_id(PLACE), location_content_id(ELSEWHERE)
FAR_AHEAD = 1 << 50


@pytest.fixture
def store(tmp_path):
    """The store of the server, with one location."""
    opened = open_sqlite(tmp_path / "changes.db")
    take_in(opened, reading(PLACE, "AVAILABLE", "CHARGING"))
    yield opened
    opened.close()


@pytest.fixture
def server(store):
    """A client of a server over the store."""
    with serving(store.path) as found:
        yield found


@pytest.fixture
def client(store):
    """A client of the application alone, which is quicker."""
    return TestClient(build_app(Settings(store=f"sqlite:///{store.path}")))


def push(store, *statuses, place=PLACE, minutes=1):
    """New statuses of a location, some time later."""
    later = reading(place, *statuses)
    moved = tuple(
        each.__class__(uid=each.uid, status=each.status, modified=NOW + timedelta(minutes=minutes))
        for each in later.statuses
    )
    take_in(store, later.__class__(location=place, statuses=moved))


def remove(store, *kept):
    """Remove all but some locations."""
    take_in(store, *map(reading, kept), whole_source=True, force=True)


def page(client, **query):
    answer = client.get("/api/changes", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@contextmanager
def listen(client, headers=None, **query):
    """Events of the stream, one after the other, as (id, event, data)."""
    with client.stream("GET", "/api/live", params=query, headers=headers, timeout=20) as answer:
        assert answer.status_code == 200, answer.read()
        yield events(answer.iter_lines())


def events(lines):
    number, name = None, ""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "id":
            number = int(value)
        elif field == "event":
            name = value
        elif field == "data":
            yield number, name, json.loads(value)


def test_snapshot(client):
    """Behind 0 is all that is there; the cursor of the end has nothing behind it."""
    first = page(client)

    assert [(each["kind"], each["id"]) for each in first["changes"]] == [("published", ONE)]
    assert page(client, since=first["next"]) == first | {"changes": []}


def test_with_locations(client):
    """A published location comes as the card of a search, with all its EVSEs."""
    (change,) = page(client, include="locations")["changes"]

    assert change["location"]["name"] == "Jaarbeursplein"
    assert [(each["uid"], each["status"]) for each in change["evses"]] == [
        ("E1", "AVAILABLE"),
        ("E2", "CHARGING"),
    ]


def test_status(client, store):
    """A new status says which EVSE, what it is, since when, and what it was."""
    cursor = page(client)["next"]
    push(store, "CHARGING", "CHARGING")
    (change,) = page(client, since=cursor, include="locations")["changes"]

    assert (change["kind"], change["id"]) == ("status", ONE)
    assert change["evses"] == [
        {
            "uid": "E1",
            "evseId": "NL*PDX*E1",
            "status": "CHARGING",
            "since": "2026-06-01T12:01:00Z",
            "was": "AVAILABLE",
        }
    ]
    assert [group["available"] for group in change["groups"]] == [0, 0]


def test_withdrawn(client, store):
    """What is gone comes with its id alone."""
    take_in(store, reading(PLACE), reading(ELSEWHERE))
    cursor = page(client)["next"]
    remove(store, ELSEWHERE)
    (change,) = page(client, since=cursor, include="locations")["changes"]

    assert {name: change[name] for name in change if name != "at"} == {
        "number": change["number"],
        "kind": "withdrawn",
        "id": ONE,
    }


def test_pages(client, store):
    """Pages follow each other by their cursors."""
    take_in(store, reading(PLACE), reading(ELSEWHERE))
    first = page(client, limit=1)
    second = page(client, limit=2, since=first["next"])

    assert (first["more"], second["more"]) == (True, False)
    assert {each["id"] for each in (*first["changes"], *second["changes"])} == {ONE, TWO}


def test_filters(client, store):
    """Only what is wanted comes, by the names of a search."""
    take_in(store, reading(PLACE), reading(ELSEWHERE))

    def ids(**query):
        return {each["id"] for each in page(client, **query)["changes"]}

    assert ids(bbox="11,48,12,49") == {TWO}
    assert ids(connectors="IEC_62196_T2_COMBO") == {ONE}
    assert ids(operator="Nobody") == set()
    assert ids(operator="plug bv") == {ONE, TWO}


def test_wait(server, store):
    """With ``wait`` the answer comes when there is a change."""
    cursor = page(server)["next"]
    began = time.monotonic()
    assert page(server, since=cursor, wait=1)["changes"] == []
    assert time.monotonic() - began > 0.9

    push(store, "CHARGING", "CHARGING")
    began = time.monotonic()
    assert len(page(server, since=cursor, wait=20)["changes"]) == 1
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("query", ["since=x", "limit=0", "wait=1000", "include=all", "nonsense=1"])
def test_wrong_queries(client, query):
    """What cannot be meant is refused with its name."""
    answer = client.get(f"/api/changes?{query}")

    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json()["detail"]


def test_too_old(client, store):
    """A cursor older than what was forgotten says that a snapshot is to be taken."""
    take_in(store, reading(PLACE), reading(ELSEWHERE))
    remove(store, PLACE)
    push(store, "CHARGING", "CHARGING")
    with store.transaction() as tx:
        forget(tx, int(time.time() * 1000) + KEPT_MILLIS + 1000)

    for path in ("/api/changes", "/api/live"):
        for since in (1, FAR_AHEAD):
            answer = client.get(path, params={"since": since})
            assert (answer.status_code, answer.json()["type"]) == (
                410,
                "urn:plugdex:problem:too-old",
            )

    snapshot = page(client)
    assert "-" in snapshot["next"]
    assert page(client, since=snapshot["next"])["changes"] == []


def test_live(server, store):
    """Changes come as events with their numbers."""
    with listen(server) as stream:
        assert next(stream)[1] == "ready"
        push(store, "CHARGING", "CHARGING")
        number, name, data = next(stream)

    assert (name, data["id"], data["number"]) == ("status", ONE, number)
    assert data["evses"][0]["was"] == "AVAILABLE"


def test_live_goes_on(server, store):
    """Who comes back with the last number misses nothing."""
    with listen(server) as stream:
        last = next(stream)[0]
    push(store, "CHARGING", "CHARGING")
    take_in(store, reading(ELSEWHERE))

    with listen(server, headers={"Last-Event-ID": str(last)}) as stream:
        next(stream)
        found = [next(stream)[2]["id"], next(stream)[2]["id"]]
        push(store, "OUTOFORDER", "CHARGING", minutes=2)
        found.append(next(stream)[2]["id"])

    assert found == [ONE, TWO, ONE]


def test_live_filters(server, store):
    """Only what is wanted is heard."""
    with listen(server, bbox="11,48,12,49") as stream:
        next(stream)
        push(store, "CHARGING", "CHARGING")
        take_in(store, reading(ELSEWHERE))

        assert next(stream)[2]["id"] == TWO


def test_live_is_limited(store):
    """Who comes when all places are taken is told to try again."""
    environment = {"PLUGDEX_LIVE_LISTENERS": "1"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        with serving(store.path) as client, listen(client) as stream:
            next(stream)
            answer = client.get("/api/live")

    assert (answer.status_code, answer.json()["type"]) == (503, "urn:plugdex:problem:too-many")


def test_live_ends_with_the_server(store):
    """A server that is stopped lets its listeners go at once, with a whole answer."""
    port = free_port()
    command = [sys.executable, "-m", "plugdex", "serve", "--store", f"sqlite:///{store.path}"]
    with (
        subprocess.Popen([*command, "--port", str(port)]) as process,
        httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        wait_for(client, process)
        with listen(client) as stream:
            next(stream)
            process.terminate()
            began = time.monotonic()

            assert list(stream) == []
            assert time.monotonic() - began < 5
        process.wait(20)


def test_records_want_a_key(store):
    """Records are for mirrors: a key has to be entitled, also where the server is open."""
    plain = create_key(store, "plain", [], NOW)
    mirror = create_key(store, "mirror", ["mirror"], NOW)
    opened = TestClient(build_app(Settings(store=f"sqlite:///{store.path}", open=True)))
    statuses = [
        each.get(
            "/api/changes",
            params={"include": "records"},
            headers={"Authorization": f"Bearer {key}"} if key else {},
        ).status_code
        for each in (TestClient(build_app(Settings(store=f"sqlite:///{store.path}"))), opened)
        for key in ("", plain, mirror)
    ]

    assert statuses == [401, 401, 200] * 2

"""Source reports and feeds, over real HTTP."""

from functools import partial

import pytest

from plugdex.directory.ingest import Ingest, Scope
from plugdex.directory.loads import counted, put_load, to_load
from plugdex.directory.report import Tally
from plugdex.directory.terms import chosen_terms, put_terms
from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import serving
from tests.places import DIALECT, ccs, connector, evse, location, reading, to_entry

place = partial(location, source="<test>")


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A server with a source that was loaded twice, with one location more."""
    path = tmp_path_factory.mktemp("sources") / "plugdex.db"
    store = open_sqlite(path)
    load(store, place("L1"), when=1_700_000_000_000)
    dark = connector("2", max_voltage=None, max_amperage=None)
    load(store, place("L1"), place("L2", evse("E2", ccs(), dark)), when=1_700_000_600_000)
    with store.transaction() as tx:
        put_terms(tx, "<test>", chosen_terms("CC BY 4.0", attribution="Testers & Co"))
    store.close()
    with serving(path) as client:
        yield client


def load(store, *places, when):
    """A load of a source as the command does it."""
    tally = Tally()
    entries = counted(iter([to_entry(reading(each)) for each in places]), tally)
    Ingest(store, DIALECT, Scope(source="<test>"), tally).run(entries)
    with store.transaction() as tx:
        put_load(tx, to_load("<test>", "ocpi", tally, tally.report(1.5), when))


def test_list(client):
    """Every source is listed with what it brought."""
    (item,) = client.get("/api/sources").json()["items"]

    assert (item["name"], item["locations"], item["connectors"]) == ("<test>", 2, 3)
    assert item["licence"] == "CC-BY-4.0"


def test_licence(client):
    """Answers say whose the locations are and on which terms; what the operator says counts."""
    credit = {
        "licence": "CC-BY-4.0",
        "licenceUrl": "https://creativecommons.org/licenses/by/4.0/",
        "attribution": "Testers & Co",
    }
    found = client.get("/api/search", params={"limit": 1}).json()
    features = client.get("/api/search.geojson").json()
    place = client.get(f"/api/locations/{found['items'][0]['id']}").json()
    (listed,) = client.get("/api/sources").json()["items"]

    assert found["sources"] == features["sources"] == {"<test>": credit}
    assert {found["items"][0]["source"], place["source"]["name"]} == {"<test>"}
    assert credit.items() <= place["source"].items() & listed.items()


def test_report(client):
    """The report has the connectors by standard, those with power, and the loads before."""
    report = client.get("/api/sources/%3Ctest%3E").json()["load"]
    standards = {
        each["standard"]: (each["connectors"], each["with_power"]) for each in report["standards"]
    }

    assert standards == {"IEC_62196_T2": (2, 1), "IEC_62196_T2_COMBO": (1, 1)}
    assert [each["locations"] for each in report["past"]] == [1]


def test_page(client):
    """A browser gets a page with plots, and nothing of the source is taken for markup."""
    page = client.get("/api/sources/%3Ctest%3E", headers={"accept": "text/html"})

    assert page.headers["content-type"].startswith("text/html")
    assert "<svg" in page.text
    assert "+1 locations since the one before" in page.text
    assert "&lt;test&gt;" in page.text
    assert "<test>" not in page.text


def test_no_such_source(client):
    """A name that nobody loaded is a problem document."""
    answer = client.get("/api/sources/nothing")

    assert answer.status_code == 404
    assert answer.json()["type"].endswith("not-found")


def test_feeds(client):
    """Without feeds the list is empty."""
    assert client.get("/api/feeds").json() == {"items": []}

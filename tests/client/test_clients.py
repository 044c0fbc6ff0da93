"""Both clients, against a real server."""

import asyncio
import sys
from functools import partial

import pytest

from plugdex.client import AsyncClient, Client, Unanswered, to_geodataframe
from plugdex.client.frames import MissingPackage
from plugdex.directory.records import location_content_id
from plugdex.model.connectors import BY_OCPI
from plugdex.model.location import Point
from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import serving
from tests.places import ccs, evse, location, reading, take_in

PLACES = [
    location(f"L{n}", evse("E1", ccs()), coordinates=Point(lat=52.0 + n / 1000, lon=5.0))
    for n in range(250)
]
COMBO = BY_OCPI["IEC_62196_T2_COMBO"].here
IDS = [location_content_id(place) for place in PLACES]


class Waiting:
    """The asynchronous client, asked as the other one is."""

    def __init__(self, url):
        self.url = url

    def __getattr__(self, name):
        return partial(self.ask, name)

    def ask(self, name, *args, **kwargs):
        return asyncio.run(self.answer(name, args, kwargs))

    async def answer(self, name, args, kwargs):
        async with AsyncClient(self.url) as client:
            answer = getattr(client, name)(*args, **kwargs)
            if hasattr(answer, "__aiter__"):
                return [each async for each in answer]
            return await answer


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    path = tmp_path_factory.mktemp("client") / "a.db"
    store = open_sqlite(path)
    take_in(store, *(reading(place, "AVAILABLE") for place in PLACES))
    store.close()
    with serving(path, "--open") as http:
        yield str(http.base_url)


@pytest.fixture(params=[Client, Waiting])
def client(request, url):
    client = request.param(url)
    yield client
    if isinstance(client, Client):
        client.close()


def test_location(client):
    """A location by its id has the members that were asked for, live part included."""
    found = client.location(IDS[0], fields=["evses", "connectorGroups"])

    assert found.evses[0].status == "available"
    assert found.evses[0].connectors[0].max_power == 150_000
    assert found.connector_groups[0].available_connector_count == 1
    assert found.address is None


def test_locations(client):
    """More ids than a request may have are asked for in several."""
    found = client.locations([*IDS, "nothing"], connector_types=[COMBO])

    assert [each.id.rpartition(":")[2] for each in found.items] == IDS
    assert found.missing_items == ["nothing"]


def test_search(client):
    """Pages follow each other until nothing is left."""
    found = client.search(at=(52.0, 5.0), connectors=["IEC_62196_T2_COMBO"], min_kw=100, limit=60)

    assert [card.id for card in found] == IDS


def test_estimate(client):
    """Prices come for any number of locations."""
    found = client.estimate(IDS, kwh=30, start="2026-09-15T12:00:00")

    assert [each.id for each in found] == IDS
    assert found[0].offers[0].reasons[0].code == "tariff_not_named"


def test_changes(client):
    """Pages of changes come until nothing is left; a page's cursor goes on behind it."""
    pages = list(client.changes(connectors=["IEC_62196_T2_COMBO"]))
    rest = client.changes(pages[0].next)

    numbers = [each.number for page in pages for each in page.changes]
    assert {each.id for page in pages for each in page.changes} == set(IDS)
    assert numbers == sorted(numbers)
    assert [each.number for page in rest for each in page.changes] == numbers[100:]
    assert not list(client.changes(pages[-1].next))


def test_following(url):
    """Who follows gets what is there, and waits for more."""
    with Client(url) as client:
        page = next(client.changes(follow=True, bbox=(4.9, 51.9, 5.1, 52.0005)))

    assert [each.location.id for each in page.changes] == IDS[:1]


def test_refusal(client):
    """What the server refuses is an error with its status and its reason."""
    with pytest.raises(Unanswered, match="minKw") as caught:
        list(client.search(min_kw=-1))

    assert caught.value.status == 400


def test_nobody_there(monkeypatch):
    """Without a server there is an error, and no status."""
    monkeypatch.setattr("plugdex.client.calls.FIRST_PAUSE", 0.001)

    with Client("http://127.0.0.1:1") as client, pytest.raises(Unanswered) as caught:
        client.location("x")

    assert caught.value.status is None


def test_geodataframe(url):
    """Cards and locations are rows with a point."""
    pytest.importorskip("geopandas")
    with Client(url) as client:
        cards = to_geodataframe(client.search(at=(52.0, 5.0), radius=150))
        places = to_geodataframe(client.locations(IDS[:2]).items)

    assert list(cards["id"]) == IDS[:2]
    assert (cards.geometry[1].x, cards.geometry[1].y) == (5.0, 52.001)
    assert places.crs == "EPSG:4326"
    assert places.geometry[0].y == 52.0


def test_geodataframe_needs_geopandas(monkeypatch):
    """Without GeoPandas the error says what to install."""
    monkeypatch.setitem(sys.modules, "geopandas", None)

    with pytest.raises(MissingPackage, match="pip install geopandas"):
        to_geodataframe([])

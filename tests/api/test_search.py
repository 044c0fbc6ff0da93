"""``/api/search``: its parameters, its answers, its errors."""

import json

import flexpolyline
import mapbox_vector_tile
import msgspec
import polyline
import pytest

from plugdex.api.own.cards import CardPage, FeatureCollection
from plugdex.directory.records import location_content_id
from plugdex.model.hours import OpeningHours
from plugdex.model.ids import partner_id
from plugdex.model.location import Business, Point
from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import serving
from tests.places import ccs, evse, location, reading, take_in


def at(lat, lon):
    return Point(lat=lat, lon=lon)


ROADSIDE = location(
    "roadside",
    evse("R1", ccs(watts=350_000), payments=("CREDIT_CARD",)),
    evse("R2", ccs(watts=350_000), ccs("2", 50_000, standard="CHADEMO")),
    evse("R3", ccs(watts=150_000)),
    coordinates=at(52.0, 5.0),
    name="Raststätte Süd",
    operator=Business(name="Fastned"),
    opening_times=OpeningHours(twentyfourseven=True),
)
STREET = location("street", evse("S1"), coordinates=at(52.0, 5.01), city="Gouda")
CLUB = location(
    "club", evse("C1"), coordinates=at(52.0, 5.02), restrictions=("CUSTOMERS_ONLY",), country="DEU"
)
TAVEUNI = location("taveuni", evse("T1", ccs()), coordinates=at(-16.8, 179.99), country="FJI")
WORLD = [
    reading(ROADSIDE, "AVAILABLE", "CHARGING", "AVAILABLE"),
    reading(STREET, "UNKNOWN"),
    reading(CLUB),
    reading(TAVEUNI),
]
IDS = {location_content_id(each.location): each.location.id for each in WORLD}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    path = tmp_path_factory.mktemp("search") / "search.db"
    store = open_sqlite(path)
    take_in(store, *WORLD)
    store.close()
    with serving(path) as client:
        yield client


@pytest.fixture
def find(client):
    def names(**params):
        answer = client.get("/api/search", params=params)
        assert answer.status_code == 200, answer.text
        return [IDS[each["id"]] for each in answer.json()["items"]]

    return names


def one(client, **params):
    (item,) = client.get("/api/search", params=params).json()["items"]
    return item


def test_card(client):
    """A card has what a list shows; absent is what is not known."""
    item = one(client, at="52,5", radius=1)

    assert item == {
        "id": location_content_id(ROADSIDE),
        "name": "Raststätte Süd",
        "lat": 52.0,
        "lon": 5.0,
        "address": "Jaarbeursplein 6",
        "city": "Utrecht",
        "postalCode": "3521AL",
        "country": "NLD",
        "operator": "Fastned",
        "open24x7": True,
        "groups": [
            {
                "standard": "IEC_62196_T2_COMBO",
                "name": "CCS2",
                "maxPower": 350_000,
                "evses": 2,
                "available": 1,
            },
            {
                "standard": "CHADEMO",
                "name": "CHAdeMO",
                "maxPower": 50_000,
                "evses": 1,
                "available": 0,
            },
            {
                "standard": "IEC_62196_T2_COMBO",
                "name": "CCS2",
                "maxPower": 150_000,
                "evses": 1,
                "available": 1,
            },
        ],
        "source": "test",
        "matching": {"evses": 3, "available": 2},
        "distance": 0,
    }


@pytest.mark.parametrize(
    ("filters", "matching"),
    [
        ({"connectors": "IEC_62196_T2_COMBO"}, {"evses": 3, "available": 2}),
        ({"connectors": "IEC_62196_T2_COMBO,CHADEMO"}, {"evses": 3, "available": 2}),
        ({"minKw": "200"}, {"evses": 2, "available": 1}),
        ({"connectors": "CHADEMO"}, {"evses": 1, "available": 0}),
        ({"payment": "CREDIT_CARD"}, {"evses": 1, "available": 1}),
    ],
)
def test_counts_follow_the_filter(client, filters, matching):
    """Matching EVSEs are those that meet the filters, each once."""
    assert one(client, at="52,5", radius=1, **filters)["matching"] == matching


def test_unknown_availability(client):
    """Where no status is known there is no count, not 0."""
    item = one(client, at="52,5.01", radius=1)

    assert item["matching"] == {"evses": 1}
    assert "available" not in item["groups"][0]


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"at": "52,5.011"}, ["street", "club", "roadside", "taveuni"]),
        ({"at": "52,5.011", "radius": "700"}, ["street", "club"]),
        ({"bbox": "5.005,51,5.03,53", "at": "52,6"}, ["club", "street"]),
        ({"country": "DE,fji"}, ["taveuni", "club"]),
        ({"bbox": "179,-17,-179,-16"}, ["taveuni"]),
        ({"current": "DC", "country": "NLD"}, ["roadside"]),
        ({"format": "SOCKET", "access": "public"}, ["street"]),
        ({"available": "2"}, ["roadside"]),
        ({"open": "now"}, ["roadside"]),
        ({"operator": "fastned"}, ["roadside"]),
        ({"operator": partner_id("Fastned")}, ["roadside"]),
        ({"q": "rastst sud"}, ["roadside"]),
        ({"q": "gouda"}, ["street"]),
        ({"minKw": "100", "maxKw": "200", "country": "NLD"}, ["roadside"]),
        ({"vehicle": "custom", "inlets": "CHADEMO"}, ["roadside"]),
        ({"vehicle": "custom", "inlets": "TYPE2", "for": "car"}, ["street", "club"]),
        ({"for": "truck"}, []),
        ({"emsp": "Nobody"}, []),
    ],
)
def test_filters(find, params, names):
    """Each parameter does what it says."""
    assert sorted(find(**params)) == sorted(names)
    if "at" in params:
        assert find(**params) == names


ROUTE = [(52.0, 4.9), (52.0, 5.1)]
FAR = [(0.0, -90.0), (0.0, 20.0)]


@pytest.mark.parametrize(
    "route",
    [{"route": flexpolyline.encode(ROUTE)}, {"polyline": polyline.encode(ROUTE)}],
)
def test_route(client, route):
    """Along a route come the way to each location and the excursion there and back."""
    items = client.get("/api/search", params={**route, "width": 100}).json()["items"]

    assert [IDS[each["id"]] for each in items] == ["roadside", "street", "club"]
    assert items[0]["along"] == pytest.approx(6846, abs=3)
    assert items[0]["excursion"] == 0


def test_route_by_post(client):
    """A body has the same parameters, and its route is GeoJSON."""
    line = {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in ROUTE]}
    body = {"route": line, "width": 100, "connectors": ["CHADEMO"], "every": 10_000}
    answer = client.post("/api/search?current=DC", json=body).json()

    assert [IDS[each["id"]] for each in answer["items"]] == ["roadside"]
    assert answer["gaps"] == []


def test_gaps(client):
    """Where no stop is in reach the answer says so."""
    params = {"route": flexpolyline.encode([(52.0, 3.0), (52.0, 5.1)]), "every": 50_000}
    answer = client.get("/api/search", params=params).json()

    assert [IDS[each["id"]] for each in answer["items"]] == ["roadside"]
    assert answer["gaps"] == [{"from": 0, "to": pytest.approx(136_900, abs=100)}]


def test_pages(client):
    """Pages follow each other to the end."""
    found, params = [], {"at": "52,5", "limit": 1}
    while True:
        page = client.get("/api/search", params=params).json()
        found += [IDS[each["id"]] for each in page["items"]]
        if "next" not in page:
            break
        params["cursor"] = page["next"]

    assert found == ["roadside", "street", "club", "taveuni"]


def test_cursor_in_a_url(client):
    """The `next` of an answer goes into an address as it is, for the same order only."""
    found = client.get("/api/search?at=52,5&limit=1").json()
    second = client.get(f"/api/search?at=52,5&limit=1&cursor={found['next']}").json()

    assert [IDS[each["id"]] for each in second["items"]] == ["street"]
    assert client.get(f"/api/search?limit=1&cursor={found['next']}").status_code == 400


def test_geojson(client):
    """The same as a FeatureCollection, longitude first."""
    answer = client.get("/api/search.geojson", params={"at": "52,5", "limit": 2})
    features = answer.json()["features"]

    assert answer.headers["content-type"] == "application/geo+json"
    assert [each["geometry"]["coordinates"] for each in features] == [[5.0, 52.0], [5.01, 52.0]]
    assert [IDS[each["properties"]["id"]] for each in features] == ["roadside", "street"]


def test_shapes(client):
    """Answers are of the shapes that the OpenAPI description names."""
    params = {"route": flexpolyline.encode(ROUTE), "every": 1_000}

    for path, shape in (("search", CardPage), ("search.geojson", FeatureCollection)):
        for query in ({}, params, {"at": "52,5"}):
            body = client.get(f"/api/{path}", params=query).content
            known = msgspec.json.decode(body, type=shape)
            assert json.loads(msgspec.json.encode(known)) == json.loads(body)


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"minKW": "5"}, "minKW: is no parameter; there are at"),
        ({"at": "5"}, "at: must be lat,lon"),
        ({"at": "100,5"}, "at: must lie within ±90"),
        ({"connectors": "CCS"}, "connectors: 'CCS' is no connector standard"),
        ({"connectors": ","}, "connectors: must name at least one"),
        ({"radius": "5"}, "radius: says something of at, which is missing"),
        ({"every": "5000"}, "every: says something of route"),
        ({"order": "along"}, "order: along needs route"),
        ({"limit": "0"}, "limit: must be a whole number from 1 to 1000"),
        ({"minKw": "nan"}, "minKw: must be a number"),
        *(
            ({"cursor": text, "at": "52,5"}, "cursor: must be the `next`")
            for text in ("x", "d" + "f" * 32, "c" + "0" * 32, "d" + "0" * 16 + "f" * 16, "")
        ),
        *(({"limit": text}, "limit: must be a whole") for text in ("9" * 5000, "1²", "")),
        ({"available": "9" * 5000}, "available: must be a whole"),
        ({"minKw": ""}, "minKw: must be a number"),
        ({"lenient": "yes", "vehicle": "custom", "inlets": "CCS2"}, "lenient: must be one of"),
        ({"lenient": "true"}, "lenient: says something of vehicle"),
        ({"route": flexpolyline.encode(FAR), "width": 50_000}, "make it narrower"),
        ({"payment": "CASH"}, "payment: 'CASH' is no way to pay; there are"),
        ({"vehicle": "delorean"}, "vehicle: there is no 'delorean'"),
        ({"route": "B"}, "flexible polyline"),
        ({"route": flexpolyline.encode(ROUTE), "polyline": polyline.encode(ROUTE)}, "one of"),
    ],
)
def test_errors(client, params, told):
    """What is wrong is told with its parameter."""
    answer = client.get("/api/search", params=params)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/api/search?country=NLD", "/tiles/0/0/0.mvt"])
def test_head(client, path):
    """A question for the head alone is answered as GET, without the body (RFC 9110 §9.3.2)."""
    answer, whole = client.head(path), client.get(path)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(whole.content))


def test_other_errors(client):
    """A parameter twice, a wrong method, a wrong path, a wrong body."""
    assert client.get("/api/search?at=1,2&at=3,4").status_code == 400
    assert client.delete("/api/search").status_code == 405
    assert client.get("/api/searching").status_code == 404
    for body in (
        b"",
        b"[1]",
        b'{"route":{"type":"Point"}}',
        b'{"at":{}}',
        b"{" * 2_000_000,
        b'{"a":' + b"[" * 5000,
    ):
        assert client.post("/api/search", content=body).status_code == 400


def tile(client, path, **params):
    answer = client.get(f"/tiles/{path}.mvt", params=params)
    assert answer.status_code == 200, answer.text
    return mapbox_vector_tile.decode(answer.content) if answer.content else {}


def test_tile_of_locations(client):
    """From zoom level 14 on every location is its own feature."""
    features = tile(client, "14/8419/5411")["locations"]["features"]

    assert [each["properties"] for each in features if each["properties"]["maxKw"] > 22] == [
        {
            "id": location_content_id(ROADSIDE),
            "name": "Raststätte Süd",
            "operator": "Fastned",
            "standards": "CHADEMO,IEC_62196_T2_COMBO",
            "maxKw": 350.0,
            "evses": 3,
            "available": 2,
            "brandOnly": False,
        }
    ]


def test_tile_of_clusters(client):
    """Far out, neighbours are a cluster whose counts follow the filters."""
    (cluster,) = tile(client, "4/8/5")["clusters"]["features"]

    assert cluster["properties"] == {"count": 3, "evses": 5, "available": 3, "maxKw": 350.0}
    filtered = tile(client, "4/8/5", minKw=200, available=1)
    (single,) = filtered["locations"]["features"]
    assert (single["properties"]["evses"], single["properties"]["available"]) == (2, 1)


@pytest.mark.parametrize("path", ["1/2/0", "23/0/0", "0/0/x", "0/0"])
def test_no_tile(client, path):
    """There are no tiles beyond the map."""
    assert client.get(f"/tiles/{path}.mvt").status_code == 404


def test_tile_errors(client):
    """Tiles take filters only."""
    assert client.get("/tiles/0/0/0.mvt", params={"limit": 1}).status_code == 400
    assert client.post("/tiles/0/0/0.mvt").status_code == 405

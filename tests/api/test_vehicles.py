"""The vehicles and what fits them, over real HTTP."""

import gzip
import json

import pytest
from starlette.datastructures import QueryParams

from plugdex import wiring
from plugdex.api.own.problems import InvalidQuery
from plugdex.api.own.vehicle_query import Asked, read_vehicle
from plugdex.directory.vehicles import Catalogue
from plugdex.model.errors import InvalidSetting
from plugdex.model.vehicles import Vehicle
from plugdex.settings import Settings

HATCHBACK = {
    "vehicle": "custom",
    "inlets": "CCS2",
    "acKw": "11",
    "acPhases": "3",
    "dcKw": "150",
    "volts": "400",
}
CATALOGUE = Catalogue(
    [
        Vehicle(id="zoe", make="Renault", model="Zoé", label="Renault Zoé (2019)", year=2019),
        Vehicle(id="leaf", make="Nissan", label="Nissan LEAF (2023)", inlets=("TYPE1", "CHADEMO")),
    ]
)


def test_search(server):
    """All words have to stand in the name; accents and case do not count."""
    items = server.get("/api/vehicles", params={"q": "citroen E-C4 2024"}).json()["items"]

    assert items[0] == {
        "id": "citroen-e-c4-2024-base",
        "label": "Citroën ë-C4 (2024)",
        "make": "Citroën",
        "model": "ë-C4",
        "year": 2024,
        "trim": "Base",
        "category": "M1",
        "inlets": ["CCS2"],
        "batteryKWh": 46,
        "acKw": 11,
        "dcKw": 100,
        "volts": 400,
    }


def test_limit(server):
    """No more than asked for, newest first; a wrong limit is a problem."""
    items = server.get("/api/vehicles", params={"q": "tesla model y", "limit": 2}).json()["items"]

    assert [each["year"] for each in items] == [2025, 2025]
    assert server.get("/api/vehicles", params={"limit": "0"}).status_code == 400


def test_one(server):
    """A vehicle by its id; another id is a problem that says how to find one."""
    assert server.get("/api/vehicles/nissan-leaf-2024-base-40-kwh").json()["inlets"] == [
        "CHADEMO",
        "TYPE1",
    ]
    answer = server.get("/api/vehicles/nothing")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:plugdex:problem:not-found")


def test_fit(server, ids):
    """Every connector of a location has its answer; the site here is for one make only."""
    answer = server.get(f"/api/locations/{ids['priced']}/fit", params=HATCHBACK).json()

    assert answer["vehicle"]["inlets"] == ["CCS2"]
    assert answer["connectors"][0] == {
        "evse": "T1",
        "connector": "1",
        "standard": "IEC_62196_T2",
        "fit": "direct",
        "ownCable": True,
        "maxPower": 11_000,
        "reasons": ["LIMITED_BY_VEHICLE"],
        "text": "Fits with your own cable. Up to 11 kW; limited by the vehicle.",
    }


def test_fit_of_the_catalogue(server, ids):
    """A Leaf with an adapter, and a site that is closed to it."""
    query = {"vehicle": "nissan-leaf-2024-base-40-kwh", "adapters": "type2-to-type1"}
    simple = server.get(f"/api/locations/{ids['simple']}/fit", params=query).json()
    mixed = server.get(f"/api/locations/{ids['mixed']}/fit", params=query).json()

    assert [each["fit"] for each in simple["connectors"]] == ["direct"]
    assert {each["fit"] for each in mixed["connectors"]} == {"no"}
    assert mixed["connectors"][0]["reasons"] == ["BRAND_ONLY"]


def test_fit_of_what_nobody_knows(server, ids):
    """A plug without a rule is unknown, and one without power has none."""
    answer = server.get(f"/api/locations/{ids['powerless']}/fit", params=HATCHBACK).json()

    assert [each["fit"] for each in answer["connectors"]] == ["direct", "unknown"]
    assert "maxPower" not in answer["connectors"][0]
    assert answer["connectors"][0]["text"] == "Fits directly. Nobody says how fast."


def test_no_such_location(server):
    """An id that nobody has is a problem."""
    assert server.get("/api/locations/pdx0/fit", params=HATCHBACK).status_code == 404


@pytest.mark.parametrize(
    ("params", "place"),
    [
        ({}, "vehicle"),
        ({"vehicle": "nothing"}, "vehicle"),
        ({"vehicle": "custom"}, "inlets"),
        ({"vehicle": "custom", "inlets": "CCS3"}, "inlets"),
        ({"inlets": "CCS2"}, "inlets"),
        ({"adapters": "J3400"}, "adapters"),
        (HATCHBACK | {"adapters": "magic"}, "adapters"),
        (HATCHBACK | {"acKw": "0"}, "acKw"),
        (HATCHBACK | {"acKw": "nan"}, "acKw"),
        (HATCHBACK | {"acPhases": "4"}, "acPhases"),
        (HATCHBACK | {"dcKw": "fast"}, "dcKw"),
        (HATCHBACK | {"volts": "12"}, "volts"),
        (HATCHBACK | {"cableA": "0"}, "cableA"),
    ],
)
def test_problems(server, ids, params, place):
    """A wrong parameter is a problem document that names it."""
    answer = server.get(f"/api/locations/{ids['simple']}/fit", params=params)

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(f"{place}:")


def test_what_is_said_counts():
    """Parameters correct a vehicle of the catalogue; a question without one has none."""
    asked = read_vehicle(QueryParams("vehicle=leaf&inlets=ccs2&cableA=20"), lambda: CATALOGUE)

    assert asked == Asked(
        Vehicle(
            id="leaf", make="Nissan", label="Nissan LEAF (2023)", inlets=("CCS2",), cable_amperes=20
        ),
        frozenset(),
    )
    assert read_vehicle(QueryParams("q=leaf"), lambda: CATALOGUE) is None


def test_adapters():
    """Adapters have several names, and ``none`` is none."""
    asked = read_vehicle(QueryParams("vehicle=leaf&adapters=J3400,"), lambda: CATALOGUE)
    bare = read_vehicle(QueryParams("vehicle=leaf&adapters=none"), lambda: CATALOGUE)

    assert asked and asked.adapters == {"NACS_TO_CCS1"}
    assert bare and bare.adapters == set()


def test_vehicle_without_inlets():
    """A vehicle whose inlets nobody knows wants them named."""
    with pytest.raises(InvalidQuery, match="inlets"):
        read_vehicle(QueryParams("vehicle=zoe"), lambda: CATALOGUE)


def test_own_file(tmp_path):
    """The operator's own vehicles stand beside those that ship, and win over them."""
    file = tmp_path / "own.json.gz"
    own = {"make": "Nissan", "model": "LEAF", "year": 2031, "trim": "Base"}
    file.write_bytes(gzip.compress(json.dumps([own]).encode()))
    found = wiring.vehicle_catalogue(str(file))

    assert found.find("nissan-leaf-2031-base") is not None
    assert len(found.by_id) == 990


@pytest.mark.parametrize("content", [b"{", b"{}", b"\x1f\x8bbroken"])
def test_broken_file(tmp_path, content):
    """A file that is none is refused before anything is served."""
    file = tmp_path / "own.json"
    file.write_bytes(content)
    store = f"sqlite:///{tmp_path / 'plugdex.db'}"

    with pytest.raises(InvalidSetting, match=r"own\.json"):
        wiring.build_app(Settings(store=store, vehicles=str(file)))

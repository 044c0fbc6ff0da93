"""``POST /api/estimate``, over real HTTP."""

import pytest

QUESTION = {"kwh": 10, "start": "2026-09-15T12:00:00", "parking_minutes": 30}


def ask(server, *locations, **members):
    body = QUESTION | {"locations": list(locations)} | members
    return server.post("/api/estimate", json=body)


def test_prices(server, ids):
    """Each connector with a tariff for everybody has its price with every step."""
    (item,) = ask(server, ids["priced"]).json()["items"]
    offer = next(each for each in item["offers"] if each.get("tariff") == "adhoc")

    assert (item["id"], item["start"]) == (ids["priced"], "2026-09-15T12:00:00+02:00")
    assert offer["connectors"] == ["T1/1"]
    assert offer["price"]["total"]["excl"] > 0
    assert offer["price"]["steps"][0]["quantity"] == 10


def test_why_not(server, ids):
    """A connector without tariff has a reason instead."""
    (item,) = ask(server, ids["simple"]).json()["items"]

    assert item["offers"][0]["reasons"] == [{"code": "tariff_not_named"}]


def test_types(server, ids):
    """A contract's tariff is priced only when its type is asked for."""
    (item,) = ask(server, ids["priced"], types=["REGULAR"]).json()["items"]

    assert "contract" in {each.get("tariff") for each in item["offers"]}


def test_unknown_locations_are_missing(server, ids):
    """Of what nobody knows there is nothing; the order is that of the question."""
    found = ask(server, ids["simple"], "nothing", ids["priced"]).json()["items"]

    assert [each["id"] for each in found] == [ids["simple"], ids["priced"]]


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({"locations": []}, "locations"),
        ({"locations": ["x"] * 101}, "locations"),
        ({"kwh": -1}, "kwh"),
        ({"kwh": "NaN"}, "kwh"),
        ({"kwh": None}, "battery_kwh"),
        ({"kwh": None, "battery_kwh": 77, "soc_from": 80, "soc_to": 10}, "soc_to"),
        ({"dc_kw": 0}, "dc_kw"),
        ({"start": "noon"}, "start"),
        ({"start": "9999-12-31T23:00:00"}, "start"),
        ({"types": ["FREE"]}, "types"),
        ({"parking_minutes": 999_999}, "parking_minutes"),
        ({"locations": ["x" * 70_000]}, "bytes"),
    ],
)
def test_problems(server, members, word):
    """A question that cannot be answered is told what is wrong."""
    answer = ask(server, "x", **members)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert word in answer.json()["detail"]


@pytest.mark.parametrize("body", [b'{"kwh":"\xff"}', b'{"x":' * 5000, b"[", b""])
def test_what_is_no_question(server, body):
    """A body that is no JSON object is told, whatever is wrong with it."""
    answer = server.post("/api/estimate", content=body)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


CAR = {"vehicle": "custom", "inlets": "CCS2,TYPE2", "acKw": "11", "dcKw": "100"}
SESSION = {"battery": "50", "socFrom": "10", "socTo": "80", "start": "2026-09-15T12:00:00"}


def test_by_query(server, ids):
    """A GET prices what the vehicle can use, from and to a state of charge."""
    asked = {"ids": ids["priced"], "parking": "20", **SESSION, **CAR}
    (item,) = server.get("/api/estimate", params=asked).json()["items"]
    offer = next(each for each in item["offers"] if each.get("tariff") == "adhoc")

    assert offer["kw"] <= 100
    assert offer["price"]["steps"][0]["quantity"] == 35


def test_posted_vehicle(server, ids):
    """A POST names a vehicle by the same members as a query does."""
    car = CAR | {"inlets": ["CHADEMO"]}
    (item,) = ask(server, ids["priced"], **car).json()["items"]

    assert {each["reasons"][0]["code"] for each in item["offers"]} == {"vehicle_does_not_fit"}


def test_battery_of_the_catalogue(server, ids):
    """Without energy and battery the catalogue knows how large the battery is."""
    (car,) = server.get("/api/vehicles", params={"q": "kona", "limit": "1"}).json()["items"]
    asked = {"ids": ids["priced"], "vehicle": car["id"], "socFrom": "0", "socTo": "100"}
    (item,) = server.get("/api/estimate", params=asked).json()["items"]
    steps = [each["price"]["steps"] for each in item["offers"] if "price" in each]

    assert steps[0][0]["quantity"] == pytest.approx(car["batteryKWh"])


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({}, "locations"),
        ({"ids": "x"}, "kwh"),
        ({"ids": "x", "kwh": "much"}, "kwh"),
        ({"ids": "x", "socfrom": "1"}, "socfrom"),
        ({"ids": "x", "kwh": "1", "start": "noon"}, "start"),
        ({"ids": "x", "kwh": "1", "vehicle": "no-such"}, "vehicle"),
        ({"ids": "x", "vehicle": "custom", "inlets": "CCS2", "socFrom": "1", "socTo": "2"}, "batt"),
    ],
)
def test_problems_of_a_query(server, query, word):
    """A parameter that cannot be read is named."""
    answer = server.get("/api/estimate", params=query)

    assert answer.status_code == 400
    assert word in answer.json()["detail"]


def test_search_by_price(server, ids):
    """The cheapest first, with the price of the session; without a price one comes last."""
    items = server.get("/api/search", params={"order": "price", "kwh": "10"}).json()["items"]
    prices = [each.get("price") for each in items]

    assert items[0]["id"] == ids["priced"]
    assert prices[0].keys() == {"amount", "currency", "perKwh"}
    assert set(map(type, prices[1:])) == {type(None)}


def test_highest_price(server, ids):
    """What costs more, or nobody knows what, is left out."""
    cheap = server.get("/api/search", params={"maxPrice": "1", "kwh": "10"}).json()
    enough = server.get("/api/search", params={"maxPrice": "100", "kwh": "10"}).json()

    assert cheap["items"] == []
    assert [each["id"] for each in enough["items"]] == [ids["priced"]]


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"kwh": "10"}, "order=price"),
        ({"maxPrice": "cheap"}, "maxPrice"),
        ({"maxPrice": "-1"}, "maxPrice"),
        ({"order": "price", "socFrom": "10"}, "soc_to"),
    ],
)
def test_problems_of_a_search(server, query, word):
    """A session without a price, and a price that is none, are refused."""
    answer = server.get("/api/search", params=query)

    assert answer.status_code == 400
    assert word in answer.json()["detail"]

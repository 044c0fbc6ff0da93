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

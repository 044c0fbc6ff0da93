"""Our own API and the pages, over real HTTP."""

import pytest
from openapi_spec_validator import validate

from plugdex.api.here_v3 import openapi as here_v3
from plugdex.api.own.openapi import document


def test_list(server, ids):
    """The list has id, name, position, operator and standards."""
    items = {each["id"]: each for each in server.get("/api/locations").json()["items"]}

    assert set(items) == {
        ids[name] for name in ("simple", "mixed", "priced", "powerless", "abroad")
    }
    assert items[ids["simple"]] == {
        "id": ids["simple"],
        "name": "Jaarbeursplein",
        "lat": 52.09,
        "lon": 5.12,
        "operator": "Plug BV",
        "standards": ["IEC_62196_T2"],
    }


def test_box(server):
    """Only what lies in the box is listed."""
    inside = server.get("/api/locations", params={"bbox": "5,52,5.2,52.2"}).json()
    outside = server.get("/api/locations", params={"bbox": "6,52,6.2,52.2"}).json()

    assert (len(inside["items"]), outside["items"]) == (5, [])


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_pages(server, limit):
    """Following the cursor yields everything once, and no page is empty."""
    seen, cursor = [], ""
    while cursor is not None:
        params = {"limit": limit, "cursor": cursor}
        page = server.get("/api/locations", params=params).json()
        assert page["items"]
        seen += [each["id"] for each in page["items"]]
        cursor = page.get("next")

    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(
    ("params", "place"),
    [
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "1,50,2,40"}, "bbox"),
        ({"bbox": "nan,1,2,3"}, "bbox"),
        ({"limit": "0"}, "limit"),
        ({"limit": "9999"}, "limit"),
        ({"cursor": "!"}, "cursor"),
        ({"cursor": "abcd"}, "cursor"),
    ],
)
def test_problems(server, params, place):
    """A wrong parameter is a problem document that names it."""
    answer = server.get("/api/locations", params=params)

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["detail"].startswith(place)


def test_pages_for_people(server):
    """Pages about the server and its API are served with a strict content policy."""
    for path in ("/about", "/docs"):
        answer = server.get(path)
        assert answer.status_code == 200
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "connectorTypes" in server.get("/docs").text


def test_health(server):
    """Health needs no key and counts the locations."""
    assert server.get("/health").json()["locations"] == 5


def test_openapi_is_valid(server):
    """Our description is valid OpenAPI 3.1 and is served."""
    validate(document())
    assert server.get("/api/openapi.json").json()["openapi"] == "3.1.0"


def test_decimals_are_described_as_numbers():
    """Prices and powers are numbers in the answers, and in what we say of them."""
    power = document()["components"]["schemas"]["Offer"]["properties"]["kw"]
    tax = here_v3.document()["components"]["schemas"]["PriceComponent"]["properties"]["vat"]

    assert {"type": "number"} in power["anyOf"]
    assert tax == {"type": "number"}

"""The fourteen points of the HERE v3 contract's checklist, one by one, over real HTTP."""

import uuid

import pytest

PREFIX = "here:evcp:charginglocation:"
EVERYTHING = "address,evses,truckRestrictions,locationInfo,emsps,connectorGroups,tariffs,nearby"


def found(answer):
    """Items by own id."""
    assert answer.status_code == 200, answer.text
    return {item.get("cpoLocationId", item["id"]): item for item in answer.json()["items"]}


def nulls(value):
    """Whether there is a null anywhere."""
    if isinstance(value, dict):
        return any(nulls(each) for each in value.values())
    if isinstance(value, list):
        return any(nulls(each) for each in value)
    return value is None


def test_01_power_in_watts(ask, ids):
    """Power is in watts."""
    item = ask(f"/locations/{ids['simple']}", fields="evses").json()

    assert item["evses"][0]["connectors"][0]["maxPower"] == 22_080


def test_02_positions_are_lat_and_lng(ask, ids):
    """A position is an object with lat and lng."""
    assert ask(f"/locations/{ids['simple']}").json()["location"] == {"lat": 52.09, "lng": 5.12}


@pytest.mark.parametrize("prefix", ["", "here:evcp:charginglocation:", "here:pds:place:", "x:"])
def test_03_only_the_last_colon_component_counts(ask, ids, prefix):
    """Any prefix may stand before an id, on both endpoints."""
    one = ask(f"/locations/{prefix}{ids['simple']}").json()
    several = ask("/locations", ids=f"{prefix}{ids['simple']},foo:{ids['mixed']}").json()

    assert one["id"] == several["items"][0]["id"] == PREFIX + ids["simple"]
    assert len(several["items"]) == 2


def test_04_ids_of_answers_are_whole(ask, ids):
    """Ids of answers carry the full prefix."""
    items = ask("/locations", ids=",".join(ids.values())).json()["items"]

    assert all(item["id"].startswith(PREFIX) for item in items)


def test_05_groups_name_connectors_only_with_evses(ask, ids):
    """Without evses a group has no connectors; the status is 200."""
    alone = ask(f"/locations/{ids['mixed']}", fields="connectorGroups").json()
    both = ask(f"/locations/{ids['mixed']}", fields="connectorGroups,evses").json()

    assert not any("connectors" in group for group in alone["connectorGroups"])
    assert all(group["connectors"] for group in both["connectorGroups"])


def test_05_tariffs_only_with_connectors(ask, ids):
    """Tariffs alone are silently ignored."""
    alone = ask(f"/locations/{ids['priced']}", fields="tariffs")
    both = ask(f"/locations/{ids['priced']}", fields="tariffs,connectorGroups").json()

    assert (alone.status_code, "tariffs" in alone.json()) == (200, False)
    assert both["tariffs"]


def test_06_unknown_ids(ask, ids):
    """An unknown id is 404 alone and in missingItems among others, as it was sent."""
    assert ask("/locations/nothing").status_code == 404

    body = ask("/locations", ids=f"x:nothing,{ids['simple']},{ids['hidden']}").json()
    assert body["missingItems"] == ["x:nothing", ids["hidden"]]
    assert len(body["items"]) == 1


def test_07_generic_error_bodies(ask, server, ids):
    """401, 403 and 405 have the generic body."""
    unauthorized = ask("/locations", key=None, ids="x")
    forbidden = ask(f"/locations/{ids['simple']}", key="plain", fields="predictions")
    method = server.post("/v3/locations")
    assert method.headers["allow"] == "GET"

    assert (unauthorized.status_code, unauthorized.json()) == (
        401,
        {"error": "Unauthorized", "error_description": "No credentials found"},
    )
    assert forbidden.status_code == forbidden.json()["status"] == 403
    assert forbidden.json()["error"] == "Predictions requested without required authorization"
    assert (method.status_code, method.json()["error"]) == (
        405,
        "Method not allowed for this action",
    )


def test_07_structured_error_bodies(ask):
    """400 and 404 have the structured body with the correlation id."""
    for answer, code in (
        (ask("/locations", ids="x", fields="address,evses,wrong"), "E629400"),
        (ask("/locations/nothing"), "E629000"),
    ):
        body = answer.json()
        assert sorted(body) == ["action", "cause", "code", "correlationId", "status", "title"]
        assert (body["status"], body["code"]) == (answer.status_code, code)
        assert body["correlationId"] == answer.headers["x-correlation-id"]


def test_08_legacy_tariff_form_adds_adhoc(ask, ids):
    """``<partner>`` adds ad-hoc tariffs, ``partner:<partner>`` does not."""
    partner = ask(f"/locations/{ids['priced']}").json()["operator"]["partnerId"]

    def types(*values):
        params = {"ids": ids["priced"], "fields": "tariffs,evses", "tariff": list(values)}
        return [each["type"] for each in ask("/locations", **params).json()["items"][0]["tariffs"]]

    assert types(f"{partner},contract") == ["adhoc", "cpo"]
    assert types(f"partner:{partner};name=contract") == ["cpo"]
    assert types(f"partner:{partner};name=nobody knows") == ["adhoc", "cpo"]
    assert types(f"partner:{partner};name=contract", f"partner:{partner}") == ["adhoc", "cpo"]


def test_09_connector_types(ask, ids):
    """At most five types; not on the single endpoint; a location without a match disappears."""
    types = "IEC_62196_T2_COMBO,CHADEMO"
    several = ask("/locations", ids=f"{ids['simple']},{ids['mixed']}", connectorTypes=types)
    single = ask(f"/locations/{ids['simple']}", connectorTypes=types)
    six = ask("/locations", ids="x", connectorTypes="A,B,C,D,E,F")

    assert [item["id"] for item in several.json()["items"]] == [PREFIX + ids["mixed"]]
    assert several.json()["missingItems"] == []
    assert single.status_code == 200
    assert six.json()["cause"] == "querystring/connectorTypes must NOT have more than 5 items"


def test_10_group_counts(ask, ids):
    """An EVSE counts once; without power there is no group; unknown availability is left out."""
    mixed = ask(f"/locations/{ids['mixed']}", fields="connectorGroups").json()
    powerless = ask(f"/locations/{ids['powerless']}", fields="connectorGroups,evses").json()
    priced = ask(f"/locations/{ids['priced']}", fields="connectorGroups").json()

    assert [
        (g["standard"], g["maxPower"], g["connectorCount"], g["availableConnectorCount"])
        for g in mixed["connectorGroups"]
    ] == [
        ("IEC_62196_T2_COMBO", 150_000, 1, 1),
        ("CHADEMO", 50_000, 1, 1),
        ("IEC_62196_T2", 22_080, 2, 1),
        ("IEC_62196_T2", 11_040, 1, 1),
    ]
    assert "connectorGroups" not in powerless
    assert "availableConnectorCount" not in priced["connectorGroups"][0]


def test_11_predictions_are_absent(ask, ids):
    """There are no predictions to be wrong about; asking for them is allowed."""
    answer = ask(f"/locations/{ids['simple']}", fields="predictions,connectorGroups", days=7)

    assert answer.status_code == 200
    assert "predictions" not in answer.text


def test_12_prices_exclude_vat(ask, ids):
    """Prices are without VAT, with the rate beside them."""
    body = ask(f"/locations/{ids['priced']}", fields="tariffs,evses").json()

    night, day = body["tariffs"][0]["elements"]
    assert day == {"components": [{"dimension": "energy", "price": 0.405, "vat": 21, "step": 1}]}
    assert night["condition"] == {
        "days": ["sa", "su"],
        "time": {"from": "23:00:00", "to": "06:00:00"},
    }


def test_13_absent_is_not_null(ask, ids):
    """There is no null anywhere."""
    body = ask("/locations", ids=",".join(ids.values()), fields=EVERYTHING, tariff="all").json()

    assert len(body["items"]) == 5
    assert not nulls(body)


def test_14_request_and_correlation_ids(server, keys):
    """X-Request-ID is echoed and X-Correlation-ID is a UUID, on errors too."""
    for path, headers in (
        ("/v3/version", {"Authorization": f"Bearer {keys['plain']}"}),
        ("/v3/locations", {"Authorization": f"Bearer {keys['plain']}"}),
        ("/v3/health", {}),
    ):
        answer = server.get(path, headers=headers | {"X-Request-ID": "my id/1"})
        assert answer.headers["x-request-id"] == "my id/1"
        assert uuid.UUID(answer.headers["x-correlation-id"]).version == 4
        assert "x-request-id" not in server.get(path, headers=headers).headers

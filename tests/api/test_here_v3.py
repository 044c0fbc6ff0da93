"""What else the HERE v3 dialect promises, over real HTTP."""

import pytest
from openapi_spec_validator import validate

from plugdex.api.here_v3.openapi import document


@pytest.mark.parametrize(
    ("params", "cause"),
    [
        ({}, "querystring must have required property 'ids'"),
        ({"ids": ""}, "querystring/ids must NOT have fewer than 1 items"),
        ({"ids": ",".join("x" * 101)}, "querystring/ids must NOT have more than 100 items"),
        (
            {"ids": "x", "fields": "address,evses,x"},
            "querystring/fields/2 must be equal to one of the allowed values",
        ),
        (
            {"ids": "x", "fields": "evses,evses"},
            "querystring/fields must NOT have duplicate items (items ## 0 and 1 are identical)",
        ),
        ({"ids": "x", "days": "0"}, "querystring/days must be >= 1"),
        ({"ids": "x", "days": "8"}, "querystring/days must be <= 7"),
        ({"ids": "x", "days": "two"}, "querystring/days must be integer"),
        (
            {"ids": "x", "connectorTypes": ""},
            "querystring/connectorTypes must NOT have fewer than 1 items",
        ),
        (
            {"ids": "x", "tariff": ["all"] * 51},
            "querystring/tariff must NOT have more than 50 items",
        ),
        (
            {"ids": "x", "tariff": ["all", "y" * 257]},
            "querystring/tariff/1 must NOT have more than 256 characters",
        ),
    ],
)
def test_limits(ask, params, cause):
    """Every limit of the contract has its 400 with a cause of the published form."""
    answer = ask("/locations", **params)

    assert (answer.status_code, answer.json()["cause"]) == (400, cause)


@pytest.mark.parametrize("value", ["cpo,emsp", "partner:short", "nobody"])
def test_tariff_pattern(ask, value):
    """A tariff value that the pattern does not allow is 400."""
    assert "must match pattern" in ask("/locations", ids="x", tariff=value).json()["cause"]


@pytest.mark.parametrize(
    ("value", "types"),
    [
        (None, ["adhoc"]),
        ("", ["adhoc"]),
        ("adhoc", ["adhoc"]),
        ("cpo", ["cpo"]),
        ("emsp", None),
        ("all", ["adhoc", "cpo"]),
        (["adhoc", "cpo"], ["adhoc", "cpo"]),
    ],
)
def test_tariff_groups(ask, ids, value, types):
    """Group keywords choose by type; several values are a union."""
    params = {} if value is None else {"tariff": value}
    item = ask(f"/locations/{ids['priced']}", fields="tariffs,evses", **params).json()

    assert (item.get("tariffs") and [each["type"] for each in item["tariffs"]]) == types


def test_tariff_indexes_point_into_the_list(ask, ids):
    """Indexes are places in the tariff list; what cannot be told is in neither."""
    params = {"fields": "tariffs,evses,connectorGroups", "tariff": "all"}
    item = ask(f"/locations/{ids['priced']}", **params).json()

    assert item["evses"][0]["connectors"][0]["tariffIndexes"] == [0, 1]
    assert item["connectorGroups"][0]["tariffIndexes"] == [0, 1]
    assert [each.get("name") for each in item["tariffs"]] == [None, "contract"]


def test_minimal_set(ask, ids):
    """Without fields only the minimal set comes back."""
    item = ask(f"/locations/{ids['mixed']}").json()

    assert set(item) == {
        "id", "location", "name", "operator", "suboperator", "restrictions", "supportedVehicles"
    }  # fmt: skip
    assert item["restrictions"] == ["brandOnly"]
    assert item["supportedVehicles"] == ["car", "truck"]
    assert item["operator"]["eMobilityIds"] == ["NL-PDX"]


def test_address(ask, ids):
    """Street and house number stand apart."""
    assert ask(f"/locations/{ids['simple']}", fields="address").json()["address"] == {
        "label": "Jaarbeursplein 6, 3521AL Utrecht, NLD",
        "street": "Jaarbeursplein",
        "houseNumber": "6",
        "city": "Utrecht",
        "countryCode": "NLD",
        "postalCode": "3521AL",
    }


def test_location_info(ask, ids):
    """locationInfo has hours without 24:00, phone, zone and pull-through."""
    item = ask(f"/locations/{ids['mixed']}", fields="locationInfo").json()

    assert item["openingHours"] == {
        "regularSchedule": [
            {"days": ["mo", "tu", "we", "th", "fr"], "periods": [{"from": "08:00:00"}]}
        ]
    }
    assert (item["timeZone"], item["supportPhoneNumber"]) == ("Europe/Amsterdam", "+31301234567")
    assert (item["isPullThrough"], item["reservationRequired"]) == (True, False)


def test_restricted_truck_members(ask, ids):
    """Truck values of location and EVSE come together, and once."""
    fields = "truckRestrictions,locationInfo,evses"
    item = ask(f"/locations/{ids['mixed']}", fields=fields).json()

    assert item["truckRestrictions"] == {"truckAccess": ["heavy"], "overnightParking": True}
    assert item["evses"][2]["parking"] == {
        "vehicleTypes": ["semiTractor"],
        "vehicleLimitations": {"height": 410.0},
        "evsePosition": "left",
        "parkingDirection": "pullThrough",
        "reservationRequired": False,
    }
    plain = ask(f"/locations/{ids['mixed']}", key="plain", fields="evses").json()
    assert "vehicleTypes" not in plain["evses"][2]["parking"]


def test_emsps_and_nearby(ask, ids):
    """eMSPs come without website; only facilities of the list are named."""
    item = ask(f"/locations/{ids['mixed']}", fields="emsps,nearby").json()

    assert [set(each) for each in item["eMobilityServiceProviders"]] == [
        {"name", "partnerId", "eMobilityIds"}
    ]
    assert item["facilityTypes"] == ["hotel"]


def test_trimming(ask, ids):
    """EVSEs and groups without a wanted type go; other connectors of a kept EVSE stay."""
    params = {"fields": "evses,connectorGroups", "connectorTypes": "IEC_62196_T2_COMBO"}
    (item,) = ask("/locations", ids=ids["mixed"], **params).json()["items"]

    assert [each["uid"] for each in item["evses"]] == ["M1"]
    assert len(item["evses"][0]["connectors"]) == 2
    assert [each["standard"] for each in item["connectorGroups"]] == ["IEC_62196_T2_COMBO"]


def test_trimming_without_fields(ask, ids):
    """The filter works on locations even when neither EVSEs nor groups are asked for."""
    wanted = f"{ids['simple']},{ids['mixed']}"

    assert len(ask("/locations", ids=wanted, connectorTypes="CHADEMO").json()["items"]) == 1
    assert ask("/locations", ids=wanted, connectorTypes="UNHEARD_OF").json()["items"] == []


def test_what_a_source_does_not_say(ask, ids):
    """Demanded members stand in from the catalogue; the power does not."""
    item = ask(f"/locations/{ids['powerless']}", fields="evses").json()

    assert [each["uid"] for each in item["evses"]] == ["N1"]
    assert item["evses"][0]["connectors"] == [
        {
            "id": "1",
            "standard": "IEC_62196_T2_COMBO",
            "format": "cable",
            "powerType": "dc",
            "maxVoltage": 400,
            "maxCurrent": 50,
        }
    ]


def test_removed_evses_are_not_shown(ask, ids):
    """An EVSE that was removed is neither listed nor counted."""
    item = ask(f"/locations/{ids['priced']}", fields="evses,connectorGroups").json()

    assert [each["uid"] for each in item["evses"]] == ["T1"]
    assert len(item["connectorGroups"]) == 1


def test_status_and_payment(ask, ids):
    """Status comes with its time; cards are payment supports, not capabilities."""
    (evse,) = ask(f"/locations/{ids['simple']}", fields="evses").json()["evses"]

    assert (evse["status"], evse["modified"]) == ("charging", "2026-06-01T12:00:00Z")
    assert (evse["capabilities"], evse["paymentSupports"]) == (["reservable"], ["rfidReader"])


def test_order_and_repeats(ask, ids):
    """Items come in the order of the request, each once."""
    wanted = [ids["mixed"], ids["simple"], ids["mixed"], "here:x:" + ids["simple"]]
    items = ask("/locations", ids=",".join(wanted)).json()["items"]

    assert [each["id"].rpartition(":")[2] for each in items] == wanted[:2]


def test_stray_parameters_are_ignored(ask, ids):
    """Unknown parameters do no harm."""
    assert ask("/locations", ids=ids["simple"], lang="en", foo="").status_code == 200


def test_api_key_parameter(server, ids, keys):
    """A key may come as the apiKey parameter; a wrong one is refused."""
    path = f"/v3/locations/{ids['simple']}"

    assert server.get(path, params={"apiKey": keys["plain"]}).status_code == 200
    assert server.get(path, params={"apikey": keys["plain"]}).status_code == 401
    assert server.get(path, params={"apiKey": "wrong"}).status_code == 401


@pytest.mark.parametrize("field", ["predictions", "reliability", "truckRestrictions"])
def test_restricted_fields(ask, ids, field):
    """Restricted fields want their entitlement."""
    path = f"/locations/{ids['simple']}"

    assert ask(path, key="plain", fields=field).status_code == 403
    assert ask(path, key="all", fields=field).status_code == 200


def test_country_metadata(ask):
    """Countries come in order; fields add operators and connector types."""
    assert ask("/countryMetadata").json() == {
        "countries": [{"countryCode": "DEU"}, {"countryCode": "NLD"}],
        "missingCountries": [],
    }
    fields = "operators,connectorTypes,tariffs,eMobilityServiceProviders"
    (country,) = ask("/countryMetadata", countryCodes="nld", fields=fields).json()["countries"]
    assert [each["name"] for each in country["operators"]] == ["Plug BV", "Hotel Krasnapolsky"]
    assert country["operators"][0]["tariffs"] == [{"name": "contract"}]
    assert [each["name"] for each in country["eMobilityServiceProviders"]] == ["Roam"]
    assert {
        "standard": "IEC_62196_T2",
        "commonName": "Type 2 (Mennekes)",
        "maxPower": 22_080,
        "legacyId": 31,
    } in country["connectorTypes"]


def test_country_metadata_limits(ask):
    """Unknown countries are listed; malformed codes and fields are 400."""
    assert ask("/countryMetadata", countryCodes="XXX").json()["missingCountries"] == ["XXX"]
    for params, cause in (
        ({"countryCodes": "NLD,N1"}, "querystring/countryCodes/1 must match pattern"),
        ({"countryCodes": ",".join(["NLD"] * 51)}, "querystring/countryCodes must NOT have more"),
        ({"fields": "operators,x"}, "querystring/fields/1 must be equal to one of the allowed"),
    ):
        answer = ask("/countryMetadata", **params)
        assert answer.status_code == 400
        assert answer.json()["cause"].startswith(cause)


def test_service_endpoints(ask, server):
    """health, version and openapi answer with a key and refuse without."""
    assert ask("/health").json() == {"status": "ok"}
    assert ask("/version").json()["apiVersion"] == "3.20.1"
    assert ask("/openapi").json()["openapi"] == "3.1.0"
    assert server.get("/v3/openapi").status_code == 401


def test_openapi_is_valid():
    """Our description is valid OpenAPI 3.1."""
    validate(document())


def test_bytes_that_are_no_text(server, keys):
    """Ids of any bytes are just unknown."""
    headers = {"Authorization": f"Bearer {keys['plain']}"}
    for path in ("/v3/locations/%ff%00", "/v3/locations?ids=%ff,%00,😀", "/v3/locations/a/b"):
        assert server.get(path, headers=headers).status_code in (200, 404)

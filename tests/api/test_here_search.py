"""What else the search dialect promises, over real HTTP."""

import uuid

import flexpolyline
import pytest
from openapi_spec_validator import validate

from plugdex.api.here_search.openapi import document, specification
from plugdex.api.here_search.phrases import meaningful
from plugdex.model.ids import partner_id
from tests.api.search_world import CENTRE, CONTENT, NAMES, PLACES, PREFIX, distance, names
from tests.api.test_routes import PLAIN, WITH_LEVELS

AT = f"{CENTRE[0]},{CENTRE[1]}"
ROUTE = flexpolyline.encode([(51.95, 5.0), (52.2, 5.3)])
FORM = {"content-type": "application/x-www-form-urlencoded"}
NEAR = PREFIX + CONTENT["near"]


def nulls(value):
    """Whether there is a null anywhere."""
    if isinstance(value, dict):
        return any(nulls(each) for each in value.values())
    if isinstance(value, list):
        return any(nulls(each) for each in value)
    return value is None


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("at", ""),
        ("at", "52"),
        ("at", "52,5,1"),
        ("at", "91,5"),
        ("at", "5,181"),
        ("at", "nan,5"),
        ("in", "country:DEU"),
        ("in", "countryCode:DE"),
        ("in", "countryCode:deu"),
        ("in", "countryCode:"),
        ("in", f"circle:{AT}"),
        ("in", f"circle:{AT};r=-1"),
        ("in", f"circle:{AT};r=1.5"),
        ("in", "bbox:5,52,6"),
        ("in", "bbox:5,53,6,52"),
        ("in", "bbox:52,5,53,181"),
        ("in", ["bbox:5,52,6,53", f"circle:{AT};r=5"]),
        ("route", ""),
        ("route", "!"),
        ("route", f"{ROUTE};w="),
        ("route", f"{ROUTE};w=50001"),
        ("route", f"{ROUTE};r=5"),
        ("route", flexpolyline.encode([(1, 2)])),
        ("route", flexpolyline.encode([(1, 2)] * 2001)),
        ("ranking", "distance"),
        ("ranking", "excursionDistance"),
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "ten"),
        ("offset", "-1"),
        ("offset", "100"),
        ("lang", "deutsch_ch"),
        ("politicalView", "de"),
        ("show", "evs"),
        ("show", "countryInfo"),
        ("categories", "a,,b"),
        ("evStation[connectorTypeIds]", "16"),
        ("evStation[connectorTypeIds]", "68"),
        ("evStation[connectorTypeIds]", ""),
        ("evStation[minPower]", "0"),
        ("evStation[minPower]", "-5"),
        ("evStation[maxPower]", "1e3"),
        ("evStation[current]", "ac"),
        ("evStation[current]", "AC,DC"),
        ("evStation[eMobilityServiceProviderPartnerIds]", "short"),
        ("evStation[paymentMethodIds]", "cash"),
        ("evStation[minimumPower]", "5"),
    ],
)
def test_refused(searched, parameter, value):
    """What breaks a rule is 400 and named."""
    answer = searched.get("/v1/browse", params={"at": AT, parameter: value})

    assert answer.status_code == 400, answer.text
    assert answer.json()["title"] == f"Illegal input for parameter '{parameter}'"


@pytest.mark.parametrize(
    "params",
    [
        {"at": AT, "limit": 100, "offset": 99},
        {"at": AT, "route": f"{ROUTE};w=50000", "ranking": "excursionDistance"},
        {"at": AT, "route": PLAIN},
        {"at": AT, "route": WITH_LEVELS},
        {"at": AT, "lang": "de-CH,en", "politicalView": "IND"},
        {"at": AT, "show": "ev,eMobilityServiceProviders,tz,phonemes,streetInfo"},
        {"at": AT, "chains": "!1566", "foodTypes": "!101", "fuelStation[minFuelTypes]": "1"},
        {"at": AT, "in": "bbox:179,-5,-179,5"},
        {"at": AT, "evStation[minPower]": ".5", "evStation[maxPower]": "1000."},
        {"at": AT, "something": "else"},
    ],
)
def test_accepted(find, params):
    """What the contract has is accepted, and what it does not know is ignored."""
    assert "items" in find("/browse", **params)


@pytest.mark.parametrize(
    ("params", "parameter"),
    [
        ({"at": AT}, "q"),
        ({"q": "plug"}, "at"),
        ({"q": "plug", "in": "countryCode:NLD"}, "at"),
        ({"q": "plug", "at": AT, "in": f"circle:{AT};r=5"}, "at"),
        ({"q": "plug", "at": AT, "in": "bbox:5,52,6,53"}, "at"),
        ({"q": "plug", "at": AT, "mobilityMode": "bicycle"}, "mobilityMode"),
    ],
)
def test_discover_refused(searched, params, parameter):
    """Discover wants words and exactly one place to search around."""
    answer = searched.get("/v1/discover", params=params)

    assert answer.status_code == 400
    assert answer.json()["title"] == f"Illegal input for parameter '{parameter}'"


@pytest.mark.parametrize(
    "area",
    [
        {"at": AT},
        {"in": f"circle:{AT};r=100000"},
        {"in": "bbox:4,51,6,53"},
        {"at": AT, "in": "countryCode:NLD,DEU"},
        {"in": [f"circle:{AT};r=100000", "countryCode:NLD,DEU"]},
    ],
)
def test_words(find, area):
    """Each word begins a word of name, address, city or operator; "charging" says nothing."""
    answer = find("/discover", q="Fast EV charging stations Zeist", limit=100, **area)
    wanted = {
        name
        for name, each in PLACES.items()
        if each.location.operator
        and each.location.operator.name == "Fast One"
        and each.location.city == "Zeist"
    }

    assert set(names(answer)) == wanted != set()
    assert all("distance" in item for item in answer["items"])


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("EV Charging Station", ""),
        ("Tesla Supercharger", "tesla supercharger"),
        ("Ladesäule Köln", "koln"),
        ("evergreen charging", "evergreen"),
    ],
)
def test_words_that_say_nothing(words, left):
    """Words that all our places have in common are not looked for."""
    assert meaningful(words) == left


def test_nothing_of_the_words(find):
    """Words that no place has find nothing."""
    assert find("/discover", q="pizza", at=AT) == {"items": []}


def test_mobility_mode(find):
    """Places for the own kind of vehicle come first, then the others, each the nearest first."""
    found = names(find("/discover", q="charging", at=AT, limit=100, mobilityMode="truck"))
    trucks = [n for n in found if "TRUCK" in PLACES[n].location.vehicle_categories]

    assert sorted(found) == sorted(PLACES)
    assert found[: len(trucks)] == trucks == sorted(trucks, key=distance)
    assert found[len(trucks) :] == sorted(set(found) - set(trucks), key=distance)


def test_name(find):
    """``name`` looks at the title only, which is the operator where there is one."""
    answer = find("/browse", at=AT, name="volt sohn", limit=100)

    assert {item["title"] for item in answer["items"]} == {"Volt & Söhne"}
    assert find("/browse", at=AT, name="Utrecht") == {"items": []}
    untitled = find("/browse", at=AT, name="parking", limit=100)
    assert all(PLACES[name].location.operator is None for name in names(untitled))


@pytest.mark.parametrize("parameter", ["chains", "foodTypes"])
def test_of_a_chain(find, parameter):
    """We know no chains, so none of our places is of one, and all of them are of no other."""
    assert find("/browse", at=AT, **{parameter: "1566"}) == {"items": []}
    assert len(find("/browse", at=AT, limit=100, **{parameter: "!1566"})["items"]) == len(PLACES)


def test_brackets_raw_and_encoded(searched):
    """Brackets of filters may be percent-encoded or not."""
    raw, encoded = (
        searched.get(f"/v1/browse?at={AT}&limit=100&{name}=29,33&{other}=40.5").json()
        for name, other in (
            ("evStation[connectorTypeIds]", "evStation[minPower]"),
            ("evStation%5BconnectorTypeIds%5D", "evStation%5bminPower%5d"),
        )
    )

    assert raw == encoded
    assert 0 < len(raw["items"]) < len(PLACES)


def test_type_of_no_standard(find):
    """A type for which the catalogue has no plug matches nothing, but beside others it may be."""
    name = "evStation[connectorTypeIds]"

    assert find("/browse", at=AT, **{name: "25"}) == {"items": []}
    assert find("/browse", at=AT, **{name: "25,29"}) == find("/browse", at=AT, **{name: "29"})


def test_filters_hold_together(find):
    """Near has CCS at 150 kW and Type 2 at 22 kW, but no Type 2 at 150 kW."""

    def has_near(**filters):
        params = {f"evStation[{name}]": value for name, value in filters.items()}
        return "near" in names(find("/browse", at=AT, limit=100, **params))

    assert has_near(connectorTypeIds="34", minPower="150")
    assert has_near(connectorTypeIds="31", maxPower="22.08", current="AC")
    assert not has_near(connectorTypeIds="31", minPower="150")
    assert not has_near(connectorTypeIds="34", current="AC")
    assert has_near(supplierNames="nobody,NEAREST")
    assert has_near(eMobilityServiceProviderPartnerIds=partner_id("Roam"))


@pytest.mark.parametrize(
    "show", ["fuel", "fuelPrices", "truck", "tripadvisor", "ev,tripadvisorImageVariants"]
)
@pytest.mark.parametrize("path", ["/browse", "/lookup"])
def test_restricted(server, keys, path, show):
    """Blocks that want an entitlement are refused without it; 401 comes before 403."""
    params = {"at": AT, "id": NEAR, "show": show}
    headers = {"Authorization": f"Bearer {keys['plain']}"}
    answer = server.get(f"/v1{path}", params=params, headers=headers)

    assert answer.status_code == answer.json()["status"] == 403
    assert server.get(f"/v1{path}", params=params).status_code == 401


def test_entitled(server, keys, ids):
    """A key that may see truck restrictions may ask for ``truck``."""
    params = {"id": ids["simple"], "show": "truck", "apiKey": keys["all"]}

    assert server.get("/v1/lookup", params=params).status_code == 200


def test_keys(server, keys):
    """A key goes in the header or the query; without one the gateway refuses."""
    header = {"Authorization": f"Bearer {keys['plain']}"}
    refused = server.get("/v1/browse", params={"at": AT})

    assert server.get("/v1/browse", params={"at": AT}, headers=header).status_code == 200
    assert server.get("/v1/browse", params={"at": AT, "apiKey": keys["plain"]}).status_code == 200
    assert refused.status_code == 401
    assert refused.json()["error"] == "Unauthorized"
    assert server.get("/v1/openapi").status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/browse", 400),
        ("GET", "/v1/lookup?id=nothing", 404),
        ("GET", "/v1/autosuggest", 404),
        ("POST", "/v1/lookup?id=nothing", 405),
        ("PUT", "/v1/browse", 405),
        ("HEAD", "/v1/browse", 405),
        ("POST", "/v1/browse?at=52,5", 415),
    ],
)
def test_error_bodies(searched, method, path, status):
    """Errors have the body of the contract, with both ids."""
    answer = searched.request(method, path, headers={"X-Request-ID": "mine/1"})

    assert answer.status_code == status
    assert answer.headers["x-request-id"] == "mine/1"
    correlation = answer.headers["x-correlation-id"]
    assert uuid.UUID(correlation).version == 4
    if method != "HEAD":
        body = answer.json()
        assert sorted(body) == ["action", "cause", "correlationId", "requestId", "status", "title"]
        assert (body["status"], body["requestId"]) == (status, "mine/1")
        assert body["correlationId"] == correlation
    if status == 405:
        assert answer.headers["allow"] == ("GET" if "lookup" in path else "GET, POST")


def test_request_id(searched):
    """Without a request id the body, which must have one, has the correlation id."""
    answer = searched.get("/v1/browse")

    assert "x-request-id" not in answer.headers
    assert answer.json()["requestId"] == answer.headers["x-correlation-id"]
    good = searched.get("/v1/browse", params={"at": AT}, headers={"X-Request-ID": "2"})
    assert good.headers["x-request-id"] == "2"


@pytest.mark.parametrize("path", [f"/v1/browse?at={AT}", f"/v1/discover?q=charger&at={AT}"])
def test_post(searched, path):
    """A route in the body is the same as one in the query."""
    route = f"{ROUTE};w=3000"
    posted = searched.post(path, data={"route": route})

    assert posted.status_code == 200
    assert posted.json() == searched.get(f"{path}&route={route}").json()
    assert posted.json()["items"]


@pytest.mark.parametrize(
    ("query", "body", "headers", "status"),
    [
        (f"&route={ROUTE}", f"route={ROUTE}", FORM, 400),
        ("", "", FORM, 400),
        ("", "route=", FORM, 400),
        ("", f"route={ROUTE}&limit=5", FORM, 400),
        ("", f"route={ROUTE}&route={ROUTE}", FORM, 400),
        ("", "{}", {"content-type": "application/json"}, 415),
        ("", f"route={ROUTE}", {}, 415),
        ("", "route=" + "A" * 200_000, FORM, 413),
        ("", b"\xff\x00", FORM, 400),
        ("", f"route={ROUTE}", {"content-type": f"{FORM['content-type']};charset=utf-8"}, 200),
    ],
)
def test_post_refused(searched, query, body, headers, status):
    """The body is a form with a route and nothing else."""
    answer = searched.post(f"/v1/browse?at={AT}{query}", content=body, headers=headers)

    assert answer.status_code == status, answer.text


def test_an_item(find):
    """All that is told of a place when all is asked for."""
    show = "ev,eMobilityServiceProviders,tz"
    item = find("/browse", at=AT, limit=1, show=show)["items"][0]
    extended = item.pop("extended")

    assert item.pop("timeZone")["utcOffset"] in ("+01:00", "+02:00")
    assert item == {
        "title": "Nearest",
        "id": NEAR,
        "resultType": "place",
        "address": {
            "label": "Nearest, Jaarbeursplein 6, 3521AL Utrecht, NLD",
            "countryCode": "NLD",
            "countryName": "Netherlands",
            "city": "Utrecht",
            "street": "Jaarbeursplein",
            "houseNumber": "6",
            "postalCode": "3521AL",
        },
        "position": {"lat": 52.0901, "lng": 5.12},
        "access": [
            {"lat": 52.0901, "lng": 5.1201, "primary": True},
            {"lat": 52.0902, "lng": 5.1202},
        ],
        "distance": 11,
        "categories": [
            {"id": "700-7600-0323", "name": "Truck EV Charging Station", "primary": True}
        ],
        "contacts": [
            {
                "phone": [{"value": "+31301234567"}],
                "www": [{"value": "https://nearest.example"}],
            }
        ],
        "accessRestrictions": [{"restricted": True}],
    }
    assert sorted(extended) == ["evAvailability", "evStation"]


def test_groups(find):
    """Connectors come in groups of type and power; an EVSE counts once in each."""
    station = find("/lookup", id=NEAR, show="ev")["extended"]["evStation"]
    combo, mennekes, megawatt = station["connectors"]

    assert combo == {
        "supplierName": "Nearest",
        "connectorType": {"id": "34", "name": "CCS2"},
        "fixedCable": True,
        "maxPowerLevel": 150,
        "chargingPoint": {
            "numberOfConnectors": 2,
            "voltsRange": "920V DC",
            "ampsRange": "400A",
            "numberOfAvailable": 1,
            "numberOfInUse": 1,
            "numberOfOutOfService": 0,
            "numberOfReserved": 0,
            "lastUpdateTimestamp": "2026-06-01T12:00:00Z",
        },
    }
    assert mennekes["chargingPoint"]["voltsRange"] == "380-480V AC"
    assert (mennekes["maxPowerLevel"], mennekes["chargingPoint"]["phases"]) == (22.08, 3)
    assert "id" not in megawatt["connectorType"]
    assert station["totalNumberOfConnectors"] == 4
    assert station["access"] == "restricted"


def test_without_power(server, keys, ids):
    """A connector of unknown power is in no group but counts, and stands among the EVSEs."""
    params = {"id": ids["powerless"], "show": "ev", "apiKey": keys["plain"]}
    extended = server.get("/v1/lookup", params=params).json()["extended"]
    (evse,) = extended["evAvailability"]["stations"][0]["evses"]

    assert "connectors" not in extended["evStation"]
    assert extended["evStation"]["totalNumberOfConnectors"] == 1
    assert evse["connectors"] == [{"id": "1", "cpoId": "1", "typeId": "34"}]


def test_availability(find, searched):
    """Each EVSE has its state, and the ids by which v3 knows it."""
    block = find("/lookup", id=NEAR, show="ev")["extended"]["evAvailability"]
    (station,) = block["stations"]
    first, second, third = station["evses"]
    v3 = searched.get(f"/v3/locations/{NEAR}", params={"fields": "evses"}).json()

    assert (station["id"], station["cpoId"]) == (CONTENT["near"], "near")
    assert [each["state"] for each in station["evses"]] == ["AVAILABLE", "OCCUPIED", "UNAVAILABLE"]
    assert [each["id"] for each in station["evses"]] == [each["id"] for each in v3["evses"]]
    assert (second["cpoId"], second["cpoEvseEMI3Id"]) == ("N2", "NL*PDX*E2")
    assert first["last_updated"] == "2026-06-01T12:00:00Z"
    assert first["connectors"][2] == {
        "id": "3",
        "cpoId": "3",
        "typeId": "31",
        "maxPowerLevel": 22.08,
    }
    assert "typeId" not in third["connectors"][0]


def test_payment_methods(find):
    """Ways to pay that some EVSE takes are accepted; of the others nothing is said."""
    found = find("/browse", at=AT, show="ev", **{"evStation[paymentMethodIds]": "debitCard"})

    for item in found["items"]:
        assert item["extended"]["evStation"]["paymentMethods"] == [
            {"id": "creditCard", "accepted": True},
            {"id": "debitCard", "accepted": True},
        ]


def test_hours(server, keys, ids):
    """Opening hours in words and in parts of iCalendar."""
    params = {"id": ids["mixed"], "apiKey": keys["plain"]}
    (hours,) = server.get("/v1/lookup", params=params).json()["openingHours"]

    assert isinstance(hours.pop("isOpen"), bool)
    assert hours == {
        "text": ["Mon-Fri: 08:00 - 24:00"],
        "structured": [
            {
                "start": "T080000",
                "duration": "PT16H00M",
                "recurrence": "FREQ:DAILY;BYDAY:MO,TU,WE,TH,FR",
            }
        ],
    }


@pytest.mark.parametrize("prefix", ["", PREFIX, "here:evcp:charginglocation:", "x:"])
def test_lookup(find, prefix):
    """One place at top level, without a distance; only what follows the last colon counts."""
    item = find("/lookup", id=prefix + CONTENT["near"], show="countryInfo", lang="en")

    assert item["id"] == NEAR
    assert "distance" not in item
    assert "extended" not in item


def test_lookup_wants_an_id(searched):
    """``id`` is required; unknown and hidden places are 404."""
    assert searched.get("/v1/lookup").status_code == 400
    assert searched.get("/v1/lookup", params={"id": "pdx" + "0" * 25}).status_code == 404


def test_no_null(find):
    """What is not known is left out."""
    show = "ev,eMobilityServiceProviders,tz"
    answer = find("/browse", at=AT, limit=100, offset=0, show=show)

    assert len(answer["items"]) == len(PLACES)
    assert not nulls(answer)
    assert all(NAMES[item["id"]] for item in answer["items"])


def test_openapi(searched):
    """Our description is valid OpenAPI 3.1, is served, and stands on /docs."""
    validate(document())

    assert searched.get("/v1/openapi").content == specification()
    assert "/v1/browse" in searched.get("/docs").text


def test_next_offset_can_be_asked(find):
    """A next offset that no request may have is not offered."""
    answer = find("/browse", at=AT, limit=1, offset=41)

    assert answer["nextOffset"] == 42
    assert "nextOffset" not in find("/browse", at=AT, limit=1, offset=42)

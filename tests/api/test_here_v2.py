"""The rows of the HERE v2 contract, over real HTTP."""

import re
from datetime import UTC, datetime

import pytest
from lxml import etree
from openapi_spec_validator import validate

from plugdex.api.here_v2.finding import look_up_stations
from plugdex.api.here_v2.openapi import document
from plugdex.directory.keys import create_key
from plugdex.directory.records import location_content_id
from plugdex.model.ids import partner_id, source_key
from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import serving
from tests.api.v2_client import connectors, same_content, stations
from tests.api.v2_world import ROAM, V2_WORLD
from tests.places import take_in

AROUND = "52.0,5.0,300"
ALL_NAMED = "52.5,4.9;51.9,5.2"
ROW = "51.1,4.9;50.9,5.2"


@pytest.fixture(scope="module")
def v2_world(tmp_path_factory):
    """The store's path, pool ids by own ids, and a key, of the world of HERE v2."""
    path = tmp_path_factory.mktemp("v2") / "v2.db"
    store = open_sqlite(path)
    take_in(store, *V2_WORLD)
    key = create_key(store, "v2", [], datetime.now(UTC))
    store.close()
    return path, {each.location.id: location_content_id(each.location) for each in V2_WORLD}, key


@pytest.fixture(scope="module")
def v2_server(v2_world):
    """A client of a server of that world."""
    with serving(v2_world[0]) as client:
        yield client


@pytest.fixture
def pools(v2_world):
    """Pool ids by own ids."""
    return v2_world[1]


@pytest.fixture
def ask_v2(v2_server, v2_world):
    """Ask the v2 dialect with a key."""

    def get(path, **params):
        headers = {"Authorization": f"Bearer {v2_world[2]}"}
        return v2_server.get(f"/ev{path}", params=params, headers=headers)

    return get


def one(ask_v2, pools, name):
    """The details of a station."""
    (found,) = stations(ask_v2(f"/stations/{pools[name]}.json"))
    return found


def names_of(answer, pools):
    """The own ids of the stations of an answer."""
    by_pool = {pool: name for name, pool in pools.items()}
    return [by_pool[each["poolId"]] for each in stations(answer)]


# 1. Service


@pytest.mark.parametrize(("extension", "media"), [("json", "json"), ("xml", "xml")])
def test_path_extension_chooses_the_format(ask_v2, extension, media):
    """The extension says what comes; XML has the published root."""
    answer = ask_v2(f"/stations.{extension}", prox=AROUND)

    assert answer.headers["content-type"].partition(";")[0] == f"application/{media}"
    if extension == "xml":
        assert etree.fromstring(answer.content).tag == "evStationsResult"


@pytest.mark.parametrize("path", ["/stations", "/stations.yaml", "/nothing.json", "/stations.JSON"])
def test_other_paths(ask_v2, path):
    """What is no path is 404."""
    assert ask_v2(path, prox=AROUND).status_code == 404


def test_get_only(v2_server):
    """POST is 405 and says what is allowed."""
    answer = v2_server.post("/ev/stations.json")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


def test_credentials(v2_server, v2_world):
    """A key comes as bearer token, as apiKey, or as app_code beside an app_id."""
    key = v2_world[2]

    def status(headers=None, **params):
        answer = v2_server.get("/ev/connectortypes.json", params=params, headers=headers)
        return answer.status_code

    assert status({"Authorization": f"Bearer {key}"}) == 200
    assert status(apiKey=key) == status(app_id="mine", app_code=key) == 200
    assert status() == status(apiKey="wrong") == status(app_id="mine", app_code="wrong") == 401
    assert status(app_code=key) == status(app_id=key, app_code="mine") == 401
    assert status({"Authorization": "Bearer wrong"}, apiKey=key) == 401


@pytest.mark.parametrize("extension", ["json", "xml"])
def test_count_is_of_the_geometry(ask_v2, extension):
    """A count heeds the area only."""
    params = {"bbox": ALL_NAMED, "connectortype": "29", "emsp": "x", "maxresults": 1}
    answer = ask_v2(f"/stations/count.{extension}", **params)

    if extension == "json":
        assert answer.json() == {"hasMore": False, "count": 5}
    else:
        assert etree.fromstring(answer.content).findtext("count") == "5"


def test_bulk_by_repeated_id(ask_v2, pools):
    """Repeated ids come in their order, each once; those that do not exist are left out."""
    wanted = [pools["tesla"], "nothing", pools["plain"], pools["tesla"]]
    for resource in ("stations", "pools"):
        answer = ask_v2(f"/{resource}/bulk.json", id=wanted)
        assert names_of(answer, pools) == ["tesla", "plain"]
        assert "count" not in answer.json()


def test_bulk_wants_ids(ask_v2):
    """No id, or too many, is 400."""
    for resource in ("stations", "pools", "evses"):
        assert ask_v2(f"/{resource}/bulk.json").status_code == 400
        assert ask_v2(f"/{resource}/bulk.json", id=["x"] * 101).status_code == 400


def test_pool_and_station_are_the_same(ask_v2, pools):
    """Station id and pool id find the same on either resource."""
    details = one(ask_v2, pools, "plain")
    paths = [
        f"/{kind}/{details[key]}.json" for kind in ("stations", "pools") for key in ("id", "poolId")
    ]

    assert all(stations(ask_v2(path)) == [details] for path in paths)
    assert stations(ask_v2(f"/pools/here:evcp:charginglocation:{details['poolId']}.json")) == [
        details
    ]


def test_lists(ask_v2):
    """Connector types, power feed types and roaming partners can be listed."""
    types = ask_v2("/connectortypes.json").json()["connectorType"]
    feeds = ask_v2("/powerfeedtypes.json").json()["powerFeedType"]

    assert {"id": "31", "name": "IEC 62196-2 type 2 (Mennekes)"} in types
    assert {"id": "2", "name": "Level 2"} in feeds
    assert ask_v2("/roamings.json").json()["roaming"] == [
        {"emsp": "Roam", "partner_id": partner_id("Roam"), "ema_id": ["NL-RMX"], "country": ["NLD"]}
    ]


# 2. Query parameters of the stations search


@pytest.mark.parametrize(
    "params",
    [{}, {"prox": AROUND, "bbox": ALL_NAMED}, {"corridor": "52,5;52,5.1;9", "prox": AROUND}],
)
def test_exactly_one_geometry(ask_v2, params):
    """None, or more than one, is 400."""
    for path in ("/stations.json", "/stations/count.xml"):
        answer = ask_v2(path, **params)
        assert answer.status_code == 400
        assert "exactly one of prox, bbox and corridor" in answer.json()["error_description"]


def test_prox(ask_v2, pools):
    """The nearest comes first, with its distance in whole metres by air."""
    answer = ask_v2("/stations.json", prox="52.0,5.012,1000")

    assert names_of(answer, pools) == ["weekly", "odd", "plain"]
    assert [each["distance"] for each in stations(answer)] == [137, 548, 822]


@pytest.mark.parametrize(
    ("prox", "status"),
    [
        ("52,5,200000", 200),
        ("52,5,200001", 400),
        ("52,5,0", 400),
        ("52,5,1.5", 400),
        ("52,5,-5", 400),
        ("52,5", 400),
        ("52,5,5,5", 400),
        ("91,5,5", 400),
        ("52,181,5", 400),
        ("nan,5,5", 400),
        ("52,x,5", 400),
        ("", 400),
    ],
)
def test_prox_limits(ask_v2, prox, status):
    """The radius is an integer of at most 200,000 metres."""
    assert ask_v2("/stations.json", prox=prox).status_code == status


def test_bbox(ask_v2, pools):
    """Top left, then bottom right; no distance."""
    answer = ask_v2("/stations.json", bbox="52.001,5.005;51.999,5.025")

    assert sorted(names_of(answer, pools)) == ["odd", "weekly"]
    assert not any("distance" in each for each in stations(answer))


@pytest.mark.parametrize(
    ("bbox", "status"),
    [
        ("52,5;51,6", 200),
        ("51,5;52,6", 400),
        ("55.5,5;52,6", 200),
        ("55.7,5;52,6", 400),
        ("52,5;51,10.7", 200),
        ("52,5;51,11", 400),
        ("60,5;59.9,12", 200),
        ("1,179;-1,-179", 200),
        ("1,6;-1,5", 400),
        ("52,5,51,6", 400),
        ("52,5;51", 400),
    ],
)
def test_bbox_limits(ask_v2, bbox, status):
    """A side is at most 400 km, across the antimeridian, too; the order of corners is fixed."""
    assert ask_v2("/stations/count.json", bbox=bbox).status_code == status


def test_corridor(ask_v2, pools):
    """Stations come along the way; the distance is along it plus the air line from there."""
    answer = ask_v2("/stations.json", corridor="52.001,5.045;52.001,5.005;400")

    assert names_of(answer, pools) == ["tesla", "red", "odd", "weekly"]
    first, second, *_ = (each["distance"] for each in stations(answer))
    assert first == pytest.approx(342 + 111, abs=2)
    assert second == pytest.approx(342 + 685 + 111, abs=2)


def test_corridor_width_is_the_whole_width(ask_v2, pools):
    """Half of it lies on either side; without any it is 2000 m."""
    path = "52.004,5.0;52.004,5.04"  # 445 m north of the stations
    counts = [
        ask_v2("/stations/count.json", corridor=path + width).json()["count"]
        for width in (";880", ";900", "")
    ]

    assert counts == [0, 5, 5]


@pytest.mark.parametrize(
    ("corridor", "status"),
    [
        ("52,5;53,5;44000", 200),
        ("52,5;53,5;45000", 400),
        ("52,5;53,5;0", 400),
        ("52,5;53,5;1.5", 400),
        ("52,5;53,5;x", 400),
        ("52,5;500", 400),
        ("52,5", 400),
        ("500", 400),
        ("52,5;53,5;", 400),
        ("52;53,5;5", 400),
    ],
)
def test_corridor_limits(ask_v2, corridor, status):
    """Length times width is at most 5000 km², and what is allowed is said."""
    assert ask_v2("/stations.json", corridor=corridor).status_code == status


def test_limits_say_what_is_allowed(ask_v2):
    """A 400 names the parameter and its limit."""
    for params, words in (
        ({"prox": "52,5,200001"}, "prox: the radius must be an integer from 1 to 200000 metres"),
        ({"bbox": "52,0;51,20"}, "bbox: each side must be at most 400 km"),
        ({"corridor": "52,5;55,5;99000"}, "corridor: length times width must be at most 5000 km²"),
        ({"prox": AROUND, "maxresults": "1001"}, "maxresults: must be an integer from 1 to 1000"),
        ({"prox": AROUND, "offset": "-1"}, "offset: must be an integer from 0 to 1000000"),
        ({"prox": AROUND, "connectortype": "31,x"}, "connectortype: x is not an integer"),
    ):
        answer = ask_v2("/stations.json", **params)
        assert answer.status_code == 400
        assert answer.json()["error"] == "Bad Request"
        assert answer.json()["error_description"].startswith(words)


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        ("31", {"plain"}),
        ("30,31", {"plain"}),
        ("34,29", {"plain", "weekly"}),
        ("43", {"tesla"}),
        ("68", {"tesla"}),
        ("31,43,68", {"plain", "tesla"}),
        ("36", {"red"}),
        ("45", {"plain"}),
        ("33", set()),
        ("25", set()),
        ("1", set()),
        ("999", set()),
        ("999,31", {"plain"}),
        ("", {"plain", "weekly", "odd", "red", "tesla"}),
    ],
)
def test_connectortype(ask_v2, pools, ids, found):
    """Ids are alternatives; one that stands for several standards asks for all of them."""
    answer = ask_v2("/stations.json", bbox=ALL_NAMED, connectortype=ids)

    assert set(names_of(answer, pools)) == found


def test_connectors_of_a_found_station_stay(ask_v2):
    """The filter is on stations."""
    (found,) = stations(ask_v2("/stations.json", prox=AROUND, connectortype="34"))

    assert {each["connectorType"]["id"] for each in connectors(found)} == {"31", "34"}


def test_emsp(ask_v2, pools):
    """Partner ids are those of the roaming entries."""
    known, unknown = partner_id(ROAM.name), "1f351b84-cca5-11ed-8155-42010aa40002"

    for value, found in ((known, ["plain"]), (f"{unknown},{known}", ["plain"]), (unknown, [])):
        assert names_of(ask_v2("/stations.json", bbox=ALL_NAMED, emsp=value), pools) == found


def test_fifty_results_by_default(ask_v2):
    """A page has fifty stations, and says that there are more."""
    body = ask_v2("/stations.json", bbox=ROW).json()

    assert (body["hasMore"], body["count"], len(body["evStations"]["evStation"])) == (True, 50, 50)


@pytest.mark.parametrize(
    "area", [{"bbox": ROW}, {"prox": "51,5.01,9000"}, {"corridor": "51,5;51,5.03;99"}]
)
@pytest.mark.parametrize("size", [1, 7, 20, 60, 1000])
def test_paging_neither_loses_nor_repeats(ask_v2, area, size):
    """Page after page, hasMore leads to every station once."""
    seen, more = [], True
    while more:
        body = ask_v2("/stations.json", **area, maxresults=size, offset=len(seen)).json()
        page = body["evStations"]["evStation"]
        assert body["count"] == len(page) and 0 < len(page) <= size
        seen += [each["id"] for each in page]
        more = body["hasMore"]

    assert len(seen) == len(set(seen)) == 60


def test_behind_the_last_page(ask_v2):
    """There the list is empty, not absent."""
    body = ask_v2("/stations.json", bbox=ROW, offset=60).json()

    assert body == {"hasMore": False, "count": 0, "evStations": {"evStation": []}}


def test_other_parameters_are_ignored(ask_v2):
    """Unknown parameters do no harm."""
    assert ask_v2("/stations.json", prox=AROUND, lang="de", foo="").status_code == 200


# 3. Response


def test_ids(ask_v2, pools):
    """The station id is made of the pool id, which is the content id."""
    found = one(ask_v2, pools, "plain")

    assert found["poolId"] == pools["plain"]
    assert re.fullmatch("pdx-[0-9a-f]{32}", found["id"])


def test_station_members(ask_v2, pools):
    """Name, address, contacts and positions have the names of the contract."""
    found = one(ask_v2, pools, "plain")

    assert found["position"] == {"latitude": 52.0, "longitude": 5.0}
    assert found["entrancePosition"] == {"latitude": 52.0001, "longitude": 5.0}
    assert found["timeZone"] == "Europe/Amsterdam"
    assert found["lastUpdateTimestamp"] == "2026-06-01T12:00:00Z"
    assert found["contacts"] == {"phone": [{"value": "+31301234567", "label": "PHONE"}]}
    assert found["address"] == {
        "country": "NLD",
        "city": "Utrecht",
        "postalCode": "3521AL",
        "street": "Jaarbeursplein",
        "streetNumber": "6",
    }
    assert found["brand"] == "Plug BV"
    assert one(ask_v2, pools, "weekly")["address"]["region"] == "Utrecht"
    assert found["roaming"] == [
        {"emsp": "Roam", "partner_id": partner_id("Roam"), "ema_id": "NL-RMX"}
    ]


def test_connector_members(ask_v2, pools):
    """Equal connectors are one entry; power is in kW and the id of the type is a string."""
    found = one(ask_v2, pools, "plain")
    mennekes, combo = connectors(found)

    assert found["totalNumberOfConnectors"] == 4
    assert mennekes["connectorType"] == {"id": "31", "name": "IEC 62196-2 type 2 (Mennekes)"}
    assert (mennekes["supplierName"], mennekes["fixedCable"]) == ("Plug BV", False)
    assert (mennekes["maxPowerLevel"], combo["maxPowerLevel"]) == (22.08, 150.0)
    assert mennekes["chargeCapacity"] == "380-480VAC, 3-phase at max. 32 A"
    assert mennekes["customerConnectorName"] == "AC EV connector (Type 2 (Mennekes))"
    assert mennekes["connectorDetails"]["reservable"] is True
    assert (combo["fixedCable"], combo["chargeCapacity"]) == (True, "Other")
    assert combo["chargingPoint"]["voltsRange"] == "920V DC"


def test_charging_point(ask_v2, pools):
    """Details count what is available, in use and out of service."""
    mennekes, combo = connectors(one(ask_v2, pools, "plain"))

    assert mennekes["chargingPoint"] == {
        "chargeMode": "3",
        "voltsRange": "380-480V AC",
        "phases": 3,
        "ampsRange": "32A",
        "numberOfConnectors": 3,
        "numberOfAvailable": 1,
        "numberOfInUse": 1,
        "numberOfOutOfService": 1,
        "lastUpdateTimestamp": "2026-06-01T12:00:00Z",
    }
    assert combo["chargingPoint"]["chargeMode"] == "4"
    assert combo["chargingPoint"]["numberOfInUse"] == 1


def test_unknown_is_not_counted(ask_v2, pools):
    """Where no status is known no number claims one."""
    (only,) = connectors(one(ask_v2, pools, "weekly"))

    assert "numberOfAvailable" not in only["chargingPoint"]
    assert only["connectorStatuses"]["connectorStatus"][0]["state"] == "UNKNOWN"
    assert only["chargeCapacity"] == "400VDC at max. 125 A"


def test_connector_statuses(ask_v2, pools):
    """Each EVSE of an entry has its state and its names."""
    mennekes, _ = connectors(one(ask_v2, pools, "plain"))

    assert mennekes["connectorStatuses"]["connectorStatus"] == [
        {
            "state": "AVAILABLE",
            "cpoEvseId": "P1",
            "cpoEvseEMI3Id": "NL*PDX*EP1",
            "physicalReference": "left",
        },
        {"state": "OCCUPIED", "cpoEvseId": "P2"},
        {"state": "OUT_OF_SERVICE", "cpoEvseId": "P3"},
    ]


def test_dynamic_fields_in_details_only(ask_v2):
    """An area answer has no status and no counts but the number of connectors."""
    for each in stations(ask_v2("/stations.json", bbox=ALL_NAMED)):
        for connector in connectors(each):
            assert "connectorStatuses" not in connector
            live = ("numberOfAvailable", "numberOfInUse", "lastUpdateTimestamp")
            assert not any(name in connector["chargingPoint"] for name in live)


def test_silent_sources_are_not_believed(v2_world, pools):
    """What was available is unknown when its source is silent for too long."""
    store = open_sqlite(v2_world[0])
    found = look_up_stations(store.reads(), (pools["plain"],), {source_key("test")})
    store.close()
    states = [
        status.state
        for connector in found.ev_stations.ev_station[0].connectors.connector
        for status in connector.connector_statuses.connector_status
    ]

    assert states == ["UNKNOWN"] * 4


def test_opening_hours(ask_v2, pools):
    """127 is all days, Sunday is 1, and the day ends at 24:00:00."""
    always = connectors(one(ask_v2, pools, "plain"))[0]["connectorDetails"]
    weekly = connectors(one(ask_v2, pools, "weekly"))[0]["connectorDetails"]
    odd = connectors(one(ask_v2, pools, "odd"))[0]["connectorDetails"]

    assert always["open24x7"] is True
    assert always["openingHours"] == {
        "regularOpeningHours": [
            {"daymask": 127, "period": [{"from": "00:00:00", "to": "24:00:00"}]}
        ],
        "annualOpenings": [],
    }
    assert weekly["open24x7"] is False
    assert [each["daymask"] for each in weekly["openingHours"]["regularOpeningHours"]] == [62, 1]
    assert odd["open24x7"] is False
    assert "annualOpenings" not in odd["openingHours"]


def test_payment_methods(ask_v2, pools):
    """What is accepted is said, and nothing is said of the rest."""
    methods = one(ask_v2, pools, "plain")["evStationDetails"]["paymentMethods"]

    assert methods == {
        "subscription": {"accept": True},
        "creditCard": {"accept": True},
        "debitCard": {"accept": True},
        "ePayment": {"accept": True, "types": {"type": ["PAYPAL", "OTHER"]}},
    }


def test_access(ask_v2, pools):
    """A restriction is told; without one nothing is claimed."""
    assert one(ask_v2, pools, "weekly")["evStationDetails"] == {
        "restrictedAccess": True,
        "accessibilityType": "RESTRICTED",
    }
    assert "accessibilityType" not in one(ask_v2, pools, "plain")["evStationDetails"]


def test_power_feed_type_in_america_only(ask_v2, pools):
    """It is told in North America and Australia, and nowhere else."""
    american = connectors(one(ask_v2, pools, "american"))

    assert [each["powerFeedType"]["id"] for each in american] == ["1", "2", "5"]
    assert [each["chargeCapacity"] for each in american] == [
        "100-120VAC, 1-phase at max. 12 A",
        "200-240VAC, 1-phase at max. 32 A",
        "Other",
    ]
    assert "powerFeedType" not in connectors(one(ask_v2, pools, "plain"))[0]


def test_standards_without_id(ask_v2, pools):
    """They keep their own name without an id; connectors that nobody knows are not shown."""
    (mcs,) = connectors(one(ask_v2, pools, "odd"))
    (red,) = connectors(one(ask_v2, pools, "red"))

    assert mcs["connectorType"] == {"name": "MCS (Megawatt Charging System)"}
    assert "id" not in red["connectorType"]
    assert "supplierName" not in red


def test_tesla_ids(ask_v2, pools):
    """43 is SAE J3400 and 68 is the old Tesla plug."""
    found = connectors(one(ask_v2, pools, "tesla"))

    assert [each["connectorType"]["id"] for each in found] == ["43", "68"]


def test_evses_bulk(ask_v2, pools):
    """Pools have stations, these EVSEs, and these connectors with their states."""
    body = ask_v2("/evses/bulk.json", id=[pools["plain"], pools["odd"], "nothing"]).json()
    plain, odd = body["pools"]
    evse = plain["stations"][0]["evses"][0]

    assert (plain["id"], len(plain["stations"][0]["evses"])) == (pools["plain"], 4)
    assert (evse["cpoId"], evse["state"]) == ("NL*PDX*EP1", "AVAILABLE")
    assert evse["last_updated"] == "2026-06-01T12:00:00Z"
    assert evse["connectors"] == [
        {
            "id": "1",
            "typeId": "31",
            "maxPowerLevel": 22.08,
            "state": "AVAILABLE",
            "last_updated": "2026-06-01T12:00:00Z",
        }
    ]
    assert odd["stations"][0]["evses"][0]["connectors"][0]["typeId"] == "1"


# XML


@pytest.mark.parametrize(
    "path",
    [
        "/stations.{}?bbox=" + ALL_NAMED,
        "/stations.{}?prox=52,5,200000&maxresults=1000",
        "/stations/count.{}?bbox=" + ROW,
        "/stations/bulk.{}?id=%(plain)s&id=%(weekly)s&id=%(american)s",
        "/pools/%(odd)s.{}",
        "/evses/bulk.{}?id=%(plain)s&id=%(odd)s",
        "/connectortypes.{}",
        "/powerfeedtypes.{}",
        "/roamings.{}",
    ],
)
def test_xml_has_the_same_content(ask_v2, v2_server, v2_world, pools, path):
    """Each resource says the same in both formats."""
    headers = {"Authorization": f"Bearer {v2_world[2]}"}
    url = "/ev" + path % pools if "%(" in path else "/ev" + path
    as_json, as_xml = (v2_server.get(url.format(form), headers=headers) for form in ("json", "xml"))

    assert as_json.status_code == as_xml.status_code == 200
    assert same_content(as_json.json(), as_xml.content)


def test_xml_escapes(ask_v2, pools):
    """Signs of XML in texts are texts."""
    answer = ask_v2(f"/stations/{pools['plain']}.xml")
    station = etree.fromstring(answer.content).find("evStations/evStation")

    assert station.findtext("name") == 'Café "Zum Stecker" <& Söhne>'
    assert b"&lt;&amp; S" in answer.content


def test_xml_attributes(ask_v2, pools):
    """Four members of a station are attributes, as the vendor's page has it."""
    answer = ask_v2(f"/stations/{pools['plain']}.xml")
    station = etree.fromstring(answer.content).find("evStations/evStation")

    assert set(station.attrib) == {"id", "lastUpdateTimestamp", "timeZone"}


# 4. Errors


def test_bad_credentials_body(v2_server):
    """Capital names, and the message is a list."""
    answer = v2_server.get("/ev/stations.xml", params={"prox": AROUND, "apiKey": "wrong"})

    assert answer.status_code == 401
    assert answer.json() == {
        "Type": "Unauthorized",
        "Message": ["These credentials do not authorize access"],
    }


@pytest.mark.parametrize("kind", ["stations", "pools"])
@pytest.mark.parametrize(
    "identifier", ["nothing", "pdx-" + "0" * 32, "pdx-" + "f" * 32, "pdx" + "0" * 25, "%00", "a/b"]
)
def test_vanished_ids(ask_v2, kind, identifier):
    """An id that is no more, or never was, is 404."""
    answer = ask_v2(f"/{kind}/{identifier}.json")

    assert answer.status_code == 404
    assert sorted(answer.json()) == ["error", "error_description"]


def test_openapi_is_valid(ask_v2, v2_server):
    """Our description is valid OpenAPI 3.1, served with a key, and shown on /docs."""
    validate(document())

    assert ask_v2("/openapi").json() == document()
    assert v2_server.get("/ev/openapi").status_code == 401
    assert "/ev/stations.json" in v2_server.get("/docs").text

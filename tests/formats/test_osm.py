"""OpenStreetMap: what tags mean, and how what belongs together is found."""

import io
import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.formats.osm import hours as hours_module
from plugdex.formats.osm.known import is_known
from plugdex.formats.osm.quantities import amperes_of, volts_of, watts_of
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.errors import PlugdexError, UnreadableSource
from plugdex.model.issues import CODES
from plugdex.model.location import Location
from tests.shared_data import shared

RECEIVED = datetime(2026, 6, 30, 12, tzinfo=UTC)
STATION = {"amenity": "charging_station"}


def read_bytes(data: bytes) -> list[Reading]:
    """All readings of a file."""
    options = ReadOptions(source="map", received=RECEIVED)
    return list(find_format("osm").read(io.BytesIO(data), options))


def node(number: int = 1, lat: float = 48.85, lon: float = 2.35, **members: Any) -> dict[str, Any]:
    """A node in Paris, as Overpass writes it."""
    return {"type": "node", "id": number, "lat": lat, "lon": lon} | members


def read_elements(*elements: dict[str, Any]) -> list[Reading]:
    """Readings of an Overpass answer."""
    return read_bytes(json.dumps({"version": 0.6, "elements": elements}).encode())


def station(tags: dict[str, str], **members: Any) -> Reading:
    """The reading of one station with some tags."""
    return read_elements(node(tags=STATION | tags, **members))[0]


def location(tags: dict[str, str], **members: Any) -> Location:
    """The location of one station."""
    found = station(tags, **members).location
    assert found is not None
    return found


def codes(*readings: Reading) -> set[str]:
    """Codes of all issues."""
    return {issue.code for reading in readings for issue in reading.issues}


def plugs(found: Location) -> list[list[str | None]]:
    """Standards by place."""
    return [[one.standard for one in evse.connectors] for evse in found.evses]


T2, CCS, CHADEMO, E = "IEC_62196_T2", "IEC_62196_T2_COMBO", "CHADEMO", "DOMESTIC_E"


@pytest.mark.parametrize(
    ("tags", "expected", "noted"),
    [
        ({"socket:type2": "1"}, [[T2]], set()),
        ({"socket:type2": "2", "capacity": "2"}, [[T2], [T2]], set()),
        ({"socket:type2": "2"}, [[T2], [T2]], {"evses_guessed"}),
        ({"socket:type2": "yes", "capacity": "3"}, [[T2]] * 3, {"evses_guessed"}),
        ({"socket:type2": "2", "capacity": "4"}, [[T2], [T2]], {"evses_guessed"}),
        (
            {"socket:type2": "2", "socket:typee": "2", "capacity": "2"},
            [[T2, E], [T2, E]],
            {"plugs_divided"},
        ),
        ({"socket:type2_combo": "1", "socket:chademo": "1", "capacity": "1"},
         [[CHADEMO, CCS]], set()),
        (
            {"socket:type2_combo": "1", "socket:chademo": "1", "socket:type2_cable": "1"},
            [[CHADEMO, CCS], [T2]],
            {"evses_guessed", "plugs_divided"},
        ),
        (
            {"socket:type2_combo": "1", "socket:chademo": "1", "socket:type2": "1",
             "capacity": "3"},
            [[CHADEMO], [T2], [CCS]],
            set(),
        ),
        ({"capacity": "2"}, [[], []], {"evse_without_connectors"}),
        ({}, [[]], {"evse_without_connectors", "evses_guessed"}),
        ({"socket:type2": "0", "socket:chademo": "no", "socket:typee": "1"}, [[E]], set()),
        ({"socket:hovercraft": "1"}, [[None]], {"enum_unknown"}),
        ({"socket": "type2", "capacity": "1"}, [[T2]], {"evses_guessed"}),
    ],
)  # fmt: skip
def test_places_and_plugs(tags, expected, noted):
    """Capacity is the number of places, sockets that of plugs; what is not said is flagged."""
    reading = station(tags)

    assert plugs(reading.location) == expected
    assert codes(reading) == noted
    assert {"evses_guessed", "plugs_divided"} & noted <= set(reading.location.flags)


def test_evse_ids():
    """EVSE ids are used where each place has one; the id of a pool names no place."""
    two = {"socket:type2": "2", "ref:EU:EVSE": "FR*55C*E1*1;FR*55C*E1*2"}
    pool = {"socket:type2": "2", "capacity": "2", "ref:EU:EVSE": "FR*55C*P92130*ISS*ILES"}

    assert [evse.evse_id for evse in location(two).evses] == ["FR*55C*E1*1", "FR*55C*E1*2"]
    assert [evse.uid for evse in location(two).evses] == ["node/1/1", "node/1/2"]
    assert [evse.evse_id for evse in location(pool).evses] == [None, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22 kW", ((22000,), False)),
        ("22kW", ((22000,), False)),
        ("3.7", ((3700,), True)),
        ("7,4 kW", ((7400,), False)),
        ("22000 W", ((22000,), False)),
        ("22000", ((22000,), True)),
        ("50 kW;22 kW", ((50000, 22000), False)),
        ("2x22 kW", ((22000, 22000), False)),
        ("3.7-22 kW", ((22000,), False)),
        ("43 kVA", ((43000,), False)),
        ("fast", ((), False)),
        ("22 hp", ((), False)),
    ],
)
def test_powers(text, expected):
    """Units, lists and ranges as mappers write them."""
    assert watts_of(text) == expected


def test_volts_and_amperes():
    """The highest of a list or range; another unit is not understood."""
    assert [volts_of(text) for text in ("400", "230-400 V", "480;920", "x")] == [
        400,
        400,
        920,
        None,
    ]
    assert [amperes_of(text) for text in ("32 A", "63", "16;32")] == [32, 63, 32]


def test_powers_of_several_plugs():
    """One value is that of each plug; several are one each, or the lowest where that fails."""
    base = {"capacity": "2", "socket:type2": "2"}
    three = {"socket:type2:output": "22 kW;11 kW;7 kW"}

    assert _watts(base | {"socket:type2:output": "22 kW"}) == [22000, 22000]
    assert _watts(base | {"socket:type2:output": "11 kW;22 kW"}) == [22000, 11000]
    assert _watts(base | three) == [7000, 7000]
    assert "power_guessed" in codes(station(base | three))


def _watts(tags: dict[str, str]) -> list[int | None]:
    return [one.max_electric_power for e in location(tags).evses for one in e.connectors]


def test_power_of_the_station():
    """What is said of the whole is given to the only kind of plugs, and to none of several."""
    one = {"socket:type2": "1", "charging_station:output": "22 kW"}

    assert _watts(one) == [22000]
    assert "power_guessed" in location(one).flags
    assert _watts(one | {"socket:typee": "1", "capacity": "1"}) == [None, None]


def test_a_power_that_cannot_be():
    """A household socket has no 22 kW, a socket for cars no 150."""
    tags = {"socket:typee": "1", "socket:typee:output": "22 kW"}

    assert _watts(tags) == [None]
    assert codes(station(tags)) == {"power_too_high"}
    assert _watts({"socket:type2": "1", "socket:type2:output": "150 kW"}) == [None]


def test_phases():
    """Phases are told by volts and power; volts between lines become volts to neutral."""
    tags = {"socket:type2": "1", "socket:type2:voltage": "400", "socket:type2:current": "32"}
    one = {"socket:type2": "1", "socket:type2:output": "3.7 kW"}
    three = location(tags | {"socket:type2:output": "22kW"}).evses[0].connectors[0]
    single = {"socket:type2:voltage": "230", "socket:type2:current": "16"}

    assert (three.power_type, three.max_voltage, three.max_amperage) == ("AC_3_PHASE", 231, 32)
    assert location(one).evses[0].connectors[0].power_type is None
    assert location(one | single).evses[0].connectors[0].power_type == "AC_1_PHASE"


def test_socket_or_cable():
    """The key tells a socket from a cable."""
    found = location({"socket:type2": "1", "socket:type2_cable": "1", "capacity": "2"})

    assert {one.format for evse in found.evses for one in evse.connectors} == {"SOCKET", "CABLE"}


@pytest.mark.parametrize(
    ("place", "expected"),
    [((48.85, 2.35), (T2, "DC", "CABLE")), ((40.71, -74.01), ("TESLA_S", "DC", "CABLE"))],
)
def test_tesla_by_country(place, expected):
    """Tesla's plug has the shape of Type 2 in Europe and is its own in North America."""
    reading = station({"socket:tesla_supercharger": "4"}, lat=place[0], lon=place[1])
    plug = reading.location.evses[0].connectors[0]

    assert (plug.standard, plug.power_type, plug.format) == expected
    assert reading.location.restrictions == ("BRAND_ONLY",)
    assert "plug_by_country" in reading.location.flags


def test_tesla_for_all():
    """A site with a plug of other makes is not restricted to a brand."""
    tags = {"socket:tesla_supercharger": "4", "socket:type2_combo": "4", "capacity": "4"}

    assert location(tags).restrictions == ()
    assert plugs(location(tags)) == [[T2, CCS]] * 4


@pytest.mark.parametrize(
    ("access", "publish", "restrictions"),
    [
        ("yes", True, ()),
        ("customers", True, ("CUSTOMERS_ONLY",)),
        ("private", False, ()),
        ("permit", True, ("OTHER",)),
        ("customers;yes", True, ()),
        ("moonlight", True, ()),
    ],
)
def test_access(access, publish, restrictions):
    """Access is a restriction, or keeps a station from the public."""
    found = location({"access": access})

    assert (found.publish, found.restrictions) == (publish, restrictions)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"bicycle": "yes", "socket:schuko": "4"}, None),
        ({"bicycle": "yes", "motorcar": "no"}, None),
        ({"motorcar": "no"}, None),
        ({"boat": "yes", "motorcar": "no"}, None),
        ({"bicycle": "yes", "socket:type2": "1"}, ("CAR",)),
        ({"bicycle": "yes", "motorcar": "yes"}, ("CAR",)),
        ({"hgv": "yes", "motorcar": "no"}, ("TRUCK",)),
        ({"hgv": "yes", "socket:type2_combo": "1"}, ("CAR", "TRUCK")),
        ({"scooter": "yes", "motorcar": "yes"}, ("CAR", "TWO_WHEELER")),
        ({"bicycle": "no"}, ()),
        ({}, ()),
    ],
)
def test_vehicles(tags, expected):
    """A station for bicycles or boats alone is out of scope, and says so."""
    reading = station(tags)

    if expected is None:
        assert reading.location is None
        assert codes(reading) == {"out_of_scope"}
    else:
        assert reading.location.vehicle_categories == expected


@pytest.mark.parametrize(
    "tags", [{"disused": "yes"}, {"operational_status": "closed"}, {"opening_hours": "off"}]
)
def test_closed(tags):
    """A station that is closed for good is no location, and says so."""
    reading = station(tags)

    assert reading.location is None
    assert codes(reading) == {"site_closed"}


def test_out_of_order():
    """The map has no live state, but a mapper may have found a station broken."""
    broken = station({"operational_status": "broken", "capacity": "2"})

    assert [status.status for status in broken.statuses] == ["OUTOFORDER"] * 2
    assert [status.status for status in station({}).statuses] == ["UNKNOWN"]


def test_hours():
    """Weekly hours are read, past midnight too; what is no week is an issue."""
    found = location({"opening_hours": "Mo-Fr 08:00-20:00; Sa 22:00-02:00"}).opening_times

    assert found.regular_hours[0].end == 1200
    assert [(one.weekday, one.begin, one.end) for one in found.regular_hours[-2:]] == [
        (6, 1320, 1440),
        (7, 0, 120),
    ]
    assert location({"opening_hours": "24/7"}).opening_times.twentyfourseven
    assert location({"opening_hours": "00:00-24:00"}).opening_times.twentyfourseven


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("Mo-Fr 08:00-20:00; PH off", True),
        ("Mo-Sa,PH 08:00-20:00", True),
        ("Apr-Oct: Mo-Su 08:00-20:00", False),
        ("sunrise-sunset", False),
        ("by appointment", False),
        ("2019 Mo 08:00-10:00", False),
    ],
)
def test_hours_in_part(text, is_kept):
    """Holidays are left out of a week; seasons, the sun and prose cannot be kept."""
    reading = station({"opening_hours": text})

    assert (reading.location.opening_times is not None) == is_kept
    assert "hours_text" in codes(reading)


def test_hours_without_the_extra(monkeypatch):
    """Without the library only 24/7 is understood; other texts are issues."""
    monkeypatch.setattr(hours_module, "_library", lambda: None)
    hours_module._read.cache_clear()
    reading = station({"opening_hours": "Mo-Fr 08:00-20:30"})
    hours_module._read.cache_clear()

    assert reading.location.opening_times is None
    assert "hours_text" in codes(reading)


def test_contact_and_payment():
    """Names, address, telephone and ways to pay."""
    found = location(
        {
            "operator": "Izivia", "network": "Izivia;Belib", "phone": "0 805 021 480",
            "website": "www.belib.paris", "addr:street": "Rue Ditte", "addr:housenumber": "5",
            "authentication:membership_card": "yes", "payment:contactless": "yes",
            "authentication:app": "yes", "payment:visa": "no", "level": "-1",
            "location": "underground", "reservation": "required", "maxheight": "2.1",
        }
    )  # fmt: skip
    (evse,) = found.evses

    assert (found.operator.name, found.operator.website) == ("Izivia", None)
    assert [one.name for one in found.emsps] == ["Belib"]
    alone = location({"operator": "Izivia", "website": "izivia.com"})
    assert alone.operator.website == "https://izivia.com"
    assert (found.help_phone, found.address) == ("+33805021480", "5 Rue Ditte")
    assert evse.capabilities == ("CONTACTLESS_CARD_SUPPORT", "RESERVABLE", "RFID_READER")
    assert (evse.payments, evse.floor_level) == (("OPERATOR_APP",), "-1")
    assert (found.parking_type, found.reservation_required) == ("UNDERGROUND_GARAGE", True)
    assert found.vehicle_limits.height_cm == 210


def test_times():
    """A station is as new as its last edit; else as the file, else as its arrival."""
    stamped = node(tags=STATION, timestamp="2024-01-03T19:27:24Z")
    late = node(tags=STATION, timestamp="2031-01-01T00:00:00Z")
    head = '{"osm3s": {"timestamp_osm_base": "2024-02-09T01:09:30Z"}, "elements": ['

    assert (
        read_elements(stamped)[0].location.last_updated.isoformat() == "2024-01-03T19:27:24+00:00"
    )
    assert read_elements(late)[0].location.last_updated == RECEIVED
    plain = read_bytes((head + json.dumps(node(tags=STATION)) + "]}").encode())[0]
    assert plain.location.last_updated.isoformat() == "2024-02-09T01:09:30+00:00"


SQUARE = [(2.0, 48.0), (2.0, 48.2), (2.4, 48.2), (2.4, 48.0)]


@pytest.mark.parametrize(
    "elements",
    [
        [{"type": "way", "id": 7, "tags": STATION, "center": {"lat": 48.1, "lon": 2.2}}],
        [
            {
                "type": "way", "id": 7, "tags": STATION,
                "bounds": {"minlat": 48.0, "minlon": 2.0, "maxlat": 48.2, "maxlon": 2.4},
            }
        ],
        [
            {
                "type": "way", "id": 7, "tags": STATION,
                "geometry": [{"lat": lat, "lon": lon} for lon, lat in SQUARE],
            }
        ],
        [
            {"type": "way", "id": 7, "tags": STATION, "nodes": [1, 2, 3, 4, 1]},
            *[node(at, lat, lon) for at, (lon, lat) in enumerate(SQUARE, 1)],
        ],
    ],
    ids=["center", "bounds", "geometry", "nodes"],
)  # fmt: skip
def test_ways(elements):
    """A way lies where its centre, its box or its nodes are."""
    (reading,) = read_elements(*elements)

    assert reading.location.id == "way/7"
    assert (reading.location.coordinates.lat, reading.location.coordinates.lon) == (48.1, 2.2)


def test_relation_of_ways():
    """A relation lies where the nodes of its ways are."""
    (reading,) = read_elements(
        {"type": "relation", "id": 9, "tags": STATION | {"type": "multipolygon"},
         "members": [{"type": "way", "ref": 7, "role": "outer"}]},
        {"type": "way", "id": 7, "nodes": [1, 2, 3, 4, 1]},
        *[node(at, lat, lon) for at, (lon, lat) in enumerate(SQUARE, 1)],
    )  # fmt: skip

    assert reading.location.id == "relation/9"
    assert reading.location.coordinates.lat == 48.1


FEATURES = {
    "overpass turbo": {"id": "way/7", "properties": {"@id": "way/7", **STATION}},
    "osmtogeojson": {"properties": {"type": "way", "id": 7, "tags": STATION, "meta": {}}},
    "osmium": {"properties": {"@type": "way", "@id": 7, **STATION}},
    "osmium ids": {"id": "w7", "properties": STATION},
    "ohsome": {"properties": {"@osmId": "way/7", "@snapshotTimestamp": "x", **STATION}},
}


@pytest.mark.parametrize("feature", FEATURES.values(), ids=FEATURES)
@pytest.mark.parametrize("is_sequence", [False, True])
def test_features(feature, is_sequence):
    """GeoJSON of several tools, as a collection or one a line."""
    whole = feature | {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[*SQUARE, SQUARE[0]]]},
    }
    text = json.dumps(whole)
    collection = f'{{"type": "FeatureCollection", "features": [{text}]}}'
    readings = read_bytes((f"{text}\n{text}\n" if is_sequence else collection).encode())
    (found, *_) = [reading.location for reading in readings]

    assert (found.id, found.coordinates.lat, found.coordinates.lon) == ("way/7", 48.1, 2.2)
    assert "column_unread" not in codes(*readings)


POINT = {
    "man_made": "charge_point",
    "socket:type2_combo": "1",
    "socket:type2_combo:output": "150 kW",
}


def test_charge_points_of_a_site():
    """Charge points that a relation names are the places of its station."""
    readings = read_elements(
        node(1, tags=STATION | {"socket:type2_combo": "2", "capacity": "2", "payment:app": "yes"}),
        node(2, lat=48.851, tags=POINT | {"ref": "A"}),
        node(3, lat=48.852, tags=POINT),
        {"type": "relation", "id": 9, "tags": {"type": "site"},
         "members": [{"type": "node", "ref": ref, "role": ""} for ref in (1, 2, 3)]},
    )  # fmt: skip
    (found,) = [reading.location for reading in readings if reading.location]

    assert [evse.uid for evse in found.evses] == ["node/2/1", "node/3/1"]
    assert found.evses[0].physical_reference == "A"
    assert found.evses[0].payments == ("OPERATOR_APP",)


def test_charge_points_nearby():
    """A charge point beside a station belongs to it, flagged; a lone one is a location."""
    near, far = node(2, lat=48.8502, tags=POINT), node(3, lat=48.86, tags=POINT)
    readings = read_elements(node(1, tags=STATION | {"socket:type2_combo": "1"}), near, far)
    found = {reading.location.id: reading.location for reading in readings}

    assert [evse.uid for evse in found["node/1"].evses] == ["node/2/1"]
    assert "evses_guessed" in found["node/1"].flags
    assert list(found) == ["node/1", "node/3"]


def test_other_elements():
    """What is something else is out of scope; what has no tags is part of something."""
    readings = read_elements(node(1, tags=STATION), node(2), node(3, tags={"highway": "crossing"}))

    assert codes(readings[0]) == {"out_of_scope"}
    assert len(readings) == 2


def test_unread_tags():
    """A key that nobody reads is one issue of the file, with its name."""
    readings = read_elements(*[node(at, tags=STATION | {"antigravity": "1"}) for at in (1, 2)])
    (issue,) = readings[-1].issues

    assert (issue.code, issue.path) == ("column_unread", "antigravity")
    assert is_known("socket:type2:output")
    assert is_known("source:date")
    assert not is_known("socket:type2:colour")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "no list"),
        (b"<osm version='0.6'></osm>", "OSM XML"),
        (b"<html>rate limited", "a web page"),
        (b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1}}]}',
         "without the id"),
        (b'[{"uid": "1"}]', "without the id"),
        (b'{"status": "ok"}', "Found"),
        (b'{"elements": [], "remark": "runtime error: out of memory"}', "out of memory"),
        (b"PK\x03\x04zip", "a zip archive"),
        (b"id,name\n1,x\n", "Found"),
    ],
)  # fmt: skip
def test_other_files(data, expected):
    """A file of something else stops with one sentence."""
    with pytest.raises(UnreadableSource, match=expected):
        read_bytes(data)


def test_broken_off():
    """An answer that Overpass broke off is read as far as it goes, and says so."""
    text = json.dumps({"elements": [node(tags=STATION)], "remark": "runtime error: timeout"})

    assert "source_truncated" in codes(*read_bytes(text.encode()))
    assert "source_truncated" in codes(*read_bytes(text[:-50].encode()))


def test_a_broken_element():
    """An element whose members have wrong types costs itself."""
    readings = read_elements(node(1, tags=7), node(2, tags=STATION), node(3, tags={"amenity": []}))

    assert [reading.location.id for reading in readings if reading.location] == ["node/2"]
    assert "object_broken" in codes(*readings)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
keys = st.sampled_from(
    ["socket:type2", "socket:type2:output", "socket:x:voltage", "capacity", "opening_hours",
     "phone", "access", "motorcar", "bicycle", "addr:country", "ref:EU:EVSE", "level", "maxheight",
     "image", "operational_status", "network", "output", "socket", "timestamp", "charge"]
)  # fmt: skip


@given(st.binary(max_size=300))
def test_any_bytes(data):
    """No bytes raise anything but our errors."""
    with suppress(PlugdexError):
        read_bytes(data)


@given(st.dictionaries(keys, st.text(max_size=12) | json_values, max_size=6))
def test_any_tags(tags):
    """No value of a tag raises, no station vanishes, and every issue is explained."""
    readings = read_elements(node(tags=tags | STATION))

    assert any(reading.location or reading.issues for reading in readings)
    assert codes(*readings) <= set(CODES)


@given(
    st.dictionaries(
        st.sampled_from(
            ["type", "id", "lat", "lon", "tags", "center", "nodes", "members", "properties",
             "geometry", "timestamp", "bounds"]
        ),
        json_values,
    )
)  # fmt: skip
def test_any_members(members):
    """No value of a member raises anything but our errors."""
    feature = {"type": "Feature", "properties": {"@id": "node/1"} | STATION} | members
    with suppress(PlugdexError):
        read_elements(node(tags=STATION) | members)
    with suppress(PlugdexError):
        read_bytes(json.dumps({"features": [feature]}).encode())


REAL = {
    "charging_station_paris_2021-02-26.geojson.gz": (706, 698, 1375, 1092),
    "portugal-state-from-2024-diffs.json.gz": (210, 210, 596, 725),
}
"""Records, locations, EVSEs and connectors of real files."""


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL)
def test_real_files(name):
    """Every record is a location or explained, and every plug with a name has a standard."""
    readings = read_bytes(shared(f"data/real/osm/{name}").read_bytes())
    found = [reading.location for reading in readings if reading.location]
    evses = [evse for one in found for evse in one.evses]
    connectors = [connector for evse in evses for connector in evse.connectors]

    assert (len(readings), len(found), len(evses), len(connectors)) == REAL[name]
    assert all(reading.location or reading.issues for reading in readings)
    assert all(connector.standard for connector in connectors)
    assert "column_unread" not in codes(*readings)


@pytest.mark.parametrize(
    "members", [{"id": 2**70}, {"nodes": [2**70]}, {"members": [{"type": "way", "ref": 2**70}]}]
)
def test_ids_beyond_all_bounds(members):
    """An element with an id that cannot be is refused, and the others are read."""
    readings = read_elements(node(tags=STATION, **{"id": 1} | members), node(2, tags=STATION))

    assert [bool(reading.location) for reading in readings] == [False, True]
    assert "object_broken" in codes(readings[0])

"""What of HERE v2 holds for all inputs."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from plugdex.api.here_v2 import areas, codes
from plugdex.api.here_v2.connectors import connector_type
from plugdex.api.here_v2.encode import encode
from plugdex.api.here_v2.errors import BadRequest
from plugdex.api.here_v2.ids import content_of, station_id
from plugdex.api.here_v2.params import stations_query
from plugdex.api.here_v2.shapes import EvStations, EvStationsResult
from plugdex.api.here_v2.stations import station
from plugdex.directory.lookup import InFull
from plugdex.model.connectors import BY_OCPI, STANDARDS
from plugdex.model.hours import OpeningHours, RegularHours
from plugdex.model.ids import CONTENT_ID, content_id
from plugdex.model.location import Business, Connector, Evse, Location, Point
from plugdex.model.route import length_m
from plugdex.model.status import EvseStatus
from tests.api.v2_client import same_content

CONTRACT = {
    5: "DOMESTIC_B", 6: "NEMA_5_20", 7: "DOMESTIC_D", 8: "DOMESTIC_E", 9: "DOMESTIC_F",
    10: "DOMESTIC_E DOMESTIC_F", 11: "DOMESTIC_G", 12: "DOMESTIC_H", 13: "DOMESTIC_I",
    14: "DOMESTIC_I", 15: "DOMESTIC_I", 16: "DOMESTIC_J", 17: "DOMESTIC_J", 18: "DOMESTIC_J",
    19: "DOMESTIC_J", 20: "DOMESTIC_K", 21: "DOMESTIC_O", 22: "DOMESTIC_L", 23: "DOMESTIC_M",
    24: "DOMESTIC_N", 29: "CHADEMO", 30: "IEC_62196_T1", 31: "IEC_62196_T2",
    32: "IEC_62196_T3C", 33: "IEC_62196_T1_COMBO", 34: "IEC_62196_T2_COMBO",
    35: "IEC_60309_2_SINGLE_16",
    36: "IEC_60309_2_THREE_16 IEC_60309_2_THREE_32 IEC_60309_2_THREE_64",
    42: "DOMESTIC_J", 43: "SAE_J3400", 45: "IEC_62196_T2", 47: "DOMESTIC_I", 48: "DOMESTIC_A",
    49: "DOMESTIC_C", 50: "IEC_62196_T3A", 51: "NEMA_14_50", 52: "GBT_AC", 53: "GBT_DC",
    68: "TESLA_S",
}  # fmt: skip
"""Section 5: what an id asks for, in the words of v3."""

WITHOUT_ID = """
CHAOJI NEMA_6_30 NEMA_6_50 NEMA_10_30 NEMA_10_50 NEMA_14_30 PANTOGRAPH_BOTTOM_UP
PANTOGRAPH_TOP_DOWN TESLA_R MCS
""".split()

texts = st.none() | st.text(min_size=1, max_size=12)
some_texts = st.text(min_size=1, max_size=12)
businesses = st.builds(Business, name=some_texts, country_code=st.just("NL"), party_id=texts)
plugs = st.builds(
    Connector,
    id=some_texts,
    standard=st.sampled_from([each.ocpi for each in STANDARDS]) | st.just("NEW"),
    format=st.sampled_from([None, "SOCKET", "CABLE"]),
    power_type=st.sampled_from([None, "AC_1_PHASE", "AC_2_PHASE_SPLIT", "AC_3_PHASE", "DC"]),
    max_voltage=st.none() | st.integers(1, 1000),
    max_amperage=st.none() | st.integers(1, 500),
    max_electric_power=st.none() | st.integers(1, 400_000),
)
evses = st.builds(
    Evse,
    uid=some_texts,
    evse_id=texts,
    connectors=st.lists(plugs, min_size=1, max_size=2).map(tuple),
    capabilities=st.lists(st.sampled_from(["RESERVABLE", "RFID_READER"])).map(tuple),
    payments=st.lists(st.sampled_from(["ONLINE_PAYPAL", "CREDIT_CARD"])).map(tuple),
    physical_reference=texts,
)
hours = st.builds(
    OpeningHours,
    twentyfourseven=st.booleans(),
    regular_hours=st.lists(
        st.builds(RegularHours, weekday=st.integers(1, 7), begin=st.just(60), end=st.just(1440)),
        max_size=3,
    ).map(tuple),
)
places = st.builds(
    Location,
    source=st.just("test"),
    id=some_texts,
    last_updated=st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC)),
    coordinates=st.builds(Point, lat=st.floats(-90, 90), lon=st.floats(-180, 180)),
    name=texts,
    address=texts,
    city=texts,
    country=st.sampled_from([None, "NLD", "USA"]),
    evses=st.lists(evses, min_size=1, max_size=3, unique_by=lambda each: each.uid).map(tuple),
    operator=st.none() | businesses,
    emsps=st.lists(businesses, max_size=2).map(tuple),
    opening_times=st.none() | hours,
    help_phone=texts,
    restrictions=st.sampled_from([(), ("BRAND_ONLY",)]),
)


@given(places, st.sampled_from(list(codes.STATE)), st.booleans(), st.none() | st.floats(0, 1e6))
def test_json_and_xml_have_the_same_content(place, status, live, distance):
    """Whatever a location says: both formats say the same, but for what XML cannot write."""
    statuses = {
        each.uid: EvseStatus(uid=each.uid, status=status, modified=place.last_updated)
        for each in place.evses
    }
    shape = station(
        InFull(location=place, statuses=statuses, tariffs={}), live=live, distance=distance
    )
    answer = EvStationsResult(has_more=False, ev_stations=EvStations(ev_station=[shape]))
    written = etree.tostring(etree.fromstring(encode(answer, "xml")), encoding="unicode")

    assert same_content(json.loads(writable(encode(answer, "json"))), written.encode())


def writable(body):
    """JSON without the characters that XML cannot have."""
    kept = [each for each in range(0x20) if chr(each) in "\t\n\r"]
    dropped = dict.fromkeys(set(range(0x20)) - set(kept) | {0xFFFE, 0xFFFF})
    return json.dumps(_translated(json.loads(body), dropped))


def _translated(value, table):
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, dict):
        return {key: _translated(each, table) for key, each in value.items()}
    return [_translated(each, table) for each in value] if isinstance(value, list) else value


@given(st.text(max_size=20), st.text(max_size=20))
def test_station_ids_lead_back(source, own_id):
    """Either id is made from the other, whatever stands before a colon."""
    content = content_id(source, "NL", "PDX", own_id)

    assert content_of(content) == content_of(station_id(content)) == content
    assert content_of("here:evcp:" + station_id(content)) == content


@given(st.text(max_size=40) | st.from_regex("pdx-[0-9a-fA-F_+ ]{32}", fullmatch=True))
def test_other_texts_are_no_ids(text):
    """Nothing else is taken for an id, and each station has one spelling."""
    found = content_of(text)

    if found is not None:
        assert CONTENT_ID.fullmatch(found)
        assert text.rpartition(":")[2] in (found, station_id(found))


@pytest.mark.parametrize("number", range(70))
def test_what_a_connector_type_asks_for(number):
    """Every id of the contract asks for its standards, and no other id for any."""
    query = stations_query({"prox": ["52,5,5"], "connectortype": [str(number)]})

    asked = {BY_OCPI[each].here for each in query.connectors}
    assert asked == set(CONTRACT.get(number, "").split())


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda each: each.ocpi)
def test_what_a_standard_is_called(standard):
    """A standard has the name of its id; one without an id has none, and its own name."""
    shape = connector_type(standard)

    if shape.id is None:
        assert shape.name == standard.name
        assert standard.here in WITHOUT_ID or set(standard.legacy_ids) <= {24, 36}
    else:
        assert standard.here in CONTRACT[int(shape.id)].split()
        assert shape.name == codes.CONNECTOR_TYPE[int(shape.id)]


def test_listed_types():
    """The list has what can be asked for, and "other"."""
    assert set(codes.CONNECTOR_TYPE) == {1, *CONTRACT}


@given(st.text())
def test_no_area_text_breaks(text):
    """Any text is an area or a 400."""
    for name in ("prox", "bbox", "corridor"):
        try:
            found = areas.area({name: text})
        except BadRequest as error:
            assert str(error)
        else:
            assert found.box or found.circle or found.corridor


@given(
    st.lists(st.tuples(st.integers(-89, 89), st.integers(-180, 180)), min_size=2, max_size=5),
    st.integers(1, 100_000),
)
def test_corridors_within_the_limit(points, width):
    """A corridor is taken exactly when length times width is at most 5000 km²."""
    text = ";".join(f"{lat},{lng}" for lat, lng in points) + f";{width}"
    try:
        found = areas.corridor(text).corridor
    except BadRequest:
        return
    assert found.half_width == width / 2
    assert length_m(found.line) * width <= 5e9

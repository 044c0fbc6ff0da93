"""Container, encoding, delivery (section 1 of the catalogue of quirks)."""

import gzip
import io
import itertools
import json
import tracemalloc

import pytest

from plugdex.formats.port import ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.errors import UnreadableSource
from tests.formats.ocpi_samples import (
    RECEIVED,
    codes,
    connector,
    evse,
    location,
    tariff,
)
from tests.wild.feed import (
    issue,
    read,
    read_connector,
    read_evse,
    read_location,
    read_text,
    without,
)

ONE, TWO = location(id="P1", name="Noordkade"), location(id="P2", name="Zuidkade")
PRICE = tariff(id="Q1")


def ids(readings):
    """Ids of the locations and tariffs, in their order."""
    found = (reading.location or reading.tariff for reading in readings)
    return [one.id for one in found if one]


def test_wild_1_1_bare_array():
    """A list without envelope is read; that is one issue of the file."""
    readings = read_text(json.dumps([ONE, TWO]).encode())

    assert ids(readings) == ["P1", "P2"]
    assert [codes(one) for one in readings] == [{"envelope_missing"}, set(), set()]


def test_wild_1_2_envelope_with_data_only():
    """An envelope needs nothing but data."""
    readings = read_text(json.dumps({"data": [ONE, TWO]}).encode())

    assert ids(readings) == ["P1", "P2"]
    assert [codes(one) for one in readings] == [set(), set()]


PAGES = [
    ({"result": {"sites": [ONE, TWO]}}, ("result", "sites"), ["P1", "P2"]),
    ({"id": 7, "result": [ONE, TWO], "more": "/2"}, ("result",), ["P1", "P2"]),
    ({"data": {"locations": {"a": ONE, "b": TWO}}}, ("data", "locations", "*"), ["P1", "P2"]),
    ({"data": {"x": {"a": ONE}, "y": {"q": PRICE}}}, ("data", "*", "*"), ["P1", "Q1"]),
    ([{"data": [ONE]}, {"data": [TWO]}], ("data",), ["P1", "P2"]),
    ({"pages": [{"hits": [ONE]}, 4, "}", {"hits": [TWO]}]}, ("pages", "hits"), ["P1", "P2"]),
    ({"data": {"locations": [ONE, TWO]}}, ("data", "locations", "*"), ["P1", "P2"]),
    ({'odd " é name': [ONE], "other": [TWO]}, ('odd " é name',), ["P1"]),
]
"""Documents, the path that is configured for their source, and what is found."""


@pytest.mark.parametrize(("page", "path", "expected"), PAGES)
@pytest.mark.parametrize("indent", [None, 1])
def test_wild_1_3_configured_path(page, path, expected, indent):
    """The list is where the configuration says: in members, maps, and lists of pages."""
    readings = read_text(json.dumps(page, indent=indent).encode(), path=path)

    assert ids(readings) == expected
    assert [codes(one) for one in readings] == [set()] * len(expected)


def test_wild_1_3_broken_object_in_a_map():
    """A broken object of a map costs itself."""
    text = json.dumps({"sites": {"a": ONE, "b": "BROKEN", "c": TWO}})
    readings = read_text(text.replace('"BROKEN"', '{"id": nope}').encode(), path=("sites", "*"))

    assert ids(readings) == ["P1", "P2"]
    assert [codes(one) for one in readings] == [set(), {"object_broken"}, set()]


@pytest.mark.parametrize("empty", [{"sites": {}}, {"sites": []}])
def test_wild_1_3_empty_map(empty):
    """A map of nothing reads as nothing."""
    assert read_text(json.dumps(empty).encode(), path=("sites", "*")) == []


@pytest.mark.parametrize(
    "answer", [{"status_code": 2001}, {"sites": None}, {"sites": {"error": "no"}}]
)
def test_wild_1_3_nothing_at_the_path(answer):
    """An answer that has nothing at the path is no empty list."""
    with pytest.raises(UnreadableSource, match=r"no list at sites\.\*"):
        read_text(json.dumps(answer).encode(), path=("sites", "*"))


def test_wild_1_3_truncated_map():
    """What came before the end of a truncated map is kept."""
    text = json.dumps({"sites": {"a": ONE, "b": TWO}})
    readings = read_text(text[:-40].encode(), path=("sites", "*"))

    assert ids(readings) == ["P1"]
    assert codes(readings[-1]) == {"source_truncated"}


@pytest.mark.parametrize("path", [(), ("data", "locations")])
def test_wild_1_4_whole_country(path):
    """A country in one list is read element by element, in bounded memory."""
    long_text = [{"language": "nl", "text": "Rechtdoor." * 500}]
    body = json.dumps(location(directions=long_text)).encode()
    many = [b'{"data":{"locations":[', *[body + b","] * 2_000, body, b"]}}"]
    stream = Chunks(itertools.chain(many))
    options = ReadOptions(source="wild", received=RECEIVED, path=path)
    tracemalloc.start()
    count = sum(
        reading.location is not None for reading in find_format("ocpi").read(stream, options)
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 2_001
    assert peak < len(body) * 2_000 / 2


class Chunks(io.RawIOBase):
    """A stream of parts that are made while it is read."""

    def __init__(self, parts):
        self._parts = parts

    def read(self, size=-1):
        return next(self._parts, b"")


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_wild_1_5_magic_bytes(pack):
    """Whether a text is packed is told by its first bytes alone."""
    assert ids(read_text(pack(json.dumps({"data": [ONE, TWO]}).encode()))) == ["P1", "P2"]


def test_wild_1_6_byte_order_mark():
    """A byte order mark is passed over."""
    assert ids(read_text(json.dumps({"data": [ONE, TWO]}).encode("utf-8-sig"))) == ["P1", "P2"]


@pytest.mark.parametrize(
    "text",
    [
        '{"status_code": 3000, "status_message": "down", "timestamp": "2026-05-01T10:00:00Z"}',
        "<!DOCTYPE html><title>Attention</title>",
    ],
)
def test_wild_1_7_failure_with_200(text):
    """An error answer or a web page is a failed fetch, never an empty list."""
    with pytest.raises(UnreadableSource, match="Found"):
        read_text(text.encode())


def test_wild_1_8_envelope_timestamp():
    """The time stamp of the envelope has no meaning."""
    page = {"timestamp": "2019-01-01T00:00:00.1234567+00:00", "data": [without(ONE, "evses")]}
    (reading,) = read_text(json.dumps(page | {"status_code": 1000}).encode())

    assert reading.location.last_updated.year == 2026
    assert codes(reading) == {"location_without_evses"}


def test_wild_1_13_extra_members():
    """Members that OCPI does not have are left out, and noted once an object."""
    odd = evse(cp_id=4, connectors=[connector(parkingColour="red"), connector(id="2")])
    reading = read(location(meta={"a": [1]}, evses=[odd]))

    assert len(reading.location.evses[0].connectors) == 2
    assert {one.path for one in reading.issues} == {
        "$.meta",
        "$.evses[0].cp_id",
        "$.evses[0].connectors[0].parkingColour",
    }
    assert codes(reading) == {"field_unknown"}


def test_wild_1_14_camel_case():
    """camelCase is read as meant; paths are in the terms of the source."""
    camel = without(connector(format="CABLE"), "power_type") | {"powerType": "DC"}
    found, reading = read_evse(connectors=[camel, connector(id="2")])

    assert [one.power_type for one in found.connectors] == ["DC", "AC_3_PHASE"]
    assert issue(reading, "key_case").path == "$.evses[0].connectors[0].powerType"


def test_wild_1_14_own_name_wins():
    """Where both spellings stand, that of OCPI counts."""
    found, seen = read_connector(powerType="DC")

    assert found.power_type == "AC_3_PHASE"
    assert seen == {"field_unknown"}


def test_wild_1_15_names_of_2_1_1():
    """Names of 2.1.1 are read in a later document, where the later names win."""
    old = without(connector(voltage=230, amperage=20, tariff_id="Q1"), "max_voltage")
    found, reading = read_evse(connectors=[old, connector(id="2")])
    first = found.connectors[0]

    assert (first.max_voltage, first.max_amperage, first.tariff_ids) == (230, 16, ("Q1",))
    assert codes(reading) == {"field_alias"}


def test_wild_1_15_names_of_2_2_1():
    """Later names are read in a document of 2.1.1."""
    found, seen = read_location(without(ONE, "country_code", "party_id", "publish"))

    assert found.evses[0].connectors[0].max_voltage == 230
    assert seen == {"party_missing"}


def test_wild_1_15_known_other_names():
    """Names that no version has but sources use are read."""
    old = without(connector(ampere=25, voltage=230), "max_voltage", "max_amperage")
    found, _ = read_evse(connectors=[old])

    assert (found.connectors[0].max_voltage, found.connectors[0].max_amperage) == (230, 25)


@pytest.mark.parametrize("nothing", [None, "", "#NA", "N/A", "-", [], {}])
@pytest.mark.parametrize(
    "member", ["name", "state", "directions", "facilities", "operator", "opening_times", "images"]
)
def test_wild_1_16_nothing(member, nothing):
    """Whatever means nothing in an optional member is the same as its absence."""
    found, seen = read_location(**{member: nothing})

    assert found == read_location()[0]
    assert seen == set()


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("directions", {"language": "nl", "text": "Achterom"}),
        ("directions", "Achterom"),
        ("facilities", "CAFE"),
        ("operator", [{"name": "Stroomhuis"}]),
        ("operator", "Stroomhuis"),
    ],
)
def test_wild_1_16_lists_and_objects(member, value):
    """One thing is a list of one, and a list of one is the thing."""
    found, seen = read_location(**{member: value})

    assert getattr(found, member)
    assert seen == {"type_coerced"}


def test_wild_1_17_numbers_and_texts():
    """Numbers as texts and texts as numbers are read; an id never goes through a float."""
    found, reading = read_evse(
        uid=72057594037927937, floor_level=-2, connectors=[connector(max_voltage="230")]
    )

    assert (found.uid, found.floor_level) == ("72057594037927937", "-2")
    assert found.connectors[0].max_voltage == 230
    assert codes(reading) == {"type_coerced"}


@pytest.mark.parametrize("value", ["true", "NaN", "Infinity", "-Infinity"])
def test_wild_1_17_no_numbers(value):
    """Truth values, NaN and infinity are no numbers: the member is left out."""
    text = json.dumps({"data": [location(evses=[evse(connectors=[connector()])]), TWO]})
    first, second = read_text(
        text.replace('"max_amperage": 16', f'"max_amperage": {value}', 1).encode()
    )

    assert first.location.evses[0].connectors[0].max_amperage is None
    assert codes(first) == ({"type_invalid"} if value == "true" else set())
    assert second.location.id == "P2"


def test_wild_1_18_white_space():
    """White space around and inside texts, ids and codes is cleaned, letters are composed."""
    found, reading = read_evse(status="CHARGING\t", uid=" E1\u00a0", physical_reference="Bay\r\n 4")
    place, _ = read_location(name="  Cafe\u0301  Zuid ")

    assert (found.uid, found.physical_reference, place.name) == ("E1", "Bay 4", "Caf\u00e9 Zuid")
    assert reading.statuses[0].status == "CHARGING"
    assert codes(reading) == {"whitespace"}


def test_wild_1_19_markup():
    """Mark-up becomes text, entities are resolved once, and an empty text is none."""
    texts = [{"language": "nl", "text": "<p>Rechts &amp;amp; omhoog</p>"}, {"language": "en"}]
    found, seen = read_location(directions=[*texts, {"language": "de", "text": " "}])

    assert [one.text for one in found.directions] == ["Rechts &amp; omhoog"]
    assert seen == {"markup_removed"}


def test_wild_1_20_long_texts():
    """A text that is too long is kept in full."""
    found, reading = read_evse(physical_reference="Parkeerdek 3, achter de slagboom")
    place, seen = read_location(address="Laan " * 60 + "1")

    assert found.physical_reference == "Parkeerdek 3, achter de slagboom"
    assert len(place.address) == 301
    assert codes(reading) == seen == {"text_too_long"}

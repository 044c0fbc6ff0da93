"""OCPI files as a whole: containers, damage, and real ones where they are at hand."""

import gzip
import io
import json
import tracemalloc
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.formats.port import ReadOptions
from plugdex.formats.registry import FORMATS, find_format
from plugdex.model.errors import PlugdexError, UnknownFormat, UnreadableSource
from plugdex.model.issues import CODES
from tests.formats.ocpi_samples import RECEIVED, codes, location, read_bytes, tariff
from tests.shared_data import shared

LOCATION = json.dumps(location())
TARIFF = json.dumps(tariff())


@pytest.mark.parametrize(
    "text",
    [
        f"[{LOCATION}, {TARIFF}]",
        f'{{"data": [{LOCATION}, {TARIFF}]}}',
        f'{{"data": {{"locations": [{LOCATION}], "tariffs": [{TARIFF}]}}}}',
        f'{{"status_code": 1000, "items": [{LOCATION}, {TARIFF}], "next": null}}',
        f"{LOCATION}\n{TARIFF}\n",
        f'{{"data": {LOCATION}}}{{"data": {TARIFF}}}',
    ],
    ids=["bare", "envelope", "nested", "other key", "lines", "single objects"],
)
def test_1_1_to_1_3_containers(text):
    """The objects are found wherever they stand."""
    readings = read_bytes(text.encode())

    assert [r.location.id for r in readings if r.location] == ["L1"]
    assert [r.tariff.id for r in readings if r.tariff] == ["T1"]


def test_1_1_bare_list_is_noted():
    """A list without envelope is one issue of the file."""
    first, _ = read_bytes(f"[{LOCATION}]".encode())

    assert codes(first) == {"envelope_missing"}


@pytest.mark.parametrize(
    "text",
    [
        '{"status_code": 2001, "status_message": "no", "timestamp": "x"}',
        "<html>",
        "",
        '{"message": "log in"}',
        "7",
    ],
)
def test_1_7_no_data(text):
    """An error answer, a web page or nothing raises, saying what was found."""
    with pytest.raises(UnreadableSource, match="Found"):
        read_bytes(text.encode())


@pytest.mark.parametrize("text", ["[]", '{"data": []}', '{"data":[], "status_code": 1000}'])
def test_empty_list_is_no_error(text):
    """A list of nothing reads as nothing."""
    assert [r for r in read_bytes(text.encode()) if r.location] == []


def test_object_of_another_kind():
    """An object that is neither location nor tariff is refused alone."""
    readings = read_bytes(f'{{"data": [{{"kind": "session"}}, {LOCATION}]}}'.encode())

    assert [codes(r) for r in readings] == [{"object_unknown"}, set()]


def test_invalid_utf_8():
    """Bytes that are not UTF-8 are read as Windows-1252, valid ones beside them as UTF-8."""
    data = json.dumps(location(name="X", city="Zürich"), ensure_ascii=False).encode()
    (reading,) = read_bytes(b'{"data": [' + data.replace(b'"X"', b'"Caf\xe9"') + b"]}")

    assert (reading.location.name, reading.location.city) == ("Café", "Zürich")
    assert codes(reading) == {"encoding_invalid"}


def test_truncated_gzip():
    """What came before the end of a truncated file is kept."""
    many = json.dumps({"data": [location(id=str(n), name=f"{n * 7919}") for n in range(3000)]})
    readings = read_bytes(gzip.compress(many.encode())[:-4000])

    assert sum(r.location is not None for r in readings) > 100
    assert codes(readings[-1]) == {"source_truncated"}


class Huge(io.RawIOBase):
    """A location, one with a name of 200 MB, and another location; made while it is read."""

    def __init__(self) -> None:
        first, last = LOCATION.encode(), LOCATION.replace("L1", "L2").encode()
        self._parts = iter(
            [b"[" + first + b',{"name":"', *[b"x" * 1_000_000] * 200, b'"},' + last + b"]"]
        )

    def read(self, size: int = -1) -> bytes:
        return next(self._parts, b"")


def test_huge_object_in_bounded_memory():
    """An object above the limit is passed over without being kept."""
    options = ReadOptions(source="test", received=RECEIVED, largest_object=100_000)
    tracemalloc.start()
    readings = list(find_format("ocpi").read(Huge(), options))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [r.location.id for r in readings if r.location] == ["L1", "L2"]
    assert {"object_too_large"} in [codes(r) for r in readings]
    assert peak < 20_000_000


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*location(), *tariff(), "x"]), inner, max_size=4)
    ),
    max_leaves=10,
)


def test_brackets_without_objects():
    """Text that begins like a list and has no objects is no source."""
    with pytest.raises(UnreadableSource):
        read_bytes(b"[build-system]\nrequires = 1\n")


def test_a_cdr_is_no_envelope():
    """The tariffs inside a charge detail record are not delivered as tariffs."""
    record = {"country_code": "NL", "party_id": "ABC", "id": "C1", "tariffs": [tariff()]}
    record |= {"currency": "EUR", "cdr_token": {"uid": "1"}, "total_energy": 1.5}

    with pytest.raises(UnreadableSource):
        read_bytes(json.dumps(record, indent=1).encode())


def test_objects_of_another_kind():
    """A file in which nothing is a location or tariff is no source."""
    with pytest.raises(UnreadableSource):
        read_bytes(b'[{"uid":"1","status":"AVAILABLE"},{"uid":"2","status":"CHARGING"}]')


def test_objects_nested_too_deep():
    """An object that is nested beyond reason is refused alone."""
    deep = b'{"id":"deep","evses":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    sound = json.dumps(location()).encode()
    readings = read_bytes(b"[" + sound + b"," + deep + b"," + sound + b"]")

    assert len([one for one in readings if one.location]) == 2
    assert {"object_broken"} in [codes(one) for one in readings]


@given(st.binary(max_size=300))
def test_any_bytes(data):
    """No bytes raise anything but our errors."""
    with suppress(PlugdexError):
        read_bytes(data)


@given(st.sampled_from([location(), tariff()]), st.data())
def test_any_member(thing, data):
    """No value of any member raises, and every issue has a code that is explained."""
    name = data.draw(st.sampled_from(sorted(thing)))
    readings = read_bytes(json.dumps([thing | {name: data.draw(json_values)}]).encode())

    assert {code for reading in readings for code in codes(reading)} <= set(CODES)


def test_registry():
    """A format is found by its name in any case; the error lists the valid ones."""
    assert find_format("OCPI") is FORMATS["ocpi"]
    with pytest.raises(UnknownFormat, match="ocpi"):
        find_format("oscp")


@pytest.mark.shared
@pytest.mark.parametrize("version", ["2.1.1", "2.2.1", "2.3.0"])
def test_examples_of_the_specification(version):
    """Whole locations and tariffs of the specification are read, none is refused."""
    folder = shared(f"data/ocpi-examples/{version}")
    names = [p for p in sorted(folder.glob("*.json")) if p.name.startswith(PREFIXES)]
    whole = [path for path in names if not PARTS & set(path.stem.split("_"))]
    refused = [path.name for path in whole if not _is_read(path.read_bytes())]

    assert len(whole) > 5 - 3 * (version == "2.1.1")
    assert refused == []


PREFIXES = ("location_example", "tariff_", "mod_locations__06", "mod_tariffs__0")
PARTS = {"put", "patch", "hours", "regularhours", "energymix", "02"}


def _is_read(data: bytes) -> bool:
    return any(r.location or r.tariff for r in read_bytes(data))


FEEDS = {
    "chargesini_my_ocpi2.2_2025-07-12": (448, 1155, 1155),
    "electricera_us_ocpi2.2_2024-05-30": (4, 9, 18),
    "ev24_pl_ocpi2.2.1_2025-10-27": (8, 10, 15),
    "evio_pt_ocpi2.2_2022-06-14": (21, 37, 37),
    "ezvolt_br_ocpi2.2.1_2025-07-12": (91, 222, 222),
    "fastned_nl-de_ocpi2.1.1_2019-09-25": (106, 273, 655),
    "itcharge_ru_ocpi2.2.1_2025-02-14": (1159, 1181, 2280),
    "lakd_lt-national_ocpi2.2_2023-07-04": (379, 411, 741),
    "mobie_pt-national_ocpi2.2_2021-08-18": (1762, 3740, 3740),
    "otopriz_tr_ocpi2.2_2025-09-05": (437, 437, 647),
    "powergo_dk-nl_ocpi2.2_2025-06-20": (489, 1776, 1776),
    "sitronics_ru_ocpi2.2.1_2023-04-07": (10, 26, 26),
    "voltrelli_ro_camelcase_2025-03-13": (307, 578, 939),
    "zepto_pl_ocpi2.2_2025-10-27": (10, 10, 30),
}
"""Locations, EVSEs and connectors of real feeds that hold no duplicates."""


@pytest.mark.shared
@pytest.mark.parametrize("name", FEEDS)
def test_real_feeds(name):
    """Every location, EVSE and connector of a real feed is read."""
    counts: Counter[str] = Counter()
    options = ReadOptions(source=name, received=datetime(2026, 6, 30, tzinfo=UTC))
    with shared(f"data/real/ocpi-feeds/{name}.json.gz").open("rb") as stream:
        for reading in find_format("ocpi").read(stream, options):
            if reading.location:
                evses = reading.location.evses
                counts.update(locations=1, evses=len(evses))
                counts.update(connectors=sum(len(evse.connectors) for evse in evses))

    assert (counts["locations"], counts["evses"], counts["connectors"]) == FEEDS[name]

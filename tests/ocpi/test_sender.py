"""Peers pull from us: pages, filters, versions, and what nobody is given."""

import time
from itertools import chain

import pytest

from plugdex.stores.memory import MemoryStore
from tests.formats.ocpi_contract import faults
from tests.formats.ocpi_samples import connector, evse, tariff
from tests.ocpi.conftest import place
from tests.ocpi.inside import inside
from tests.ocpi.talk import CREATED, DONE, UNKNOWN

VERSIONS = ("2.1.1", "2.2.1", "2.3.0")
NEW = "2026-05-02T00:00:00Z"


@pytest.fixture
def own():
    """A node of its own, in this process: lists have only what the test puts there."""
    with inside(MemoryStore()) as found:
        yield found


@pytest.fixture
def source(own):
    """A CPO with 25 locations, a minute apart."""
    peer = own.talk("NL/ABC")
    for number in range(25):
        add(peer, number)
    return peer


@pytest.fixture
def reader(own):
    """A party that pulls."""
    return own.talk("NL/XYZ", "EMSP")


def add(peer, number):
    """Push a location with the number in its id and time stamp."""
    stamp = moment(number)
    plug = connector(last_updated=stamp)
    inner = evse(uid=f"E{number}", evse_id=None, connectors=[plug], last_updated=stamp)
    body = place(peer, id=f"L{number}", evses=[inner], last_updated=stamp)
    assert peer.put("locations", f"L{number}", body=body).both == CREATED


def moment(number):
    """A time by its minute."""
    return f"2026-05-01T10:{number:02}:00Z"


def ids(locations):
    """The numbers in the ids."""
    return [int(each["id"][1:]) for each in locations]


def test_pages_by_links(reader, source):
    """Every object once, in the order in which it came; counts on every page."""
    pages = reader.pages("?limit=10")

    assert [ids(page) for page in pages] == [[*range(10)], [*range(10, 20)], [*range(20, 25)]]
    first = reader.pull(query="?limit=10").headers
    assert (first["x-total-count"], first["x-limit"]) == ("25", "1000")
    assert first["link"].startswith("<http://pdx.test/ocpi/cpo/2.2.1/locations?")
    assert first["link"].endswith('>; rel="next"')


def test_an_empty_page(reader, source):
    """An empty page has the counts, too, and no link."""
    reply = reader.pull(query="?offset=99")

    assert (reply.both, reply.data) == (DONE, [])
    assert (reply.headers["x-total-count"], reply.headers["x-limit"]) == ("25", "1000")
    assert "link" not in reply.headers
    assert reader.pull("tariffs").headers["x-total-count"] == "0"


def test_pages_by_offset(reader, source):
    """Offsets work without any link."""
    pages = [reader.pull(query=f"?offset={n}&limit=10").data for n in (0, 10, 20)]

    assert ids(chain(*pages)) == [*range(25)]


def test_pages_while_things_change(reader, source):
    """Whatever comes, goes and changes in between, nothing that stays is lost or comes twice."""
    seen = []
    query = "?limit=5"
    for step in range(99):
        reply = reader.pull(query=query)
        seen += ids(reply.data)
        if "link" not in reply.headers:
            break
        query = "?" + reply.headers["link"].partition("?")[2].partition(">")[0]
        add(source, 30 + step)
        hidden = {"publish": False, "last_updated": NEW}
        assert source.patch("locations", f"L{step}", body=hidden).both == DONE
        changed = {"name": "X", "last_updated": NEW}
        assert source.patch("locations", f"L{step + 10}", body=changed).both == DONE

    assert len(seen) == len(set(seen))
    assert set(range(25)) <= set(seen) | set(range(step))


def test_the_period(reader, source):
    """``date_from`` is inclusive, ``date_to`` exclusive (contract §1.5)."""
    query = f"?date_from={moment(3)}&date_to={moment(6)}&limit=2"

    assert [ids(page) for page in reader.pages(query)] == [[3, 4], [5]]
    assert reader.pull(query=query).headers["x-total-count"] == "3"
    assert ids(reader.pull(query=f"?date_from={moment(24)}").data) == [24]
    assert ids(reader.pull(query=f"?date_to={moment(1)}").data) == [0]


def test_the_period_sees_what_is_inside(reader, source):
    """A status moves its location into the period (contract §3.7)."""
    source.patch("locations", "L7", "E7", body={"status": "CHARGING", "last_updated": NEW})

    (found,) = reader.pull(query=f"?date_from={NEW}").data
    assert (found["id"], found["last_updated"]) == ("L7", NEW)


@pytest.mark.parametrize(
    "query",
    [
        *("?date_from=tomorrow", "?limit=x", "?offset=-1", "?after=x", "?date_to=7"),
        *(f"?after={'9' * 25}", f"?after=1.{'9' * 5000}", f"?offset={'9' * 25}"),
    ],
)
def test_questions_that_make_no_sense(reader, query):
    """Invalid parameters are 2001."""
    assert reader.pull(query=query).both == (200, 2001)


@pytest.mark.parametrize("text", ["2026-05-01T10:03:00%2B00:00", "2026-05-01T10:03:00+00:00"])
def test_times_in_other_spellings(reader, source, text):
    """An offset is understood, and a plus that a form made a space."""
    assert ids(reader.pull(query=f"?date_from={text}").data)[0] == 3


def test_nobody_gets_back_what_it_gave(own, source, reader):
    """A peer is not given its own objects (split horizon)."""
    assert source.pull().data == []
    assert source.pull().headers["x-total-count"] == "0"
    assert source.pull("locations", "", "L1").both == UNKNOWN
    assert len(reader.pull().data) == 25


def test_what_is_not_published_is_not_offered(reader, source):
    """Neither in lists nor by name."""
    source.patch("locations", "L3", body={"publish": False, "last_updated": NEW})

    assert 3 not in ids(reader.pull().data)
    assert reader.pull().headers["x-total-count"] == "24"
    for at in (("L3",), ("L3", "E3"), ("L3", "E3", "1")):
        assert reader.pull("locations", "", *at).both == UNKNOWN


def test_what_is_removed_is_told(reader, source):
    """Pullers learn of a removal by the status of the EVSE (contract §13)."""
    source.patch("locations", "L3", "E3", body={"status": "REMOVED", "last_updated": NEW})

    (found,) = reader.pull(query=f"?date_from={NEW}").data
    assert found["evses"][0]["status"] == "REMOVED"


def test_single_objects(reader, source):
    """A location, its EVSE and its connector by name, in any case."""
    assert reader.pull("locations", "", "L3").data["id"] == "L3"
    assert reader.pull("locations", "", "L3", "e3").data["uid"] == "E3"
    assert reader.pull("locations", "", "L3", "E3", "1").data["id"] == "1"
    for at in (("L99",), ("L3", "E9"), ("L3", "E3", "9"), ("L3", "E3", "1", "x")):
        assert reader.pull("locations", "", *at).both == UNKNOWN


def test_the_same_id_of_two_owners(own, reader):
    """The routing headers say whose object is meant; without them it is the elder."""
    for name in ("NL/ABC", "DE/ELS"):
        peer = own.talk(name)
        peer.put("locations", "L1", body=place(peer, name=name))
    to = {"OCPI-to-country-code": "DE", "OCPI-to-party-id": "ELS"}

    assert reader.pull("locations", "", "L1").data["party_id"] == "ABC"
    named = reader.ask("GET", "/ocpi/cpo/2.2.1/locations/L1", headers=to).data
    assert (named["country_code"], named["party_id"]) == ("DE", "ELS")


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_valid(own, reader, version):
    """What comes out is as the version demands, whatever came in."""
    peer = own.talk("NL/ABC")
    odd = connector(standard="GBT_DC", power_type=None, max_electric_power=60)
    inner = [
        evse(uid="E1", floor_level="minus two", physical_reference="far too long to be one"),
        evse(uid="E2", evse_id=None, connectors=[odd, connector(id="2", format=None)]),
        {"uid": "E3", "status": "REMOVED"},
    ]
    body = place(peer, evses=inner, name="x" * 300, city="N/A", time_zone="Germany")
    assert peer.put("locations", "L1", body=body).both == CREATED
    prices = {"country_code": "NL", "party_id": "ABC", "id": "T1"}
    assert peer.put("tariffs", "T1", body=tariff(**prices)).both == CREATED

    talk = reader.at(version)
    (found,), (tariffs,) = talk.pull().data, talk.pull("tariffs").data
    assert faults("Location", found, version) == []
    assert faults("Tariff", tariffs, version) == []
    for each in found["evses"]:
        assert talk.pull("locations", "", "L1", each["uid"]).data == each
        for one in each["connectors"]:
            if one["id"] != "#NA":
                assert talk.pull("locations", "", "L1", each["uid"], one["id"]).data == one


def test_stamps_and_owners_are_those_of_the_source(reader, source):
    """We hand on; we do not pretend that anything is ours or new (contract §12)."""
    found = reader.pull(query="?limit=1").data[0]

    assert (found["party_id"], found["last_updated"]) == ("ABC", moment(0))


def test_a_source_that_fell_silent(site, join):
    """Its statuses are no longer claimed: in the HERE dialect, in lists, and for single EVSEs."""
    peer, other = join(stale_after=3), join(role="EMSP")
    body = place(peer, id="SILENT")
    assert peer.put("locations", "SILENT", body=body).both == CREATED
    assert statuses(site, peer, other) == {"AVAILABLE"}

    deadline = time.monotonic() + 15
    while statuses(site, peer, other) != {"OPERATIONAL", "UNKNOWN"}:
        assert time.monotonic() < deadline, statuses(site, peer, other)
        time.sleep(0.2)
    assert peer.get("locations", "SILENT", "E1").data["status"] == "AVAILABLE"
    again = {"status": "AVAILABLE", "last_updated": NEW}
    while "OPERATIONAL" in statuses(site, peer, other):
        assert time.monotonic() < deadline, statuses(site, peer, other)
        assert peer.patch("locations", "SILENT", "E1", body=again).both == DONE


def statuses(site, peer, other):
    """Every status that is told of the one EVSE."""
    (seen,) = site.v3(peer, "SILENT")
    listed = other.pull(query="?limit=1000").data
    whole = next(each for each in listed if each["id"] == "SILENT")
    part = other.pull("locations", "", "SILENT", "E1").data
    here = {each["status"].upper() for each in seen["evses"]}
    return {whole["evses"][0]["status"], part["status"]} | here

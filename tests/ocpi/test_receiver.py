"""Peers push locations: what is applied, what is refused, and how it is said."""

import gzip
import json

import pytest

from tests.formats.ocpi_samples import connector, evse, tariff
from tests.ocpi.conftest import place
from tests.ocpi.talk import CREATED, DONE, INVALID, UNKNOWN

OLD, NEW, NEWER = "2026-04-01T00:00:00Z", "2026-05-02T00:00:00Z", "2026-05-03T00:00:00Z"


@pytest.fixture
def loc(peer):
    """A peer whose location L1 is known."""
    assert peer.put("locations", "L1", body=place(peer)).both == CREATED
    return peer


def changed(peer, *at, body):
    """PATCH of an EVSE or connector of the location, and the location afterwards."""
    assert peer.patch("locations", "L1", *at, body=body).both == DONE
    return peer.get("locations", "L1").data


def test_what_was_pushed_can_be_read(peer):
    """PUT answers 201, then 200, and GET has what was put."""
    body = place(peer)

    assert [peer.put("locations", "L1", body=body).both for _ in range(2)] == [CREATED, DONE]
    assert peer.get("locations", "L1").data == body
    assert peer.get("locations", "L1", "E1").data == body["evses"][0]
    assert peer.get("locations", "L1", "E1", "1").data == body["evses"][0]["connectors"][0]


def test_the_party_in_the_path_is_one_of_the_peer(peer):
    """The party of another answers 404, for reading and writing."""
    path = peer.path("locations", "L1", party="NL/ELS")

    assert peer.ask("PUT", path, place(peer)).http == 404
    assert peer.ask("GET", path).http == 404


def test_a_hub_speaks_for_any_party(join):
    """A hub may push what belongs to others."""
    hub = join(hub=True)
    body = place(hub, country_code="DE", party_id="ELS")

    assert hub.ask("PUT", hub.path("locations", "L1", party="DE/ELS"), body).both == CREATED


def test_a_change_inside_is_a_change_of_all_around(loc):
    """A connector's stamp moves those of its EVSE and location, not that of its siblings."""
    loc.put("locations", "L1", "E2", body=evse(uid="E2", evse_id=None))
    found = changed(loc, "E1", "1", body={"max_amperage": 25, "last_updated": NEW})

    first, second = found["evses"]
    assert (found["last_updated"], first["last_updated"]) == (NEW, NEW)
    assert first["connectors"][0]["last_updated"] == NEW
    assert second["last_updated"] != NEW


def test_a_status_leaves_the_stamps_of_connectors(loc):
    """A status is of the EVSE; its connectors did not change."""
    found = changed(loc, "E1", body={"status": "CHARGING", "last_updated": NEW})

    assert found["last_updated"] == found["evses"][0]["last_updated"] == NEW
    assert found["evses"][0]["connectors"][0]["last_updated"] != NEW


def test_a_patch_is_applied_as_a_whole_or_not_at_all(loc):
    """One member that cannot be read keeps the others out."""
    body = {"floor_level": "7", "coordinates": {"latitude": "no"}, "last_updated": NEW}
    reply = loc.patch("locations", "L1", "E1", body=body)

    assert reply.both == INVALID
    assert "$.coordinates" in reply.message
    assert "floor_level" not in loc.get("locations", "L1", "E1").data


@pytest.mark.parametrize(
    ("at", "body"),
    [
        ((), {"name": "Old"}),
        (("E1",), {"status": "BLOCKED"}),
        (("E1", "1"), {"max_amperage": 25}),
    ],
)
def test_older_is_ignored_and_equal_is_applied(loc, at, body):
    """What is older than what is known is answered with success and not applied."""
    before = loc.get("locations", "L1", *at).data

    assert loc.patch("locations", "L1", *at, body=body | {"last_updated": OLD}).both == DONE
    assert loc.get("locations", "L1", *at).data == before
    equal = body | {"last_updated": before["last_updated"]}
    assert loc.patch("locations", "L1", *at, body=equal).both == DONE
    assert loc.get("locations", "L1", *at).data == before | equal


def test_an_older_put_is_ignored(loc):
    """Late arrivals of whole objects, too."""
    assert loc.put("locations", "L1", body=place(loc, name="Old", last_updated=OLD)).both == DONE
    assert "name" not in loc.get("locations", "L1").data


def test_removed_is_gone_for_drivers_only(site, loc):
    """A removed EVSE stays in OCPI and becomes history; a location of such is not shown."""
    (seen,) = site.v3(loc, "L1")
    assert seen["evses"][0]["connectors"]
    found = changed(loc, "E1", body={"status": "REMOVED", "last_updated": NEW})

    assert found["evses"][0]["status"] == "REMOVED"
    assert site.v3(loc, "L1") == []
    assert site.node.public(found["coordinates"]) == []
    (ended,) = site.store.reads().history(site.rid(loc, "L1"))
    assert (ended.uid, ended.status) == ("E1", "AVAILABLE")


def test_a_removed_evse_leaves_the_others(site, loc):
    """Only what is removed disappears."""
    loc.put("locations", "L1", "E2", body=evse(uid="E2", evse_id=None))
    changed(loc, "E1", body={"status": "REMOVED", "last_updated": NEW})

    assert [len(one["evses"]) for one in site.v3(loc, "L1")] == [1]


@pytest.mark.parametrize("at", [("L9",), ("L9", "E1"), ("L9", "E1", "1")])
def test_changes_of_an_unknown_location(site, peer, at):
    """PATCH is answered with 404 and 2003, and the operator can see it."""
    assert peer.patch("locations", *at, body={"last_updated": NEW}).both == UNKNOWN
    assert site.issues(site.rid(peer, "L9")) == ["location_unknown"]


def test_parts_of_an_unknown_location(site, peer):
    """PUT of a part wants its parent; when that comes, the issue is settled."""
    assert peer.put("locations", "L1", "E1", body=evse()).both == UNKNOWN
    assert peer.put("locations", "L1", "E1", "1", body=connector()).both == UNKNOWN
    assert peer.put("locations", "L1", body=place(peer)).both == CREATED
    assert site.issues(site.rid(peer, "L1")) == []


@pytest.mark.parametrize("at", [("E9",), ("E9", "1"), ("E1", "9")])
def test_changes_of_an_unknown_part(loc, at):
    """An EVSE or connector that is not known is answered like a location (contract §3.6)."""
    assert loc.patch("locations", "L1", *at, body={"last_updated": NEW}).both == UNKNOWN
    assert loc.get("locations", "L1", *at).both == UNKNOWN


def test_a_connector_wants_its_evse(loc):
    """PUT of a connector of an unknown EVSE, too."""
    assert loc.put("locations", "L1", "E9", "1", body=connector()).both == UNKNOWN


def test_absent_null_and_a_value_are_three_things(loc):
    """Absent leaves, null clears, a value replaces."""
    changed(loc, body={"name": "Station", "facilities": ["HOTEL"], "last_updated": NEW})
    found = changed(loc, body={"name": None, "last_updated": NEW})

    assert "name" not in found
    assert found["facilities"] == ["HOTEL"]
    assert "facilities" not in changed(loc, body={"facilities": None, "last_updated": NEW})


@pytest.mark.parametrize(
    ("at", "name"),
    [
        ((), "coordinates"),
        ((), "publish"),
        ((), "last_updated"),
        (("E1",), "status"),
        (("E1",), "connectors"),
        (("E1", "1"), "standard"),
        (("E1", "1"), "max_voltage"),
    ],
)
def test_what_is_required_cannot_be_cleared(loc, at, name):
    """Null for a required member is refused, by name."""
    reply = loc.patch("locations", "L1", *at, body={"last_updated": NEW, name: None})

    assert reply.both == INVALID
    assert f"$.{name}" in reply.message


def test_nested_objects_are_replaced_whole(loc):
    """A change never leaves half of a nested object behind."""
    first = {"operator": {"name": "One", "website": "https://one.example"}, "last_updated": NEW}
    changed(loc, body=first)
    found = changed(loc, body={"operator": {"name": "Two"}, "last_updated": NEW})

    assert found["operator"] == {"name": "Two"}


@pytest.mark.parametrize(
    ("at", "body"),
    [
        ((), {"evses": [{"uid": "E1", "status": "AVAILABLE", "connectors": [{"id": "1"}]}]}),
        (("E1",), {"connectors": [{"id": "1", "tariff_ids": ["T"]}]}),
    ],
)
def test_lists_of_a_change_have_whole_objects(loc, at, body):
    """A list replaces a list: half a connector in it would erase the other half."""
    before = loc.get("locations", "L1").data
    reply = loc.patch("locations", "L1", *at, body=body | {"last_updated": NEW})

    assert reply.both == INVALID
    assert "standard" in reply.message
    assert loc.get("locations", "L1").data == before


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"id": "L2"}, "$.id"),
        ({"country_code": "DE"}, "$.country_code"),
        ({"party_id": "ELS"}, "$.party_id"),
        ({"last_updated": 7}, "$.last_updated"),
        ({"evses": [{"uid": "E1", "status": "AVAILABLE", "connectors": [{}]}]}, ".connectors[0]."),
    ],
)
def test_an_invalid_object_is_http_200(peer, members, path):
    """What is wrong with an object is 2001 and where, never an error of HTTP."""
    reply = peer.put("locations", "L1", body=place(peer, **members))

    assert (reply.both, path in reply.message) == (INVALID, True)


@pytest.mark.parametrize(
    "point", [None, {"latitude": "0.00000", "longitude": "0.00000"}, {"latitude": "x"}]
)
def test_a_location_without_a_usable_point(site, peer, point):
    """It is kept but not shown, and can be changed (wild 5.3)."""
    assert peer.put("locations", "L1", body=place(peer, coordinates=point)).both == CREATED
    assert site.v3(peer, "L1") == []
    assert peer.patch("locations", "L1", body={"name": "X", "last_updated": NEW}).both == DONE
    mended = {"coordinates": place(peer)["coordinates"], "last_updated": NEW}
    assert peer.patch("locations", "L1", body=mended).both == DONE
    assert len(site.v3(peer, "L1")) == 1


@pytest.mark.parametrize("name", ["address", "country", "coordinates"])
def test_a_whole_location_is_whole(peer, name):
    """A required member that is missing is named."""
    body = place(peer)
    del body[name]

    reply = peer.put("locations", "L1", body=body)
    assert (reply.both, f"$.{name}" in reply.message) == (INVALID, True)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe{}", b'{"a":1}x'])
def test_what_is_not_json_is_http_400(peer, body):
    """The one fault of a body that is an error of HTTP."""
    assert peer.put("locations", "L1", body=body).http == 400


@pytest.mark.parametrize("body", [b"[]", b"7", b"null", b'"text"'])
def test_json_that_is_no_object(peer, body):
    """It is JSON, so it is an invalid object."""
    assert peer.put("locations", "L1", body=body).both == INVALID


def test_what_is_not_published_is_seen_nowhere(site, join, peer):
    """``publish: false`` hides from both dialects, the list, and other parties (contract §1.7)."""
    body = place(peer, publish=False)
    assert peer.put("locations", "L1", body=body).both == CREATED
    other = join(role="EMSP")

    assert peer.get("locations", "L1").data["publish"] is False
    assert site.v3(peer, "L1") == []
    assert site.node.public(body["coordinates"]) == []
    assert body["coordinates"] not in [one["coordinates"] for one in other.pull().data]


def test_published_later(site, peer):
    """A location appears when it is published and disappears when it is not."""
    peer.put("locations", "L1", body=place(peer, publish=False))
    changed(peer, body={"publish": True, "last_updated": NEW})
    assert len(site.v3(peer, "L1")) == 1
    changed(peer, body={"publish": False, "last_updated": NEWER})
    assert site.v3(peer, "L1") == []


def test_publish_is_not_assumed(site, peer):
    """A push that does not say it is not shown (wild 6.22)."""
    body = place(peer)
    del body["publish"]

    assert peer.put("locations", "L1", body=body).both == CREATED
    assert site.v3(peer, "L1") == []


def test_the_owner_may_be_of_another_country(join):
    """``country_code`` is of the owner, ``country`` of the place (wild 3.4)."""
    french = join(name="FR/ABC")
    body = place(french)

    assert french.put("locations", "L1", body=body).both == CREATED
    found = french.get("locations", "L1").data
    assert (found["country_code"], found["country"]) == ("FR", "NLD")


def test_a_location_without_evses_is_kept(peer):
    """EVSEs may come later; until then there is a location, and it can change."""
    body = place(peer, evses=[])

    assert peer.put("locations", "L1", body=body).both == CREATED
    assert peer.get("locations", "L1").data["id"] == "L1"
    assert changed(peer, body={"name": "Site", "last_updated": NEW})["name"] == "Site"
    assert peer.put("locations", "L1", "E1", body=evse()).both == CREATED


def test_always_200(join):
    """A peer that takes 201 for an error never gets it."""
    peer = join(always_200=True)

    assert peer.put("locations", "L1", body=place(peer)).both == DONE
    assert peer.put("tariffs", "T1", body=mine(peer)).both == DONE


def test_strict(join):
    """A strict peer hears of what would be put right for others."""
    strict, tolerant = join(strict=True), join()
    odd = evse(status="available")

    assert tolerant.put("locations", "L1", body=place(tolerant, evses=[odd])).both == CREATED
    reply = strict.put("locations", "L1", body=place(strict, evses=[odd]))
    assert (reply.both, "enum_case" in reply.message) == (INVALID, True)
    plain = place(strict, name="Test street", evses=[], extra=7)
    assert strict.put("locations", "L1", body=plain).both == CREATED


@pytest.mark.parametrize("packing", [gzip.compress])
def test_packed_bodies(peer, packing):
    """A body may be packed; what does not unpack is no JSON."""
    how = {"headers": {"content-encoding": "gzip"}}
    body = json.dumps(place(peer)).encode()

    assert peer.put("locations", "L1", body=packing(body), **how).both == CREATED
    assert peer.put("locations", "L1", body=body, **how).http == 400


def test_a_bomb_is_not_unpacked(peer):
    """A body that grows beyond all measure is refused."""
    bomb = gzip.compress(b" " * (33 * 1024 * 1024))

    reply = peer.put("locations", "L1", body=bomb, headers={"content-encoding": "gzip"})
    assert reply.http == 413


def test_uids_with_anything_in_them(peer):
    """Segments are decoded after the path is split: a slash in a uid is no separator."""
    uid = "NL*ABC*E1/2 b"
    body = place(peer, evses=[evse(uid=uid)])
    assert peer.put("locations", "L1", body=body).both == CREATED

    assert (
        peer.patch("locations", "L1", uid, body={"status": "BLOCKED", "last_updated": NEW}).both
        == DONE
    )
    assert peer.get("locations", "L1", uid).data["status"] == "BLOCKED"


@pytest.mark.parametrize("change", [lambda p: p + "/", lambda p: p.replace("/loc", "//loc")])
def test_more_slashes_than_needed(loc, change):
    """Double and trailing slashes are the same address (wild 2.5)."""
    assert loc.ask("GET", change(loc.path("locations", "L1"))).both == DONE


def test_case_does_not_matter(loc):
    """Ids compare without case; the spelling of the first time stays for parts."""
    path = loc.path("locations", "l1", "e1").replace(loc.party, loc.party.lower())
    body = {"uid": "e1", "status": "BLOCKED", "last_updated": NEW}

    assert loc.ask("PATCH", path, body).both == DONE
    found = loc.get("locations", "L1").data["evses"]
    assert [(each["uid"], each["status"]) for each in found] == [("E1", "BLOCKED")]
    assert loc.put("locations", "l1", "e1", body=evse(last_updated=NEW)).both == DONE
    assert [each["uid"] for each in loc.get("locations", "L1").data["evses"]] == ["E1"]


def test_an_evse_that_does_not_repeat_its_connectors(loc):
    """A known EVSE keeps its connectors, whoever forgets to say them (wild 6.1)."""
    bare = {"uid": "E1", "status": "CHARGING", "last_updated": NEW}

    for how in ({}, {"connectors": []}, {"connectors": None}):
        assert loc.put("locations", "L1", "E1", body=bare | how).both == DONE
        body = place(loc, evses=[bare | how], last_updated=NEW)
        assert loc.put("locations", "L1", body=body).both == DONE
        found = loc.get("locations", "L1", "E1").data
        assert (found["status"], found["connectors"][0]["id"]) == ("CHARGING", "1")


def test_a_stamp_of_the_far_future_keeps_nothing_out(loc):
    """One wrong clock does not stop the updates that follow (wild 4.4)."""
    future = "2099-01-01T00:00:00Z"
    inner = evse(last_updated=future, connectors=[connector(last_updated=future)])
    assert loc.put("locations", "L1", "E1", body=inner).both == DONE

    for status in ("CHARGING", "BLOCKED"):
        body = {"status": status, "last_updated": future}
        assert loc.patch("locations", "L1", "E1", body=body).both == DONE
        assert loc.get("locations", "L1", "E1").data["status"] == status


def test_issues_do_not_pile_up(site, peer):
    """The same oddity said again is one issue, and one that is put right is none."""
    old = peer.at("2.1.1")
    body = place(
        old, type="ON_STREET", evses=[evse(connectors=[{"id": "1", "standard": "CHADEMO"}])]
    )
    assert old.put("locations", "L1", body=body).both == CREATED
    rid = site.rid(peer, "L1")
    before = site.issues(rid)

    for _ in range(3):
        old.patch("locations", "L1", "E1", "1", body={"tariff_id": "T1"})
        old.patch("locations", "L1", "E1", body={"floor_level": "1"})
    assert site.issues(rid) == before


# tariffs


def mine(peer, **members):
    """A tariff of a peer."""
    country, party = peer.party.split("/")
    return tariff(**({"country_code": country, "party_id": party, "id": "T1"} | members))


def test_tariffs_come_and_go(peer):
    """PUT, GET and DELETE; what is not there cannot be deleted."""
    assert peer.put("tariffs", "T1", body=mine(peer)).both == CREATED
    assert peer.get("tariffs", "T1").data["id"] == "T1"
    assert peer.delete("tariffs", "T1").both == DONE
    assert peer.get("tariffs", "T1").http == 404
    assert peer.delete("tariffs", "T1").http == 404


def test_a_tariff_of_a_fast_clock_can_be_deleted(peer):
    """A deletion has no time stamp that could be older."""
    peer.put("tariffs", "T1", body=mine(peer, last_updated="2099-01-01T00:00:00Z"))

    assert peer.delete("tariffs", "T1").both == DONE
    assert peer.get("tariffs", "T1").http == 404


def test_an_older_tariff_is_ignored(peer):
    """The same order as for locations."""
    peer.put("tariffs", "T1", body=mine(peer, currency="EUR"))

    assert peer.put("tariffs", "T1", body=mine(peer, currency="SEK", last_updated=OLD)).both == DONE
    assert peer.get("tariffs", "T1").data["currency"] == "EUR"


def test_tariffs_are_not_patched_since_2_2(peer):
    """PATCH was taken away with 2.2; 2.1.1 has it."""
    reply = peer.patch("tariffs", "T1", body={"currency": "SEK"})

    assert (reply.http, reply.headers["allow"]) == (405, "GET, PUT, DELETE")


# 2.1.1


def test_2_1_1_has_no_owner_in_the_body(site, peer):
    """The URL says it, and everything published is shown, for 2.1.1 cannot say otherwise."""
    old = peer.at("2.1.1")
    body = place(old, type="ON_STREET", postal_code="1234AB")
    for name in ("country_code", "party_id", "publish"):
        del body[name]

    assert old.put("locations", "L1", body=body).both == CREATED
    assert len(site.v3(peer, "L1")) == 1
    found = peer.get("locations", "L1").data
    assert f"{found['country_code']}/{found['party_id']}" == peer.party


def test_2_1_1_needs_no_stamp(peer):
    """The moment of receipt stands, for locations, EVSEs, connectors and tariffs."""
    old = peer.at("2.1.1")
    old.put("locations", "L1", body=place(old))
    old.put("tariffs", "T1", body=mine(old))
    before = old.get("locations", "L1").data["last_updated"]

    assert old.patch("locations", "L1", body={"name": "X"}).both == DONE
    assert old.patch("locations", "L1", "E1", body={"status": "CHARGING"}).both == DONE
    assert old.patch("locations", "L1", "E1", "1", body={"tariff_id": "T9"}).both == DONE
    assert old.patch("tariffs", "T1", body={"currency": "SEK"}).both == DONE
    found = old.get("locations", "L1").data
    assert found["last_updated"] > before
    assert found["evses"][0]["connectors"][0]["tariff_id"] == "T9"
    assert old.get("tariffs", "T1").data["currency"] == "SEK"


def test_2_1_1_may_be_strict(join):
    """A 2.1.1 object that is as the specification says is not refused for lacking an owner."""
    old = join(strict=True).at("2.1.1")
    body = place(old, type="ON_STREET", postal_code="1234AB")
    plug = connector()
    plug["voltage"], plug["amperage"] = plug.pop("max_voltage"), plug.pop("max_amperage")
    body["coordinates"] = {"latitude": "52.093000", "longitude": "5.119000"}
    body["evses"] = [evse(connectors=[plug])]
    prices = mine(old)
    for name in ("country_code", "party_id"):
        del prices[name], body[name]
    del body["publish"]

    reply = old.put("locations", "L1", body=body)
    assert reply.both == CREATED, reply.message
    reply = old.put("tariffs", "T1", body=prices)
    assert reply.both == CREATED, reply.message


def test_an_id_that_no_index_takes(peer):
    """It is refused with 2001, before it meets the pushes of others."""
    long = "x" * 3_000

    assert peer.put("locations", long, body=place(peer, id=long)).both == INVALID
    assert peer.put("locations", "L1", long, body=evse(uid=long)).both == INVALID
    assert peer.put("tariffs", long, body=tariff(id=long)).both == INVALID

"""Sessions and CDRs: what tells whether charging works is kept, and nothing else (contract §11)."""

from contextlib import closing
from pathlib import Path

import pytest

from plugdex.directory.ports import WORDS_TABLE
from plugdex.stores.sqlite import open_sqlite
from tests.ocpi.talk import CREATED, DONE, INVALID

SECRET = "04C0FFEE15A5EC"
CONTRACT = "NL-ABC-C0NTRACT-7"


def session(peer, **members):
    """A session, with all that is nobody's business."""
    country, party = peer.party.split("/")
    token = {"uid": SECRET, "contract_id": CONTRACT, "type": "RFID"}
    return {
        "country_code": country,
        "party_id": party,
        "id": "S1",
        "start_date_time": "2026-05-01T10:00:00Z",
        "kwh": 1.5,
        "cdr_token": token,
        "auth_method": "WHITELIST",
        "authorization_reference": SECRET,
        "location_id": "L1",
        "evse_uid": "E1",
        "connector_id": "1",
        "meter_id": SECRET,
        "currency": "EUR",
        "total_cost": {"excl_vat": 4.0},
        "status": "ACTIVE",
        "last_updated": "2026-05-01T10:10:00Z",
    } | members


def cdr(peer, **members):
    """A charge detail record."""
    place = {"id": "L1", "evse_uid": "E1", "connector_id": "1", "name": "Home of Ann"}
    whole = session(peer, id="C1", end_date_time="2026-05-01T11:00:00Z", total_energy=15.3)
    for name in ("kwh", "status", "location_id", "evse_uid", "connector_id"):
        del whole[name]
    return whole | {"cdr_location": place, "signed_data": {"x": SECRET}} | members


KEPT = {
    "start_date_time": "2026-05-01T10:00:00Z",
    "kwh": 1.5,
    "status": "ACTIVE",
    "location_id": "L1",
    "evse_uid": "E1",
    "connector_id": "1",
    "currency": "EUR",
}


def test_a_session(peer):
    """PUT and GET; what is kept comes back."""
    assert [peer.put("sessions", "S1", body=session(peer)).both for _ in "ab"] == [CREATED, DONE]
    found = peer.get("sessions", "S1").data

    assert {name: found[name] for name in KEPT} == KEPT


def test_a_session_goes_on(peer):
    """PATCH changes what it says, older ones nothing."""
    peer.put("sessions", "S1", body=session(peer))
    body = {"kwh": 9.25, "status": "COMPLETED", "last_updated": "2026-05-01T12:00:00Z"}

    assert peer.patch("sessions", "S1", body=body).both == DONE
    old = body | {"kwh": 1, "last_updated": "2026-05-01T11:00:00Z"}
    assert peer.patch("sessions", "S1", body=old).both == DONE
    found = peer.get("sessions", "S1").data
    assert (found["kwh"], found["status"], found["evse_uid"]) == (9.25, "COMPLETED", "E1")


@pytest.mark.parametrize(
    "members",
    [{"kwh": None}, {"kwh": -1}, {"kwh": "much"}, {"status": "DONE"}, {"last_updated": None}],
)
def test_a_change_that_is_wrong(peer, members):
    """2001, and nothing of it is applied."""
    peer.put("sessions", "S1", body=session(peer))
    body = {"currency": "SEK", "last_updated": "2026-05-02T00:00:00Z"} | members

    assert peer.patch("sessions", "S1", body=body).both == INVALID
    assert peer.get("sessions", "S1").data["currency"] == "EUR"


@pytest.mark.parametrize("name", ["kwh", "status", "start_date_time", "currency"])
def test_a_whole_session_is_whole(peer, name):
    """A required member that is missing is named."""
    body = session(peer)
    del body[name]
    reply = peer.put("sessions", "S1", body=body)

    assert (reply.both, f"$.{name}" in reply.message) == (INVALID, True)


def test_an_unknown_session(peer):
    """It cannot be changed or read."""
    body = {"kwh": 1, "last_updated": "2026-05-02T00:00:00Z"}

    assert peer.patch("sessions", "S9", body=body).both == (404, 2001)
    assert peer.get("sessions", "S9").http == 404


def test_a_session_of_2_1_1(peer):
    """Its location is nested and its times have other names (contract §1.15)."""
    old = peer.at("2.1.1")
    plug = {"uid": "E7", "connectors": [{"id": "3"}]}
    body = session(peer, start_datetime="2026-05-01T10:00:00Z", auth_id=SECRET)
    body["location"] = {"id": "L7", "evses": [plug], "address": "Home of Ann"}
    for name in ("start_date_time", "location_id", "evse_uid", "connector_id"):
        del body[name]

    assert old.put("sessions", "S1", body=body).both == CREATED
    found = peer.get("sessions", "S1").data
    assert [found[n] for n in ("location_id", "evse_uid", "connector_id")] == ["L7", "E7", "3"]


def test_a_cdr(site, peer):
    """POST answers where it can be read; again it is the same one."""
    path = "/ocpi/emsp/2.2.1/cdrs"
    first, second = (peer.ask("POST", path, cdr(peer)) for _ in "ab")

    assert (first.both, second.both) == (CREATED, DONE)
    where = first.headers["location"].removeprefix(site.node.url)
    found = peer.ask("GET", where).data
    assert (found["total_energy"], found["cdr_location"]["evse_uid"]) == (15.3, "E1")


def test_a_cdr_of_somebody_else(peer):
    """The URL of a CDR names no party, so a foreign one in the body is an invalid object."""
    body = cdr(peer, party_id="ELS")

    assert peer.ask("POST", "/ocpi/emsp/2.2.1/cdrs", body).both == INVALID


def test_a_cdr_of_2_1_1(peer):
    """Its owner is the peer."""
    body = cdr(peer, stop_date_time="2026-05-01T11:00:00Z", location={"id": "L1"})
    for name in ("country_code", "party_id", "end_date_time", "cdr_location"):
        del body[name]

    assert peer.at("2.1.1").ask("POST", "/ocpi/emsp/2.1.1/cdrs", body).both == CREATED
    assert peer.get("cdrs", "C1").data["party_id"] == peer.party[3:]


def unpacked(path):
    """All texts and bytes of the tables, as they are read."""
    with closing(open_sqlite(path)) as store, store.snapshot() as snapshot:
        for table in set(store.tables()) - {WORDS_TABLE}:
            for row in snapshot.rows(table):
                yield from (each.encode() for each in row if isinstance(each, str))
                yield from (each for each in row if isinstance(each, bytes))


def test_nothing_private_is_stored(site, peer):
    """Neither tokens nor contracts nor addresses are in the files of the store."""
    assert peer.put("sessions", "S1", body=session(peer)).both == CREATED
    assert peer.ask("POST", "/ocpi/emsp/2.2.1/cdrs", cdr(peer)).both == CREATED
    bad = session(peer, kwh="much", status=SECRET)
    assert peer.put("sessions", "S2", body=bad).both == INVALID

    path = site.node.settings["PLUGDEX_STORE"].removeprefix("sqlite:///")
    stored = b"".join(Path(each).read_bytes() for each in (path, f"{path}-wal"))
    stored += b"".join(unpacked(Path(path)))
    assert b'"evse_uid":"E1"' in stored
    for private in (SECRET, CONTRACT, "Home of Ann"):
        assert private.encode() not in stored

"""Every example of the specification goes through the endpoint of its version.

The table of what has to be answered is ``examples.toml``, which is also a page of the reference.
The files are used as they are; only hosts are exchanged, in memory, for that of a peer here.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.feeds.peer import Peer, envelope, running
from tests.formats.ocpi_samples import connector, evse
from tests.ocpi.conftest import place
from tests.shared_data import shared

ROWS = tomllib.loads((Path(__file__).parent / "examples.toml").read_text("utf-8"))["rows"]
HOSTS = re.compile(rb"https://(?:www\.server\.com|(?:ocpi\.)?example\.com)")
OLD = "2015-01-01T00:00:00Z"
OUT_OF_SCOPE = ("session", "mod_session", "cdr", "mod_cdr")


class Row(NamedTuple):
    """An example, what is asked with it, and the answers."""

    version: str
    file: str
    request: str
    answer: str
    strict: str
    why: str


TABLE = [Row(version, *rest) for versions, *rest in ROWS for version in versions.split()]


def content(row: Row) -> bytes:
    """The bytes of an example; a fragment becomes an object."""
    found = shared(f"data/ocpi-examples/{row.version}/{row.file}").read_bytes()
    return b"{%b}" % found if row.file.endswith(".txt") else found


@pytest.mark.shared
def test_the_table_has_all_examples():
    """Every file of the modules is in the table, and nothing else."""
    manifest = json.loads(shared("data/ocpi-examples/manifest.json").read_bytes())
    files = {each["file"] for each in manifest["files"]}
    wanted = {each for each in files if not each.split("/")[1].startswith(OUT_OF_SCOPE)}

    assert {f"{row.version}/{row.file}" for row in TABLE} == wanted


def pushes() -> Iterator[object]:
    """The rows that are pushed."""
    for row in TABLE:
        if row.request.startswith(("PUT", "PATCH")):
            yield pytest.param(row, id=f"{row.version}-{row.request}-{row.file}")


@pytest.mark.shared
@pytest.mark.parametrize("row", [*pushes()])
@pytest.mark.parametrize("strict", [False, True], ids=["tolerant", "strict"])
def test_pushes(site, join, row, strict):
    """A push is answered as the table says, and one that is accepted can be read."""
    hub = join(hub=True, strict=strict).at(row.version)
    method, _, what = row.request.partition(" ")
    path, body = aim(hub, what, row)

    reply = hub.ask(method, path, body)
    assert f"{reply.http} {reply.code}" == (row.strict if strict else row.answer), reply.message
    if reply.code == 1000:
        assert hub.ask("GET", path).code == 1000


def aim(hub, what, row):
    """Where an example is sent, and what; changes get something to change."""
    raw = content(row)
    members = json.loads(raw)
    owner = f"{members.get('country_code', 'NL')}/{members.get('party_id', 'TNM')}"
    if what.startswith("location with it"):
        return with_it(hub, what, members)
    if what == "tariff":
        return tariff(hub, owner, row, raw)
    if row.request == "PUT location":
        return hub.path("locations", members["id"], party=owner), raw
    known(hub)
    below = {"location": (), "evse": (members.get("uid", "3255"),), "connector": ("3255", "1")}
    return hub.path("locations", "1012", *below[what], party="NL/TNM"), raw


def tariff(hub, owner, row, raw):
    """A tariff; before it is changed in 2.1.1 there has to be one."""
    path = hub.path("tariffs", json.loads(raw).get("id", "12"), party=owner)
    if row.request.startswith("PATCH") and row.version == "2.1.1":
        prices = [{"type": "TIME", "price": 2.0, "step_size": 300}]
        whole = {"id": "12", "currency": "EUR", "elements": [{"price_components": prices}]}
        assert hub.ask("PUT", path, whole | {"last_updated": OLD}).http == 201
    return path, raw


def with_it(hub, what, members):
    """A location of ours that has an example as a member."""
    if what.endswith("opening_times"):
        members = {"opening_times": members}
    owner = {"country_code": "NL", "party_id": "TNM"} if hub.version != "2.1.1" else {}
    body = base(hub) | owner | members
    return hub.path("locations", "1012", party="NL/TNM"), body


def known(hub):
    """The location that examples of changes are about."""
    assert hub.ask("PUT", hub.path("locations", "1012", party="NL/TNM"), base(hub)).http == 201


def base(hub):
    """A location in the words of the version."""
    old = hub.version == "2.1.1"
    plug = connector(last_updated=OLD)
    if old:
        plug["voltage"], plug["amperage"] = plug.pop("max_voltage"), plug.pop("max_amperage")
    inner = evse(uid="3255", connectors=[plug], last_updated=OLD)
    whole = place(hub, country_code="NL", party_id="TNM", id="1012", evses=[inner])
    point = {"latitude": "52.090000", "longitude": "5.120000"}
    whole |= {"last_updated": OLD, "coordinates": point}
    if old:
        for name in ("country_code", "party_id", "publish"):
            del whole[name]
        whole |= {"type": "ON_STREET", "postal_code": "3511AB"}
    return whole


def handshakes() -> Iterator[object]:
    """The rows that are part of a registration."""
    for row in TABLE:
        if not row.request.startswith(("PUT", "PATCH")):
            yield pytest.param(row, id=f"{row.version}-{row.file}")


@pytest.mark.shared
@pytest.mark.parametrize("row", [*handshakes()])
def test_registrations(site, row):
    """A registration in which we are told what the example says."""
    site.forget_parties()  # several examples are of the same one
    guest = site.guest().at(row.version)
    with running(Peer(version=row.version)) as peer:
        raw = HOSTS.sub(peer.url.encode(), content(row))
        sent = answers(peer, row, raw)
        reply = guest.ask("POST", f"/ocpi/emsp/{row.version}/credentials", sent)

    assert f"{reply.http} {reply.code}" == row.answer, reply.message
    if reply.code == 1000:
        assert reply.data["token"]


def answers(peer, row, raw):
    """Let the peer answer with an example; the credentials that are sent."""
    told = raw if b"status_code" in raw else envelope(json.loads(raw))
    details = envelope({"version": row.version, "endpoints": peer._endpoints()})
    offers = envelope([{"version": row.version, "url": f"{peer.url}/details"}])
    served = {"versions answer": (told, details), "details answer": (offers, told)}
    versions, below = served.get(row.request, (offers, details))
    paths = ("/versions", "/ocpi/versions", "/ocpi/cpo/versions")
    peer.files |= {path: (200, {}, versions) for path in paths}
    others = ("/details", f"/ocpi/{row.version}", f"/ocpi/cpo/{row.version}")
    peer.files |= {path: (200, {}, below) for path in others}
    if row.request == "POST credentials":
        return raw
    role = {"role": "CPO", "country_code": "NL", "party_id": "EXB"}
    one = role if row.version == "2.1.1" else {"roles": [role]}
    return {"token": "token-b", "url": f"{peer.url}/versions"} | one

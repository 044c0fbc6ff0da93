"""An operator that is written with extrawest-ocpi, against a node of ours, over HTTP."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.counterparts.made_up import Network
from tests.counterparts.node import Node, node
from tests.counterparts.parties import Party, extrawest

pytestmark = pytest.mark.slow
VERSIONS = pytest.mark.parametrize("version", ["2.1.1", "2.2.1"])
ODD_TOKEN = "made-up-token-no-base64-decoder-likes.1"


@pytest.fixture(name="ours")
def _ours(tmp_path: Path) -> Iterator[Node]:
    """A node that has met nobody."""
    with node(tmp_path) as ours:
        yield ours


@pytest.fixture(scope="module", name="connected", params=["2.1.1", "2.2.1"])
def _connected(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Node, Party]]:
    """A node and an operator that has registered with it."""
    with node(tmp_path_factory.mktemp("node")) as ours, extrawest(request.param) as operator:
        operator.tell("register", versions_url=ours.receiver, token=ours.invite())
        yield ours, operator


def knows(ours: Node, party: str) -> bool:
    """Whether a party is among those that the node lists, in whatever case."""
    return party.lower() in json.dumps(ours.parties()).lower()


def evse_of(operator: Party, location: str) -> dict:
    """The first EVSE of a location as our receiver has it."""
    asked = operator.tell("ask", module="locations", path=[location])
    assert asked["body"]["status_code"] == 1000
    return asked["body"]["data"]["evses"][0]


@VERSIONS
def test_they_register_with_us(ours: Node, version: str) -> None:
    """TOKEN_A is exchanged for another one, and the party is listed."""
    token = ours.invite()
    with extrawest(version) as operator:
        operator.tell("register", versions_url=ours.receiver, token=token)
        assert operator.state["peer"]["token_for_us"] != token
        assert knows(ours, "EXA")
        assert operator.refusal("register", versions_url=ours.receiver, token=token)


@VERSIONS
@pytest.mark.parametrize("token", ["", ODD_TOKEN])
def test_we_register_with_them(ours: Node, version: str, token: str) -> None:
    """Their list of versions wants base64 in every version, and says 200/3000 to a plain token."""
    with extrawest(version) as operator:
        invitation = operator.tell("invite", token=token)
        ours.run("party", "register", invitation["versions_url"], invitation["token"])
        assert operator.state["peer"]["versions_url"].startswith(ours.url)
        assert knows(ours, "EXA")


def test_a_pushed_location_is_public(connected: tuple[Node, Party]) -> None:
    """What they push is stored, shown to them again, and shown to everybody."""
    ours, operator = connected
    pushed = operator.tell("push", module="locations", id="LOC-1")
    assert pushed["status_code"] in (200, 201)
    assert pushed["response"]["status_code"] == 1000
    mine = operator.state["objects"]["locations"]["LOC-1"]
    assert mine["name"] in [item["name"] for item in ours.public(mine["coordinates"])]


def test_a_patched_status_arrives(connected: tuple[Node, Party]) -> None:
    """Only the status changes."""
    _ours, operator = connected
    operator.tell("push", module="locations", id="LOC-2")
    before = evse_of(operator, "LOC-2")
    path = operator.path_of("LOC-2")
    patched = operator.tell("patch-evse", **path, changes={"status": "RESERVED"})
    assert patched["status"] == 200
    assert patched["body"]["status_code"] == 1000
    after = evse_of(operator, "LOC-2")
    assert after["status"] == "RESERVED"
    assert after["connectors"][0]["standard"] == before["connectors"][0]["standard"]


def test_a_patched_connector_arrives(connected: tuple[Node, Party]) -> None:
    """The change is seen in the EVSE, whose time stamp moves with it."""
    _ours, operator = connected
    operator.tell("push", module="locations", id="LOC-3")
    before = evse_of(operator, "LOC-3")
    path = operator.path_of("LOC-3")
    patched = operator.tell("patch-connector", **path, changes={"standard": "TESLA_S"})
    assert patched["body"]["status_code"] == 1000
    after = evse_of(operator, "LOC-3")
    assert after["connectors"][0]["standard"] == "TESLA_S"
    assert after["last_updated"] > before["last_updated"]


def test_a_tariff_comes_and_goes(connected: tuple[Node, Party]) -> None:
    """A tariff is put, seen, deleted and gone."""
    _ours, operator = connected
    pushed = operator.tell("push", module="tariffs", id="TAR-1")
    assert pushed["response"]["status_code"] == 1000
    assert operator.tell("ask", module="tariffs", path=["TAR-1"])["status"] == 200
    assert operator.tell("delete-tariff", id="TAR-1")["body"]["status_code"] == 1000
    assert operator.tell("ask", module="tariffs", path=["TAR-1"])["status"] == 404


def test_a_session_and_its_cdr_are_taken(connected: tuple[Node, Party]) -> None:
    """A CDR is answered with the place where it can be read again.

    The library's CDR has no `evse_uid` in 2.2.1 and no `stop_date_time` in 2.1.1.
    """
    _ours, operator = connected
    operator.tell("push", module="locations", id="LOC-4")
    session = operator.tell("push", module="sessions", id="SES-4")
    assert session["response"]["status_code"] == 1000
    cdr = operator.tell("push", module="cdrs", id="CDR-4")
    assert cdr["status_code"] in (200, 201)
    assert cdr["response"]["location"].startswith("http")


@VERSIONS
def test_we_pull_all_pages(ours: Node, version: str) -> None:
    """Seven locations on pages of three; their link to the next page leads nowhere."""
    with extrawest(version) as operator:
        invitation = operator.tell("invite")
        ours.run("party", "register", invitation["versions_url"], invitation["token"])
        ours.run("feed", "sync")
        for mine in operator.state["objects"]["locations"].values():
            assert mine["name"] in [item["name"] for item in ours.public(mine["coordinates"])]


@VERSIONS
def test_they_pull_from_us(ours: Node, version: str, tmp_path: Path) -> None:
    """Their schemas have nothing against any object that our sender gives, on any page."""
    made = Network("2.2.1", ("NL", "EXA")).objects(locations=7, tariffs=3)
    files = [tmp_path / f"{module}.json" for module in ("locations", "tariffs")]
    for file in files:
        file.write_text(json.dumps(list(made[file.stem].values())))
    ours.run("import", "ocpi", *map(str, files))
    with extrawest(version, "--role", "EMSP", "--party", "EMP") as provider:
        provider.tell("register", versions_url=ours.sender, token=ours.invite())
        for file in files:
            pulled = provider.tell("pull", module=file.stem, limit=2)
            assert pulled["faults"] == []
            assert len(pulled["items"]) == len(made[file.stem])
            assert len(pulled["pages"]) > 1


@VERSIONS
def test_who_unregisters_is_out(ours: Node, version: str) -> None:
    """After DELETE of the credentials their token opens nothing."""
    with extrawest(version) as operator:
        operator.tell("register", versions_url=ours.receiver, token=ours.invite())
        assert operator.tell("unregister")["body"]["status_code"] == 1000
        asked = operator.tell("ask", module="locations", path=["LOC-1"])
        assert asked["status"] == 401


@VERSIONS
def test_a_renewed_token_works(ours: Node, version: str) -> None:
    """PUT gives them another token."""
    with extrawest(version) as operator:
        operator.tell("register", versions_url=ours.receiver, token=ours.invite())
        before = operator.state["peer"]["token_for_us"]
        operator.tell("renew")
        assert operator.state["peer"]["token_for_us"] != before
        pushed = operator.tell("push", module="locations", id="LOC-1")
        assert pushed["response"]["status_code"] == 1000

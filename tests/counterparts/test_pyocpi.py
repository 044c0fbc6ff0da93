"""An operator that is written with python-ocpi, against a node of ours, over HTTP.

The library was written apart from extrawest-ocpi, and errs in other places.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.counterparts.node import Node, node
from tests.counterparts.parties import Party, pyocpi

pytestmark = pytest.mark.slow
SPELLINGS = pytest.mark.parametrize("slash", ["", "/"])


@pytest.fixture(name="ours")
def _ours(tmp_path: Path) -> Iterator[Node]:
    """A node that has met nobody."""
    with node(tmp_path) as ours:
        yield ours


@pytest.fixture(name="operator")
def _operator() -> Iterator[Party]:
    """An operator that has met nobody."""
    with pyocpi() as operator:
        yield operator


def register(operator: Party, ours: Node) -> None:
    """Their handshake: without discovery, straight to the credentials of a version."""
    operator.tell("register", base_url=f"{ours.url}/ocpi/emsp", token=ours.invite())


@SPELLINGS
def test_a_pushed_location_is_public(ours: Node, operator: Party, slash: str) -> None:
    """They put one more slash behind an endpoint, so ours with a slash gets two of them."""
    register(operator, ours)
    endpoint = f"{ours.url}/ocpi/emsp/2.2.1/locations"
    mine = operator.state["objects"]["locations"]["LOC-1"]
    operator.tell("push", module="locations", id="LOC-1", url=endpoint + slash)
    assert operator.tell("ask", url=f"{endpoint}/NL/FHA/LOC-1")["status"] == 200
    assert mine["name"] in [item["name"] for item in ours.public(mine["coordinates"])]


def test_we_pull_without_links_and_totals(ours: Node, operator: Party) -> None:
    """They page without a link and without a total, and redirect from what they advertise.

    What is absent is an object of nulls there, and time stamps have an offset.
    """
    invitation = operator.tell("invite")
    ours.run("party", "register", invitation["versions_url"], invitation["token"])
    ours.run("feed", "sync")
    for mine in operator.state["objects"]["locations"].values():
        assert mine["name"] in [item["name"] for item in ours.public(mine["coordinates"])]

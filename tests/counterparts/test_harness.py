"""The counterparts talk with each other, so a failure against us is ours and not theirs."""

from collections.abc import Iterator

import pytest

from tests.counterparts.parties import Party, extrawest, pyocpi

pytestmark = pytest.mark.slow
Pair = tuple[Party, Party]


@pytest.fixture(scope="module", params=["2.1.1", "2.2.1"])
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """An operator, and a provider that has invited it."""
    version = request.param
    with (
        extrawest(version) as operator,
        extrawest(version, "--role", "EMSP", "--party", "EMP") as provider,
    ):
        operator.tell("register", **provider.tell("invite"))
        yield operator, provider


def test_a_pushed_object_arrives(pair: Pair) -> None:
    """The push is the library's own code."""
    operator, provider = pair
    for module, item in (("locations", "LOC-1"), ("tariffs", "TAR-1"), ("sessions", "SES-1")):
        pushed = operator.tell("push", module=module, id=item)
        assert pushed["response"]["status_code"] == 1000
        known = provider.state["objects"][module]
        assert item.lower() in map(str.lower, known)


def test_a_patched_status_arrives(pair: Pair) -> None:
    """A PATCH is ours, in the shape that the library gives it."""
    operator, _provider = pair
    operator.tell("push", module="locations", id="LOC-2")
    path = operator.path_of("LOC-2")
    operator.tell("patch-evse", **path, changes={"status": "RESERVED"})
    asked = operator.tell("ask", module="locations", path=["LOC-2"])
    assert asked["body"]["data"][0]["evses"][0]["status"] == "RESERVED"


def test_a_renewed_token_works(pair: Pair) -> None:
    """PUT gives the operator another token."""
    operator, _provider = pair
    before = operator.state["peer"]["token_for_us"]
    operator.tell("renew")
    assert operator.state["peer"]["token_for_us"] != before
    assert operator.tell("push", module="locations", id="LOC-3")["status_code"] == 200


def test_an_unknown_token_is_refused(pair: Pair) -> None:
    """The library says 401 where it knows no such token."""
    operator, provider = pair
    url = provider.tell("invite")["versions_url"]
    with extrawest("2.2.1", "--party", "EXB") as stranger:
        assert "401" in stranger.refusal("register", versions_url=url, token="ab" * 20)
    assert operator.state["peer"]


def test_two_libraries_understand_each_other() -> None:
    """An operator of the one registers with a provider of the other and pushes."""
    with pyocpi() as operator, extrawest("2.2.1", "--role", "EMSP", "--party", "EMP") as provider:
        receiver = f"{provider.url}/ocpi/emsp"
        token = provider.tell("invite")["token"]
        operator.tell("register", base_url=receiver, token=token)
        operator.tell("push", module="locations", id="LOC-1", url=f"{receiver}/2.2.1/locations")
        assert "loc-1" in provider.state["objects"]["locations"]

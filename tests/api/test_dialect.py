"""The frame that the HERE dialects share."""

import threading
import time
from typing import NamedTuple

import pytest
from starlette.testclient import TestClient

from plugdex.api.access import Gate
from plugdex.api.here_search import openapi as here_search
from plugdex.api.here_search.endpoints import HereSearch
from plugdex.api.here_v2 import openapi as here_v2
from plugdex.api.here_v2.endpoints import HereV2
from plugdex.api.here_v3 import openapi as here_v3
from plugdex.api.here_v3.endpoints import HereV3, is_rendered


class Subject(NamedTuple):
    """A dialect and its description."""

    app: type
    description: object


SUBJECTS = {
    "v3": Subject(HereV3, here_v3),
    "v2": Subject(HereV2, here_v2),
    "search": Subject(HereSearch, here_search),
}


def client(app, reads=lambda: None, *keys):
    """A client of a dialect with an open gate, or with one that knows no key."""
    gate = Gate(lambda: [], time.monotonic, is_open=not keys)
    return TestClient(app(reads, gate, frozenset))


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_described_paths_are_answered(subject):
    """Each path of a description leads somewhere: the answer is never that of no path."""
    asked = client(subject.app)
    prefix = subject.description.PREFIX
    nothing = asked.get(f"{prefix}/nothing")
    for path in subject.description.document()["paths"]:
        found = asked.get(prefix + path.replace("{id}", "x"), params={"id": "x"})
        assert ids_apart(found) != ids_apart(nothing), path


def ids_apart(answer):
    """Status and body without the ids of the request."""
    body = answer.json() if answer.content.startswith(b"{") else {}
    return answer.status_code, {k: v for k, v in body.items() if not k.endswith("Id")}


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_key_before_path(subject):
    """Who has no key learns nothing of paths, but that there is GET only."""
    asked = client(subject.app, lambda: None, "closed")
    path = f"{subject.description.PREFIX}/nothing"
    assert asked.get(path).status_code == 401
    answer = asked.delete(path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


def test_rendered_fields_are_long():
    """What is not prepared goes to a thread, what is prepared stays."""
    assert is_rendered({"fields": ["evses", "tariffs,address"]})
    assert not is_rendered({"fields": ["evses,address"]})
    assert not is_rendered({"ids": ["x"]})


def test_long_work_is_done_in_a_thread():
    """A search asks for its reader in another thread than a look-up does."""
    threads = []

    def reads():
        threads.append(threading.current_thread().name)
        raise RuntimeError("seen")

    asked = client(HereSearch, reads)
    asked.get("/v1/lookup", params={"id": "x"})
    asked.get("/v1/browse", params={"at": "52,5"})
    assert threads[0] != threads[1]


def test_answers_lead_to_the_licences():
    """Shapes that have no place for it say in a header where the licences stand; errors do not."""
    v3 = client(HereV3)
    found, missing = v3.get("/v3/version"), v3.get("/v3/nothing")

    assert found.headers["link"] == '</api/sources>; rel="license"'
    assert "link" not in missing.headers

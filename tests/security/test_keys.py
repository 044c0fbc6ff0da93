"""Keys that end, and keys that may ask so often."""

import pytest

from tests.api.servers import serving

PATHS = {
    "v3": "/v3/health",
    "v2": "/ev/connectortypes.json",
    "search": "/v1/openapi",
}
BODIES = {
    "v3": {
        "error": "Too Many Requests",
        "error_description": "The quota of this key is used up",
        "status": 429,
    },
    "v2": {
        "error": "Too Many Requests",
        "error_description": "The quota of this key is used up",
    },
    "search": {
        "status": 429,
        "title": "Too Many Requests",
        "cause": "The quota of this key is used up",
        "action": "Wait as long as Retry-After says",
    },
}


@pytest.fixture(scope="module", name="server")
def _server(stock):
    with serving(stock.path) as client:
        yield client


@pytest.mark.parametrize(("name", "status"), [("plain", 200), ("lasting", 200), ("over", 401)])
def test_expiry(server, stock, name, status):
    """A key that is over is as good as none."""
    answer = server.get(f"/v3/locations/{stock.location}", params={"apiKey": stock.keys[name]})

    assert answer.status_code == status


@pytest.mark.parametrize("dialect", PATHS)
def test_quota(server, stock, dialect):
    """A key that asked too often is told so in the words of the dialect, and how long to wait."""
    params = {"apiKey": stock.keys[f"rated {dialect}"]}
    answers = [server.get(PATHS[dialect], params=params) for _ in range(4)]
    body = answers[-1].json()

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 86_400
    assert {k: v for k, v in body.items() if not k.endswith("Id")} == BODIES[dialect]

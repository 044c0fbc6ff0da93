"""``plugdex key``, run as a user runs it."""

import subprocess
import sys
import time

import pytest

from tests.api.servers import serving

HEARD = 1.0
"""Seconds within which a server has heard of a change, and much more than it takes."""


@pytest.fixture(name="key")
def _key(tmp_path):
    """Run ``plugdex key`` in an empty folder."""

    def go(*arguments):
        command = [sys.executable, "-m", "plugdex", "key", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)

    return go


def test_list(key):
    """The list says what a key may do, how often and how long, and not the key."""
    made = key("create", "--name", "me", "--rate", "60/minute", "--expires", "2099-01-31")
    shown = key("list").stdout

    assert made.stdout.startswith("pdx_")
    assert made.stdout.strip() not in shown
    assert "60/minute" in shown
    assert "2099-01-31" in shown


@pytest.mark.parametrize("option", [("--rate", "often"), ("--expires", "soon")])
def test_mistake(key, option):
    """What cannot be read is told, and no key is made."""
    done = key("create", "--name", "zebra", *option)

    assert done.returncode == 2
    assert "such as" in done.stderr
    assert "zebra" not in key("list").stdout


def test_credentials_file(key):
    """With ``--oauth`` it prints the file that clients of HERE read, and no key."""
    lines = dict(
        line.split(" = ")
        for line in key("create", "--name", "my app", "--oauth").stdout.splitlines()
    )

    assert lines["here.client.id"] == "my-app"
    assert lines["here.token.endpoint.url"] == "http://127.0.0.1:8080/oauth2/token"
    assert len(lines["here.access.key.secret"]) == 43
    assert len(lines) == 5


def test_servers_hear_of_keys(key, tmp_path):
    """A key counts and ends at once in a server that runs, not when it looks again by itself."""
    with serving(tmp_path / "plugdex.db") as client:

        def asked(text):
            time.sleep(HEARD)
            return client.get(
                "/v1/openapi", headers={"Authorization": f"Bearer {text}"}
            ).status_code

        assert asked("wrong") == 401
        text = key("create", "--name", "me").stdout.strip()
        assert asked(text) == 200
        key("revoke", "me")
        assert asked(text) == 401

"""Log lines: of a real server, and of the formatter."""

import json
import logging
import re
import subprocess
import sys

import httpx2
import pytest

from plugdex.directory.records import location_content_id
from plugdex.observe.log_lines import JsonLines, TextLines
from plugdex.observe.requests import CURRENT
from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import free_port, wait_for
from tests.places import location, reading, take_in

SECRET = "s3cr3t-Wq8LmZ2xTnE5vB7y"


@pytest.fixture
def serve(tmp_path):
    """Run a server, ask it, and hand back what it logged."""
    path = tmp_path / "test.db"
    store = open_sqlite(path)
    take_in(store, reading(location("a")))
    store.close()

    def run(ask, *options, log_format="json"):
        port = free_port()
        command = [sys.executable, "-m", "plugdex", "serve", "--store", f"sqlite:///{path}"]
        (tmp_path / "plugdex.toml").write_text(f'log_format = "{log_format}"')
        with (
            subprocess.Popen(
                [*command, "--port", str(port), "--access-log", *options],
                cwd=tmp_path,
                stderr=subprocess.PIPE,
                text=True,
            ) as process,
            httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
        ):
            wait_for(client, process)
            ask(client)
            process.terminate()
            return process.communicate(timeout=30)[1]

    return run


def lines(output):
    """All lines as objects: each must be one."""
    return [json.loads(line) for line in output.splitlines()]


def test_request_ids(serve):
    """Every line of a request has the id that the client sent and the one of the answer."""
    seen = []

    def ask(client):
        answer = client.get("/v3/version", headers={"X-Request-ID": "mine-1"})
        seen.append(answer.headers["x-correlation-id"])

    (line,) = [each for each in lines(serve(ask, "--open")) if each.get("path") == "/v3/version"]
    assert (line["event"], line["logger"], line["level"]) == ("request", "plugdex.access", "info")
    assert (line["request_id"], line["correlation_id"]) == ("mine-1", seen[0])
    assert (line["status"], line["method"]) == (200, "GET")


@pytest.mark.parametrize("log_format", ["json", "text"])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_no_secrets(serve, log_format, workers):
    """Keys, tokens and headers are in no line, whether they are known or not."""

    def ask(client):
        client.get("/v3/version", params={"apiKey": SECRET})
        client.get("/ev/stations.json", params={"app_id": "x", "app_code": SECRET})
        client.get("/v3/locations", headers={"Authorization": f"Bearer {SECRET}"})
        client.get("/ocpi/emsp/versions", headers={"Authorization": f"Token {SECRET}"})
        client.post("/ocpi/emsp/2.2.1/credentials", json={"token": SECRET})
        client.get("/api/search", params={"token": SECRET})

    output = serve(ask, "--workers", workers, log_format=log_format)
    assert "/ocpi/emsp/2.2.1/credentials" in output
    assert SECRET not in output


def test_fault_has_the_ids_of_its_request(serve, tmp_path):
    """A fault of ours is logged with its traceback, as one line, under the ids of the answer."""
    seen = []

    def ask(client):
        identifier = location_content_id(location("a"))
        store = open_sqlite(tmp_path / "test.db")
        store._writer.execute("DROP TABLE location")
        store.close()
        seen.append(client.get(f"/v3/locations/{identifier}").headers["x-correlation-id"])

    errors = [each for each in lines(serve(ask, "--open")) if each["level"] == "error"]
    assert {each["correlation_id"] for each in errors} == set(seen)
    assert all("Traceback" in each["exception"] for each in errors)


def test_text(serve):
    """Text has a time, a level, the event and key-values."""
    output = serve(lambda client: client.get("/about"), "--open", log_format="text")

    assert re.search(r"^\d{4}-\S+Z info +plugdex.access: request .*path=/about ", output, re.M)


def record(message, *values, **facts):
    """A log record as a call would make it."""
    made = logging.makeLogRecord({"msg": message, "args": values, "levelname": "WARNING"})
    made.__dict__.update(facts)
    return made


def test_line_breaks_fake_no_line():
    """What a client sends stays on its line."""
    text = TextLines().format(record("request", path='/a\n2026 error "x"'))

    assert "\n" not in text


def test_facts_of_any_kind():
    """Numbers stay numbers, everything else is text without secrets."""
    line = json.loads(JsonLines().format(record("e %s", 1, n=2, url=f"http://x/?key={SECRET}")))

    assert (line["event"], line["n"], line["url"]) == ("e 1", 2, "http://x/?key=[hidden]")
    assert "correlation_id" not in line


def test_id_is_made_once():
    """A request without ids gets one with its first line, and keeps it."""
    token = CURRENT.set({"type": "http", "headers": []})
    first, second = (json.loads(JsonLines().format(record("e"))) for _ in range(2))
    CURRENT.reset(token)

    assert first["correlation_id"] == second["correlation_id"]

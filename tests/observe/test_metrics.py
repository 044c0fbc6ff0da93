"""``/metrics`` of real servers."""

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from plugdex.directory.feeds import Feed, FeedState, put_feed, put_state
from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import serving
from tests.places import location, reading, take_in


@pytest.fixture
def store(tmp_path):
    """A store with a location and a feed that fails."""
    path = tmp_path / "test.db"
    opened = open_sqlite(path)
    take_in(opened, reading(location("a", coordinates=None)), reading(location("b")))
    with opened.transaction() as tx:
        put_feed(tx, Feed(name="sad", source="sad"))
        put_state(tx, "sad", FeedState(heard=1, tried=2, failures=3, error="HTTP 500"))
    opened.close()
    return path


def samples(client):
    """All values by name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_metrics(store):
    """Requests, feeds, issues, store and process are told."""
    with serving(store, "--open") as client:
        client.get("/v3/version")
        client.get("/v3/nothing")
        found = samples(client)

    assert found["plugdex_http_requests_total", "2xx", "here_v3"] == 1
    assert found["plugdex_http_requests_total", "4xx", "here_v3"] == 1
    assert found["plugdex_http_request_seconds_count", "here_v3"] == 2
    assert found["plugdex_feed_failures", "sad"] == 3
    assert found["plugdex_feed_age_seconds", "sad"] > 1e9
    assert found["plugdex_feed_state", "failing", "sad"] == 1
    assert found["plugdex_locations",] == found["plugdex_store_up",] == 1
    assert found["plugdex_status_changes_total",] == 0
    assert found["plugdex_store_bytes", "database"] > 0
    assert any(name == "process_resident_memory_bytes" for name, *_ in found)


def test_two_workers(store):
    """Whichever process answers, it tells what all of them counted."""
    with serving(store, "--open", "--workers", "2") as client:
        for _ in range(40):  # a new connection each: both processes get some
            assert (
                httpx2.get(client.base_url.join("/v3/version"), trust_env=False).status_code == 200
            )
        seen = [samples(client) for _ in range(5)]

    assert {each["plugdex_http_requests_total", "2xx", "here_v3"] for each in seen} == {40}
    assert seen[-1]["plugdex_workers",] == 2
    assert len([key for key in seen[-1] if key[0] == "process_cpu_seconds_total"]) == 2

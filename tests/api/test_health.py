"""``/health``: what it says of feeds and of the store."""

from plugdex.directory.feeds import Feed, FeedState, put_feed, put_state
from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import serving
from tests.places import location, reading, take_in


def test_health(tmp_path):
    """Well, then degraded by a feed that fails, then without a store."""
    store = open_sqlite(tmp_path / "a.db")
    take_in(store, reading(location("a")))
    with serving(tmp_path / "a.db") as client:
        well = client.get("/health")
        with store.transaction() as tx:
            put_feed(tx, Feed(name="sad", source="sad"))
            put_state(tx, "sad", FeedState(heard=1000, tried=2000, failures=1, error="HTTP 500"))
        degraded = client.get("/health")
        store._writer.execute("DROP TABLE location")
        lost = client.get("/health")
        metrics = client.get("/metrics")
    store.close()
    (feed,) = degraded.json()["feeds"]

    assert (well.status_code, well.json()["status"], well.json()["locations"]) == (200, "ok", 1)
    assert (degraded.status_code, degraded.json()["status"]) == (200, "degraded")
    assert (feed["name"], feed["state"], feed["age"] > 1e9) == ("sad", "failing", True)
    assert (lost.status_code, lost.json()["status"]) == (503, "unavailable")
    assert (metrics.status_code, "plugdex_store_up 0.0" in metrics.text) == (200, True)

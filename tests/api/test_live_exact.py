"""Who listens, and loses the connection now and then, knows at the end what is there."""

import random
import threading

import pytest

from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import serving
from tests.api.test_changes import listen
from tests.directory.test_changes import put, there
from tests.places import evse, location, reading, take_in

NAMES = [f"L{number}" for number in range(8)]
STATUSES = ("AVAILABLE", "CHARGING", "OUTOFORDER", "REMOVED")
CHANGES = 150


class Writer(threading.Thread):
    """Changes places at random, then adds a last one."""

    def __init__(self, store):
        super().__init__(daemon=True)
        self._store = store

    def run(self):
        rng = random.Random(5)
        for number in range(CHANGES):
            name = f"name {number}" if rng.random() < 0.2 else "name"
            place = location(rng.choice(NAMES), evse("E1"), evse("E2"), name=name)
            put(self._store, reading(place, *rng.choices(STATUSES, k=2)))
        put(self._store, reading(location("last", name="last")))


@pytest.mark.slow
def test_exact(tmp_path):
    """The stream, cut at random and gone on with by the last number, leaves nothing out."""
    store = open_sqlite(tmp_path / "live.db")
    take_in(store, reading(location("first")))
    rng, last, numbers, known = random.Random(6), 0, [], {}
    with serving(store.path) as server:
        writer = Writer(store)
        writer.start()
        is_done = False
        while not is_done:
            with listen(server, headers={"Last-Event-ID": str(last)}) as stream:
                for left, (number, name, data) in enumerate(stream):
                    last = number
                    if name != "ready":
                        numbers.append(number)
                        apply(known, name, data)
                    is_done = data.get("location", {}).get("name") == "last"
                    if is_done or left > rng.randrange(1, 40):
                        break
        writer.join()
    expected = there(store)
    store.close()

    assert numbers == sorted(set(numbers))
    assert known == expected


def apply(known, name, data):
    """Make an event true."""
    if name == "withdrawn":
        known.pop(data["id"], None)
        return
    statuses = {each["uid"]: each["status"] for each in data["evses"]}
    known[data["id"]] = statuses if name == "published" else known[data["id"]] | statuses

"""What pushes do after the clock of the server was set back."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from plugdex.api.prepared import Prepared
from plugdex.directory.pushes import ObjectPush, Pushes
from plugdex.directory.records import to_millis
from plugdex.stores.memory import MemoryStore
from tests.stores.samples import record

NOW = datetime(2026, 6, 7, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "result"), [(timedelta(days=1), "updated"), (timedelta(minutes=1), "stale")]
)
def test_pushes_after_the_clock_was_set_back(ahead, result):
    """What is known of tomorrow keeps nothing out; what is a little newer does."""
    store = MemoryStore()

    def push(moment):
        found = replace(record(1), updated=to_millis(moment))
        return ObjectPush(1, "session", "ocpi-nl-cra", moment, lambda _: found)

    pushes = Pushes(Prepared(), clock=lambda: to_millis(NOW))
    with store.transaction() as tx:
        pushes.take(tx, [push(NOW + ahead)])
    with store.transaction() as tx:
        assert pushes.take(tx, [push(NOW)]) == [result]

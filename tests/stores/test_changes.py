"""The log of changes, in every store."""

import pytest

from plugdex.directory.changes import CHANGED
from plugdex.directory.kept import Counted
from tests.stores.samples import issue, live, published, record

LATER = 1 << 60


def log(store, after=0, limit=100):
    return store.reads().changes(after, limit)


def show(store, *rids):
    with store.transaction() as tx:
        tx.put_records([record(rid) for rid in rids])
        tx.publish([published(rid) for rid in rids], [])


def test_one_change_for_each_location(store):
    """What is published has a number and its public id; the newest change comes last."""
    show(store, 1, 2)
    show(store, 1)

    assert [(each.number, each.rid, each.id) for each in log(store)] == [
        (2, 2, "pdx2"),
        (3, 1, "pdx1"),
    ]
    assert store.reads().last_change() == 3


def refresh(store, **before):
    with store.transaction() as tx:
        tx.refresh_live([live(1)], {1: Counted(entries=(), before=before)})


def test_status(store):
    """A new status is a change of its own, behind that of the content, which keeps its number."""
    show(store, 1)
    refresh(store, E1="CHARGING")
    content, change = log(store)

    assert (content.number, content.content, content.is_live) == (1, 1, False)
    assert (change.number, change.content, change.live, change.state) == (2, 1, 2, "shown")
    assert (change.id, CHANGED.decode(change.changed)) == ("pdx1", {"E1": (2, "CHARGING")})


def test_time_stamps_alone(store):
    """Statuses that are the same as before are a change for mirrors, and no news."""
    show(store, 1)
    refresh(store, E1="CHARGING")
    refresh(store)
    _, change = log(store)

    assert (change.number, change.live) == (3, 2)
    assert CHANGED.decode(change.changed) == {"E1": (2, "CHARGING")}


def test_statuses_add_up(store):
    """Of each EVSE the log has the last change, until the content changes."""
    show(store, 1)
    refresh(store, E1="CHARGING", E2="")
    refresh(store, E1="AVAILABLE")
    with store.transaction() as tx:
        tx.put_issues("afdc", {1: [issue()]})
    _, change = log(store)
    assert CHANGED.decode(change.changed) == {"E1": (3, "AVAILABLE"), "E2": (2, "")}

    show(store, 1)
    (change,) = log(store)
    assert change.changed == b""


def test_one_change_a_transaction(store):
    """What is done to a location in one transaction is one change."""
    with store.transaction() as tx:
        tx.put_issues("afdc", {1: [issue()]})
        tx.put_records([record(1)])
        tx.publish([published(1)], [])
        tx.refresh_live([live(1)], {1: Counted(entries=(), before={"E1": ""})})
    (change,) = log(store)

    assert (change.number, change.content, change.live) == (1, 1, 1)


def test_withdrawn_and_removed(store):
    """A location that is not shown any more keeps its id in the log, also when it is gone."""
    show(store, 1, 2)
    with store.transaction() as tx:
        tx.publish([], [1, 2])
        tx.remove([2])

    assert [(each.id, each.state) for each in log(store)] == [("pdx1", "hidden"), ("pdx2", "gone")]


def test_tariffs_and_loads(store):
    """Tariffs and reports of loads are logged; they are gone like locations."""
    with store.transaction() as tx:
        tx.put_records([record(1, kind="tariff")])
        tx.register("load", "afdc", b"{}")
        tx.register("feed", "afdc", b"{}")
    with store.transaction() as tx:
        tx.remove([1])

    assert [(each.kind, each.id, each.state) for each in log(store)] == [
        ("load", "afdc", "shown"),
        ("tariff", "", "gone"),
    ]


@pytest.mark.parametrize("kind", ["session", "cdr"])
def test_sessions_are_not_logged(store, kind):
    """What drivers did is nobody else's business."""
    with store.transaction() as tx:
        tx.put_records([record(1, kind=kind)])
        tx.put_issues("afdc", {1: [issue()]})
    with store.transaction() as tx:
        tx.remove([1])

    assert log(store) == []


def test_issues(store):
    """Other issues alone are a change, and neither of content nor of statuses."""
    show(store, 1)
    with store.transaction() as tx:
        tx.put_issues("afdc", {1: [issue()], 2: [issue()]})
    _, change = log(store)

    assert (change.number, change.content, change.live) == (2, 1, 0)
    assert store.reads().issues([1, 2, 3]) == {1: [issue()], 2: [issue()]}


def test_pages(store):
    """A page begins behind a number and has so many changes."""
    show(store, 1, 2, 3)

    assert [each.rid for each in log(store, after=1, limit=1)] == [2]


def test_undone(store):
    """What was undone is not logged, and its numbers are used again."""
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        tx.publish([published(1)], [])
        raise ZeroDivisionError
    show(store, 2)

    assert [(each.number, each.rid) for each in log(store)] == [(1, 2)]


def test_forget(store):
    """What is gone is forgotten, but never the last number."""
    show(store, 1, 2, 3)
    with store.transaction() as tx:
        tx.publish([], [2])
        tx.remove([1, 3])
    with store.transaction() as tx:
        forgotten = tx.forget_changes(LATER), tx.forget_changes(LATER)

    assert [each.rid for each in log(store)] == [2, 3]
    assert forgotten == (5, 0)


def test_forget_nothing_young(store):
    """What went after the moment stays."""
    show(store, 1, 2)
    with store.transaction() as tx:
        tx.remove([1])
    show(store, 2)
    with store.transaction() as tx:
        assert tx.forget_changes(1_000) == 0

    assert len(log(store)) == 2

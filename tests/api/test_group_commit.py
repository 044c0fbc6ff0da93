"""Changes share a transaction; their outcomes do not."""

import asyncio
from threading import Event

import pytest

from plugdex.api.group_commit import GroupCommit
from plugdex.model.errors import StoreError
from tests.stores.fresh import fresh_sqlite

KIND = "test"


def register(tx, names):
    """Register what may be registered; a name with a question mark may not."""
    outcomes = []
    for name in names:
        if "?" in name:
            outcomes.append(ValueError(name))
        else:
            tx.register(KIND, name, b"x")
            outcomes.append(name.upper())
    return outcomes


@pytest.fixture
def store():
    """An empty store."""
    with fresh_sqlite() as found:
        yield found


def known(store):
    """What is registered."""
    return list(store.reads().registered(KIND))


async def gathered(commit, names):
    """The outcome of each, errors among them."""
    return await asyncio.gather(*map(commit, names), return_exceptions=True)


def test_a_refused_change_does_not_harm_its_neighbours(store):
    """Everybody gets the own outcome or error, and what was good is there."""
    commit = GroupCommit(store, register)
    names = [f"n{number}{'?' * (number % 3 == 0)}" for number in range(500)]
    found = asyncio.run(gathered(commit, names))
    commit.close()

    assert [str(each) for each in found] == [n if "?" in n else n.upper() for n in names]
    assert all(isinstance(each, ValueError) == ("?" in str(each)) for each in found)
    assert known(store) == sorted(n for n in names if "?" not in n)


def test_what_comes_together_is_one_transaction(store):
    """While one is at work the next ones gather, in the order in which they came."""
    go, groups = Event(), []

    def take(tx, names):
        groups.append(list(names))
        go.wait(10)
        return register(tx, names)

    commit = GroupCommit(store, take)

    async def all_of_them():
        first = asyncio.create_task(commit("a"))
        while not groups:
            await asyncio.sleep(0.001)
        rest = [asyncio.create_task(commit(name)) for name in "bcd"]
        await asyncio.sleep(0.01)
        go.set()
        return await asyncio.gather(first, *rest)

    assert asyncio.run(all_of_them()) == ["A", "B", "C", "D"]
    commit.close()
    assert groups == [["a"], ["b", "c", "d"]]


def test_a_group_that_fails_leaves_nothing(store):
    """What the group raises undoes all of it and is raised everywhere; the next one is taken."""
    fails = [True]

    def take(tx, names):
        found = register(tx, names)
        if fails.pop():
            raise StoreError("the disk is full")
        return found

    commit = GroupCommit(store, take)
    fails.insert(0, False)
    found = asyncio.run(gathered(commit, ["a"]))
    assert isinstance(found[0], StoreError)
    assert known(store) == []
    assert asyncio.run(gathered(commit, ["b"])) == ["B"]
    commit.close()


def test_an_answer_is_given_when_it_is_durable(store):
    """Whoever has an answer can read what was changed."""
    commit = GroupCommit(store, register)

    async def one_by_one():
        for number in range(5):
            name = await commit(f"n{number}")
            assert name.lower() in known(store)

    asyncio.run(one_by_one())
    commit.close()


def test_closing_takes_what_waits(store):
    """Nothing that was handed in is lost, and closing twice is no harm."""
    commit = GroupCommit(store, register)

    async def hand_in():
        tasks = [asyncio.create_task(commit(f"n{number:03}")) for number in range(300)]
        await asyncio.sleep(0)
        await asyncio.to_thread(commit.close)
        return await asyncio.gather(*tasks)

    assert len(asyncio.run(hand_in())) == 300
    assert len(known(store)) == 300
    commit.close()


def test_somebody_who_left(store):
    """A caller that is gone, or its whole loop, stops nobody else."""
    commit = GroupCommit(store, register)

    async def leave():
        task = asyncio.create_task(commit("left"))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(leave())
    loop = asyncio.new_event_loop()
    waiting = commit("gone")
    loop.call_soon(loop.stop)
    task = loop.create_task(waiting)
    loop.run_forever()
    loop.run_until_complete(asyncio.sleep(0))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()
    assert asyncio.run(gathered(commit, ["stays"])) == ["STAYS"]
    commit.close()
    assert known(store) == ["gone", "left", "stays"]

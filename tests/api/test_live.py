"""Who listens: queues of bounded size, each change once."""

import asyncio

from plugdex.api.live import LARGEST_QUEUE, Listener, frame
from plugdex.directory.events import EVERYTHING, ChangeText, Wanted
from tests.stores.samples import published

BIG = b"x" * (LARGEST_QUEUE // 2)


def change(number, text=b"{}", **place):
    return ChangeText(number, "published", text, published(number, **place))


def offer(listener, *changes):
    return listener.offer(changes, b"".join(map(frame, changes)))


def taken(listener):
    return asyncio.run(listener.take(0.01))


def test_takes_all_that_waits():
    """What was offered comes in one piece, once."""
    listener = Listener(0, EVERYTHING, cut=lambda: None)
    offer(listener, change(1))
    offer(listener, change(2))

    assert taken(listener) == frame(change(1)) + frame(change(2))
    assert taken(listener) == b""


def test_knows_what_it_had():
    """A change that a listener read from the log itself is not sent again."""
    listener = Listener(1, EVERYTHING, cut=lambda: None)
    offer(listener, change(1), change(2))

    assert taken(listener) == frame(change(2))


def test_wants_some():
    """Filters hold for what is shown; withdrawals are for everybody."""
    listener = Listener(0, Wanted(standards=8), cut=lambda: None)
    gone = ChangeText(3, "withdrawn", b"{}")
    offer(listener, change(1, standards=6), change(2, standards=12), gone)

    assert taken(listener) == frame(change(2, standards=12)) + frame(gone)


def test_full_queue():
    """One that does not read is cut off, and others get all."""
    cuts = []
    slow = Listener(0, EVERYTHING, cut=lambda: cuts.append(1))
    quick = Listener(0, EVERYTHING, cut=lambda: cuts.append(2))
    kept = []
    for number in (1, 2, 3):
        offer(quick, change(number, BIG))
        taken(quick)
        kept.append(offer(slow, change(number, BIG)))

    assert (kept, cuts) == ([True, False, False], [1, 1])


def test_ended():
    """One that is let go has what waits, and does not wait."""
    listener = Listener(0, EVERYTHING, cut=lambda: None)
    offer(listener, change(1))
    listener.end()

    assert taken(listener) == frame(change(1))
    assert listener.is_ended

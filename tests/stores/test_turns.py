"""Turns of writers."""

from threading import Event, Thread
from time import sleep

from plugdex.stores.turns import Turns


def test_first_come_first_served():
    """Who asks first goes first."""
    turns, served, threads = Turns(), [], []

    def ask(number):
        with turns.turn():
            served.append(number)

    with turns.turn():
        for number in range(20):
            threads.append(Thread(target=ask, args=(number,)))
            threads[-1].start()
            while len(turns._waiting) <= number:
                sleep(0.001)
    for thread in threads:
        thread.join()

    assert served == list(range(20))


def test_one_at_a_time():
    """Nobody enters before the other has left."""
    turns, entered = Turns(), Event()

    def ask():
        with turns.turn():
            entered.set()

    with turns.turn():
        thread = Thread(target=ask)
        thread.start()

        assert not entered.wait(0.02)
    thread.join()
    assert entered.is_set()

"""Two servers on one database: what one acknowledges, both serve, whatever happens to it."""

import random
import subprocess
import sys
import time
from http.client import HTTPException
from json import JSONDecodeError

import pytest

from tests.api.servers import free_port
from tests.crash.consistency import faults
from tests.crash.kill_nine import PLACES, Pusher, Tally, compare, wait
from tests.crash.pushing import TOKEN, Place

PUSHERS = 6
PAUSE = 0.4
"""Seconds after a push without an answer."""
COMMAND = (sys.executable, "-m", "plugdex")


class Steady(Pusher):
    """Pushes until it is told to stop; a place whose last push got no answer is left alone."""

    ended = False
    failed = 0

    def run(self):
        while not self.ended and self.places:
            place = self.rng.choice(self.places)
            try:
                self.push(place)
            except (OSError, HTTPException, JSONDecodeError, KeyError):
                self.connection.close()
                self.failed += 1
            if place.underway != place.acknowledged:
                self.places.remove(place)
                time.sleep(PAUSE)
        self.connection.close()


@pytest.mark.slow
def test_two_servers(postgres_node):
    """Nothing acknowledged is lost when the database restarts and one of the servers is killed."""
    target = ["--store", postgres_node.url]
    party = ["party", "add", "NL/CRA", "--role", "CPO", "--token", TOKEN]
    subprocess.run([*COMMAND, *party, *target], check=True, capture_output=True)
    rng, tally = random.Random(1), Tally()
    ports = [free_port(), free_port()]
    servers = [
        subprocess.Popen([*COMMAND, "serve", *target, "--open", "--port", str(port)])
        for port in ports
    ]
    places = [[Place(f"P{n}-{m}") for m in range(PLACES)] for n in range(PUSHERS)]
    try:
        urls = [f"http://127.0.0.1:{port}" for port in ports]
        for url in urls:
            wait(url)
        pushers = push(ports, places, rng)
        time.sleep(1.5)
        stop(pushers)
        for url in urls:
            compare(url, places, tally)
        assert tally.found.lost == []

        pushers = push(ports, places, rng)
        time.sleep(0.5)
        postgres_node.stop("immediate")
        postgres_node.start()
        time.sleep(0.5)
        servers[0].kill()
        time.sleep(0.5)
        stop(pushers)
        compare(urls[1], places, tally)
    finally:
        for server in servers:
            server.kill()
            server.wait(20)

    assert sum(pusher.done for pusher in pushers) > 50
    assert (tally.found.lost, tally.found.broken) == ([], [])
    assert faults(postgres_node.url) == []


def push(ports, places, rng):
    """Pushers, half of them at each server."""
    pushers = [
        Steady(ports[n % 2], list(mine), rng.randrange(10**6)) for n, mine in enumerate(places)
    ]
    for pusher in pushers:
        pusher.start()
    return pushers


def stop(pushers):
    """Let them finish the push that is under way."""
    for pusher in pushers:
        pusher.ended = True
    for pusher in pushers:
        pusher.join(20)

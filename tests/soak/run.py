"""The soak itself: load, a feed that dies and returns, imports, and what is seen meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import httpx2

from tests.soak.load import Load, LookUps, Plan, StatusPush
from tests.soak.watch import Sample, history_rows, sizes
from tests.soak.world import BASE, EVSES, HEADERS, Operator, World

PLACES = 250
FED = 100


class Wish(NamedTuple):
    """How long and how hard."""

    seconds: float
    period: float = 60.0
    statuses: float = 500.0
    """Changes a second."""
    lookups: float = 200.0
    import_every: float = 600.0
    down_every: float = 120.0
    """Seconds from one death of the operator to the next; it is gone for a quarter of them."""
    workers: int = 1
    places: int = PLACES


def soak(folder: Path, wish: Wish, tell: Callable[[Sample], None] = lambda _: None) -> list[Sample]:
    """Run for some time; ``tell`` is called after each period."""
    operator, world = Operator(FED), World(folder, wish.workers)
    operator.start()
    samples: list[Sample] = []
    try:
        with world.served(operator) as client:
            world.put_places(client, wish.places)
            for sample in _periods(client, world, operator, wish):
                samples.append(sample)
                tell(sample)
    finally:
        if operator.is_up:
            operator.stop()
    return samples


def _periods(
    client: httpx2.Client, world: World, operator: Operator, wish: Wish
) -> Iterator[Sample]:
    listed = client.get("/api/locations?bbox=4.2,51.6,5.9,52.6&limit=1000").json()["items"]
    ids = tuple(each["id"] for each in listed)
    pushing = StatusPush(BASE, wish.places, EVSES)
    loads = (
        Load(Plan(world.port, wish.statuses, 16, HEADERS, pushing)),
        Load(Plan(world.port, wish.lookups, 8, {}, LookUps(ids))),
    )
    events = Events(world, operator, wish)
    began = last = time.monotonic()
    try:
        while last - began < wish.seconds:
            due = last + wish.period
            while (now := time.monotonic()) < due:
                events.happen(now - began)
                time.sleep(min(0.25, due - now))
            pushes, lookups = (each.take() for each in loads)
            now = time.monotonic()
            yield Sample(
                now - began,
                now - last,
                pushes,
                lookups,
                *sizes(world),
                history_rows(client),
                events.take(),
            )
            last = now
    finally:
        for each in loads:
            each.end()
        events.end()


class Events:
    """What happens beside the load, and when."""

    def __init__(self, world: World, operator: Operator, wish: Wish) -> None:
        self._world = world
        self._operator = operator
        self._wish = wish
        self._told: list[str] = []
        self._importing: threading.Thread | None = None
        self._next_import = wish.import_every / 2

    def happen(self, seconds: float) -> None:
        """What is due by now."""
        is_down = seconds % self._wish.down_every > self._wish.down_every * 0.75
        if is_down and self._operator.is_up:
            self._operator.stop()
            self._told.append("feed dies")
        if not is_down and not self._operator.is_up:
            self._operator.start()
            self._told.append("feed returns")
        if seconds >= self._next_import:
            self._next_import += self._wish.import_every
            self.end()
            self._importing = threading.Thread(target=self._import)
            self._importing.start()

    def take(self) -> tuple[str, ...]:
        """What happened since this was asked the last time."""
        told, self._told = tuple(self._told), []
        return told

    def end(self) -> None:
        """Wait for an import under way."""
        if self._importing:
            self._importing.join()

    def _import(self) -> None:
        began = time.monotonic()
        self._world.reimport()
        self._told.append(f"import ({time.monotonic() - began:.0f} s)")

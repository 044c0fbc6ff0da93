"""Remember what was made of a frozen value, by its identity.

Values of many parts take longer to hash than most things take that are made of them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Final, TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")

MOST: Final = 2048


def remembered(make: Callable[[Thing], Made]) -> Callable[[Thing], Made]:
    """Make a thing's result once; all are forgotten together when there are too many."""
    known: dict[int, tuple[Thing, Made]] = {}

    @wraps(make)
    def found(thing: Thing) -> Made:
        entry = known.get(id(thing))
        if entry is not None and entry[0] is thing:
            return entry[1]
        made = make(thing)
        if len(known) >= MOST:
            known.clear()
        known[id(thing)] = (thing, made)
        return made

    return found

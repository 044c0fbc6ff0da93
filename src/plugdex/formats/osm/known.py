"""Which tags are read or known to say nothing; every other key is an issue of the file.

Tags are an open vocabulary, so the list of the ignored has patterns: ``x*`` and ``*x``.
"""

from collections.abc import Iterable
from typing import Final

from plugdex.formats.osm.contact import LIMITS, PHONES, STREETS, WEBSITES
from plugdex.formats.osm.info import CODES, INFO
from plugdex.formats.osm.locations import GONE
from plugdex.formats.osm.sockets import SOCKET_KEY
from plugdex.model.issues import Issue

READ: Final = frozenset(
    {
        *("amenity", "man_made", "type", "access", "opening_hours", "operational_status"),
        *("name", "operator", "network", "brand", "owner", "level", "location", "parking"),
        *("addr:housenumber", "addr:full", "addr:city", "addr:postcode", "addr:state"),
        *("addr:country", "capacity", "capacity:charging", "stalls", "socket", "ref:EU:EVSE"),
        *("image", "reservation", "charge", "ref", *STREETS, *WEBSITES, *PHONES, *LIMITS, *GONE),
        *CODES["vehicles"],
        *CODES["capabilities"],
        *CODES["payments"],
        *CODES["station_power"],
    }
)
EXACT: Final = frozenset(name for name in INFO.ignored if "*" not in name)
BEGINS: Final = tuple(name[:-1] for name in INFO.ignored if name.endswith("*"))
ENDS: Final = tuple(name[1:] for name in INFO.ignored if name.startswith("*"))


def is_known(key: str) -> bool:
    """Whether a tag is read, or known to say nothing that we keep."""
    return (
        key in READ
        or key in EXACT
        or SOCKET_KEY.fullmatch(key) is not None
        or key.startswith(BEGINS)
        or key.endswith(ENDS)
    )


def unread(keys: Iterable[str]) -> tuple[Issue, ...]:
    """One issue for each key that nobody reads."""
    return tuple(
        Issue(code="column_unread", outcome="noted", object="", path=key)
        for key in sorted(keys)
        if not is_known(key)
    )

"""The HTTP side of Geocoding & Search: what each path answers.

GET everywhere; POST, with ``route`` in the body, where a route may be long.
"""

import logging
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Final

import msgspec

from plugdex.api.access import Gate
from plugdex.api.dialect import Dialect, Entitlements, Manner, Params, Refused, Resource, always
from plugdex.api.here_search import errors, queries
from plugdex.api.here_search.body import with_route
from plugdex.api.here_search.finding import find, find_one
from plugdex.api.here_search.openapi import PREFIX, specification
from plugdex.directory.ports import Reads

MANNER: Final = Manner(prefix=PREFIX, problems=errors, log=logging.getLogger("plugdex.here_search"))


class HereSearch(Dialect):
    """The dialect; ``reads`` opens a reader of the thread, ``stale`` tells silent sources."""

    def __init__(
        self, reads: Callable[[], Reads], gate: Gate, stale: Callable[[], Collection[int]]
    ) -> None:
        self._reads = reads
        self._stale = stale
        resources = {
            "/browse": Resource(self._browse, with_body=with_route, is_long=always),
            "/discover": Resource(self._discover, with_body=with_route, is_long=always),
            "/lookup": Resource(self._lookup),
            "/openapi": Resource(lambda params, entitlements: specification()),
        }
        super().__init__(MANNER, gate, resources)

    def _browse(self, params: Params, entitlements: Entitlements) -> bytes:
        return self._found(queries.browse(params), entitlements)

    def _discover(self, params: Params, entitlements: Entitlements) -> bytes:
        return self._found(queries.discover(params), entitlements)

    def _found(self, asked: queries.Asked, entitlements: Entitlements) -> bytes:
        _check_restricted(asked.show, entitlements)
        return msgspec.json.encode(find(self._reads(), asked, datetime.now(UTC), self._stale()))

    def _lookup(self, params: Params, entitlements: Entitlements) -> bytes:
        wanted = queries.lookup(params)
        _check_restricted(wanted.show, entitlements)
        found = find_one(self._reads(), wanted, datetime.now(UTC), self._stale())
        if found is None:
            raise Refused(errors.not_found())
        return msgspec.json.encode(found)


def _check_restricted(show: frozenset[str], entitlements: Entitlements) -> None:
    for name, entitlement in queries.RESTRICTED.items():
        if name in show and entitlement not in entitlements:
            raise Refused(errors.forbidden(name))

"""The HTTP side of HERE v2: what each path answers.

The extension of the path, ``.json`` or ``.xml``, says the form of the answer.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from typing import Final

import msgspec

from plugdex.api.access import Gate
from plugdex.api.dialect import (
    IDENTIFIER,
    Dialect,
    Headers,
    Manner,
    Params,
    Refused,
    Resource,
    Work,
    always,
    usual_key,
)
from plugdex.api.here_v2 import errors, finding, lists
from plugdex.api.here_v2.encode import MEDIA, encode
from plugdex.api.here_v2.openapi import PREFIX, specification
from plugdex.api.here_v2.params import area_of, ids_of, stations_query
from plugdex.directory.ports import Reads

Answer = Callable[[Params], msgspec.Struct]
"""To what has both forms."""


def key_of(headers: Headers, params: Params) -> str:
    """The usual key, then that of the pair ``app_id`` and ``app_code``."""
    pair = params if params.get("app_id", [""])[-1] else {}
    return usual_key(headers, params) or pair.get("app_code", [""])[-1]


MANNER: Final = Manner(
    prefix=PREFIX,
    problems=errors,
    log=logging.getLogger("plugdex.here_v2"),
    key_of=key_of,
    tells_ids=False,
    trailing="",
)


class HereV2(Dialect):
    """The dialect; ``reads`` opens a reader of the thread, ``stale`` tells silent sources."""

    def __init__(
        self, reads: Callable[[], Reads], gate: Gate, stale: Callable[[], Collection[int]]
    ) -> None:
        self._reads = reads
        self._stale = stale
        searches: Mapping[str, Answer] = {
            "/stations": self._stations,
            "/stations/count": self._count,
            "/stations/bulk": self._bulk,
            "/pools/bulk": self._bulk,
            "/evses/bulk": self._evses,
            "/roamings": lambda params: lists.roamings(self._reads()),
        }
        short: Mapping[str, Answer] = {
            "/stations/{id}": lambda params: self._one("station", params),
            "/pools/{id}": lambda params: self._one("pool", params),
            "/connectortypes": lambda params: lists.connector_types(),
            "/powerfeedtypes": lambda params: lists.power_feed_types(),
        }
        description = Resource(lambda params, entitlements: specification())
        resources = {
            **in_both_forms(searches, is_long=always),
            **in_both_forms(short),
            "/openapi": description,
        }
        super().__init__(MANNER, gate, resources)

    def _stations(self, params: Params) -> msgspec.Struct:
        return finding.find_stations(self._reads(), stations_query(params), self._stale())

    def _count(self, params: Params) -> msgspec.Struct:
        return finding.count_stations(self._reads(), area_of(params), self._stale())

    def _bulk(self, params: Params) -> msgspec.Struct:
        return finding.look_up_stations(self._reads(), ids_of(params), self._stale())

    def _evses(self, params: Params) -> msgspec.Struct:
        return finding.look_up_evses(self._reads(), ids_of(params), self._stale())

    def _one(self, kind: str, params: Params) -> msgspec.Struct:
        identifier = params[IDENTIFIER][-1]
        found = finding.look_up_station(self._reads(), identifier, self._stale())
        if found is None:
            raise Refused(errors.not_found(kind))
        return found


def in_both_forms(
    answers: Mapping[str, Answer], is_long: Callable[[Params], bool] | None = None
) -> Mapping[str, Resource]:
    """Each path with the extension of each form."""
    return {
        f"{path}.{extension}": Resource(
            _encoded(answer, extension), media=MEDIA[extension].encode(), is_long=is_long
        )
        for path, answer in answers.items()
        for extension in MEDIA
    }


def _encoded(answer: Answer, extension: str) -> Work:
    return lambda params, entitlements: encode(answer(params), extension)

"""Answers to ``/locations`` and ``/locations/{id}``."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from plugdex.api.here_v3.decay import decay
from plugdex.api.here_v3.evses import Indexes
from plugdex.api.here_v3.join import join, plan_for
from plugdex.api.here_v3.params import LocationQuery, content_of
from plugdex.api.here_v3.prepare import Extras, prepare
from plugdex.api.here_v3.shapes import Tariff
from plugdex.api.here_v3.tariffs import tariff
from plugdex.directory.kept import Answer
from plugdex.directory.lookup import InFull, in_full, look_up
from plugdex.directory.ports import Reads

BODY: Final = b'{"items":[%b],"missingItems":%b}'


def one_location(
    reads: Reads,
    identifier: str,
    query: LocationQuery,
    now: datetime,
    stale: Collection[int] = (),
) -> bytes | None:
    """The answer for one id; ``None`` when there is no such location."""
    content = content_of(identifier)
    found = decay(look_up(reads, (content,)), stale)
    plan = plan_for(query.fields, ())
    if plan.slow:
        found = _render(reads, found, query, now, stale)
    answer = found.get(content)
    return join(answer.prepared, answer.live, plan) if answer else None


def several_locations(
    reads: Reads, query: LocationQuery, now: datetime, stale: Collection[int] = ()
) -> bytes:
    """The answers for a list of ids, in its order; a place that is asked for twice comes once."""
    contents = {identifier: content_of(identifier) for identifier in query.ids}
    plan = plan_for(query.fields, query.connector_types)
    found = decay(look_up(reads, dict.fromkeys(contents.values()), plan.mask), stale)
    missing = [identifier for identifier, content in contents.items() if content not in found]
    wanted = _matching(contents.values(), found, plan.mask)
    if plan.slow:
        wanted = _render(reads, wanted, query, now, stale)
    items = [join(answer.prepared, answer.live, plan) for answer in wanted.values()]
    return BODY % (b",".join(items), msgspec.json.encode(missing))


def _matching(contents: Iterable[str], found: Mapping[str, Answer], mask: int) -> dict[str, Answer]:
    """What was found, in the order of the request, if it has a standard that is asked for."""
    return {
        content: answer
        for content in contents
        if (answer := found.get(content)) and (not mask or answer.standards & mask)
    }


def _render(
    reads: Reads,
    found: Mapping[str, Answer],
    query: LocationQuery,
    now: datetime,
    stale: Collection[int],
) -> dict[str, Answer]:
    """Render what is not prepared: tariffs and the truck side of EVSEs."""
    in_order = list(found.values())
    documents = in_full(reads, in_order, tariffs="tariffs" in query.fields, stale=stale)
    rendered = {}
    for answer in in_order:
        each = documents.get(answer.id)
        if each:
            prepared, live = prepare(
                answer.id, each.location, each.statuses, _extras(each, query, now)
            )
            rendered[answer.id] = msgspec.structs.replace(answer, prepared=prepared, live=live)
    return rendered


def _extras(each: InFull, query: LocationQuery, now: datetime) -> Extras:
    shapes = {
        key: shape
        for key, value in each.tariffs.items()
        if (shape := tariff(value, each.location, now))
    }
    chosen = query.tariffs.choose(list(shapes.values())) if shapes else []
    return Extras(
        trucks="truckRestrictions" in query.fields,
        tariffs=tuple(chosen),
        indexes=_indexes(shapes, chosen),
    )


def _indexes(shapes: Mapping[str, Tariff], chosen: Sequence[Tariff]) -> Indexes:
    places = {id(shape): place for place, shape in enumerate(chosen)}
    return {key: places[id(shape)] for key, shape in shapes.items() if id(shape) in places}

"""Put a request to the directory and render what it finds."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from msgspec.structs import replace

from plugdex.api.here_search.items import item, title
from plugdex.api.here_search.queries import OFFSETS, PREFERENCE_REACH, Asked, Wanted
from plugdex.api.here_search.shapes import Item, SearchResponse
from plugdex.api.here_v3.params import content_of
from plugdex.directory.lookup import InFull, in_full_by_row, look_up
from plugdex.directory.ports import Reads
from plugdex.directory.search.core import search
from plugdex.directory.search.question import Found, Question
from plugdex.model.filters import vehicle_categories, words_meet
from plugdex.model.location import Location, Point
from plugdex.model.text import search_words

Stale = Collection[int]
"""Keys of sources whose statuses are not believed."""


def find(reads: Reads, asked: Asked, now: datetime, stale: Stale) -> SearchResponse:
    """The places that meet a request, one page of them."""
    start = asked.offset or 0
    end = start + asked.limit
    found = _candidates(reads, asked, end + 1, stale)
    page = found[start:end]
    full = in_full_by_row(reads, [each.rid for each in page], stale=stale)
    items = [
        item(full[each.rid], Point(lat=each.lat, lon=each.lon), asked.show, now, each)
        for each in page
        if each.rid in full
    ]
    if asked.offset is None:
        return SearchResponse(items=items)
    return SearchResponse(
        items=items,
        limit=asked.limit,
        offset=asked.offset,
        count=len(items),
        next_offset=end if len(found) > end and end in OFFSETS else None,
    )


def find_one(reads: Reads, wanted: Wanted, now: datetime, stale: Stale) -> Item | None:
    """The place with an id, of which only what follows the last colon counts."""
    content = content_of(wanted.id)
    answer = look_up(reads, {content}).get(content)
    full = in_full_by_row(reads, [answer.rid], stale=stale).get(answer.rid) if answer else None
    point = full.location.coordinates if full else None
    return item(full, point, wanted.show, now) if full and point else None


def _candidates(reads: Reads, asked: Asked, most: int, stale: Stale) -> Sequence[Found]:
    """The first results in their order."""
    if asked.question is None:
        return ()
    count = PREFERENCE_REACH if asked.preferred else most
    found = list(islice(_matches(reads, asked, asked.question, count, stale), count))
    if not asked.preferred:
        return found
    full = _documents(reads, found, stale)
    there = [each for each in found if each.rid in full]
    return sorted(there, key=lambda each: not _suits(full[each.rid].location, asked.preferred))


def _matches(
    reads: Reads, asked: Asked, question: Question, count: int, stale: Stale
) -> Iterator[Found]:
    """All results, batch by batch: what the directory's filters have no word for is sifted out."""
    question = replace(question, limit=count)
    while True:
        found = search(reads, question, stale)
        yield from _sifted(reads, asked, found, stale)
        if len(found) < count:
            return
        question = replace(question, after=found[-1].place)


def _sifted(reads: Reads, asked: Asked, found: Sequence[Found], stale: Stale) -> Sequence[Found]:
    if not (asked.excluded or asked.title):
        return found
    full = _documents(reads, found, stale)
    return [each for each in found if each.rid in full and _is_kept(asked, full[each.rid].location)]


def _is_kept(asked: Asked, place: Location) -> bool:
    words = frozenset(search_words(title(place)))
    return not set(asked.excluded) & set(vehicle_categories(place)) and words_meet(
        asked.title, words
    )


def _suits(place: Location, vehicle: str) -> bool:
    return vehicle in vehicle_categories(place)


def _documents(reads: Reads, found: Sequence[Found], stale: Stale) -> Mapping[int, InFull]:
    return in_full_by_row(reads, [each.rid for each in found], stale=stale)

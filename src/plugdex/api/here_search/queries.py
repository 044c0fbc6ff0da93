"""Requests of the dialect, put into the directory's words.

Parameters that the contract does not have are ignored, but for unknown ``evStation[…]``: a filter
that is passed over would let wrong results in.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from plugdex.api.dialect import Params
from plugdex.api.here_search import areas, ev_filters, values
from plugdex.api.here_search.errors import BadRequest
from plugdex.api.here_search.phrases import meaningful
from plugdex.directory.search.question import Question
from plugdex.model.filters import Filters
from plugdex.model.location import Point
from plugdex.model.value import Value

CATEGORIES: Final[Mapping[str, str]] = {
    "700-7600-0322": "CAR",
    "700-7600-0323": "TRUCK",
    "700-7600-0324": "TWO_WHEELER",
}
"""Vehicle categories by the category ids of charging stations (contract §1)."""

VEHICLE_OF_MODE: Final[Mapping[str, str]] = {
    "car": "CAR",
    "motorbike": "TWO_WHEELER",
    "truck": "TRUCK",
}
EV: Final = "ev"
EMSPS: Final = "eMobilityServiceProviders"
ZONE: Final = "tz"
RESTRICTED: Final[Mapping[str, str]] = {
    "fuel": "fuel",
    "fuelPrices": "fuelPrices",
    "truck": "truckRestrictions",
    "tripadvisor": "tripadvisor",
    "tripadvisorImageVariants": "tripadvisorImageVariants",
}
"""Values of ``show`` that want an entitlement, and which."""

SHOW: Final = (EV, EMSPS, ZONE, "phonemes", "streetInfo", "referenceCategories", *RESTRICTED)
SHOW_ONE: Final = (*SHOW, "countryInfo", "postalCodeDetails", "addressUsage")
LIMITS: Final = range(1, 101)
DEFAULT_LIMIT: Final = 20
OFFSETS: Final = range(100)
RANKING: Final = "excursionDistance"
LANGUAGE: Final = r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"
PREFERENCE_REACH: Final = LIMITS[-1] + OFFSETS[-1] + 1
"""So many of the nearest results are put in order by ``mobilityMode``."""


class Asked(Value, frozen=True, kw_only=True):
    """A request for a list of places."""

    question: Question | None
    """``None`` where nothing of ours can be meant."""
    limit: int
    offset: int | None
    """``None`` where the client does not page."""
    show: frozenset[str]
    excluded: tuple[str, ...] = ()
    """Vehicle categories that a result must not have."""
    title: str = ""
    """Each word must begin a word of the title."""
    preferred: str = ""
    """The vehicle category whose places come first."""


class Wanted(Value, frozen=True, kw_only=True):
    """A request for one place."""

    id: str
    show: frozenset[str]


def browse(params: Params) -> Asked:
    """Check the parameters of ``/browse``."""
    near = areas.at(params)
    if near is None:
        raise BadRequest("at", "is required, also with in or route")
    return _asked(params, areas.area(params), near)


def discover(params: Params) -> Asked:
    """Check the parameters of ``/discover``."""
    words = values.text(params, "q")
    if words is None:
        raise BadRequest("q", "is required")
    at, area = areas.at(params), areas.area(params)
    if (at is None) == (area.centre is None):
        raise BadRequest("at", "give exactly one of at, in=circle:… and in=bbox:…")
    mode = values.one_of(params, "mobilityMode", VEHICLE_OF_MODE)
    known = {name: each for name, each in params.items() if name != "categories"}
    asked = _asked(known, area, at or area.centre)
    question = asked.question
    if question is None:
        return asked
    filters = replace(question.filters, words=f"{question.filters.words} {meaningful(words)}")
    return replace(
        asked,
        question=replace(question, filters=filters),
        preferred=VEHICLE_OF_MODE[mode] if mode else "",
    )


def lookup(params: Params) -> Wanted:
    """Check the parameters of ``/lookup``."""
    identifier = values.text(params, "id")
    if identifier is None:
        raise BadRequest("id", "is required")
    _check_language(params)
    return Wanted(id=identifier, show=frozenset(values.items_of(params, "show", SHOW_ONE)))


def _asked(params: Params, area: areas.Area, near: Point | None) -> Asked:
    limit = values.whole(params, "limit", LIMITS)
    corridor = areas.corridor(values.text(params, "route"))
    ranking = values.one_of(params, "ranking", (RANKING,))
    if ranking and corridor is None:
        raise BadRequest("ranking", f"{RANKING} needs route")
    _check_language(params)
    filters, excluded = _filters(params)
    return Asked(
        question=None
        if filters is None
        else Question(
            filters=filters,
            countries=area.countries,
            circle=area.circle,
            box=area.box,
            corridor=corridor,
            near=near,
            order="excursion" if ranking else "distance",
        ),
        limit=DEFAULT_LIMIT if limit is None else limit,
        offset=values.whole(params, "offset", OFFSETS),
        show=frozenset(values.items_of(params, "show", SHOW)),
        excluded=excluded,
        title=values.text(params, "name") or "",
    )


def _filters(params: Params) -> tuple[Filters | None, tuple[str, ...]]:
    """What a result must be, and the vehicle categories that it must not have."""
    filters = ev_filters.ev_filters(params)
    wanted, unwanted = _signed(values.items(params, "categories"))
    chosen = [CATEGORIES[each] for each in wanted if each in CATEGORIES]
    excluded = tuple(CATEGORIES[each] for each in unwanted if each in CATEGORIES)
    left = [each for each in (chosen if wanted else CATEGORIES.values()) if each not in excluded]
    is_of_chain = any(_signed(values.items(params, each))[0] for each in ("chains", "foodTypes"))
    if filters is None or not left or is_of_chain:
        return None, excluded
    return (
        replace(
            filters,
            vehicle_categories=tuple(left) if wanted or excluded else (),
            words=values.text(params, "name") or "",
        ),
        excluded,
    )


def _signed(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Those that are wanted, and those that an exclamation mark excludes."""
    return (
        [each for each in names if not each.startswith("!")],
        [each[1:] for each in names if each.startswith("!")],
    )


def _check_language(params: Params) -> None:
    """Checked only: texts are in the language of the source."""
    values.items_like(params, "lang", LANGUAGE)
    view = values.text(params, "politicalView")
    if view is not None:
        values.items_like({"politicalView": [view]}, "politicalView", areas.COUNTRY)

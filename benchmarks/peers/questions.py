"""The same questions in the words of each peer; where there are no words for it, nothing."""

from collections.abc import Callable, Sequence
from math import cos, radians
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from rows import FIELDS, some_ids, some_places

DIFFERENT = 200
"""Different requests of each kind: 20,000 locations are looked up, not always the same hundred."""
IDS = 100
CCS = "IEC_62196_T2_COMBO"
RARE = "IEC_60309_2_three_16"
POWERFUL = 150_000
HALF_KM = 5
KM_OF_DEGREE = 111.195

Box = tuple[float, float, float, float]
Place = tuple[float, float]


class Words(NamedTuple):
    """How a peer is asked; ``None`` for what it cannot be asked."""

    one: Callable[[str], str]
    several: Callable[[str], str]
    trimmed: Callable[[str], str]
    box: Callable[[Box], str]
    nearest: Callable[[Place], str] | None = None
    powerful: Callable[[Place], str] | None = None
    rare: Callable[[Place], str] | None = None


TITLES = {
    "one": "one by id",
    "several": "100 ids",
    "trimmed": "100 ids, trimmed to CCS",
    "box": "box of 10 km, CCS, at most 100",
    "nearest": "nearest 20",
    "powerful": "nearest 20, CCS of 150 kW or more",
    "rare": "nearest 20 of a rare connector",
}


def targets(store: Path) -> Callable[[Words, str], list[str]]:
    """What to ask for, by the words of a peer and the name of a question."""
    ids = some_ids(store, DIFFERENT * IDS)
    hundreds = [",".join(ids[start : start + IDS]) for start in range(0, len(ids), IDS)]
    places = some_places(store, DIFFERENT)
    subjects: dict[str, Sequence[object]] = {
        "one": ids[:: max(1, len(ids) // DIFFERENT)],
        "several": hundreds,
        "trimmed": hundreds,
        "box": [around(*place) for place in places],
    }

    def of(words: Words, name: str) -> list[str]:
        say = getattr(words, name)
        return [say(each) for each in subjects.get(name, places)] if say else []

    return of


def around(lat: float, lon: float) -> Box:
    """West, south, east and north of a box of 10 km."""
    up = HALF_KM / KM_OF_DEGREE
    aside = up / cos(radians(lat))
    return tuple(round(each, 6) for each in (lon - aside, lat - up, lon + aside, lat + up))  # type: ignore[return-value]


def comma(values: Sequence[object]) -> str:
    """Values in a list."""
    return ",".join(map(str, values))


WANTED = f"fields={comma(FIELDS)}"
PLUGDEX = Words(
    one=lambda each: f"/v3/locations/{each}?{WANTED}",
    several=lambda ids: f"/v3/locations?ids={ids}&{WANTED}",
    trimmed=lambda ids: f"/v3/locations?ids={ids}&{WANTED}&connectorTypes={CCS}",
    box=lambda box: f"/api/search?bbox={comma(box)}&connectors={CCS}&limit=100",
    nearest=lambda place: f"/api/search?at={comma(place)}&limit=20",
    powerful=lambda place: (
        f"/api/search?at={comma(place)}&connectors={CCS}&minKw={POWERFUL // 1000}&limit=20"
    ),
    rare=lambda place: f"/api/search?at={comma(place)}&connectors={RARE}&limit=20",
)
SERVICE = Words(
    one=lambda each: f"/locations/{each}",
    several=lambda ids: f"/locations?ids={ids}",
    trimmed=lambda ids: f"/locations?ids={ids}&types={CCS}",
    box=lambda box: (
        "/box?west={}&south={}&east={}&north={}".format(*box) + f"&standard={CCS}&limit=100"
    ),
    nearest=lambda place: "/nearest?lat={}&lon={}&limit=20".format(*place),
    powerful=lambda place: (
        "/nearest?lat={}&lon={}&limit=20".format(*place) + f"&standard={CCS}&power={POWERFUL}"
    ),
    rare=lambda place: "/nearest?lat={}&lon={}&limit=20".format(*place) + f"&standard={RARE}",
)
FEATURES = "/collections/public.feature/items"
WITH_CCS = "filter=" + quote(f"a_contains(standards,('{CCS}'))")
TIPG = Words(
    one=lambda each: f"{FEATURES}/{each}?properties=body",
    several=lambda ids: f"{FEATURES}?ids={ids}&properties=body&limit=100",
    trimmed=lambda ids: f"{FEATURES}?ids={ids}&properties=body&limit=100&{WITH_CCS}",
    box=lambda box: f"{FEATURES}?bbox={comma(box)}&properties=card&limit=100&{WITH_CCS}",
)
TABLE = "/locations/location"
PLAIN = "_shape=array&_nocount=1&_nofacet=1&_nosuggest=1"
"""Only the rows: no counts, no facets, no suggestions."""
BODIES = f"_col=body&_json=body&_size=100&{PLAIN}"
CARDS = "_shape=array&_json=card"


def canned(name: str, place: Place, half: float, more: str) -> str:
    """A question in SQL that Datasette has by name."""
    lat, lon = place
    where = f"lat={lat}&lon={lon}&half={half}&shrink={cos(radians(lat)) ** 2:.6f}"
    return f"/locations/{name}.json?{where}{more}&{CARDS}"


DATASETTE = Words(
    one=lambda each: f"{TABLE}/{each}.json?_shape=array&_json=body",
    several=lambda ids: f"{TABLE}.json?id__in={ids}&{BODIES}",
    trimmed=lambda ids: f"{TABLE}.json?id__in={ids}&standards__arraycontains={CCS}&{BODIES}",
    box=lambda box: (
        "/locations/box.json?west={}&south={}&east={}&north={}".format(*box)
        + f"&standard={CCS}&{CARDS}"
    ),
    nearest=lambda place: canned("nearest", place, 0.02, ""),
    powerful=lambda place: canned("nearest_with", place, 0.1, f"&standard={CCS}&power={POWERFUL}"),
    rare=lambda place: canned("nearest_of_all", place, 0, f"&standard={RARE}"),
)

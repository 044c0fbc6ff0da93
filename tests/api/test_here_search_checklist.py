"""The eight points that a drop-in for Geocoding & Search must get right, over real HTTP."""

import flexpolyline
import pytest

from plugdex.model.location import Point
from plugdex.model.route import place_on, to_line
from tests.api.search_world import CENTRE, PLACES, distance, names

AT = f"{CENTRE[0]},{CENTRE[1]}"
LINE = [(51.95, 5.0), (52.09, 5.12), (52.2, 5.3)]
ROUTE = flexpolyline.encode(LINE)


def off(name):
    """Metres from the line."""
    point = PLACES[name].location.coordinates
    line = to_line([Point(lat=lat, lon=lon) for lat, lon in LINE])
    return place_on(line, point.lat, point.lon)


@pytest.mark.parametrize(
    "area", [{}, {"in": f"circle:{AT};r=1000"}, {"in": "bbox:5,52,6,53"}, {"route": ROUTE}]
)
def test_1_at_is_required(searched, area):
    """Browse wants ``at``, even when the area is given otherwise."""
    answer = searched.get("/v1/browse", params=area)

    assert answer.status_code == 400
    assert answer.json()["title"] == "Illegal input for parameter 'at'"


def test_2_order_of_coordinates(find):
    """A bbox is west, south, east, north; a circle is lat, lng."""
    box = find("/browse", at=AT, limit=100, **{"in": "bbox:5.1,52.0,5.3,52.2"})
    circle = find("/browse", at=AT, limit=100, **{"in": f"circle:{AT};r=9000"})
    points = {name: each.location.coordinates for name, each in PLACES.items()}

    assert set(names(box)) == {
        name for name, p in points.items() if 5.1 <= p.lon <= 5.3 and 52.0 <= p.lat <= 52.2
    }
    assert set(names(circle)) == {name for name in PLACES if distance(name) <= 9000}


@pytest.mark.parametrize(
    ("width", "found"),
    [("", ["beside"]), (";w=1000", ["beside"]), (";w=1020", ["beside", "apart"]), (";w=900", [])],
)
def test_3_width_is_to_each_side(find, width, found):
    """``w`` is the distance to each side of the line; it is 1000 unless told."""
    parallel = flexpolyline.encode([(52.5, 5.0), (52.5, 5.2)])

    assert names(find("/browse", at=AT, route=parallel + width)) == found


def test_4_units_and_ids(find, searched):
    """Power is in kW and connector ids are texts; in v3 they are watts and names."""
    item = find("/browse", at=AT, limit=1, show="ev")["items"][0]
    combo = item["extended"]["evStation"]["connectors"][0]
    v3 = searched.get(f"/v3/locations/{item['id']}", params={"fields": "evses"}).json()

    assert (combo["connectorType"]["id"], combo["maxPowerLevel"]) == ("34", 150)
    assert v3["evses"][0]["connectors"][0]["maxPower"] == 150_000
    assert v3["id"].rpartition(":")[2] == item["id"].rpartition(":")[2]


def test_5_blocks_only_when_asked(find):
    """There is no EV block without ``show=ev``, and no eMSP without its own value."""
    plain, ev, emsps, both = (
        find("/browse", at=AT, limit=1, show=show)["items"][0].get("extended", {})
        for show in ("tz", "ev", "eMobilityServiceProviders", "ev,eMobilityServiceProviders")
    )

    assert plain == {}
    assert sorted(ev) == ["evAvailability", "evStation"]
    assert "eMobilityServiceProviders" not in ev["evStation"]
    assert list(emsps) == ["evStation"]
    assert list(emsps["evStation"]) == ["eMobilityServiceProviders"]
    assert both["evStation"] == ev["evStation"] | emsps["evStation"]


def test_6_excursion_is_there_and_back(find):
    """The excursion is twice the way off the line; the distance is along it and off it."""
    answer = find("/browse", at=AT, limit=100, route=f"{ROUTE};w=5000", ranking="excursionDistance")
    found = names(answer)

    assert found == sorted(found, key=lambda name: off(name).off)
    for name, item in zip(found, answer["items"], strict=True):
        assert item["excursionDistance"] == pytest.approx(2 * off(name).off, abs=2)
        assert item["distance"] == pytest.approx(off(name).along + off(name).off, abs=2)
    without = find("/browse", at=AT)["items"]
    assert not any("excursionDistance" in item for item in without)


def test_7_other_categories_are_empty(find):
    """Filters could only remove charging locations: there are no others to be found."""
    for categories in ("700-7600-0116", "100-1000-0000,!700-7600-0322"):
        assert find("/browse", at=AT, categories=categories) == {"items": []}
    both = find("/browse", at=AT, limit=100, categories="700-7600-0116,700-7600-0324")
    assert names(both) == names(find("/browse", at=AT, limit=100, categories="700-7600-0324"))


def test_8_paging_only_with_offset(find):
    """Paging attributes come with ``offset``; the last page has no next one."""
    every = names(find("/browse", at=AT, limit=100))
    assert list(find("/browse", at=AT, limit=3)) == ["items"]
    pages, offset = [], 0
    while offset is not None:
        page = find("/browse", at=AT, limit=15, offset=offset)
        assert (page["limit"], page["offset"], page["count"]) == (15, offset, len(page["items"]))
        pages += names(page)
        offset = page.get("nextOffset")

    assert pages == every
    assert len(every) == len(PLACES) == 43
    assert find("/browse", at=AT, limit=15, offset=99)["items"] == []

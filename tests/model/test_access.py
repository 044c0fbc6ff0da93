"""Who may charge, and what the public sees."""

from datetime import UTC, datetime

import pytest

from plugdex.model.access import Audience, audience, is_visible
from plugdex.model.location import Connector, Location, Point

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SOMEWHERE = Point(lat=52.37, lon=4.9)


def location(*restrictions: str) -> Location:
    """A location with restrictions."""
    return Location(source="test", id="1", last_updated=NOON, restrictions=restrictions)


@pytest.mark.parametrize(
    ("standard", "who"),
    [
        ("TESLA_S", "TESLA"),
        ("SAE_J3400", "NACS_PARTNERS"),
        ("IEC_62196_T2_COMBO", "ANYONE"),
        ("TESLA_R", "ANYONE"),
        (None, "ANYONE"),
    ],
)
def test_plug_tells(standard: str | None, who: Audience) -> None:
    """Tesla's own plug is for Tesla only, the same shape as a standard for NACS partners."""
    assert audience(location(), Connector(id="1", standard=standard)) == who


@pytest.mark.parametrize("standard", ["TESLA_S", "SAE_J3400", "IEC_62196_T2_COMBO"])
def test_brand_only_wins(standard: str) -> None:
    """A location of one brand is for that brand, whatever the plug says."""
    restricted = location("CUSTOMERS_ONLY", "BRAND_ONLY")

    assert audience(restricted, Connector(id="1", standard=standard)) == "BRAND"


@pytest.mark.parametrize("reason", ["CUSTOMERS_ONLY", "CAR_SHARING_ONLY", "TAXIS_ONLY", "OTHER"])
def test_other_restrictions(reason: str) -> None:
    """Restrictions other than the brand say nothing about the car."""
    assert audience(location(reason), Connector(id="1", standard="CHADEMO")) == "ANYONE"


@pytest.mark.parametrize(
    ("publish", "place", "visible"),
    [(True, SOMEWHERE, True), (False, SOMEWHERE, False), (True, None, False), (False, None, False)],
)
def test_visible(publish: bool, place: Point | None, visible: bool) -> None:
    """The public sees what is published and has a place on the map."""
    found = Location(source="test", id="1", last_updated=NOON, publish=publish, coordinates=place)

    assert is_visible(found) is visible

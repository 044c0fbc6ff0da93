"""The card of a location shows a new status without being opened again."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from plugdex.directory.records import location_content_id
from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import serving
from tests.places import NOW, location, reading, take_in
from tests.web.visit import Visit

PLACE = location("live")


@pytest.fixture
def kitchen(tmp_path, chromium):
    """A store, and a visitor of a server over it."""
    store = open_sqlite(tmp_path / "live.db")
    take_in(store, reading(PLACE, "AVAILABLE"))
    with serving(store.path, "--open") as server:
        visit = Visit(chromium, str(server.base_url))
        yield store, visit
        visit.close()
    store.close()
    assert visit.problems == []


SEEN = "(text) => document.querySelector('.card').innerText.includes(text)"


def test_card_follows(kitchen):
    """What an operator says is seen at once, and the focus stays where it was."""
    store, visit = kitchen
    visit.open(f"#map=15/52.09/5.12&at={location_content_id(PLACE)}")
    assert "1 free" in visit.card()
    visit.page.focus(".card .back")

    taken = reading(PLACE, "CHARGING")
    status = replace(taken.statuses[0], modified=NOW + timedelta(minutes=1))
    take_in(store, replace(taken, statuses=(status,)))
    visit.page.wait_for_function(SEEN, arg="none free")

    assert visit.focused() == "All locations"

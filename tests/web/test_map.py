"""What a visitor of the map sees and does, in a real browser."""

import re

from tests.web.places import AT_PARK, IDS, NEAR
from tests.web.visit import PHONE

READER = ["clipboard-read", "clipboard-write", "geolocation"]
"""What a test needs to read the clipboard; whatever is not named is refused from then on."""


def test_from_near(visit):
    """From near locations are drawn one by one, and listed."""
    map = visit(NEAR)

    assert map.rendered()["locations"] == 3
    assert len(map.names()) == 3
    assert map.count() == "3 locations in view"


def test_from_afar(visit):
    """From afar they are drawn as clusters, and the nearest to the centre are listed."""
    map = visit("#map=8/52.2/4.9")

    assert map.rendered()["clusters"] > 0
    assert map.count() == "The 40 locations nearest to the centre"


def test_connector_filter(visit):
    """A plug leaves only locations that have it, in the list, on the map and in the address."""
    map = visit(NEAR)
    map.page.click('[data-plug="chademo"]')
    map.settle()

    assert map.names() == ["Harbour fast charging"]
    assert map.rendered()["locations"] == 1
    assert map.hash()["plugs"] == "chademo"


def test_power_and_plug_hold_together(visit):
    """CHAdeMO with 150 kW is nowhere, though one location has both; the page says what to do."""
    map = visit(f"{NEAR}&plugs=chademo&kw=150")

    assert map.names() == []
    message = map.page.locator(".message").inner_text()
    assert "No charging location matches here." in message
    assert "Remove a filter or zoom out." in message


def test_matching_first(visit):
    """Groups that match come first and are never left out; only what matches is counted."""
    near = visit(f"{NEAR}&plugs=chademo").page.locator(".group").all_inner_texts()
    park = visit(f"{AT_PARK}&plugs=ccs2,type2").page.locator(".group").all_inner_texts()
    last = visit(f"{AT_PARK}&plugs=chademo").page.locator(".group").all_inner_texts()
    plain = visit(AT_PARK).page.locator(".group").all_inner_texts()

    assert near[:2] == ["None of 1 free", "1 × CHAdeMO · Up to 50 kW · none free"]
    assert park[0] == "4 of 4 free"
    assert [text[:8] for text in park[1:]] == ["1 × CCS2"] * 3 + ["1 × Type", "and 1 mo"]
    assert last[1].startswith("1 × CHAdeMO")
    assert plain[-1] == "and 2 more"


def test_matching_first_in_card(visit):
    """The card puts the groups that match first, and says so."""
    map = visit(f"{AT_PARK}&plugs=chademo&at={IDS['park']}")
    map.card()
    rows = map.page.locator(".card-groups li").all_inner_texts()

    assert len(rows) == 5
    assert "CHAdeMO" in rows[0]
    assert "Matches the filters" in rows[0]
    assert "Matches the filters" not in rows[1]


def test_late_answer(visit):
    """An answer that is still awaited when the filters change is given up for the new one."""
    map = visit(NEAR)
    held = []
    pass_on = lambda route: route.continue_() if held else held.append(route)  # noqa: E731
    map.page.route("**/api/locations/*", pass_on)
    map.page.click(f'[data-id="{IDS["slow"]}"]')
    map.page.wait_for_selector(".skeleton")
    while not held:  # the request reaches the route a moment later
        map.page.wait_for_timeout(10)
    map.page.evaluate("location.hash += '&kw=7'")
    card = map.card()
    map.page.wait_for_function("document.activeElement.tagName === 'H2'")

    assert "Town hall" in card
    assert map.page.title().startswith("Town hall")


def test_copy_coordinates(visit):
    """Where no app opens `geo:` links, the coordinates can be copied."""
    map = visit(f"{NEAR}&at={IDS['fast']}", permissions=READER)
    card = map.card()
    map.page.get_by_role("button", name="Copy coordinates").click()
    map.page.get_by_text("Coordinates copied").wait_for()

    assert "Directions" not in card
    assert map.page.evaluate("navigator.clipboard.readText()") == "52.7,5.29"


def test_free_and_public(visit):
    """Free now, and open to everybody."""
    map = visit(NEAR)
    map.page.get_by_role("switch", name="Free now").check()
    map.settle()
    free = map.names()
    map.page.get_by_role("switch", name="Free now").uncheck()
    map.page.get_by_role("switch", name="Open to everybody").check()
    map.settle()

    assert free == ["Harbour fast charging"]
    assert set(map.names()) == {"Harbour fast charging", "Town hall"}


def test_card(visit):
    """A click on the map opens the card with groups, hours, price, operator and source."""
    map = visit(NEAR)
    map.click_on_map(IDS["fast"])
    card = map.card()

    assert "Harbour fast charging" in card
    assert re.search(r"2 × CCS2\s+Up to 350 kW\s+€0\.49 per kWh\s+1 free", card)
    assert re.search(r"1 × CHAdeMO\s+Up to 50 kW\s+none free", card)
    assert "Mo–Fr 08:00–20:00" in card
    assert re.search(r"€0\.405\d? per kWh", card)
    assert "Plug BV" in card
    assert "+31301234567" in card
    assert "Data: test" in card
    assert map.hash()["at"] == IDS["fast"]


def test_price_of_my_session(visit):
    """Each connector group has its price per kWh, and what my vehicle would pay, or why not."""
    map = visit(f"{NEAR}&plugs=ccs2")
    map.page.fill("#vehicle", "hyundai kona")
    map.page.get_by_role("option").first.click()
    map.settle()
    map.page.click(f'[data-id="{IDS["fast"]}"]')
    card = map.card()

    assert re.search(r"CCS2.*€0\.49 per kWh\s+≈ €\d+\.\d\d for 10–80 %", card, re.DOTALL)


def test_price_that_nobody_knows(visit):
    """A connector without tariff says quietly that its price is not known; words are shown."""
    map = visit(NEAR)
    map.page.fill("#vehicle", "hyundai kona")
    map.page.get_by_role("option").first.click()
    map.settle()
    map.page.click(f'[data-id="{IDS["slow"]}"]')
    card = map.card()

    assert "Price not known" in card
    assert "2 euros the hour" in card


def test_brand_only(visit):
    """A location of one brand says so."""
    map = visit(NEAR)
    map.page.click(f'[data-id="{IDS["brand"]}"]')

    assert "Only for cars of one brand" in map.card()


def test_vehicle(visit):
    """A vehicle is found, filters, is told whether it fits, and is remembered."""
    map = visit(NEAR)
    map.page.fill("#vehicle", "hyundai kona")
    map.page.get_by_role("option").first.click()
    map.settle()
    map.page.click(f'[data-id="{IDS["slow"]}"]')
    card = map.card()
    map.page.goto("about:blank")
    map.page.goto(f"{map.base}/")
    map.page.wait_for_selector("html[data-ready]")

    assert re.search(r"Kona.*Up to \d", card, re.IGNORECASE | re.DOTALL)
    assert "kona" in map.page.locator(".chosen").inner_text().lower()


def test_search(visit):
    """A town is found by its name, and the map goes there."""
    map = visit("#map=5/48/3")
    map.page.fill("#search", "enkhui")
    map.page.get_by_role("option", name="Enkhuizen").first.click()
    map.page.wait_for_function("location.hash.includes('map=12.5/52.7')")
    map.settle()

    assert map.hash()["map"].startswith("12.5/52.7")
    assert "Harbour fast charging" in map.names()


def test_search_is_near(visit):
    """What is found near the middle of the map comes first."""
    found = []
    for hash in (NEAR, AT_PARK):
        page = visit(hash).page
        page.fill("#search", "harbour")
        found.append(page.get_by_role("option").first.inner_text().splitlines()[0])

    assert found == ["Harbour fast charging", "Harbour park"]


def test_coordinates(visit):
    """Coordinates are offered where they are on the earth."""
    map = visit(NEAR)
    map.page.fill("#search", "52.01, 4.70")
    map.page.get_by_role("option", name="Go to these coordinates").wait_for()
    map.page.fill("#search", "95.5, 4.70")
    map.page.locator(".search .options-note").wait_for()

    assert map.page.get_by_role("option", name="Go to these").count() == 0


def test_shared_address(visit):
    """An address restores view, filters and the selected location for somebody else."""
    shared = f"{NEAR}&plugs=ccs2&kw=150&free=1&public=1&at={IDS['fast']}"
    map = visit(shared)
    card = map.card()
    map.page.keyboard.press("Escape")
    map.settle()

    assert "Harbour fast charging" in card
    assert map.names() == ["Harbour fast charging"]
    assert map.page.locator('[data-plug="ccs2"]').get_attribute("aria-pressed") == "true"
    assert map.page.locator("#power").get_attribute("aria-valuetext") == "from 150 kW"
    assert map.hash()["map"].startswith("14/52.7")


def test_back(visit):
    """The browser's way back closes the card, and the title of the page follows."""
    map = visit(NEAR)
    map.page.click(f'[data-id="{IDS["slow"]}"]')
    map.card()
    title = map.page.title()
    map.page.go_back()
    map.page.wait_for_selector(".card", state="hidden")

    assert title.startswith("Town hall")
    assert map.page.title().startswith("plugdex")
    assert len(map.names()) == 3


def test_phone(visit):
    """On a phone the list is a sheet over the map; a touch opens the card in it."""
    map = visit(NEAR, viewport=PHONE, has_touch=True, is_mobile=True)
    map.click_on_map(IDS["slow"])
    card = map.page.locator(".card h2").bounding_box()
    width = map.page.evaluate("document.documentElement.scrollWidth")

    assert card["y"] > PHONE["height"] * 0.4
    assert width <= PHONE["width"]
    assert "Town hall" in map.card()
    assert "Directions" in map.card()


def test_phone_sheet(visit):
    """The handle of the sheet goes through its heights."""
    map = visit(NEAR, viewport=PHONE)
    heights = []
    for _ in range(3):
        map.page.click(".handle")
        heights.append(map.page.locator("#panel").bounding_box()["height"])

    assert heights[0] > heights[2] > heights[1]


def test_gone(visit):
    """An address of a location that is no more says so, and the rest works."""
    map = visit(NEAR)
    map.page.route("**/api/locations/*", lambda route: route.fulfill(status=404, body="{}"))
    map.page.click(f'[data-id="{IDS["slow"]}"]')
    map.page.wait_for_selector(".card [role=alert]")
    text = map.page.locator(".card").inner_text()
    map.problems.clear()  # the browser logs the 404

    assert "not in the directory any more" in text


def test_server_down(visit):
    """Without a server the page says so, and tries again when asked."""
    map = visit(NEAR)
    map.page.route("**/api/search**", lambda route: route.abort())
    map.page.click('[data-plug="ccs2"]')
    map.page.wait_for_selector("#results [role=alert]")
    failed = map.page.locator("#results").inner_text()
    map.page.unroute("**/api/search**")
    map.page.get_by_role("button", name="Try again").click()
    map.settle()
    map.problems.clear()  # the browser logs the failed request

    assert "The server does not answer. Try again." in failed
    assert len(map.names()) == 2

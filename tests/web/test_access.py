"""Everybody can use the map: by keyboard, with a screen reader, by day and by night."""

from pathlib import Path

import pytest

from tests.web.places import IDS, NEAR
from tests.web.visit import DESKTOP, PHONE

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", ["", f"&at={IDS['fast']}", "&plugs=chademo&kw=300"])
def test_axe(visit, scheme, viewport, state):
    """Axe finds nothing: list, card and empty list."""
    map = visit(NEAR + state, color_scheme=scheme, viewport=viewport)
    map.page.evaluate(AXE.read_text())  # not as a script element: the content policy forbids it
    found = map.page.evaluate(RULES)

    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []


def test_keyboard(visit):
    """By keyboard alone: past the filters, which stay, to a location, its card, and back."""
    map = visit(f"{NEAR}&plugs=chademo&kw=50")
    press = map.page.keyboard.press
    press("Tab")
    skip = map.focused()
    press("Enter")
    press("Tab")
    name = map.focused().splitlines()[0]
    press("Enter")
    map.page.wait_for_selector(".card h2")
    map.page.wait_for_function("document.activeElement.tagName === 'H2'")
    title = map.focused()
    press("Escape")
    map.page.wait_for_selector(".card", state="hidden")

    assert skip == "Skip to the list of locations"
    assert title == name
    assert map.focused().splitlines()[0] == name
    assert (map.hash()["plugs"], map.hash()["kw"]) == ("chademo", "50")


def test_anchor(visit):
    """A hash that is no address of the map leaves the filters alone."""
    map = visit(f"{NEAR}&plugs=chademo")
    map.page.evaluate("location.hash = 'results'")
    map.settle()

    assert map.names() == ["Harbour fast charging"]


def test_filter_by_keyboard(visit):
    """Plugs, power and switches work with space and arrows."""
    map = visit(NEAR)
    map.page.locator('[data-plug="ccs2"]').focus()
    map.page.keyboard.press("Space")
    map.page.locator("#power").focus()
    map.page.keyboard.press("End")
    map.settle()

    assert map.names() == ["Harbour fast charging"]
    assert map.count() == "1 location in view"


def test_adapter_by_keyboard(visit):
    """An adapter is ticked and unticked where it is, and keeps the focus."""
    map = visit(NEAR)
    map.page.fill("#vehicle", "hyundai kona")
    map.page.get_by_role("option").first.click()
    map.settle()
    map.page.click(".adapters summary")
    box = map.page.locator(".adapters input").first
    box.focus()
    seen = []
    for _ in range(2):
        map.page.keyboard.press("Space")
        map.settle()
        focused = box.evaluate("(box) => box === document.activeElement && box.checked")
        seen.append((focused, "adapters" in map.hash(), box.is_visible()))

    assert seen == [(True, True, True), (False, False, True)]
    assert box.evaluate("(box) => box === document.activeElement")


def test_suggestions_by_keyboard(visit):
    """Suggestions are gone through with the arrows and closed with Escape."""
    map = visit(NEAR)
    field = map.page.locator("#search")
    field.fill("harbour")
    map.page.wait_for_selector("[role=option]")
    field.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    field.press("Escape")
    closed = field.get_attribute("aria-expanded")
    field.press("ArrowDown")
    field.press("Enter")

    assert map.page.locator(f"#{active}").count() == 1
    assert closed == "false"
    assert "Harbour fast charging" in map.card()


def test_every_stop_is_visible(visit):
    """Nothing takes the focus without being seen, and everything has a name."""
    map = visit(NEAR)
    for _ in range(25):
        map.page.keyboard.press("Tab")
        box = map.page.evaluate(
            "(() => { const {width, height} = document.activeElement.getBoundingClientRect();"
            " return Math.min(width, height); })()"
        )
        assert box > 12, map.focused()
        assert map.focused().strip()

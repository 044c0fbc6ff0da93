"""What exports carry stands in the documentation as it is."""

from tests.exports.carried import FORMATS, KEPT, LOST, PAGE, page, table


def test_page():
    """The page says what happens; ``python -m tests.exports.carried`` writes it anew."""
    assert PAGE.read_text("utf-8") == page()


def test_ndjson_carries_everything():
    """No fact is lost on the way out and in."""
    place = FORMATS.index("ndjson")

    assert {fates[place] for fates in table().values()} == {KEPT}


def test_every_format_says_where_and_what():
    """No format is without the place, the plug, its power and the status."""
    found = table()
    needed = (
        ("location", "coordinates"),
        ("connector", "standard"),
        ("connector", "max_electric_power"),
        ("status", "status"),
    )

    assert all(LOST not in found[fact] for fact in needed)

"""The reasons why a price cannot be said."""

import re
from pathlib import Path

from plugdex.model.pricing.price import REASONS

ROOT = Path(__file__).resolve().parents[2]


def test_every_reason_is_explained():
    """The page of the pricing rules explains each reason, and names no other."""
    page = (ROOT / "docs" / "explanation" / "pricing.md").read_text("utf-8")
    rows = re.findall(r"^\| ((?:`[a-z_]+`(?:, )?)+) \|", page.split("## Cannot say")[1], re.M)

    assert {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)} == set(REASONS)


def test_codes_in_the_source_are_known():
    """Every code that the source gives as a reason is in the table."""
    folders = ("model/pricing", "directory")
    text = "".join(
        path.read_text("utf-8")
        for folder in folders
        for path in sorted((ROOT / "src" / "plugdex" / folder).glob("*.py"))
    )

    assert set(re.findall(r'Reason\(code="([a-z_]+)"', text)) <= set(REASONS)

"""Real tariffs, priced by hand on a page of the documentation."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugdex.formats.port import ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.pricing.price import CannotSay
from plugdex.model.pricing.pricer import price_of
from plugdex.model.pricing.session import ChargingSession, PowerPiece
from tests.shared_data import shared

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "tariffs-by-hand.md"
ROW = re.compile(r"\| `[^`]+` \| `([^`]+)` \| (AC|DC) \|.*\| ([\d.–]+) \| ([\d.–]+) \|")
START = datetime(2026, 6, 9, 14, tzinfo=UTC)
PIECES = {
    "AC": PowerPiece(seconds=Decimal(7200), kwh=Decimal(20)),
    "DC": PowerPiece(seconds=Decimal(720), kwh=Decimal(20)),
}


def amount(text):
    return None if text == "–" else Decimal(text)


@pytest.mark.shared
def test_by_hand():
    """Every price on the page is ours, too."""
    path = shared("data/real/ndw-nl/tariffs-2026-06-07.ocpi221.json.zst")
    options = ReadOptions(source="ndw", received=datetime(2026, 6, 7, tzinfo=UTC))
    with path.open("rb") as stream:
        readings = list(find_format("ocpi").read(stream, options))
    tariffs = {each.tariff.id: each.tariff for each in readings if each.tariff}
    rows = ROW.findall(PAGE.read_text("utf-8"))
    assert (len(tariffs), len(rows)) == (8087, 23)
    for name, current, excl, incl in rows:
        piece = PIECES[current]
        end = START + timedelta(seconds=int(piece.seconds) + 3600)
        session = ChargingSession(start=START, end=end, pieces=(piece,))
        found = price_of(tariffs[name], session, ZoneInfo("Europe/Amsterdam"))
        ours = None, None
        if not isinstance(found, CannotSay):
            ours = found.total.excl, found.total.incl
        assert ours == (amount(excl), amount(incl)), name

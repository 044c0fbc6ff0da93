"""Half a minute of the soak; the long form is ``python -m tests.soak``."""

import pytest

from tests.soak.report import table
from tests.soak.run import Wish, soak

WISH = Wish(
    seconds=30,
    period=5,
    statuses=60,
    lookups=30,
    import_every=20,
    down_every=12,
    places=40,
)


@pytest.mark.slow
def test_soak(tmp_path):
    """Pushes, look-ups, a feed that dies and an import beside each other: nothing fails."""
    samples = soak(tmp_path, WISH)

    events = [event for each in samples for event in each.events]
    assert not [text for each in samples for text in (*each.pushes.errors, *each.lookups.errors)]
    assert {"feed dies", "feed returns"} <= set(events)
    assert any(event.startswith("import") for event in events)
    assert samples[-1].history > WISH.places, "\n".join(table(samples))

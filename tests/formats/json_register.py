"""What tests of registers in JSON share."""

import gzip
import io
import json
from datetime import UTC, datetime

from hypothesis import strategies as st

from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.errors import PlugdexError

RECEIVED = datetime(2026, 6, 30, 12, tzinfo=UTC)


def read(name: str, data: bytes | object, **options) -> list[Reading]:
    """What a format reads from bytes, or from a value as JSON."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    made = ReadOptions(source="test", received=RECEIVED, **options)
    return list(find_format(name).read(io.BytesIO(raw), made))


def codes(readings: list[Reading]) -> set[str]:
    """Codes of all issues."""
    return {issue.code for reading in readings for issue in reading.issues}


def survives(name: str, data: bytes) -> None:
    """Reading raises nothing but our own errors."""
    try:
        read(name, data)
    except PlugdexError:
        return


def damaged(text: bytes) -> st.SearchStrategy[bytes]:
    """A text cut, overwritten or packed and cut."""
    places = st.integers(0, len(text))
    cut = places.map(lambda at: text[:at])
    patched = st.tuples(places, st.binary(max_size=8)).map(
        lambda pair: text[: pair[0]] + pair[1] + text[pair[0] + len(pair[1]) :]
    )
    packed = gzip.compress(text, mtime=0)
    return cut | patched | st.integers(0, len(packed)).map(lambda at: packed[:at]) | st.binary()


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["", "0", "-1", "1e999", "²", "\ud800", "(1,2)", "24/7", "9" * 400])
    | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=5,
)
"""Values that no source means."""


@st.composite
def odd(draw: st.DrawFn, record: object) -> object:
    """A record of which one place has another value."""
    value = json.loads(json.dumps(record))
    at = value
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = draw(st.sampled_from(keys))
        deeper = isinstance(at[key], dict | list) and at[key]
        if not deeper or draw(st.integers(0, 3)) == 0:
            at[key] = draw(VALUES)
            return value
        at = at[key]

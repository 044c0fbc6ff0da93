"""Issues."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.model.issues import CODES, LONGEST_VALUE, Issue, shown

ISSUE = Issue(code="whitespace", outcome="normalised", object="NL/TNM/1", path="$.name")


@pytest.mark.parametrize("code", CODES)
def test_code(code: str) -> None:
    """A code is lower case with underscores, and one sentence or two say what it means."""
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
    assert re.fullmatch(r"[A-Za-z].*\.", CODES[code])


def test_meanings_differ() -> None:
    """No two codes mean the same."""
    assert len(set(CODES.values())) == len(CODES)


def test_round_trip() -> None:
    """An issue survives the store, and an absent value takes no room in it."""
    written = msgspec.json.encode(ISSUE)

    assert msgspec.json.decode(written, type=Issue) == ISSUE
    assert b"was" not in written


def test_frozen() -> None:
    """An issue cannot be changed once it is made."""
    with pytest.raises(AttributeError):
        ISSUE.code = "other"  # type: ignore[misc]


@given(st.text() | st.integers() | st.lists(st.text()) | st.none())
def test_shown(value: object) -> None:
    """Whatever a source wrote, an issue holds a short text of it."""
    assert len(shown(value)) <= LONGEST_VALUE


@pytest.mark.parametrize(
    ("value", "text"), [("22,5", "22,5"), (22, "22"), (None, "None"), ("x" * 201, "x" * 199 + "…")]
)
def test_shown_text(value: object, text: str) -> None:
    """Texts stand as they are, other values as they are written, long ones cut."""
    assert shown(value) == text

"""Cleaning of texts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.model.text import (
    is_nothing,
    is_tidy,
    search_words,
    without_extra_spaces,
    without_markup,
)


@pytest.mark.parametrize(
    ("text", "clean"),
    [("  a \t b\r\n", "a b"), ("Cafe\u0301", "Café"), ("a\u00a0b", "a b"), ("", "")],
)
def test_spaces(text, clean):
    """White space of any kind becomes one space, letters are composed."""
    assert without_extra_spaces(text) == clean


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("<p>A</p>", " A "),
        ("A &amp; B", "A & B"),
        ("&amp;lt;", "&lt;"),
        ("5 < 6", "5 < 6"),
        ("R&D", "R&D"),
    ],
)
def test_markup(text, bare):
    """Tags go, entities are resolved once, and a lone sign is none of both."""
    assert without_markup(text) == bare


@pytest.mark.parametrize("text", ["", " ", "#NA", "n/a", "-", "null"])
def test_nothing(text):
    """Words for nothing are told."""
    assert is_nothing(text)
    assert not is_nothing("0")


@given(st.text())
def test_tidy_texts_need_no_cleaning(text):
    """What counts as tidy is not changed by any cleaning."""
    if is_tidy(text):
        assert without_markup(without_extra_spaces(text)) == text
        assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Café am Platz 7", ("cafe", "am", "platz", "7")),
        ("STRASSE straße", ("strasse", "strasse")),
        ("P+R  A12/E_30", ("p", "r", "a12", "e", "30")),
        ("Αθήνα 東京", ("αθηνα", "東京")),
        ("—", ()),
    ],
)
def test_search_words(text, words):
    """Words have no case, no accents and no punctuation, in any script."""
    assert search_words(text) == words

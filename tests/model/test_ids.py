"""Identity."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.model.ids import CONTENT_ID, content_id, object_row_id, partner_id, row_id

ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=36)
ANY = st.text(min_size=1, max_size=60)


@given(ANY, st.none() | ANY, st.none() | ANY, ANY)
def test_form(source: str, country: str | None, party: str | None, own: str) -> None:
    """An id is plain, whatever the source's own id looks like: no colon, no comma."""
    found = content_id(source, country, party, own)

    assert CONTENT_ID.fullmatch(found)
    assert len(found) == 28
    assert not set(found) & set(":, /")


@pytest.mark.parametrize(
    ("owner", "own", "expected"),
    [
        (("NL", "TNM"), "5296", "pdx5kgha1qt8voobmbnj0to4gbsc"),
        (("DE", "ABC"), "LOC1", "pdxp924q777f1cj08ovpi9lmabp6"),
        ((None, None), "LOC1", "pdx9mhg42g58are6fd13ghdc026f"),
    ],
)
def test_never_changes(owner: tuple[str | None, str | None], own: str, expected: str) -> None:
    """Ids are published: the way in which they are made must never change."""
    assert content_id("feed", *owner, own) == expected


@given(ASCII, ASCII, ASCII, ASCII)
def test_case(source: str, country: str, party: str, own: str) -> None:
    """Owner and own id compare without case."""
    written = content_id(source, country.upper(), party.upper(), own.upper())

    assert written == content_id(source, country.lower(), party.lower(), own.lower())


@given(
    st.lists(st.tuples(ASCII, ASCII, ASCII, ASCII), unique_by=lambda t: tuple(map(str.casefold, t)))
)
def test_different(names: list[tuple[str, str, str, str]]) -> None:
    """Different sources, owners or own ids have different ids."""
    assert len({content_id(*name) for name in names}) == len(names)


def test_parts_do_not_run_together() -> None:
    """It matters where the owner ends and the own id begins."""
    assert content_id("s", "NL", "TNM", "1") != content_id("s", "NLT", "NM", "1")
    assert content_id("s", None, "NL", "1") != content_id("s", "NL", None, "1")


@given(ASCII, ASCII)
def test_row_id(source: str, own: str) -> None:
    """A row id is the first 63 bits of its public id."""
    found = content_id(source, "NL", "TNM", own)
    row = row_id(found)

    assert row is not None
    assert 0 <= row < 2**63
    assert row == int(found[3:], 32) >> (125 - 63)


@given(st.lists(ASCII, unique_by=str.casefold, max_size=50))
def test_rows_differ(names: list[str]) -> None:
    """Different ids hang on different rows."""
    assert len({row_id(content_id("s", None, None, name)) for name in names}) == len(names)


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "pdx",
        "pdx" + "0" * 24,
        "pdx" + "0" * 26,
        "pdx" + "w" * 25,
        "PDX" + "0" * 25,
        "pdx" + "0" * 25 + "\n",
        " pdx" + "0" * 25,
        "evcp0-MTIz",
        "276u33dc0r-abc",
    ],
)
def test_junk(junk: str) -> None:
    """An id that cannot be one of ours leads nowhere."""
    assert row_id(junk) is None


@given(st.text())
def test_any_text(text: str) -> None:
    """No text breaks the look-up of an id: it leads nowhere, or to a key that a row may have."""
    found = row_id(text)

    assert found is None or abs(found) < 2**63


@given(ANY)
def test_partner_id(name: str) -> None:
    """A partner id is a UUID of exactly 36 characters."""
    found = partner_id(name)

    assert len(found) == 36
    assert str(uuid.UUID(found)) == found


def test_partner_spelling() -> None:
    """Case and white space do not make another partner; the name does."""
    found = partner_id("Green Power")

    assert partner_id("GREEN  power ") == found
    assert partner_id("Green Power Plus") != found


def test_object_rows() -> None:
    """Tariffs and parties of the same name hang on different rows, in 63 bits."""
    tariff, party = object_row_id("tariff", "NL", "1"), object_row_id("party", "NL", "1")

    assert tariff != party
    assert 0 <= tariff < 2**63
    assert object_row_id("tariff", "nl", None) == object_row_id("tariff", "NL", "")

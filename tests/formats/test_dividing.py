"""Plugs to charging points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.formats.dividing import Division, Plug, divide

CCS = Plug("CCS", True)
CHADEMO = Plug("CHADEMO", True)
TYPE_2 = Plug("TYPE_2", False)
SCHUKO = Plug("SCHUKO", False)


@pytest.mark.parametrize(
    ("plugs", "points", "expected", "guess"),
    [
        ([], 2, (), ""),
        ([TYPE_2], None, ((0,),), ""),
        ([TYPE_2, TYPE_2], 2, ((0,), (1,)), ""),
        ([CCS, CHADEMO, TYPE_2], 1, ((0, 1, 2),), ""),
        ([TYPE_2, TYPE_2], 1, ((0, 1),), "plugs_divided"),
        ([CCS, CHADEMO, TYPE_2], None, ((0, 1), (2,)), "evses_guessed"),
        ([CCS, CHADEMO, TYPE_2], 2, ((0, 1), (2,)), "plugs_divided"),
        ([CCS, CCS, CHADEMO], None, ((0, 2), (1,)), "evses_guessed"),
        ([CCS, CCS, CHADEMO, CHADEMO], 3, ((0, 3), (1,), (2,)), "plugs_divided"),
        ([TYPE_2, TYPE_2, SCHUKO, SCHUKO], 2, ((0, 2), (1, 3)), "plugs_divided"),
        ([TYPE_2], 4, ((0,),), "evses_guessed"),
        ([TYPE_2, SCHUKO], 4, ((0,), (1,)), "evses_guessed"),
    ],
)
def test_rules(plugs, points, expected, guess):
    """Each rule of the module."""
    assert divide(plugs, points) == Division(expected, guess)


@given(
    st.lists(st.sampled_from([CCS, CHADEMO, TYPE_2, SCHUKO]), max_size=12).map(sorted),
    st.none() | st.integers(1, 15),
)
def test_every_plug_once(plugs, points):
    """Every plug is at one point, no point is empty, and there are no more than are stated."""
    division = divide(plugs, points)

    assert sorted(index for hand in division.points for index in hand) == list(range(len(plugs)))
    assert all(division.points)
    assert points is None or len(division.points) <= points

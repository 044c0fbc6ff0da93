"""Maximum power of a connector."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.model.location import Connector
from plugdex.model.power import derived_power, is_plausible, max_power, power_text
from plugdex.model.vocabulary import POWER_TYPES, PowerType

AMPERES = st.integers(1, 80)
POWER_TYPE = st.sampled_from(sorted(POWER_TYPES))
MAYBE = st.none() | st.integers(-1_000, 10_000_000)


@pytest.mark.parametrize(
    ("power_type", "volts", "amperes", "watts"),
    [
        ("AC_1_PHASE", 230, 16, 3_680),
        ("AC_1_PHASE", 230, 32, 7_360),
        ("AC_1_PHASE", 240, 80, 19_200),
        ("AC_2_PHASE", 230, 16, 7_360),
        ("AC_2_PHASE", 400, 16, 6_400),
        ("AC_2_PHASE_SPLIT", 120, 16, 3_840),
        ("AC_2_PHASE_SPLIT", 240, 32, 7_680),
        ("AC_3_PHASE", 230, 16, 11_040),
        ("AC_3_PHASE", 230, 32, 22_080),
        ("AC_3_PHASE", 230, 63, 43_470),
        ("AC_3_PHASE", 400, 32, 22_170),
        ("AC_3_PHASE", 480, 32, 26_604),
        ("DC", 920, 400, 368_000),
        (None, 230, 16, 3_680),
    ],
)
def test_derived(power_type: PowerType | None, volts: int, amperes: int, watts: int) -> None:
    """Volts, amperes and phases give the power that an electrician would expect."""
    assert derived_power(power_type, volts, amperes) == watts


@given(st.integers(200, 277), AMPERES)
def test_line_to_neutral(volts: int, amperes: int) -> None:
    """Three phases to neutral have three times the power of one."""
    one = derived_power("AC_1_PHASE", volts, amperes)

    assert derived_power("AC_3_PHASE", volts, amperes) == 3 * one


@given(st.integers(346, 520), AMPERES)
def test_line_to_line(volts: int, amperes: int) -> None:
    """Three-phase volts between lines give √3 times the power, and never three times."""
    one = derived_power("AC_1_PHASE", volts, amperes)

    assert derived_power("AC_3_PHASE", volts, amperes) == pytest.approx(3**0.5 * one, abs=1)


@given(st.integers(200, 240), AMPERES)
def test_either_way_of_writing(volts: int, amperes: int) -> None:
    """It does not matter much whether a source writes 230 V or 400 V."""
    between = round(volts * 3**0.5)

    assert derived_power("AC_3_PHASE", between, amperes) == pytest.approx(
        derived_power("AC_3_PHASE", volts, amperes), rel=0.005
    )


@given(POWER_TYPE, st.integers(1, 1_000), AMPERES)
def test_more_amperes(power_type: PowerType, volts: int, amperes: int) -> None:
    """More current never means less power."""
    more = derived_power(power_type, volts, amperes + 1)

    assert more > derived_power(power_type, volts, amperes) > 0


@given(POWER_TYPE, st.integers(1_000, 44_000), st.integers(1, 1_000), AMPERES)
def test_stated_counts(power_type: PowerType, watts: int, volts: int, amperes: int) -> None:
    """What the source states counts, whatever its volts and amperes would give."""
    connector = Connector(
        id="1",
        power_type=power_type,
        max_voltage=volts,
        max_amperage=amperes,
        max_electric_power=watts,
    )

    assert max_power(connector) == watts


@pytest.mark.parametrize("stated", [None, 0, -22_000, 7_360_000])
def test_stated_in_vain(stated: int | None) -> None:
    """A stated power that is missing or cannot be right gives way to volts and amperes."""
    connector = Connector(
        id="1",
        power_type="AC_3_PHASE",
        max_voltage=230,
        max_amperage=32,
        max_electric_power=stated,
    )

    assert max_power(connector) == 22_080


@pytest.mark.parametrize(
    ("volts", "amperes"), [(None, None), (230, None), (None, 32), (0, 32), (230, 0), (-230, -32)]
)
def test_nothing_to_go_by(volts: int | None, amperes: int | None) -> None:
    """Without power, and without volts or amperes, the maximum is unknown and not zero."""
    connector = Connector(id="1", power_type="DC", max_voltage=volts, max_amperage=amperes)

    assert max_power(connector) is None


@given(st.none() | POWER_TYPE, MAYBE, MAYBE, MAYBE)
def test_always_plausible(
    power_type: PowerType | None, watts: int | None, volts: int | None, amperes: int | None
) -> None:
    """Whatever a source says, the maximum is unknown or plausible."""
    found = max_power(
        Connector(
            id="1",
            power_type=power_type,
            max_electric_power=watts,
            max_voltage=volts,
            max_amperage=amperes,
        )
    )

    assert found is None or is_plausible(power_type, found)


@pytest.mark.parametrize(
    ("power_type", "watts", "plausible"),
    [
        ("AC_3_PHASE", 44_160, True),
        ("AC_3_PHASE", 50_000, False),
        ("AC_1_PHASE", 7_360_000, False),
        ("DC", 3_750_000, True),
        ("DC", 7_360_000, False),
        (None, 400_000, True),
        ("DC", 0, False),
        ("DC", -1, False),
    ],
)
def test_plausible(power_type: PowerType | None, watts: int, plausible: bool) -> None:
    """Alternating current ends where the largest sockets end, direct current with MCS."""
    assert is_plausible(power_type, watts) is plausible


@pytest.mark.parametrize(
    ("watts", "text"),
    [
        (3_680, "Up to 3.68 kW"),
        (22_000, "Up to 22 kW"),
        (22_080, "Up to 22.1 kW"),
        (99_999, "Up to 100 kW"),
        (150_000, "Up to 150 kW"),
        (1_250_000, "Up to 1250 kW"),
    ],
)
def test_text(watts: int, text: str) -> None:
    """A driver reads an upper limit in three digits, not a promise."""
    assert power_text(watts) == text

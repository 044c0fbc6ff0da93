"""Connector groups with counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.model.group_counts import Counts, counted_groups
from plugdex.model.groups import connector_groups, free_count
from plugdex.model.location import Connector
from plugdex.model.status import EvseStatus
from plugdex.model.vocabulary import STATUSES
from tests.places import NOW, ccs, connector, evse


def statuses(*names: str, modified: datetime = NOW) -> dict[str, EvseStatus]:
    """Statuses of the EVSEs E0, E1 …, each a minute younger than the one before."""
    return {
        f"E{place}": EvseStatus(
            uid=f"E{place}", status=name, modified=modified + timedelta(minutes=place)
        )
        for place, name in enumerate(names)
    }


def site(number: int) -> list:
    """So many EVSEs with a CCS cable and a 22 kW socket."""
    return [evse(f"E{place}", ccs("1"), connector("2")) for place in range(number)]


def test_counts() -> None:
    """Each EVSE counts in one state; a blocked one and an unknown one in none."""
    names = ("AVAILABLE", "CHARGING", "INOPERATIVE", "OUTOFORDER", "RESERVED", "BLOCKED", "UNKNOWN")
    combo, _ = counted_groups(site(7), statuses(*names))

    assert (combo.standard, combo.max_power, combo.evses) == ("IEC_62196_T2_COMBO", 150_000, 7)
    assert combo.counts == Counts(
        available=1, in_use=1, out_of_service=2, reserved=1, updated=NOW + timedelta(minutes=5)
    )


@pytest.mark.parametrize("names", [(), ("UNKNOWN", "UNKNOWN"), ("OPERATIONAL",)])
def test_nothing_known(names: tuple[str, ...]) -> None:
    """Where no status is known nothing is claimed."""
    assert [each.counts for each in counted_groups(site(2), statuses(*names))] == [None, None]


def test_no_time() -> None:
    """A source without times gives no time."""
    never = statuses("AVAILABLE", modified=datetime(1970, 1, 1, tzinfo=UTC))
    counts = counted_groups(site(1), never)[0].counts

    assert counts is not None
    assert counts.updated is None


def test_without_power() -> None:
    """A connector without power is in a group without power."""
    (group,) = counted_groups([evse("E0", Connector(id="1", standard="CHADEMO"))], {})

    assert (group.max_power, group.volts_range, group.amps_range, group.phases) == (None,) * 4


def test_two_cables_of_an_evse() -> None:
    """Two identical plugs of one EVSE serve one vehicle; a cable beside a socket is neither."""
    (group,) = counted_groups([evse("E0", connector("1"), connector("2", format="CABLE"))], {})

    assert (group.evses, group.has_cable) == (1, None)


@pytest.mark.parametrize(
    ("members", "volts", "amps"),
    [
        ({}, "380-480V AC", "32A"),
        ({"max_voltage": 400}, "380-480V AC", "32A"),
        ({"max_voltage": 120}, "200-240V AC", "32A"),
        ({"power_type": "AC_1_PHASE"}, "200-240V AC", "32A"),
        ({"power_type": "AC_1_PHASE", "max_voltage": 120}, "100-120V AC", "32A"),
        ({"power_type": "AC_1_PHASE", "max_voltage": 300}, "300V AC", "32A"),
        ({"power_type": "DC", "max_voltage": 920}, "920V DC", "32A"),
        ({"max_voltage": None, "max_amperage": None}, None, None),
    ],
)
def test_ranges(members: dict, volts: str | None, amps: str | None) -> None:
    """Volts are between lines and in the bands that HERE names."""
    (group,) = counted_groups([evse("E0", connector("1", **members))], {})

    assert (group.volts_range, group.amps_range) == (volts, amps)


def test_ranges_of_several() -> None:
    """Connectors of equal power may differ in volts and amperes."""
    plugs = [ccs("1", max_voltage=500, max_amperage=300), ccs("2", max_voltage=920)]
    (group,) = counted_groups([evse("E0", *plugs)], {})

    assert (group.volts_range, group.amps_range) == ("500-920V DC", "300A-400A")


@given(st.lists(st.sampled_from(sorted(STATUSES)), max_size=6))
def test_as_the_groups_say(names: list[str]) -> None:
    """Groups with power are those of HERE v3, and as many of them are free."""
    live = statuses(*names)
    known = {uid: each.status for uid, each in live.items()}

    assert [
        (g.standard, g.max_power, g.evses, g.counts and g.counts.available)
        for g in counted_groups(site(6), live)
    ] == [
        (g.standard, g.max_power, len(g.members), free_count(g, known))
        for g in connector_groups(site(6))
    ]


@given(st.lists(st.sampled_from(sorted(STATUSES)), max_size=6))
def test_a_part_of_all(names: list[str]) -> None:
    """No more EVSEs are counted than there are."""
    for group in counted_groups(site(6), statuses(*names)):
        counts = group.counts or Counts(available=0, in_use=0, out_of_service=0, reserved=0)
        known = counts.available + counts.in_use + counts.out_of_service + counts.reserved
        assert known <= group.evses

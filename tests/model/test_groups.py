"""Connector groups."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.model.groups import ConnectorGroup, GroupMember, connector_groups, free_count
from plugdex.model.location import Connector, Evse
from plugdex.model.power import max_power
from plugdex.model.vocabulary import STATUSES, Status

CCS, CHADEMO, TYPE_2 = "IEC_62196_T2_COMBO", "CHADEMO", "IEC_62196_T2"


def plug(name: str, standard: str | None = CCS, watts: int | None = 150_000) -> Connector:
    """A DC connector."""
    return Connector(id=name, standard=standard, power_type="DC", max_electric_power=watts)


@st.composite
def sites(draw: st.DrawFn) -> list[Evse]:
    """EVSEs with up to four connectors of few kinds, some of them of unknown kind or power."""
    kinds = st.tuples(
        st.sampled_from([CCS, CHADEMO, None]), st.sampled_from([50_000, 150_000, None])
    )
    sizes = draw(st.lists(st.lists(kinds, max_size=4), max_size=6))
    return [
        Evse(uid=str(place), connectors=tuple(plug(str(n), *kind) for n, kind in enumerate(kinds)))
        for place, kinds in enumerate(sizes)
    ]


def group_of(*uids: str) -> ConnectorGroup:
    """A group of these EVSEs."""
    members = tuple(GroupMember(uid=uid, connector_ids=("1",)) for uid in uids)
    return ConnectorGroup(standard=CCS, max_power=150_000, members=members)


def test_evse_counts_once() -> None:
    """Two identical cables of one EVSE are one member of one group."""
    evses = [
        Evse(uid="A", connectors=(plug("1"), plug("2"))),
        Evse(uid="B", connectors=(plug("1"),)),
    ]

    (group,) = connector_groups(evses)

    assert [(member.uid, member.connector_ids) for member in group.members] == [
        ("A", ("1", "2")),
        ("B", ("1",)),
    ]


def test_two_powers_of_one_evse() -> None:
    """One EVSE belongs to a group for each power that it has."""
    evse = Evse(uid="A", connectors=(plug("1", watts=150_000), plug("2", watts=300_000)))

    assert [group.max_power for group in connector_groups([evse])] == [150_000, 300_000]


@pytest.mark.parametrize("connector", [plug("1", watts=None), plug("1", watts=0), plug("1", None)])
def test_no_group(connector: Connector) -> None:
    """A connector without maximum power or standard is in no group."""
    assert connector_groups([Evse(uid="A", connectors=(connector,))]) == ()


def test_derived_and_stated_are_equal() -> None:
    """A stated power and the same power from volts and amperes make one group."""
    stated = plug("1", watts=150_000)
    derived = Connector(id="2", standard=CCS, power_type="DC", max_voltage=500, max_amperage=300)

    assert len(connector_groups([Evse(uid="A", connectors=(stated, derived))])) == 1


def test_socket_and_cable() -> None:
    """A socket and a cable of the same standard and power are one group."""
    connectors = tuple(
        Connector(id=form, standard=TYPE_2, format=form, max_electric_power=22_000)  # type: ignore[arg-type]
        for form in ("SOCKET", "CABLE")
    )

    assert len(connector_groups([Evse(uid="A", connectors=connectors)])) == 1


@given(sites())
def test_connectors_sum(evses: list[Evse]) -> None:
    """Groups hold every connector with standard and power exactly once, and no other."""
    grouped = [
        (member.uid, connector)
        for group in connector_groups(evses)
        for member in group.members
        for connector in member.connector_ids
    ]
    wanted = [
        (evse.uid, connector.id)
        for evse in evses
        for connector in evse.connectors
        if connector.standard and max_power(connector)
    ]

    assert sorted(grouped) == sorted(wanted)


@given(sites())
def test_groups_differ(evses: list[Evse]) -> None:
    """No two groups have the same standard and power, and no group names an EVSE twice."""
    groups = connector_groups(evses)

    assert len({(group.standard, group.max_power) for group in groups}) == len(groups)
    for group in groups:
        assert len({member.uid for member in group.members}) == len(group.members)


@given(sites(), st.sampled_from([50_000, 150_000, 350_000]))
def test_adding_never_lowers(evses: list[Evse], watts: int) -> None:
    """One more connector never lowers the highest power of a location."""
    more = [*evses, Evse(uid="new", connectors=(plug("1", watts=watts),))]

    def highest(site: list[Evse]) -> int:
        return max((group.max_power for group in connector_groups(site)), default=0)

    assert highest(more) == max(highest(evses), watts)


@pytest.mark.parametrize(
    ("statuses", "free"),
    [
        ({}, None),
        ({"A": "UNKNOWN", "B": "UNKNOWN"}, None),
        ({"A": "OPERATIONAL"}, None),
        ({"A": "AVAILABLE"}, 1),
        ({"A": "AVAILABLE", "B": "AVAILABLE"}, 2),
        ({"A": "AVAILABLE", "B": "UNKNOWN"}, 1),
        ({"A": "CHARGING", "B": "OUTOFORDER"}, 0),
        ({"C": "AVAILABLE"}, None),
    ],
)
def test_free(statuses: Mapping[str, Status], free: int | None) -> None:
    """EVSEs that are available count; where nothing is known, nothing is claimed."""
    assert free_count(group_of("A", "B"), statuses) == free


@given(st.dictionaries(st.sampled_from("ABC"), st.sampled_from(sorted(STATUSES))))
def test_free_is_a_part(statuses: Mapping[str, Status]) -> None:
    """Never more EVSEs are free than a group has."""
    free = free_count(group_of("A", "B"), statuses)

    assert free is None or 0 <= free <= 2

"""How much a vehicle gets at most."""

import json
from pathlib import Path

import pytest

from plugdex.model.fit import Site, fit
from plugdex.model.fit_power import power_at, rated_power
from plugdex.model.location import Connector
from plugdex.model.vehicles import Vehicle

DEU = Site(country="DEU")
VECTORS = json.loads(
    Path(__file__).with_name("samples").joinpath("ac-power-vectors.json").read_text("utf-8")
)
POINTS = [(2_000, 1), (2_300, 1), (3_700, 1), (7_400, 1)]
POINTS += [(3 * 3_700, 3), (3 * 5_400, 3), (3 * 7_400, 3), (43_000, 3)]
"""Watts and phases of the points of the vectors; their figures are rounded by phase."""


def ac_point(watts, phases):
    """A Type 2 cable."""
    power_type = {1: "AC_1_PHASE", 2: "AC_2_PHASE", 3: "AC_3_PHASE"}[phases]
    return Connector(
        id="1",
        standard="IEC_62196_T2",
        format="CABLE",
        power_type=power_type,
        max_electric_power=watts,
    )


def dc_point(**members):
    """A CCS2 cable."""
    return Connector(
        id="1", standard="IEC_62196_T2_COMBO", format="CABLE", power_type="DC", **members
    )


def dc_power(point, **members):
    """The power of a CCS2 vehicle."""
    return fit(Vehicle(id="v", inlets=("CCS2",), **members), (), point, DEU).power


def test_vectors():
    """All 1,280 figures of 160 vehicles, to a tenth of a kilowatt."""
    wrong = []
    for each in VECTORS:
        vehicle = Vehicle(
            id="v",
            inlets=("TYPE2",),
            ac_power=round(each["onboard_kw"] * 1000),
            ac_phases=each["phases"],
        )
        for (watts, phases), kilowatts in zip(POINTS, each["kw"], strict=True):
            found = fit(vehicle, (), ac_point(watts, phases), DEU).power.watts
            if round(found / 1000, 1) != kilowatts:
                wrong.append((each["name"], watts, found, kilowatts))

    assert len(VECTORS) * len(POINTS) == 1280
    assert wrong == []


@pytest.mark.parametrize(
    ("ac_power", "ac_phases", "point", "phases", "expected"),
    [
        (7_400, 1, 11_040, 3, 3_680),
        (7_400, 1, 22_080, 3, 7_360),
        (11_000, 3, 7_360, 1, 7_360),
        (22_000, 3, 11_000, 3, 11_000),
        (22_000, 3, 43_000, 3, 22_000),
        (7_200, 2, 11_100, 3, 7_200),
        (7_400, 2, 9_000, 3, 6_000),
        (11_000, 3, 7_360, 2, 7_360),
    ],
)
def test_phases(ac_power, ac_phases, point, phases, expected):
    """The phases in common, and never more than the on-board charger."""
    vehicle = Vehicle(id="v", inlets=("TYPE2",), ac_power=ac_power, ac_phases=ac_phases)

    assert fit(vehicle, (), ac_point(point, phases), DEU).power.watts == expected


@pytest.mark.parametrize(("phases", "expected"), [(1, 4_600), (3, 13_800)])
def test_cable(phases, expected):
    """A cable of 20 A is the limit at a socket, and none at a tethered cable."""
    vehicle = Vehicle(
        id="v", inlets=("TYPE2",), ac_power=22_000, ac_phases=phases, cable_amperes=20
    )
    point = ac_point(22_000, 3) if phases == 3 else ac_point(7_400, 1)
    socket = power_at(vehicle, point, "TYPE2", None, own_cable=True)

    assert (socket.watts, socket.limit) == (expected, "LIMITED_BY_CABLE")
    assert fit(vehicle, (), point, DEU).power.watts > expected


def test_one_phase_inlets():
    """A Type 1 inlet has one phase, whatever somebody says of the vehicle."""
    vehicle = Vehicle(id="v", inlets=("CCS1",), ac_power=11_000, ac_phases=3)

    assert fit(vehicle, (), ac_point(11_040, 3), DEU).power.watts == 3_680


@pytest.mark.parametrize(
    ("members", "point", "watts", "limit"),
    [
        ({"voltage_class": 800}, {"v": 920, "w": 350_000}, 350_000, None),
        (
            {"voltage_class": 800, "dc_power": 270_000},
            {"v": 1000, "w": 350_000},
            270_000,
            "VEHICLE",
        ),
        (
            {"voltage_class": 800, "dc_power_at_400v": 50000},
            {"v": 500, "w": 250000},
            50000,
            "VOLTAGE",
        ),
        ({"voltage_class": 800, "dc_power_at_400v": 0}, {"v": 500, "w": 250_000}, 0, "VOLTAGE"),
        ({"voltage_class": 400}, {"v": 920, "a": 400, "w": 300_000}, 160_000, "CURRENT"),
        ({"voltage_class": 400}, {"v": 400, "a": 63}, 25_000, None),
        ({}, {"w": 300_000}, 300_000, None),
    ],
)
def test_direct_current(members, point, watts, limit):
    """The connector, the vehicle and the voltage of both."""
    names = {"v": "max_voltage", "a": "max_amperage", "w": "max_electric_power"}
    ratings = {names[name]: value for name, value in point.items()}
    found = dc_power(dc_point(**ratings), **members)

    assert (found.watts, found.limit) == (watts, limit and f"LIMITED_BY_{limit}")


def test_mains_amperes():
    """Amperes that cannot make the stated power are no evidence."""
    point = dc_point(max_voltage=400, max_amperage=63, max_electric_power=150_000)

    assert dc_power(point, voltage_class=400).watts == 150_000


@pytest.mark.parametrize(
    ("volts", "amperes", "watts"),
    [(500, 125, 60_000), (500, 100, 50_000), (400, 63, 25_000), (920, 500, 460_000)],
)
def test_derived(volts, amperes, watts):
    """Volts × amperes just above a common rating is that rating."""
    assert rated_power(dc_point(max_voltage=volts, max_amperage=amperes)) == watts


@pytest.mark.parametrize(
    ("members", "point", "assumption"),
    [
        ({"voltage_class": 800}, {}, "CONNECTOR_VOLTAGE_UNKNOWN"),
        ({}, {"max_voltage": 500}, "VOLTAGE_CLASS_UNKNOWN"),
        ({"voltage_class": 800}, {"max_voltage": 750}, "VOLTAGE_BETWEEN_CLASSES"),
        ({"voltage_class": 800}, {"max_voltage": 500}, "VOLTAGE_LIMIT_ASSUMED"),
        ({}, {}, "VEHICLE_POWER_UNKNOWN"),
    ],
)
def test_assumptions(members, point, assumption):
    """What is not known is said, and limits nothing but a known case."""
    found = dc_power(dc_point(max_electric_power=100_000, **point), **members)

    assert assumption in found.assumptions
    assert found.watts == 100_000


def test_unknown_power():
    """A connector that says nothing of its power promises none."""
    assert dc_power(dc_point(), dc_power=100_000).watts is None

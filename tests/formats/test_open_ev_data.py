"""Vehicles of the Open EV Data dataset."""

import gzip
import json
from collections import Counter
from importlib.resources import files

import pytest

from plugdex.formats.open_ev_data import read_vehicles, slug
from plugdex.model.errors import UnreadableSource
from plugdex.model.vehicles import INLETS

SHIPPED = files("plugdex") / "data" / "vehicles" / "vehicles.json.gz"


def record(**members):
    """A record of the dataset."""
    port = {"kind": "combo", "connector": "ccs2"}
    return {"make": "Citroën", "model": "ë-C4 X", "year": 2023, "trim": "Base", "ports": [port]} | (
        members
    )


def read(*records):
    """The vehicles of some records."""
    return read_vehicles(json.dumps(records).encode())


def test_vehicle():
    """Kilowatts become watts, and a trim that is none is not shown."""
    (found,) = read(
        record(
            type="suv",
            ac={"max_power_kw": 7.4, "phases": 1},
            dc={"max_power_kw": 100, "architecture_voltage_class": "400v"},
        )
    )

    assert (found.id, found.label) == ("citroen-e-c4-x-2023-base", "Citroën ë-C4 X (2023)")
    assert (found.ac_power, found.ac_phases, found.dc_power) == (7_400, 1, 100_000)
    assert (found.voltage_class, found.category, found.inlets) == (400, "M1", ("CCS2",))


@pytest.mark.parametrize(
    ("kind", "connector", "inlets"),
    [
        ("combo", "gb_t_dc", ("GBT_AC", "GBT_DC")),
        ("dc_only", "gb_t_dc", ("GBT_DC",)),
        ("ac_only", "gb_t_ac", ("GBT_AC",)),
        ("dc_only", "chademo", ("CHADEMO",)),
        ("combo", "nacs", ("NACS",)),
        ("combo", "something", ("SOMETHING",)),
    ],
)
def test_ports(kind, connector, inlets):
    """A combined GB/T port is an inlet for each current; unknown ones are kept as they came."""
    (found,) = read(record(ports=[{"kind": kind, "connector": connector}]))

    assert found.inlets == inlets


@pytest.mark.parametrize("named", ["other", None])
def test_voltage_class(named):
    """Other classes are unknown, not 400 V."""
    (found,) = read(record(dc={"architecture_voltage_class": named}))

    assert found.voltage_class is None


@pytest.mark.parametrize(
    ("connector", "kilowatts", "phases"),
    [("ccs2", 11, None), ("ccs2", 7.4, 1), ("ccs1", 11.5, 1), ("nacs", 11.5, 1)],
)
def test_phases(connector, kilowatts, phases):
    """11 kW of one phase is believed only of inlets that have no more."""
    port = {"kind": "combo", "connector": connector}
    (found,) = read(record(ports=[port], ac={"max_power_kw": kilowatts, "phases": 1}))

    assert found.ac_phases == phases


def test_limit_at_400v():
    """What an 800 V vehicle takes at 400 V points."""
    limits = [{"voltage_class": "400v", "max_power_kw": 50}]
    (found,) = read(record(dc={"power_limits_by_voltage": limits}))

    assert found.dc_power_at_400v == 50_000


def test_told_apart():
    """Vehicles of one name get what differs; those that say the same are one."""
    found = read(
        record(battery_net_kwh=46.5), record(battery_net_kwh=46.5), record(battery_net_kwh=50)
    )

    assert [one.id for one in found] == [
        "citroen-e-c4-x-2023-base-46p5-kwh",
        "citroen-e-c4-x-2023-base-50-kwh",
    ]
    assert found[1].label == "Citroën ë-C4 X (2023), 50 kWh"


def test_slug():
    """Only small letters, digits and dashes."""
    assert slug("Toyota C-HR+ Škoda (é)") == "toyota-c-hr-plus-skoda-e"


def test_no_list():
    """Something else than a list of vehicles is refused."""
    with pytest.raises(UnreadableSource, match="make"):
        read_vehicles(b'[{"model": "X"}]')


@pytest.mark.parametrize(
    "data",
    [
        b'[{"make":"\xff"}]',
        b"[" * 100_000,
        b'[{"make":"Kia","model":"EV6","battery_net_kwh":1e308}]',
    ],
)
def test_what_is_no_catalogue(data):
    """Broken text, depth without end and powers without bounds are told as what they are."""
    with pytest.raises(UnreadableSource, match="vehicles"):
        read_vehicles(data)


def test_shipped():
    """The shipped file: every id once, every label once, all inlets known."""
    found = read_vehicles(gzip.decompress(SHIPPED.read_bytes()))
    ids = Counter(one.id for one in found)

    assert len(found) == len(ids) == len({one.label for one in found}) == 989
    assert all(slug(id) == id for id in ids)
    assert {inlet for one in found for inlet in one.inlets} <= set(INLETS)
    assert all(one.inlets and one.ac_power for one in found)

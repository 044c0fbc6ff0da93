"""Every cell of the table of plugs and inlets, written down a second time."""

import pytest

from plugdex.model.adapters import ADAPTERS
from plugdex.model.connectors import STANDARDS
from plugdex.model.fit import Site, connection, verdict
from plugdex.model.fit_table import TABLE
from plugdex.model.vehicles import INLETS, Vehicle

USA = Site(country="USA")
DEU = Site(country="DEU")
AC, DC = False, True

INLET_NAMES = (
    "TYPE1 TYPE2 CCS1 CCS2 NACS CHADEMO GBT_AC GBT_DC TESLA_TYPE2 CHAOJI MCS "
    "PANTOGRAPH_BOTTOM_UP PANTOGRAPH_TOP_DOWN"
).split()

# plug, format, direct current, site: inlets directly | inlets by an ordinary adapter |
# inlets by a rare one, which the driver must have
ROWS = [
    ("IEC_62196_T2", "SOCKET", AC, DEU, "TYPE2 CCS2 TESLA_TYPE2 TYPE1 CCS1", "NACS GBT_AC", ""),
    ("IEC_62196_T2", "CABLE", AC, DEU, "TYPE2 CCS2 TESLA_TYPE2", "TYPE1 CCS1 NACS GBT_AC", ""),
    ("IEC_62196_T2", "CABLE", DC, DEU, "TESLA_TYPE2", "", ""),
    ("IEC_62196_T1", "CABLE", AC, USA, "TYPE1 CCS1", "NACS TYPE2 CCS2 TESLA_TYPE2", ""),
    ("IEC_62196_T2_COMBO", "CABLE", DC, DEU, "CCS2", "", "TESLA_TYPE2 GBT_DC"),
    ("IEC_62196_T1_COMBO", "CABLE", DC, USA, "CCS1", "NACS", ""),
    ("TESLA_S", "CABLE", AC, USA, "NACS", "TYPE1 CCS1", ""),
    ("TESLA_S", "CABLE", DC, USA, "NACS", "CCS1", ""),
    ("SAE_J3400", "CABLE", AC, USA, "NACS", "TYPE1 CCS1", ""),
    ("SAE_J3400", "CABLE", DC, USA, "NACS", "CCS1", ""),
    ("TESLA_S", "SOCKET", AC, DEU, "TYPE2 CCS2 TESLA_TYPE2 TYPE1 CCS1", "NACS GBT_AC", ""),
    ("TESLA_S", "CABLE", AC, DEU, "TYPE2 CCS2 TESLA_TYPE2", "TYPE1 CCS1 NACS GBT_AC", ""),
    ("TESLA_S", "CABLE", DC, DEU, "TESLA_TYPE2", "", ""),
    ("CHADEMO", "CABLE", DC, DEU, "CHADEMO", "", "NACS TESLA_TYPE2 CCS1 CCS2"),
    ("GBT_DC", "CABLE", DC, DEU, "GBT_DC", "", "CCS2"),
    ("GBT_AC", "CABLE", AC, DEU, "GBT_AC", "TYPE2 CCS2 TESLA_TYPE2", ""),
    ("CHAOJI", "CABLE", DC, DEU, "CHAOJI", "CHADEMO GBT_DC", ""),
    ("IEC_62196_T3A", "SOCKET", AC, DEU, "", "TYPE1 TYPE2 CCS1 CCS2 TESLA_TYPE2", ""),
    ("IEC_62196_T3C", "SOCKET", AC, DEU, "", "TYPE1 TYPE2 CCS1 CCS2 TESLA_TYPE2", ""),
    ("MCS", "CABLE", DC, DEU, "MCS", "", ""),
    ("PANTOGRAPH_BOTTOM_UP", "CABLE", DC, DEU, "PANTOGRAPH_BOTTOM_UP", "", ""),
    ("PANTOGRAPH_TOP_DOWN", "CABLE", DC, DEU, "PANTOGRAPH_TOP_DOWN", "", ""),
    *(
        (name, "SOCKET", AC, DEU, "TYPE1 TYPE2 CCS1 CCS2 NACS GBT_AC TESLA_TYPE2", "", "")
        for name in (
            *(f"DOMESTIC_{letter}" for letter in "ABCDEFGHIJKLMNO"),
            *("NEMA_5_20", "NEMA_6_30", "NEMA_6_50", "NEMA_10_30", "NEMA_10_50"),
            *("NEMA_14_30", "NEMA_14_50", "IEC_60309_2_single_16", "IEC_60309_2_three_16"),
            *("IEC_60309_2_three_32", "IEC_60309_2_three_64"),
        )
    ),
]
CELLS = [(*row, inlet) for row in ROWS for inlet in INLET_NAMES]


@pytest.mark.parametrize(
    ("standard", "format", "is_dc", "site", "direct", "ordinary", "rare", "inlet"), CELLS
)
def test_cell(standard, format, is_dc, site, direct, ordinary, rare, inlet):
    """A cell says the same with no adapter named and with all of them."""
    vehicle = Vehicle(id="v", inlets=(inlet,))
    bare = verdict(vehicle, (), standard, format, is_dc, site)
    equipped = connection(vehicle, set(ADAPTERS), standard, format, is_dc, site)
    expected = (
        "DIRECT"
        if inlet in direct.split()
        else "ADAPTER"
        if inlet in (*ordinary.split(), *rare.split())
        else "NO"
    )

    assert equipped.verdict == expected
    assert equipped.matches == (expected != "NO")
    assert bare == ("NO" if inlet in rare.split() else expected)


def test_whole():
    """The table here has every inlet, and every standard but the Roadster's."""
    assert set(INLET_NAMES) == set(INLETS)
    assert {row[0] for row in ROWS} == set(TABLE)
    assert {standard.ocpi for standard in STANDARDS} - set(TABLE) == {"TESLA_R"}


def test_every_adapter_is_used():
    """Every adapter stands in some row, and fits on inlets that exist."""
    named = {name for rows in TABLE.values() for row in rows for name in row.adapters}

    assert named == set(ADAPTERS)
    assert {inlet for adapter in ADAPTERS.values() for inlet in adapter.onto} <= set(INLETS)

"""Vehicles as far as charging asks: which inlets they have and how much they take, in watts."""

from collections.abc import Mapping
from typing import Final, Literal

from plugdex.model.value import Value

VoltageClass = Literal[400, 800]


class Inlet(Value, frozen=True, kw_only=True):
    """An inlet's name for people, its phases of alternating current (0: none), direct current."""

    name: str = ""
    phases: int = 0
    dc: bool = False


INLETS: Final[Mapping[str, Inlet]] = {
    "TYPE1": Inlet(name="Type 1", phases=1),
    "TYPE2": Inlet(name="Type 2", phases=3),
    "CCS1": Inlet(name="CCS1", phases=1, dc=True),
    "CCS2": Inlet(name="CCS2", phases=3, dc=True),
    "NACS": Inlet(name="NACS", phases=1, dc=True),
    "CHADEMO": Inlet(name="CHAdeMO", dc=True),
    "GBT_AC": Inlet(name="GB/T AC", phases=3),
    "GBT_DC": Inlet(name="GB/T DC", dc=True),
    "TESLA_TYPE2": Inlet(name="Tesla Type 2", phases=3, dc=True),
    "CHAOJI": Inlet(name="ChaoJi", dc=True),
    "MCS": Inlet(name="MCS", dc=True),
    "PANTOGRAPH_BOTTOM_UP": Inlet(name="pantograph on the vehicle", dc=True),
    "PANTOGRAPH_TOP_DOWN": Inlet(name="pantograph on the post", dc=True),
}
"""All inlets that we know (IEC 62196, SAE J1772 and J3400, GB/T 20234, CHAdeMO)."""


class Vehicle(Value, frozen=True, kw_only=True):
    """A vehicle; ``None`` and empty mean unknown.

    Inlets that ``INLETS`` does not have are kept as they came and make answers unknown. Powers
    are watts; ``dc_power`` is a peak that holds for a part of the charge only.
    """

    id: str
    make: str | None = None
    model: str | None = None
    year: int | None = None
    trim: str | None = None
    label: str = ""
    """The name for people."""
    category: str | None = None
    """Class of the UNECE: M1, N1, L …"""
    battery: int | None = None
    """Watt-hours that can be used."""
    inlets: tuple[str, ...] = ()
    ac_power: int | None = None
    """Of the on-board charger."""
    ac_phases: int | None = None
    dc_power: int | None = None
    voltage_class: VoltageClass | None = None
    dc_power_at_400v: int | None = None
    """What a vehicle of the 800 V class takes at 400 V points; 0 when it cannot charge there."""
    cable_amperes: int | None = None
    """What the driver's own cable carries a phase."""

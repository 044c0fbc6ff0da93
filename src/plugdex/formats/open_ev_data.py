"""Vehicles of the Open EV Data dataset, one record for a trim.

The members are those of the dataset, its layers folded into one record: make, model, year, trim,
ports, and the limits of both currents in kilowatts. Records that say the same of charging are
one vehicle.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from plugdex.model.errors import UnreadableSource
from plugdex.model.vehicles import INLETS as KNOWN_INLETS
from plugdex.model.vehicles import Vehicle, VoltageClass

PORTS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("combo", "gb_t_dc"): ("GBT_AC", "GBT_DC"),
    ("ac_only", "ccs1"): ("TYPE1",),
    ("ac_only", "ccs2"): ("TYPE2",),
}
"""Kinds of ports whose connector does not say all: GB/T has an inlet for each current."""

INLETS: Final[Mapping[str, str]] = {"gb_t_ac": "GBT_AC", "gb_t_dc": "GBT_DC"}
"""Names that are not ours in capitals."""

CLASSES: Final[Mapping[str | None, VoltageClass]] = {"400v": 400, "800v": 800}
CATEGORIES: Final[Mapping[str | None, str]] = {"passenger_car": "M1", "suv": "M1"}
"""Vans and pickups are passenger cars (M1) or goods vehicles (N1); the dataset does not tell."""

ONE_PHASE: Final = frozenset(name for name, inlet in KNOWN_INLETS.items() if inlet.phases == 1)
ONE_PHASE_KILOWATTS: Final = 7.7
"""What one phase brings by a Type 2 plug at most: 32 A at 240 V."""

PLAIN: Final = "Base"
"""The trim of a model that has no trims."""


class Port(Struct):
    """An inlet."""

    connector: str
    kind: str = ""


class Ac(Struct):
    """Limits of alternating current."""

    max_power_kw: float | None = None
    phases: int | None = None


class VoltageLimit(Struct):
    """What a vehicle takes at most at points of a voltage."""

    voltage_class: str
    max_power_kw: float


class Dc(Struct):
    """Limits of direct current."""

    max_power_kw: float | None = None
    architecture_voltage_class: str | None = None
    power_limits_by_voltage: tuple[VoltageLimit, ...] | None = None


class Trim(Struct):
    """A record."""

    make: str
    model: str
    year: int | None = None
    trim: str | None = None
    type: str | None = None
    battery_net_kwh: float | None = None
    ports: tuple[Port, ...] = ()
    ac: Ac | None = None
    dc: Dc | None = None


def read_vehicles(data: bytes) -> tuple[Vehicle, ...]:
    """The vehicles of a JSON list, in its order; raises ``UnreadableSource``.

    An id is made of make, model, year and trim, and of what tells vehicles of these apart.
    """
    groups: dict[str, list[Vehicle]] = {}
    for vehicle in _vehicles(data):
        alike = groups.setdefault(vehicle.id, [])
        if vehicle not in alike:
            alike.append(vehicle)
    return tuple(vehicle for alike in groups.values() for vehicle in _told_apart(alike))


def _vehicles(data: bytes) -> list[Vehicle]:
    try:
        return [_vehicle(trim) for trim in msgspec.json.decode(data, type=list[Trim])]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise UnreadableSource(
            f"No list of vehicles ({error})", advice="Its members are those of Open EV Data."
        ) from None


def _vehicle(trim: Trim) -> Vehicle:
    ac, dc = trim.ac or Ac(), trim.dc or Dc()
    shown = trim.trim if trim.trim != PLAIN else None
    make = None if trim.model.startswith(trim.make) else trim.make
    name = " ".join(filter(None, (make, trim.model, shown)))
    parts = (trim.make, trim.model, trim.year, trim.trim)
    inlets = tuple(dict.fromkeys(name for port in trim.ports for name in _inlets(port)))
    return Vehicle(
        id=slug(" ".join(str(part) for part in parts if part)),
        make=trim.make,
        model=trim.model,
        year=trim.year,
        trim=trim.trim,
        label=f"{name} ({trim.year})" if trim.year else name,
        category=CATEGORIES.get(trim.type),
        battery=_thousand(trim.battery_net_kwh),
        inlets=inlets,
        ac_power=_thousand(ac.max_power_kw),
        ac_phases=_phases(ac, inlets),
        dc_power=_thousand(dc.max_power_kw),
        voltage_class=CLASSES.get(dc.architecture_voltage_class),
        dc_power_at_400v=_at_400v(dc.power_limits_by_voltage or ()),
    )


def _phases(ac: Ac, inlets: Sequence[str]) -> int | None:
    """One phase cannot bring 11 kW where three are usual, so there the dataset is not believed."""
    is_doubtful = ac.phases == 1 and (ac.max_power_kw or 0) > ONE_PHASE_KILOWATTS
    return None if is_doubtful and not ONE_PHASE.intersection(inlets) else ac.phases


def _inlets(port: Port) -> tuple[str, ...]:
    found = PORTS.get((port.kind, port.connector))
    return found or (INLETS.get(port.connector, port.connector.upper()),)


def _at_400v(limits: Sequence[VoltageLimit]) -> int | None:
    return next(
        (_thousand(each.max_power_kw) for each in limits if "400" in each.voltage_class), None
    )


def _thousand(kilo: float | None) -> int | None:
    return None if kilo is None else round(kilo * 1000)


def slug(name: str) -> str:
    """A name as it stands in an address: ``citroen-e-c4-x-2023-base``."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare.replace("+", " plus ")).strip("-")


DIFFERENCES: Final[tuple[Callable[[Vehicle], str], ...]] = (
    lambda one: f"{one.battery / 1000:g} kWh" if one.battery else "",
    lambda one: " ".join(one.inlets),
    lambda one: f"{one.dc_power / 1000:g} kW DC" if one.dc_power else "",
    lambda one: f"{one.ac_power / 1000:g} kW AC" if one.ac_power else "",
    lambda one: f"{one.ac_phases}-phase" if one.ac_phases else "",
    lambda one: f"{one.voltage_class} V" if one.voltage_class else "",
)
"""What may tell vehicles of one name apart, the most telling first."""


def _told_apart(alike: Sequence[Vehicle]) -> Iterator[Vehicle]:
    """Vehicles of one name get what differs among them; what is still the same, a number."""
    differing = [say for say in DIFFERENCES if len({say(one) for one in alike}) > 1]
    seen: dict[str, int] = {}
    for one in alike:
        said = [text for say in differing if (text := say(one))]
        name = slug(" ".join([one.id, *(text.replace(".", "p") for text in said)]))
        seen[name] = seen.get(name, 0) + 1
        number = f"-{seen[name]}" if seen[name] > 1 else ""
        yield replace(one, id=name + number, label=", ".join([one.label, *said]))

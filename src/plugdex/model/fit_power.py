"""How much a vehicle gets at a connector at most, in watts, and what limits it."""

from collections.abc import Iterator, Mapping
from typing import Final

from plugdex.model.adapters import Adapter
from plugdex.model.connectors import BY_OCPI
from plugdex.model.location import Connector
from plugdex.model.power import is_plausible, max_power
from plugdex.model.value import Value
from plugdex.model.vehicles import INLETS, Inlet, Vehicle, VoltageClass
from plugdex.model.vocabulary import PowerType

PHASES: Final[Mapping[PowerType, int]] = {
    "AC_1_PHASE": 1,
    "AC_2_PHASE": 2,
    "AC_2_PHASE_SPLIT": 1,
    "AC_3_PHASE": 3,
}
"""Split phase is one phase of a higher voltage."""

NEUTRAL: Final = 230
"""Volts to neutral by which the amperes of a driver's cable become watts."""

PACK: Final = 400
"""About the volts of a battery of the 400 V class."""

HIGH_VOLTS: Final = 800
LOW_VOLTS: Final = 500
ASSUMED_AT_LOW_VOLTS: Final = 150_000
"""Watts of an 800 V vehicle at 500 V and less whose limit nobody published."""

LASTING_AMPERES: Final = 10
"""What a household socket bears for hours."""

HOUSEHOLD_VOLTS: Final = range(200, 251)
KILOWATT_RATINGS: Final = (
    *(20, 24, 25, 50, 60, 75, 90, 100, 120, 125, 150, 160, 175, 180),
    *(200, 225, 240, 250, 300, 320, 350, 360, 400),
)
RATINGS: Final = tuple(1000 * kilowatts for kilowatts in KILOWATT_RATINGS)
"""Common ratings of direct current."""

OVER_RATING: Final = 1.1


class Power(Value, frozen=True, kw_only=True):
    """The answer; ``limit`` says what makes it less than the connector has."""

    watts: int | None = None
    lasting: int | None = None
    """What can be drawn for hours, where that is less."""
    limit: str | None = None
    assumptions: tuple[str, ...] = ()


class Bound(Value, frozen=True):
    """Watts that are not exceeded, why not, and what was assumed for it."""

    watts: float | None = None
    limit: str | None = None
    assumption: str | None = None


def power_at(
    vehicle: Vehicle,
    connector: Connector,
    inlet: str | None,
    adapter: Adapter | None,
    own_cable: bool | None,
) -> Power:
    """The power of a vehicle at a connector that fits, through one of its inlets."""
    is_dc = flows_dc(connector)
    if is_dc is None:
        return Power(assumptions=("CURRENT_UNKNOWN",))
    point = rated_power(connector) if is_dc else max_power(connector)
    if point is None:
        return Power(assumptions=("CONNECTOR_POWER_UNKNOWN",))
    facts = INLETS.get(inlet or "", Inlet())
    bounds = [Bound(point), Bound(adapter.max_power if adapter else None, "LIMITED_BY_ADAPTER")]
    if is_dc:
        bounds += _dc_bounds(vehicle, connector, inlet)
    else:
        bounds += _ac_bounds(vehicle, connector, facts, point, own_cable is True)
    lowest = min((each for each in bounds if each.watts is not None), key=_watts)
    watts = int(_watts(lowest))
    return Power(
        watts=watts,
        lasting=_lasting(connector, watts),
        limit=lowest.limit,
        assumptions=tuple(each.assumption for each in bounds if each.assumption),
    )


def flows_dc(connector: Connector) -> bool | None:
    """Whether direct current flows; the plug knows better than the power type."""
    standard = BY_OCPI.get(connector.standard or "")
    if standard and len(standard.current) == 1:
        return standard.is_dc_only
    return connector.power_type and connector.power_type == "DC"


def rated_power(connector: Connector) -> int | None:
    """Watts of a connector with direct current.

    Volts × amperes is above the rating: just above a common rating that rating is meant.
    """
    watts = max_power(connector)
    if watts is None or not is_derived(connector):
        return watts
    near = [rating for rating in RATINGS if rating <= watts <= OVER_RATING * rating]
    return near[-1] if near else watts


def is_derived(connector: Connector) -> bool:
    """Whether the power is not stated and has to come of volts and amperes."""
    return not is_plausible(connector.power_type, connector.max_electric_power or 0)


def _watts(bound: Bound) -> float:
    return bound.watts or 0


def _ac_bounds(
    vehicle: Vehicle, connector: Connector, inlet: Inlet, point: int, own_cable: bool
) -> Iterator[Bound]:
    """The on-board charger, the phases in common, the driver's cable."""
    yield _vehicle_bound(vehicle.ac_power)
    theirs = PHASES.get(connector.power_type) if connector.power_type else None
    ours = min(vehicle.ac_phases or inlet.phases, inlet.phases)
    phases = min(ours, theirs or ours)
    if theirs is None:
        yield Bound(assumption="PHASES_UNKNOWN")
    else:
        guessed = vehicle.ac_phases is None and phases > 1
        assumption = "VEHICLE_PHASES_UNKNOWN" if guessed else None
        yield Bound(point / theirs * phases, "LIMITED_BY_PHASES", assumption)
    if own_cable and vehicle.cable_amperes:
        yield Bound(NEUTRAL * vehicle.cable_amperes * phases, "LIMITED_BY_CABLE")


def _dc_bounds(vehicle: Vehicle, connector: Connector, inlet: str | None) -> Iterator[Bound]:
    """The vehicle's peak, and the voltage of both."""
    yield _vehicle_bound(vehicle.dc_power)
    if is_derived(connector):
        yield Bound(assumption="POWER_DERIVED")
    yield _voltage_bound(vehicle, _class_of(vehicle, inlet), connector)


def _vehicle_bound(watts: int | None) -> Bound:
    return Bound(watts, "LIMITED_BY_VEHICLE", "VEHICLE_POWER_UNKNOWN" if watts is None else None)


def _class_of(vehicle: Vehicle, inlet: str | None) -> VoltageClass | None:
    """The voltage class; all vehicles with CHAdeMO are of the lower one."""
    return vehicle.voltage_class or (400 if inlet == "CHADEMO" else None)


def _voltage_bound(vehicle: Vehicle, known: VoltageClass | None, connector: Connector) -> Bound:
    volts = connector.max_voltage
    if volts is None:
        return Bound(assumption="CONNECTOR_VOLTAGE_UNKNOWN")
    if known is None:
        return Bound(assumption="VOLTAGE_CLASS_UNKNOWN")
    if known == 400:
        return Bound(_current_bound(connector, volts), "LIMITED_BY_CURRENT")
    if volts >= HIGH_VOLTS:
        return Bound()
    if volts > LOW_VOLTS:
        return Bound(assumption="VOLTAGE_BETWEEN_CLASSES")
    if vehicle.dc_power_at_400v is None:
        return Bound(ASSUMED_AT_LOW_VOLTS, "LIMITED_BY_VOLTAGE", "VOLTAGE_LIMIT_ASSUMED")
    return Bound(vehicle.dc_power_at_400v, "LIMITED_BY_VOLTAGE")


def _current_bound(connector: Connector, volts: int) -> int | None:
    """Watts of the connector's amperes at 400 V.

    Amperes that do not make the stated power at the stated volts are those of the mains side.
    """
    amperes = connector.max_amperage
    if not amperes or volts * amperes < (max_power(connector) or 0):
        return None
    return PACK * amperes


def _lasting(connector: Connector, watts: int) -> int | None:
    standard = BY_OCPI.get(connector.standard or "")
    if standard is None or not standard.ocpi.startswith("DOMESTIC_"):
        return None
    volts = connector.max_voltage or standard.nominal.volts
    if volts not in HOUSEHOLD_VOLTS:
        return None
    lasting = LASTING_AMPERES * volts
    return lasting if lasting < watts else None

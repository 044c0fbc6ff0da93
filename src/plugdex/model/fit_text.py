"""What a driver is told about a connector: one or two short sentences."""

from collections.abc import Mapping
from typing import Final

from plugdex.model.adapters import ADAPTERS, TYPE_1, Adapter
from plugdex.model.connectors import BY_OCPI
from plugdex.model.fit import Connection, Fit
from plugdex.model.fit_power import Power
from plugdex.model.power import power_text
from plugdex.model.vehicles import INLETS, Vehicle

REASONS: Final[Mapping[str, str]] = {
    "PLUG_DOES_NOT_FIT": "Does not fit: {plug} plug, and the vehicle has {inlets}.",
    "NO_AC_INLET": "Does not fit: alternating current, and the vehicle takes direct current only.",
    "NO_DC_INLET": "Does not fit: direct current, and the vehicle takes alternating current only.",
    "TYPE2_WITH_DC": "Does not fit: direct current by a Type 2 plug is for older Teslas only.",
    "BRAND_ONLY": "Does not fit: nobody says that this site is open to other makes.",
    "ADAPTER_NEEDED": "Does not fit without an adapter {adapter}, which you did not name.",
    "MAKE_UNKNOWN": "Unknown: the site is for vehicles of one make; say which yours is.",
    "PLUG_UNKNOWN": "Unknown: nobody says which plug it is.",
    "NO_RULE": "Unknown: there is no rule for {plug} as it is described here.",
    "INLETS_UNKNOWN": "Unknown: nobody says which inlets the vehicle has.",
    "CURRENT_UNKNOWN": "Unknown: nobody says whether direct or alternating current flows.",
    "COUNTRY_UNKNOWN": "Unknown: the plug depends on the country, and nobody says which it is.",
    "FORMAT_UNKNOWN": "Unknown: nobody says whether it is a socket or a cable.",
}
LIMITS: Final[Mapping[str, str]] = {
    "LIMITED_BY_VEHICLE": "limited by the vehicle",
    "LIMITED_BY_PHASES": "limited by the phases",
    "LIMITED_BY_CABLE": "limited by your cable",
    "LIMITED_BY_ADAPTER": "limited by the adapter",
    "LIMITED_BY_CURRENT": "limited by the current of the connector",
    "LIMITED_BY_VOLTAGE": "limited by the voltage of the connector",
}
ASSUMPTIONS: Final[Mapping[str, str]] = {
    "VOLTAGE_LIMIT_ASSUMED": "what the vehicle takes at 400 V is assumed",
    "VOLTAGE_CLASS_UNKNOWN": "the voltage of the vehicle is not known",
    "VOLTAGE_BETWEEN_CLASSES": "the voltage of the connector may limit it",
    "CONNECTOR_VOLTAGE_UNKNOWN": "the voltage of the connector is not known",
    "POWER_DERIVED": "the power is derived from volts and amperes",
    "VEHICLE_POWER_UNKNOWN": "the power of the vehicle is not known",
    "VEHICLE_PHASES_UNKNOWN": "the phases of the vehicle are not known",
    "PHASES_UNKNOWN": "the phases of the connector are not known",
}
LITTLE_MATTER: Final = ("CONNECTOR_VOLTAGE_UNKNOWN",)
"""What a driver of a 400 V vehicle need not hear: every connector has its voltage."""


def fit_text(fit: Fit, standard: str | None, vehicle: Vehicle) -> str:
    """The sentences: whether and how it fits, how fast at most, and what is not certain."""
    found = fit.connection
    adapter = ADAPTERS.get(found.adapter or "")
    if found.verdict in ("NO", "UNKNOWN"):
        known = BY_OCPI.get(standard or "")
        return REASONS[found.reason or "PLUG_DOES_NOT_FIT"].format(
            plug=known.name if known else standard or "this plug",
            inlets=" and ".join(INLETS[name].name for name in vehicle.inlets if name in INLETS),
            adapter=_between(adapter),
        )
    return f"{_how(found, adapter, standard)} {_how_fast(fit.power, vehicle)}"


def _between(adapter: Adapter | None) -> str:
    return f"from {adapter.plug} to {adapter.inlet}" if adapter else ""


def _how(found: Connection, adapter: Adapter | None, standard: str | None) -> str:
    things = []
    if adapter:
        thing = "cable" if adapter.is_cable else "adapter"
        owner = "your" if found.has_adapter else "a" if adapter.is_cable else "an"
        things.append(f"{owner} {thing} {_between(adapter)}")
    if found.own_cable and not (adapter and adapter.is_cable):
        kind = "your own portable cable" if found.is_portable else "your own cable"
        from_type_2 = found.inlet in TYPE_1 and standard in ("IEC_62196_T2", "TESLA_S")
        things.append(kind + (" from Type 2 to Type 1" if from_type_2 else ""))
    if not things:
        extra = "; it may want your own cable" if found.own_cable is None else ""
        return f"Fits directly{extra}."
    only = " only" if adapter and not found.has_adapter else ""
    return f"Fits{only} with {' and '.join(things)}."


def _how_fast(power: Power, vehicle: Vehicle) -> str:
    if power.watts is None:
        return "Nobody says how fast."
    if power.watts == 0:
        return "The vehicle cannot charge at this voltage."
    remarks = [LIMITS[power.limit]] if power.limit else []
    silent = LITTLE_MATTER if vehicle.voltage_class == 400 else ()
    remarks += [ASSUMPTIONS[code] for code in power.assumptions if code not in silent]
    lasting = f", {_kilowatts(power.lasting)} for hours" if power.lasting else ""
    return "; ".join([power_text(power.watts) + lasting, *remarks]) + "."


def _kilowatts(watts: int) -> str:
    return power_text(watts).removeprefix("Up to ")

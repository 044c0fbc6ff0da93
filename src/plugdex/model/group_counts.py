"""Connector groups with what a driver finds there now: HERE's older APIs answer in these.

1. A group is a standard and a maximum power, as in ``groups``; connectors whose power nobody
   knows make a group without power, because these APIs have a place for it.
2. An EVSE counts once in a group, because it serves one vehicle.
3. Of an EVSE that is blocked, or of which nothing is known, nothing is counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from plugdex.model.filters import current_of
from plugdex.model.groups import UNTOLD, Members, by_standard_and_power
from plugdex.model.location import Connector, Evse
from plugdex.model.power import LINE_TO_LINE, SQRT3
from plugdex.model.status import EvseStatus
from plugdex.model.value import NEVER, Value

T = TypeVar("T")

OUT_OF_SERVICE: Final = frozenset({"INOPERATIVE", "OUTOFORDER"})

PHASES: Final[Mapping[str, int]] = {
    "AC_1_PHASE": 1,
    "AC_2_PHASE": 2,
    "AC_2_PHASE_SPLIT": 2,
    "AC_3_PHASE": 3,
}
AC_BANDS: Final = (range(100, 131), range(200, 251), range(346, 521))
"""Volts between lines of the bands that HERE names."""

AC_BAND_TEXTS: Final = ("100-120V AC", "200-240V AC", "380-480V AC")


class Counts(Value, frozen=True, kw_only=True):
    """How many EVSEs of a group are in which state, and the newest time stamp among them."""

    available: int
    in_use: int
    out_of_service: int
    reserved: int
    updated: datetime | None = None
    """``None`` where no source gave a time."""


class CountedGroup(Value, frozen=True, kw_only=True):
    """Connectors of one standard and one maximum power (W; ``None``: not known)."""

    standard: str
    max_power: int | None
    evses: int
    has_cable: bool | None = None
    """Whether all are tethered; ``None`` where they differ or nobody knows."""
    phases: int | None = None
    """Of alternating current; ``None`` where they differ or nobody knows."""
    volts_range: str | None = None
    """``380-480V AC``; three-phase volts are meant between lines."""
    amps_range: str | None = None
    """``32A`` or ``12A-80A``."""
    counts: Counts | None = None
    """``None`` where no status is known."""


def counted_groups(
    evses: Iterable[Evse], statuses: Mapping[str, EvseStatus]
) -> tuple[CountedGroup, ...]:
    """Group the connectors of a location, in the order in which they come.

    ``statuses`` are by the uid of the EVSE.
    """
    return tuple(
        _group(standard, watts, members, statuses)
        for (standard, watts), members in by_standard_and_power(evses).items()
        if standard
    )


def volts_range(connectors: Sequence[Connector]) -> str | None:
    """The band of alternating current as HERE names it, or the volts of direct current."""
    volts = sorted(each.max_voltage for each in connectors if each.max_voltage)
    if not volts:
        return None
    if all(current_of(each) == "DC" for each in connectors):
        return f"{_span(volts[0], volts[-1])}V DC"
    bands = {_ac_band(each) for each in connectors}
    return bands.pop() if len(bands) == 1 else None


def amps_range(connectors: Sequence[Connector]) -> str | None:
    """The least and the greatest current."""
    amperes = sorted(each.max_amperage for each in connectors if each.max_amperage)
    if not amperes:
        return None
    low, high = amperes[0], amperes[-1]
    return f"{low}A" if low == high else f"{low}A-{high}A"


def _group(
    standard: str,
    watts: int | None,
    members: Members,
    statuses: Mapping[str, EvseStatus],
) -> CountedGroup:
    connectors = [connector for _, connector in members]
    uids = dict.fromkeys(uid for uid, _ in members)
    return CountedGroup(
        standard=standard,
        max_power=watts,
        evses=len(uids),
        has_cable=_common([each.format and each.format == "CABLE" for each in connectors]),
        phases=_common([PHASES.get(each.power_type or "") for each in connectors]),
        volts_range=volts_range(connectors),
        amps_range=amps_range(connectors),
        counts=_counts([statuses[uid] for uid in uids if uid in statuses]),
    )


def _counts(statuses: Sequence[EvseStatus]) -> Counts | None:
    known = [each for each in statuses if each.status not in UNTOLD]
    if not known:
        return None
    names = [each.status for each in known]
    newest = max(each.modified for each in known)
    return Counts(
        available=names.count("AVAILABLE"),
        in_use=names.count("CHARGING"),
        out_of_service=sum(name in OUT_OF_SERVICE for name in names),
        reserved=names.count("RESERVED"),
        updated=newest if newest > NEVER else None,
    )


def _common(values: Sequence[T | None]) -> T | None:
    return values[0] if all(each == values[0] for each in values) else None


def _ac_band(connector: Connector) -> str | None:
    volts = connector.max_voltage or 0
    if connector.power_type == "AC_3_PHASE" and volts not in LINE_TO_LINE:
        volts = round(volts * SQRT3)
    for band, text in zip(AC_BANDS, AC_BAND_TEXTS, strict=True):
        if volts in band:
            return text
    return f"{volts}V AC" if volts else None


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}-{high}"

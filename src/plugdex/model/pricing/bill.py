"""The lines of a bill: what each stretch costs, and what the step sizes add."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Final

from msgspec import Struct

from plugdex.model.pricing.choice import Rule, Rules, choose, dated, doubts_of, foreign_dimensions
from plugdex.model.pricing.clock import HOUR, SECOND
from plugdex.model.pricing.price import Phase, Reason
from plugdex.model.pricing.stretches import Stretch
from plugdex.model.tariffs import PriceComponent

DIMENSIONS: Final[Mapping[Phase, tuple[str, ...]]] = {
    "reservation": ("FLAT", "TIME"),
    "charging": ("FLAT", "ENERGY", "TIME"),
    "parking": ("FLAT", "PARKING_TIME"),
}
"""What is counted when; TIME while energy flows, PARKING_TIME while plugged in without it."""

CHARGING: Final = ("ENERGY", "TIME")
WATT_HOURS: Final = 1000
FINEST: Final = Decimal("0.000001")
"""Wh and seconds are looked at to this; what is finer is the arithmetic's, not the meter's."""


class Line(Struct, kw_only=True):
    """One line while it grows; ``length`` is microseconds, also where a step size adds them."""

    phase: Phase
    begin: int
    end: int
    length: Decimal
    kwh: Decimal
    component: PriceComponent
    rule: Rule
    rounding: bool = False

    @property
    def dimension(self) -> str:
        """What is counted."""
        return self.component.type

    @property
    def quantity(self) -> Decimal:
        """KWh, hours or sessions."""
        if self.dimension == "FLAT":
            return Decimal(1)
        return self.kwh if self.dimension == "ENERGY" else self.length / HOUR

    @property
    def amount(self) -> Decimal:
        """What the line costs, as the tariff states its prices."""
        if self.dimension in ("FLAT", "ENERGY"):
            return self.quantity * self.component.price
        return self.length * self.component.price / HOUR


class Bill:
    """The lines of one phase group, gathered stretch by stretch; the reasons against it."""

    def __init__(self, rules: Rules) -> None:
        self.lines: list[Line] = []
        self.reasons: dict[Reason, None] = {}
        self._last: dict[str, Line] = {}
        self._offering = rules.offering
        self._foreign = rules.foreign

    def add(self, stretch: Stretch) -> None:
        """Count a stretch in all dimensions that it has."""
        counted = [each for each in DIMENSIONS[stretch.phase] if _has(stretch, each)]
        missed = [each for each in counted if not self._add(stretch, each)]
        for rule in self._foreign:
            if doubts_of(rule, stretch.middle) is not None:
                self._note(
                    Reason(code="dimension_unknown", element=rule.place, detail=name)
                    for name in foreign_dimensions(rule)
                )
        charged = [each for each in counted if each in CHARGING]
        if charged and not set(charged) - set(missed):
            for dimension in charged:
                self._note(dated(self._offering[dimension], dimension, stretch.middle))

    def _add(self, stretch: Stretch, dimension: str) -> bool:
        """Whether the stretch has a price in this dimension, if it has any of it."""
        if dimension == "FLAT" and "FLAT" in self._last:
            return True
        chosen = choose(self._offering[dimension], dimension, stretch.middle)
        self._note(chosen.reasons)
        if chosen.component is None or chosen.rule is None:
            return False
        self._count(stretch, chosen.component, chosen.rule)
        return True

    def _count(self, stretch: Stretch, component: PriceComponent, rule: Rule) -> None:
        """A new line, or more of the last one where it goes on."""
        last = self._last.get(component.type)
        length = stretch.end - stretch.begin
        if last and last.rule is rule and last.end == stretch.begin and last.phase == stretch.phase:
            last.end = stretch.end
            last.kwh += stretch.kwh
            last.length += length
            return
        line = Line(
            phase=stretch.phase,
            begin=stretch.begin,
            end=stretch.end,
            length=Decimal(length),
            kwh=stretch.kwh,
            component=component,
            rule=rule,
        )
        self._last[component.type] = line
        self.lines.append(line)

    def round_up(self) -> None:
        """Apply the step sizes: once to the energy and once to the times together."""
        parking = [line for line in self.lines if line.dimension == "PARKING_TIME"]
        timed = parking or [line for line in self.lines if line.dimension == "TIME"]
        energy = [line for line in self.lines if line.dimension == "ENERGY"]
        for lines in (energy, timed):
            if lines:
                self._round_up(lines)

    def _round_up(self, lines: Sequence[Line]) -> None:
        """What is missing to whole steps costs as much as the component that was used last."""
        last = lines[-1]
        is_energy = last.dimension == "ENERGY"
        used = (
            sum(line.kwh for line in lines) * WATT_HOURS
            if is_energy
            else sum(line.length for line in lines) / SECOND
        )
        missing = _to_whole_steps(Decimal(used).quantize(FINEST), last.component.step_size)
        if not missing:
            return
        self.lines.append(
            Line(
                phase=last.phase,
                begin=last.end,
                end=last.end,
                length=missing * SECOND,
                kwh=missing / WATT_HOURS,
                component=last.component,
                rule=last.rule,
                rounding=True,
            )
        )

    def _note(self, reasons: Iterable[Reason]) -> None:
        self.reasons.update(dict.fromkeys(reasons))


def _has(stretch: Stretch, dimension: str) -> bool:
    """Whether there is anything of a dimension to count."""
    if dimension == "FLAT":
        return True
    return bool(stretch.kwh) if dimension == "ENERGY" else stretch.end > stretch.begin


def _to_whole_steps(used: Decimal, step: int) -> Decimal:
    steps = (used / step).to_integral_value(ROUND_CEILING)
    return steps * step - used

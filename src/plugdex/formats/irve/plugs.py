"""The plugs of one charge point: five yes-or-no columns and one power for all of them.

``puissance_nominale`` is the power of the point "without the limits of the connector" (schema
2.3.1). So each plug gets what the point has, but not more than such a plug can carry:

1. A domestic socket carries 3.7 kW (16 A).
2. Type 2 beside a DC plug carries 22 kW as a socket (32 A), 43 kW as a cable (63 A): the power of
   such a point is that of its DC side.
3. Type 2 alone above 44.4 kW cannot be; its power is unknown.
4. Type 2 beside CCS on a stall of Tesla above 43.5 kW is the DC cable of its first stalls in
   Europe (contract: vehicle compatibility, section 3).
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from plugdex.formats.remarks import Remark
from plugdex.model.connectors import BY_OCPI, Standard, candidates
from plugdex.model.location import Connector
from plugdex.model.power import HIGHEST_PLAUSIBLE
from plugdex.model.vocabulary import ConnectorFormat, PowerType

VOCABULARY: Final = "irve"
OTHER: Final = "prise_type_autre"
COLUMNS: Final = (
    "prise_type_ef",
    "prise_type_2",
    "prise_type_combo_ccs",
    "prise_type_chademo",
    OTHER,
)
"""In the order of the schema, which is the order of the connector ids."""

PREFERRED: Final[Mapping[str, str]] = {"prise_type_ef": "DOMESTIC_E"}
"""What a column that stands for several standards means in France."""

DOMESTIC_WATTS: Final = 3_700
SOCKET_WATTS: Final = 22_080
CABLE_WATTS: Final = 43_500
ONE_PHASE_WATTS: Final = 7_400
"""The most that one phase carries (32 A); more has three."""

HIGHEST_KW: Final = 1000
"""Above this a power is in watts."""


class Plugs(NamedTuple):
    """What the columns of a point mean."""

    connectors: tuple[Connector, ...]
    remarks: tuple[Remark, ...]


class Facts(NamedTuple):
    """What the columns of a point say."""

    columns: tuple[str, ...]
    """Those of ``COLUMNS`` that are true."""
    power: str
    cable: bool | None
    """Whether the Type 2 cable is attached; ``None`` where that is not said."""
    other: str | None
    """Standard of the other plug, where the observations name it."""
    tesla: bool


class _Plug(NamedTuple):
    standard: str | None
    format: ConnectorFormat | None
    power_type: PowerType | None
    watts: int | None


@lru_cache(maxsize=8192)
def read_plugs(facts: Facts) -> Plugs:
    """Connectors, and what was guessed or wrong."""
    watts, remarks = _watts(facts.power)
    made: list[_Plug] = []
    for column in facts.columns:
        plug, remark = _plug(column, facts, watts)
        made.append(plug)
        remarks += remark
    if watts and len(made) > 1:
        shared = ", ".join(str(plug.watts or "?") for plug in made)
        remarks.append(Remark("power_guessed", "noted", "puissance_nominale", facts.power, shared))
    if not made:
        remarks.append(Remark("evse_without_connectors", "noted", COLUMNS[0]))
    return Plugs(tuple(_connectors(made)), tuple(remarks))


def _connectors(plugs: list[_Plug]) -> Iterator[Connector]:
    for number, plug in enumerate(plugs, 1):
        yield Connector(
            id=str(number),
            standard=plug.standard,
            format=plug.format,
            power_type=plug.power_type,
            max_electric_power=plug.watts,
        )


def _watts(text: str) -> tuple[int | None, list[Remark]]:
    """Watts of the point; kilowatts above 1000 are watts."""
    column = "puissance_nominale"
    try:
        power = float(text.strip().replace(",", "."))
    except ValueError:
        return None, [Remark("type_invalid", "dropped", column, text)] if text.strip() else []
    if not 0 < power < 1e9:
        return None, [Remark("power_zero", "dropped", column, text)]
    if power > HIGHEST_KW:
        watts = round(power)
        return watts, [Remark("power_too_high", "normalised", column, text, str(watts))]
    return round(power * 1000), []


def _plug(column: str, facts: Facts, watts: int | None) -> tuple[_Plug, list[Remark]]:
    if column == OTHER:
        return _other(facts, watts)
    standard, remarks = _standard(column)
    if standard.is_dc_only:
        return _Plug(standard.ocpi, "CABLE", "DC", watts), remarks
    if standard.ocpi == "IEC_62196_T2":
        plug, more = _type_2(facts, watts)
        return plug, remarks + more
    capped = _capped(watts, DOMESTIC_WATTS)
    if len(facts.columns) == 1 and capped != watts:
        remarks.append(Remark("power_too_high", "normalised", column, str(watts), str(capped)))
    return _Plug(standard.ocpi, "SOCKET", "AC_1_PHASE", capped), remarks


def _standard(column: str) -> tuple[Standard, list[Remark]]:
    found = candidates(VOCABULARY, column)
    if len(found) == 1:
        return found[0], []
    standard = BY_OCPI[PREFERRED[column]]
    names = ", ".join(each.ocpi for each in found)
    return standard, [Remark("plug_by_country", "normalised", column, names, standard.ocpi)]


def _other(facts: Facts, watts: int | None) -> tuple[_Plug, list[Remark]]:
    """A plug without a name; more power than any AC plug has is direct current."""
    is_dc = watts is not None and watts > HIGHEST_PLAUSIBLE["AC_3_PHASE"] and not facts.other
    remark = Remark("enum_unknown", "noted", OTHER, "True", facts.other or "")
    power_type: PowerType | None = "DC" if is_dc else None
    return _Plug(facts.other, None, power_type, watts), [] if facts.other else [remark]


def _type_2(facts: Facts, watts: int | None) -> tuple[_Plug, list[Remark]]:
    name = "IEC_62196_T2"
    ccs = COLUMNS[2] in facts.columns
    if facts.tesla and ccs and watts and watts > CABLE_WATTS:
        remark = Remark("plug_by_country", "normalised", COLUMNS[1], "Tesla", "DC")
        return _Plug(name, "CABLE", "DC", watts), [remark]
    format_: ConnectorFormat | None = None
    if facts.cable is not None:
        format_ = "CABLE" if facts.cable else "SOCKET"
    if ccs or COLUMNS[3] in facts.columns:
        watts = _capped(watts, CABLE_WATTS if facts.cable else SOCKET_WATTS)
    elif watts and watts > HIGHEST_PLAUSIBLE["AC_3_PHASE"]:
        remark = Remark("power_too_high", "dropped", COLUMNS[1], str(watts))
        return _Plug(name, format_, None, None), [remark]
    return _Plug(name, format_, _phases(watts), watts), []


def _phases(watts: int | None) -> PowerType | None:
    if not watts:
        return None
    return "AC_3_PHASE" if watts > ONE_PHASE_WATTS else "AC_1_PHASE"


def _capped(watts: int | None, most: int) -> int | None:
    return None if watts is None else min(watts, most)

"""The plugs of a charge point: ``AC Typ 2 Steckdose; AC Schuko`` with ``22; 3,7``.

1. As many powers as plugs: each has its own. One power for several plugs: each has it, but not
   more than such a plug can carry (``power_guessed``): a domestic socket 3.7 kW, Type 2 beside a
   DC plug 22 kW as a socket and 43.5 kW as a cable. The same power written once for each of
   several plugs is one power, too: the newer editions write 22 kW for each domestic socket.
2. A domestic socket never carries more than 3.7 kW, and Type 2 with alternating current never
   more than 44.4 kW, even where that is said of it alone (``power_too_high``).
3. A five-pole CEE socket is told by its power: to 11 kW it is one of 16 A, to 22 kW of 32 A.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from plugdex.formats.remarks import Remark
from plugdex.model.connectors import Standard, candidates
from plugdex.model.location import Connector
from plugdex.model.power import is_plausible
from plugdex.model.vocabulary import ConnectorFormat, PowerType

VOCABULARY: Final = "bnetza"
DOMESTIC_WATTS: Final = 3_700
SOCKET_WATTS: Final = 22_080
CABLE_WATTS: Final = 43_500
ONE_PHASE_WATTS: Final = 7_400
"""The most that one phase carries (32 A); more has three."""

HIGHEST_KW: Final = 4000
"""Above this a power is in watts."""

CEE_WATTS: Final = ((11_100, 0), (22_200, 1))
"""Up to how many watts a five-pole CEE socket is which of the candidates; above, the last."""

FORMATS: Final[Mapping[str, ConnectorFormat]] = {"SOCKET": "SOCKET", "CABLE": "CABLE"}


class Plugs(NamedTuple):
    """What the texts of a point mean."""

    connectors: tuple[Connector, ...]
    remarks: tuple[Remark, ...]


class Words(NamedTuple):
    """Words of ``source.toml`` that tell formats, and that are no plugs."""

    formats: tuple[tuple[str, str], ...]
    none: frozenset[str]


class _Named(NamedTuple):
    name: str
    standard: Standard | None
    is_dc: bool


class _Point(NamedTuple):
    plugs: Sequence[_Named]
    is_shared: bool
    """Whether several plugs have one power, said once or once for each."""


@lru_cache(maxsize=8192)
def read_plugs(names: tuple[str, ...], powers: tuple[str, ...], words: Words) -> Plugs:
    """Connectors in the order of the register, and what was guessed or wrong."""
    remarks: list[Remark] = []
    watts = [_watts(power, remarks) for power in powers]
    plugs: list[_Named] = []
    for name in names:
        if name in words.none:
            remarks.append(Remark("enum_unknown", "dropped", "plugs", name))
        else:
            plugs.append(_named(name, watts[0] if watts else None, remarks))
    shared = len(watts) != len(plugs)
    if shared and watts:
        watts = [max(watts, key=lambda each: each or 0)] * len(plugs)
    point = _Point(plugs, len(plugs) > 1 and len(set(watts)) == 1)
    found = tuple(
        _connector(number, plug, each, point, words, remarks)
        for number, (plug, each) in enumerate(
            zip(plugs, watts or [None] * len(plugs), strict=True), 1
        )
    )
    given = [each.max_electric_power for each in found]
    if point.is_shared and (shared or given != watts):
        became = ", ".join(str(each or "?") for each in given)
        remarks.append(Remark("power_guessed", "noted", "powers", "; ".join(powers), became))
    if not found:
        remarks.append(Remark("evse_without_connectors", "noted", "plugs", "; ".join(names)))
    return Plugs(found, tuple(remarks))


def _named(name: str, watts: int | None, remarks: list[Remark]) -> _Named:
    standards = candidates(VOCABULARY, name)
    is_dc = name.startswith("DC ")
    if not standards:
        remarks.append(Remark("enum_unknown", "noted", "plugs", name))
        return _Named(name, None, is_dc)
    standard = standards[0]
    if len(standards) > 1:
        at = next((at for most, at in CEE_WATTS if (watts or 0) <= most), len(standards) - 1)
        standard = standards[at]
        remarks.append(Remark("plug_by_country", "normalised", "plugs", name, standard.ocpi))
    return _Named(name, standard, is_dc or standard.is_dc_only)


def _connector(
    number: int,
    plug: _Named,
    watts: int | None,
    point: _Point,
    words: Words,
    remarks: list[Remark],
) -> Connector:
    format_ = _format(plug, words)
    most = _most(plug, format_, point)
    if watts and most and watts > most:
        if not point.is_shared:
            was, became = str(watts), str(most)
            remarks.append(Remark("power_too_high", "normalised", "powers", was, became))
        watts = most
    power_type = _power_type(plug, watts)
    if watts and power_type and not is_plausible(power_type, watts):
        remarks.append(Remark("power_too_high", "dropped", "powers", str(watts)))
        watts = None
    return Connector(
        id=str(number),
        standard=plug.standard.ocpi if plug.standard else None,
        format=format_,
        power_type=power_type,
        max_electric_power=watts,
    )


def _most(plug: _Named, format_: ConnectorFormat | None, point: _Point) -> int | None:
    """Watts that such a plug carries at most, where the register says more of the point."""
    if _is_domestic(plug):
        return DOMESTIC_WATTS
    if point.is_shared and not plug.is_dc and any(other.is_dc for other in point.plugs):
        return CABLE_WATTS if format_ == "CABLE" else SOCKET_WATTS
    return None


def _is_domestic(plug: _Named) -> bool:
    return plug.standard is not None and plug.standard.ocpi.startswith("DOMESTIC_")


def _format(plug: _Named, words: Words) -> ConnectorFormat | None:
    if plug.is_dc:
        return "CABLE"
    name = plug.name.casefold()
    return next((FORMATS[value] for word, value in words.formats if word in name), None)


def _power_type(plug: _Named, watts: int | None) -> PowerType | None:
    if plug.is_dc:
        return "DC"
    name = plug.standard.ocpi if plug.standard else ""
    if _is_domestic(plug) or "single" in name or name == "IEC_62196_T1":
        return "AC_1_PHASE"
    if "three" in name:
        return "AC_3_PHASE"
    if not name or not watts:
        return None
    return "AC_3_PHASE" if watts > ONE_PHASE_WATTS else "AC_1_PHASE"


def _watts(text: str, remarks: list[Remark]) -> int | None:
    """Watts of kilowatts with a decimal comma; above 4000 they are watts."""
    try:
        power = float(text.replace(",", "."))
    except ValueError:
        remarks.append(Remark("type_invalid", "dropped", "powers", text))
        return None
    if not 0 < power < 1e9:
        remarks.append(Remark("power_zero", "dropped", "powers", text))
        return None
    if power > HIGHEST_KW:
        remarks.append(Remark("power_too_high", "normalised", "powers", text, str(round(power))))
        return round(power)
    return round(power * 1000)

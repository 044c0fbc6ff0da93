"""Connectors: standard, format, power type, volts, amperes and watts put right.

Which values a connector may have depends on each other only, so the whole is one pure function
of the raw values, and its results are remembered: a national file has few hundred of them.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar, get_args

from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.power import volts_amperes_watts
from plugdex.formats.ocpi.vocabulary import OTHER_POWER_TYPES
from plugdex.formats.remarks import Remark, Remarks, outcome_of
from plugdex.model.connectors import BY_OCPI, Standard, find_standard
from plugdex.model.text import is_nothing, without_extra_spaces
from plugdex.model.vocabulary import ConnectorFormat, PowerType

Code = TypeVar("Code", bound=str)

POWER_TYPE_CODES: Final[Mapping[str, PowerType]] = {name: name for name in get_args(PowerType)}
FORMAT_CODES: Final[Mapping[str, ConnectorFormat]] = {
    name: name for name in get_args(ConnectorFormat)
}

COMBO: Final = frozenset(
    {"ccs", "combo", "ccscombo", "comboccs", "iec62196combo", "ccsdc", "dcccs"}
)
"""Names of the Combined Charging System that do not say which plug."""

TYPE_1_COUNTRIES: Final = frozenset({"US", "CA", "MX", "PR", "KR", "TW"})
"""Where CCS comes with the Type 1 plug: North America, Korea and Taiwan."""

NO_STANDARD: Final = frozenset({"UNKNOWN", "OTHER", "UNSPECIFIED", "NOT_IMPLEMENTED"})
FORMAT_WORDS: Final[Mapping[str, ConnectorFormat]] = {
    "cable": "CABLE",
    "outlet": "SOCKET",
    "socket": "SOCKET",
}
"""Words in the name of a standard that tell its format (wild 6.5)."""

OTHER_FORMATS: Final[Mapping[str, ConnectorFormat]] = {
    "TETHERED": "CABLE",
    "PLUG": "CABLE",
    "OUTLET": "SOCKET",
}


class Raw(NamedTuple):
    """What a source says of the hardware of a connector."""

    standard: str | None
    format: str | None
    power_type: str | None
    voltage: int | float | None
    amperage: int | float | None
    power: int | float | None
    country: str | None


class Hardware(NamedTuple):
    """The same put right, and what was remarked on the way."""

    standard: str | None
    format: ConnectorFormat | None
    power_type: PowerType | None
    volts: int | None
    amperes: int | None
    watts: int | None
    remarks: tuple[Remark, ...]


def raw_of(connector: wire.Connector, country: str | None) -> Raw:
    """Gather the raw values; the names of later versions win (wild 1.15)."""
    volts, amperes = connector.max_voltage, connector.max_amperage
    return Raw(
        connector.standard,
        connector.format,
        connector.power_type,
        connector.voltage if volts is None else volts,
        connector.amperage if amperes is None else amperes,
        connector.max_electric_power,
        country,
    )


@lru_cache(maxsize=16384)
def hardware_of(raw: Raw) -> Hardware:
    """Put the values of a connector right (wild 6.5–6.17, contract §9)."""
    remarks = Remarks()
    name, standard = _standard(raw, remarks)
    power_type = _power_type(raw.power_type, standard, remarks)
    form = _format(raw, power_type, remarks)
    ratings = volts_amperes_watts(name, power_type, (raw.voltage, raw.amperage, raw.power), remarks)
    return Hardware(name, form, power_type, *ratings, tuple(remarks))


def _standard(raw: Raw, remarks: Remarks) -> tuple[str | None, Standard | None]:
    """The name to keep, and the catalogue's entry for it (wild 6.5–6.7)."""
    name = raw.standard
    if name is not None and name in BY_OCPI:
        return name, BY_OCPI[name]
    if name is None or is_nothing(name):
        remarks.add("null_required", "noted", "standard", name or "")
        return None, None
    trimmed = without_extra_spaces(name)
    found = find_standard("ocpi", trimmed) or _combo(trimmed, raw.country)
    if found:
        same = trimmed.upper() == found.ocpi.upper()
        remarks.add(
            "enum_case" if same else "enum_alias", "normalised", "standard", name, found.ocpi
        )
        return found.ocpi, found
    if trimmed.upper().replace(" ", "_") in NO_STANDARD:
        remarks.add("enum_unknown", "dropped", "standard", name)
        return None, None
    remarks.add("enum_unknown", "noted", "standard", name, trimmed)
    return trimmed, None


def _combo(name: str, country: str | None) -> Standard | None:
    """CCS without a number: the plug of the country."""
    if "".join(ch for ch in name.casefold() if ch.isalnum()) not in COMBO:
        return None
    return BY_OCPI["IEC_62196_T1_COMBO" if country in TYPE_1_COUNTRIES else "IEC_62196_T2_COMBO"]


def _power_type(name: str | None, standard: Standard | None, remarks: Remarks) -> PowerType | None:
    """The power type; plugs that carry only DC say so themselves (wild 6.7, 6.8, 6.10)."""
    found = _known_code(name, "power_type", POWER_TYPE_CODES, OTHER_POWER_TYPES, remarks)
    if standard is not None and standard.is_dc_only and found != "DC":
        remarks.add("power_type_suspect", "normalised", "power_type", name or "", "DC")
        return "DC"
    if found is None and (name is None or is_nothing(name)):
        remarks.add("null_required", "noted", "power_type", name or "")
    return found


def _format(raw: Raw, power_type: PowerType | None, remarks: Remarks) -> ConnectorFormat | None:
    """Socket or cable; direct current always comes by cable (wild 6.7–6.9)."""
    found = _known_code(raw.format, "format", FORMAT_CODES, OTHER_FORMATS, remarks)
    if power_type == "DC" and found != "CABLE":
        remarks.add("format_suspect", "normalised", "format", raw.format or "", "CABLE")
        return "CABLE"
    if found is None and raw.standard:
        words = raw.standard.casefold().split()
        found = next((FORMAT_WORDS[word] for word in words if word in FORMAT_WORDS), None)
        if found:
            remarks.add("format_suspect", "normalised", "format", raw.format or "", found)
    if found is None and (raw.format is None or is_nothing(raw.format)):
        remarks.add("null_required", "noted", "format", raw.format or "")
    return found


def _known_code(
    name: str | None,
    member: str,
    codes: Mapping[str, Code],
    others: Mapping[str, Code],
    remarks: Remarks,
) -> Code | None:
    """A code as OCPI writes it, in whatever case, or under another known name (wild 6.8)."""
    if name is None or is_nothing(name):
        return None
    if name in codes:
        return codes[name]
    upper = without_extra_spaces(name).upper().replace(" ", "_").replace("-", "_")
    if upper in codes:
        remarks.add("enum_case", "normalised", member, name, upper)
        return codes[upper]
    found = others.get(upper)
    outcome = outcome_of(found)
    remarks.add("enum_alias" if found else "enum_unknown", outcome, member, name, found or "")
    return found

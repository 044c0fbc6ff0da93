"""Connectors of a station: plug, capacity, cable, and what identifies and pays."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple, cast

from plugdex.formats.nobil import wire
from plugdex.formats.notes import Notes
from plugdex.formats.source import load_source
from plugdex.model.connectors import BY_OCPI, candidates, find_standard
from plugdex.model.location import Connector
from plugdex.model.vocabulary import ConnectorFormat, PowerType

INFO: Final = load_source(__file__)
CODES: Final = INFO.codes
TESLA: Final = "40"
FORMATS: Final[Mapping[str, ConnectorFormat]] = {"1": "CABLE", "2": "SOCKET"}
KILOWATTS: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*kW", re.IGNORECASE)


class Capacity(NamedTuple):
    """What attribute 5 says; ``None`` and 0 where it does not."""

    watts: int = 0
    power_type: PowerType | None = None
    volts: int = 0
    amperes: int = 0


class Entry(NamedTuple):
    """One entry of ``conn``: a plug as a rule, two plugs of one point in old records."""

    key: str
    attributes: wire.Attributes
    connectors: tuple[Connector, ...]
    tesla: bool

    @property
    def kind(self) -> str:
        """What tells entries apart when they are divided among points."""
        return " ".join(str(connector.standard) for connector in self.connectors)

    @property
    def dc(self) -> bool:
        """Whether it gives direct current."""
        return any(connector.power_type == "DC" for connector in self.connectors)


def code(attributes: wire.Attributes, number: str) -> str:
    """The id of an attribute's value; empty without the attribute."""
    found = attributes.get(number)
    return "" if found is None or found.value_id is None else str(found.value_id)


def text(attributes: wire.Attributes, number: str) -> str:
    """The value of an attribute that is a text; empty without the attribute."""
    found = attributes.get(number)
    value = found.value if found else None
    return "" if value is None or isinstance(value, bool) else str(value).strip()


def known(table: str, value: str, notes: Notes, path: str) -> str:
    """What a code means; empty and ``enum_unknown`` for one that is not in the table."""
    found = CODES[table].get(value) if value else ""
    if found is None:
        notes.add("enum_unknown", "dropped", path, value)
    return found or ""


def entry(key: str, attributes: wire.Attributes, notes: Notes, path: str) -> Entry | None:
    """One entry; ``None`` for what gives no electricity."""
    plug = code(attributes, "4")
    carrier = known("carrier", code(attributes, "26"), notes, f"{path}.26")
    if plug in CODES["not_plugs"] or carrier not in ("", "electricity"):
        notes.add("out_of_scope", "dropped", path, CODES["not_plugs"].get(plug, carrier))
        return None
    capacity = _capacity(attributes, notes, f"{path}.5")
    plugs = CODES["several_plugs"].get(plug, plug).split() or [""]
    connectors = tuple(
        _connector(number, one, attributes, capacity, notes, path)
        for number, one in enumerate(plugs, 1)
    )
    return Entry(key, attributes, connectors, plug == TESLA)


def _capacity(attributes: wire.Attributes, notes: Notes, path: str) -> Capacity:
    value = code(attributes, "5")
    found = CODES["capacity"].get(value)
    if found:
        watts, power_type, volts, amperes = found.split()
        return Capacity(int(watts), cast("PowerType", power_type), int(volts), int(amperes))
    if found is None and value:
        words = str(attributes["5"].translated or "")
        match = KILOWATTS.search(words)
        watts = str(round(float(match[1].replace(",", ".")) * 1000)) if match else ""
        notes.add("enum_unknown", "normalised" if match else "dropped", path, value, words)
        if match:
            return Capacity(int(watts), "DC" if "DC" in words else None)
    return Capacity()


def _connector(
    number: int,
    plug: str,
    attributes: wire.Attributes,
    capacity: Capacity,
    notes: Notes,
    path: str,
) -> Connector:
    standard = _standard(plug, attributes, capacity, notes, f"{path}.4")
    found = BY_OCPI.get(standard or "")
    power_type, volts = capacity.power_type, capacity.volts
    if found and found.is_dc_only and power_type != "DC":
        notes.add("power_type_suspect", "normalised", f"{path}.5", power_type or "", "DC")
        power_type, volts = "DC", 0
    return Connector(
        id=str(number),
        standard=standard,
        format=_format(attributes, power_type, notes, path),
        power_type=power_type,
        max_voltage=_number(text(attributes, "12"), volts),
        max_amperage=_number(text(attributes, "31"), capacity.amperes),
        max_electric_power=capacity.watts or None,
    )


def _standard(
    plug: str, attributes: wire.Attributes, capacity: Capacity, notes: Notes, path: str
) -> str | None:
    """The standard; Tesla's plug in the Nordic countries is Type 2 where it gives direct current.

    The connector of Superchargers of the second generation there; stalls of later generations
    are registered as CCS.
    """
    if plug in CODES["no_plug"] or not plug:
        notes.add("null_required", "noted", path, plug)
        return None
    number = int(plug) if plug.isdecimal() else plug
    found = find_standard("nobil", number)
    if found:
        return found.ocpi
    if candidates("nobil", number):
        name = "IEC_62196_T2" if capacity.power_type == "DC" else "TESLA_S"
        notes.add("plug_by_country", "noted", path, plug, name)
        return name
    words = str(attributes["4"].translated or "")
    notes.add("enum_unknown", "noted" if words else "dropped", path, plug, words)
    return words or None


def _format(
    attributes: wire.Attributes, power_type: PowerType | None, notes: Notes, path: str
) -> ConnectorFormat | None:
    stated = FORMATS.get(code(attributes, "25"))
    if power_type == "DC":
        if stated == "SOCKET":
            notes.add("format_suspect", "normalised", f"{path}.25", "No", "CABLE")
        return "CABLE"
    return stated


def _number(words: str, otherwise: int) -> int | None:
    value = int(words) if words.isdecimal() and len(words) <= 5 else 0
    return value or otherwise or None

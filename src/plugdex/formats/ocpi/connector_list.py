"""The connectors of an EVSE: their identity and what is written beside the hardware."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import parts, wire
from plugdex.formats.ocpi import vocabulary as words
from plugdex.formats.ocpi.connectors import hardware_of, raw_of
from plugdex.formats.ocpi.times import last_updated
from plugdex.formats.remarks import note_all
from plugdex.model.location import Connector, Point
from plugdex.model.text import is_nothing


class Surroundings(NamedTuple):
    """What an EVSE needs to know of its location."""

    point: Point | None
    country: str | None
    """Alpha-2, for plugs that depend on it."""
    updated: datetime
    received: datetime
    is_modern: bool
    """Whether the location is written in OCPI 2.2 or later."""


class ReadConnector(NamedTuple):
    """A connector and its own time stamp."""

    connector: Connector
    updated: datetime


def read_connectors(
    evse: wire.Evse, updated: datetime, around: Surroundings, notes: Notes, path: str
) -> Sequence[ReadConnector]:
    """All connectors, each with an id of its own."""
    found: list[Connector] = []
    stamps: list[datetime] = []
    for index, connector in enumerate(evse.connectors or ()):
        place = f"{path}.connectors[{index}]"
        stamps.append(
            last_updated(
                connector.last_updated, updated, around.received, notes, f"{place}.last_updated"
            )
        )
        found.append(_connector(connector, around, notes, place))
    if len(found) > 1 or (found and not found[0].id):
        distinct = _distinct(_identified(found, notes, path), notes, path)
        return [
            ReadConnector(one, stamp) for one, stamp in zip(distinct, stamps, strict=True) if one
        ]
    return [ReadConnector(one, stamp) for one, stamp in zip(found, stamps, strict=True)]


def _connector(
    connector: wire.Connector, around: Surroundings, notes: Notes, path: str
) -> Connector:
    hardware = hardware_of(raw_of(connector, around.country))
    if hardware.remarks:
        names = OLD_NAMES if connector.max_voltage is None else {}
        note_all(hardware.remarks, notes, path, names)
    if around.is_modern:
        _note_old_names(connector, notes, path)
    return Connector(
        id=parts.key_of(connector.id, notes, f"{path}.id") or "",
        standard=hardware.standard,
        format=hardware.format,
        power_type=hardware.power_type,
        max_voltage=hardware.volts,
        max_amperage=hardware.amperes,
        max_electric_power=hardware.watts,
        tariff_ids=_tariff_ids(connector, notes, path),
        terms_and_conditions=parts.text_of(
            connector.terms_and_conditions, notes, f"{path}.terms_and_conditions"
        ),
        capabilities=parts.codes_of(
            connector.capabilities, words.CONNECTOR_CAPABILITIES, notes, f"{path}.capabilities"
        ),
    )


OLD_NAMES: Final = {"max_voltage": "voltage", "max_amperage": "amperage", "tariff_ids": "tariff_id"}
"""Members of 2.1.1 by their later names (wild 1.15)."""


def _note_old_names(connector: wire.Connector, notes: Notes, path: str) -> None:
    for new, old in OLD_NAMES.items():
        if getattr(connector, old) is not None:
            notes.add("field_alias", "normalised", f"{path}.{old}", old, new)


def _tariff_ids(connector: wire.Connector, notes: Notes, path: str) -> tuple[str, ...]:
    """Cleaned references; none means the price is unknown (wild 6.19)."""
    ids = connector.tariff_ids
    if not ids:
        single = parts.key_of(connector.tariff_id, notes, f"{path}.tariff_id")
        return (single,) if single else ()
    if len(ids) == 1 and ids[0].isalnum() and not is_nothing(ids[0]):
        return (ids[0],)
    cleaned = (parts.key_of(name, notes, f"{path}.tariff_ids") for name in ids)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _identified(found: Sequence[Connector], notes: Notes, path: str) -> list[Connector]:
    """Number the connectors that have no id, in an order that survives a shuffle (wild 3.5)."""
    nameless = [index for index, connector in enumerate(found) if not connector.id]
    nameless.sort(key=lambda index: _hardware_key(found[index]))
    taken = {connector.id for connector in found}
    numbers = (str(n) for n in range(1, 2 * len(found) + 1) if str(n) not in taken)
    named = list(found)
    for index, number in zip(nameless, numbers, strict=False):
        named[index] = msgspec.structs.replace(found[index], id=number)
        notes.add("id_synthetic", "normalised", f"{path}.connectors[{index}].id", "", number)
    return named


def _hardware_key(connector: Connector) -> tuple[str, str, int]:
    return (connector.standard or "", connector.format or "", connector.max_electric_power or 0)


def _distinct(found: Sequence[Connector], notes: Notes, path: str) -> list[Connector | None]:
    """Drop copies; give connectors with the id of another one of their own (wild 3.7, 3.10)."""
    kept: dict[str, Connector] = {}
    distinct: list[Connector | None] = []
    for index, connector in enumerate(found):
        name, place = connector.id, f"{path}.connectors[{index}].id"
        other = kept.get(name.casefold())
        if other and msgspec.structs.replace(other, id=name) == connector:
            notes.add("connector_id_duplicate", "dropped", place, name, "an identical copy")
            distinct.append(None)
            continue
        number = 2
        while name.casefold() in kept:
            name = f"{connector.id}-{number}"
            number += 1
        if name != connector.id:
            notes.add("connector_id_duplicate", "normalised", place, connector.id, name)
            connector = msgspec.structs.replace(connector, id=name)
        kept[name.casefold()] = connector
        distinct.append(connector)
    return distinct

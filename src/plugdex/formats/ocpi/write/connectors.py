"""Connectors (contract §7.3)."""

from datetime import datetime
from typing import Final

from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.write.hardware import Hardware, hardware_of
from plugdex.formats.ocpi.write.texts import codes_of, key_of, keys_of, url_of
from plugdex.formats.ocpi.write.times import time_of
from plugdex.formats.ocpi.write.versions import RULES
from plugdex.model.location import Connector

KEY_LENGTH: Final = 36
"""Of the ids of connectors and tariffs, in every version."""


def write_connector(connector: Connector, updated: datetime, version: str) -> wire.Connector | None:
    """A connector that last changed at a time.

    ``None`` where the version has no name for its plug, or something required cannot be found out.
    """
    rules = RULES[version]
    own_id = key_of(connector.id, KEY_LENGTH)
    hardware = hardware_of(
        version,
        connector.standard,
        connector.format,
        connector.power_type,
        connector.max_voltage,
        connector.max_amperage,
        connector.max_electric_power,
    )
    if own_id is None or hardware is None:
        return None
    if not rules.is_modern:
        return _in_2_1_1(own_id, connector, hardware, time_of(updated, rules))
    return wire.Connector(
        id=own_id,
        standard=hardware.standard,
        format=hardware.format,
        power_type=hardware.power_type,
        max_voltage=hardware.volts,
        max_amperage=hardware.amperes,
        max_electric_power=hardware.watts,
        tariff_ids=keys_of(connector.tariff_ids, KEY_LENGTH) if connector.tariff_ids else None,
        terms_and_conditions=url_of(connector.terms_and_conditions),
        capabilities=codes_of(connector.capabilities, None) if rules.has_parking else None,
        last_updated=time_of(updated, rules),
    )


def _in_2_1_1(
    own_id: str, connector: Connector, hardware: Hardware, updated: str
) -> wire.Connector:
    """Other names, one tariff, and no power: volts and amperes have to tell it."""
    tariff_ids = keys_of(connector.tariff_ids, KEY_LENGTH)
    return wire.Connector(
        id=own_id,
        standard=hardware.standard,
        format=hardware.format,
        power_type=hardware.power_type,
        voltage=hardware.volts,
        amperage=hardware.amperes,
        tariff_id=tariff_ids[0] if tariff_ids else None,
        terms_and_conditions=url_of(connector.terms_and_conditions),
        last_updated=updated,
    )

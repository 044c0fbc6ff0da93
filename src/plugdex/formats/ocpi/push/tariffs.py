"""PUT of a tariff, and PATCH in 2.1.1."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.push.body import (
    Invalid,
    Rules,
    check_needed,
    check_nulls,
    check_read,
    named,
    root_of,
    to_wire,
)
from plugdex.formats.ocpi.tariffs import read_tariff
from plugdex.formats.port import Reading
from plugdex.model.tariffs import Tariff

REQUIRED: Final = frozenset({"currency", "elements", "last_updated"})
IDENTITY: Final = frozenset({"id", "country_code", "party_id", "last_updated"})


def put_tariff(raw: bytes, members: Mapping[str, Any], rules: Rules) -> Reading:
    """A whole tariff; raises ``Invalid``."""
    check_needed(wire.Tariff, members, rules)
    notes = Notes()
    pushed = to_wire(wire.Tariff, raw, members, notes)
    rules.name(pushed)
    reading = read_tariff(pushed, rules.options, 1, notes)
    issues = rules.own_issues(reading.issues)
    check_read(issues, rules, whole=True)
    tariff = replace(reading.tariff, **rules.identity) if reading.tariff else None
    return Reading(tariff=tariff, issues=issues)


def patch_tariff(before: Tariff, raw: bytes, members: Mapping[str, Any], rules: Rules) -> Reading:
    """A tariff with some members changed; lists are replaced as a whole."""
    patched = named(wire.Tariff, members)
    check_nulls(patched, REQUIRED)
    notes = Notes()
    patch = to_wire(wire.Tariff, raw, members, notes)
    patch.id, patch.country_code, patch.party_id = before.id, before.country_code, before.party_id
    patch.currency = patch.currency or before.currency
    reading = read_tariff(patch, rules.options, 1, notes)
    issues = tuple(issue for issue in reading.issues if root_of(issue.path) in patched)
    check_read(issues, rules, whole=False)
    if reading.tariff is None:
        raise Invalid("$: would be no tariff any more")
    fields = patched.keys() - IDENTITY
    after = replace(before, **{name: getattr(reading.tariff, name) for name in fields})
    return Reading(tariff=after, issues=issues)

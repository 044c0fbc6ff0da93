"""Kinds of plugs: ``socket:type2=2`` with its output, voltage and current.

The key names the plug and tells a socket (``type2``) from a cable (``type2_cable``).
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from plugdex.formats.notes import Notes
from plugdex.formats.osm.info import CODES
from plugdex.formats.osm.quantities import amperes_of, count_of, volts_of, watts_of
from plugdex.model.connectors import BY_OCPI, Standard, candidates
from plugdex.model.countries import Country
from plugdex.model.power import LINE_TO_LINE, SQRT3, is_plausible
from plugdex.model.vocabulary import ConnectorFormat, PowerType

SOCKET_KEY: Final = re.compile(r"socket:([^:]+)(?::(output|voltage|current|amperage|power))?")
MOST: Final = 300
"""Plugs of one kind, and places, beyond which a number is no number of plugs."""

HIGHEST_DOMESTIC: Final = 12_000
"""Watts beyond which a household socket cannot go: 50 A at 240 V (NEMA 14-50)."""

ONE_PHASE: Final = 7_400
"""Watts that one phase gives at most (32 A at 230 V): Type 2 above this has three."""

VOLTS: Final = range(90, 1501)
AMPERES: Final = range(1, 3001)
NACS_AC: Final = 20_000
"""Watts up to which a NACS plug gives alternating current."""

NONE: Final = frozenset({"no", "0", "none"})
SOME: Final = frozenset({"yes", "unknown", "?", "*"})


class Kind(NamedTuple):
    """Plugs that are alike as far as the tags tell."""

    name: str
    standard: Standard | None
    format: ConnectorFormat | None
    power_type: PowerType | None
    number: int | None
    """``None``: there are some, nobody says how many."""
    watts: tuple[int, ...] = ()
    volts: int | None = None
    amperes: int | None = None

    @property
    def is_dc(self) -> bool:
        """Whether it gives direct current."""
        return self.power_type == "DC"

    @property
    def is_domestic(self) -> bool:
        """Whether it is a household socket."""
        return self.standard is not None and self.standard.ocpi.startswith(("DOMESTIC", "NEMA"))


def read_kinds(tags: Mapping[str, str], country: Country | None, notes: Notes) -> list[Kind]:
    """All kinds of plugs, in the order of their names; broken values are left out."""
    said: dict[str, dict[str, str]] = {}
    for key, value in tags.items():
        match = SOCKET_KEY.fullmatch(key) if key.startswith("socket") else None
        if match:
            said.setdefault(match[1], {})[match[2] or "count"] = value
    _from_values(tags.get("socket", ""), said)
    found = [
        kind for name in sorted(said) if (kind := _kind(name, said[name], tags, country, notes))
    ]
    return _with_outer(found, tags, notes)


def _from_values(text: str, said: dict[str, dict[str, str]]) -> None:
    """``socket=type2;schuko``: the names stand in the value; a number there is a count of plugs."""
    for name in text.split(";"):
        if name.strip() and candidates("osm", name):
            said.setdefault(name.strip(), {}).setdefault("count", "yes")


def _kind(
    name: str,
    said: Mapping[str, str],
    tags: Mapping[str, str],
    country: Country | None,
    notes: Notes,
) -> Kind | None:
    path = f"$.tags['socket:{name}']"
    text = said.get("count", "yes").strip().lower()
    if text in NONE:
        return None
    count = None if text in SOME else count_of(text)
    if text not in SOME and (count is None or count > MOST):
        notes.add("type_invalid", "dropped", path, text)
        count = None
    standard = _standard(name, country, notes, path)
    watts = _watts(said.get("output") or said.get("power") or "", notes, f"{path}:output")
    volts = _volts(said.get("voltage", ""), notes, f"{path}:voltage")
    amperes = _amperes(said.get("current") or said.get("amperage") or "", notes, path)
    kind = Kind(
        name=name,
        standard=standard,
        format=_format(name, standard),
        power_type=_power_type(name, standard, max(watts, default=0), volts, amperes),
        number=count,
        watts=watts,
        volts=volts,
        amperes=amperes,
    )
    return _checked(kind, notes, path)


def _standard(name: str, country: Country | None, notes: Notes, path: str) -> Standard | None:
    """The standard of a key; Tesla's plug is another one in each part of the world."""
    found = candidates("osm", name) or candidates("osm", name.removesuffix("_cable"))
    if len(found) > 1:
        is_nacs = country is not None and country.alpha_3 in CODES["tesla_nacs_countries"]
        chosen = BY_OCPI["TESLA_S" if is_nacs else "IEC_62196_T2"]
        notes.add("plug_by_country", "normalised", path, name, chosen.ocpi)
        return chosen
    if not found:
        notes.add("enum_unknown", "dropped", path, name)
    return found[0] if found else None


def _format(name: str, standard: Standard | None) -> ConnectorFormat | None:
    if name.endswith("_cable") or name.startswith("tesla_"):
        return "CABLE"
    return standard.format if standard else None


def _power_type(
    name: str, standard: Standard | None, watts: int, volts: int | None, amperes: int | None
) -> PowerType | None:
    """What flows; the number of phases only where the plug or the values tell it."""
    if standard is None:
        return None
    if standard.is_dc_only or name.startswith("tesla_supercharger"):
        return "DC"
    if standard.ocpi in CODES["phases"]:
        return "AC_3_PHASE" if CODES["phases"][standard.ocpi] == "3" else "AC_1_PHASE"
    if standard.ocpi in ("SAE_J3400", "TESLA_S"):
        return None if not watts else "DC" if watts > NACS_AC else "AC_1_PHASE"
    if watts > ONE_PHASE or (volts or 0) in LINE_TO_LINE:
        return "AC_3_PHASE"
    is_one = watts and volts and amperes and 0.8 < watts / (volts * amperes) < 1.2
    return "AC_1_PHASE" if is_one else None


def _watts(text: str, notes: Notes, path: str) -> tuple[int, ...]:
    if not text.strip():
        return ()
    found, bare = watts_of(text)
    if not found or not all(found):
        notes.add("type_invalid" if not found else "power_zero", "dropped", path, text)
        return ()
    if bare:
        notes.add("power_unit_kw", "normalised", path, text, max(found))
    return found


def _volts(text: str, notes: Notes, path: str) -> int | None:
    found = volts_of(text) if text.strip() else None
    if text.strip() and found not in VOLTS:
        notes.add("voltage_invalid", "dropped", path, text)
        return None
    return found


def _amperes(text: str, notes: Notes, path: str) -> int | None:
    found = amperes_of(text) if text.strip() else None
    if text.strip() and found not in AMPERES:
        notes.add("voltage_invalid", "dropped", f"{path}:current", text)
        return None
    return found


def _checked(kind: Kind, notes: Notes, path: str) -> Kind:
    """Leave out a power that the plug cannot have; volts of three phases are to neutral."""
    highest = max(kind.watts, default=0)
    limit = HIGHEST_DOMESTIC if kind.is_domestic else highest
    if highest and (highest > limit or not is_plausible(kind.power_type, highest)):
        notes.add("power_too_high", "dropped", f"{path}:output", highest)
        kind = kind._replace(watts=())
    if kind.power_type == "AC_3_PHASE" and kind.volts in LINE_TO_LINE:
        kind = kind._replace(volts=round((kind.volts or 0) / SQRT3))
    return kind


def _with_outer(kinds: list[Kind], tags: Mapping[str, str], notes: Notes) -> list[Kind]:
    """Give what is said of the whole station to its plugs, where it has one kind only."""
    key = next((key for key in CODES["station_power"] if key in tags), None)
    if key is None or not kinds or all(kind.watts for kind in kinds):
        return kinds
    path = f"$.tags['{key}']"
    watts = _watts(tags[key], notes, path)
    if len(kinds) > 1 or not watts:
        notes.add("power_guessed", "dropped", path, tags[key])
        return kinds
    only = kinds[0]
    notes.add("power_guessed", "normalised", path, tags[key], max(watts))
    power_type = _power_type(only.name, only.standard, max(watts), only.volts, only.amperes)
    return [_checked(only._replace(watts=watts, power_type=power_type), notes, path)]

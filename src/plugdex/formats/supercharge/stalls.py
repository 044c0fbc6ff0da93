"""Stalls of a site to EVSEs: a stall serves one vehicle, whatever plugs it has.

1. Stalls are numbered from 1, by version, oldest first; the plugs of the register are dealt to
   them: Type 2 begins at the oldest, everything else where no plug is yet.
2. Where the plugs are not stated, the country and the power say which they are
   (``plug_by_country``).
3. The site states one power. Where versions are mixed a stall has at most that of its version
   (``power_guessed``).
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from plugdex.formats.notes import Notes
from plugdex.formats.source import load_source
from plugdex.model.connectors import find_standard
from plugdex.model.countries import Country
from plugdex.model.location import Connector, Evse

INFO: Final = load_source(__file__)
CODES: Final = INFO.codes
VERSIONS: Final = ("v1", "v2", "urban", "v3", "v4", "other")
"""Oldest first; Type 2 cables are on stalls of the second generation only."""

FIRST: Final = "type2"
SECOND: Final = ("v1", "v2", "urban")
NACS: Final = "nacs"
TESLA_ONLY: Final = "tpc"
V3_KILOWATTS: Final = 250
MOST: Final = 500
"""Stalls above which a count is no count; the largest site has 164."""


class Stalls(NamedTuple):
    """What a site says of its stalls."""

    number: int
    kilowatts: float | None
    versions: Mapping[str, int]
    plugs: Mapping[str, int]
    open_to_others: bool
    old: bool = False
    """Whether the site was opened before stalls of the third generation were."""


def stalls_of(
    count: int | None,
    kilowatts: float | None,
    versions: Mapping[str, int | None] | None,
    plugs: Mapping[str, int | None] | None,
    open_to_others: bool | None,
    notes: Notes,
) -> Stalls:
    """Check the counts; the largest number of a kind stands where the number of stalls is not."""
    known = _counts(versions, CODES["not_stalls"], VERSIONS, notes, "$.stalls")
    found = _counts(plugs, CODES["not_plugs"], (), notes, "$.plugs")
    number = count
    if number is None:
        number = sum(known.values()) or max(found.values(), default=0)
        notes.add("evses_guessed", "noted", "$.stallCount", "", str(number))
    if not 0 <= number <= MOST:
        notes.add("type_invalid", "dropped", "$.stallCount", number)
        number = 0
    if kilowatts is not None and not kilowatts > 0:
        notes.add("power_zero", "dropped", "$.powerKilowatt", kilowatts)
        kilowatts = None
    return Stalls(number, kilowatts, known, found, bool(open_to_others))


def _counts(
    counts: Mapping[str, int | None] | None,
    others: Mapping[str, str],
    known: Sequence[str],
    notes: Notes,
    path: str,
) -> dict[str, int]:
    """Counts above 0, without what is no version or no plug."""
    found = {}
    for name, count in (counts or {}).items():
        if name in others or not count:
            continue
        if known and name not in known:
            notes.add("enum_unknown", "dropped", f"{path}.{name}", name)
        elif not 0 < count <= MOST:
            notes.add("type_invalid", "dropped", f"{path}.{name}", count)
        else:
            found[name] = count
    return found


def evses_of(stalls: Stalls, country: Country | None, notes: Notes) -> tuple[Evse, ...]:
    """One EVSE a stall."""
    watts = _watts(stalls, notes)
    plugs = stalls.plugs or _plugs_of(stalls, country, notes)
    held = _dealt(plugs, stalls, notes)
    return tuple(
        Evse(
            uid=str(number + 1),
            connectors=tuple(
                _connector(str(at), plug, watts[number], notes, number == 0)
                for at, plug in enumerate(held[number], 1)
            ),
        )
        for number in range(stalls.number)
    )


def _plugs_of(stalls: Stalls, country: Country | None, notes: Notes) -> Mapping[str, int]:
    """The plugs by country; CCS2 where Tesla has no plug of its own, with Type 2 before V3."""
    name = CODES["plugs_of_country"].get(country.alpha_3, "") if country else ""
    if not country:
        return {}
    if name == TESLA_ONLY and stalls.open_to_others:
        name = NACS
    below = stalls.old if stalls.kilowatts is None else stalls.kilowatts < V3_KILOWATTS
    names = [name] if name else [FIRST, "ccs2"] if below else ["ccs2"]
    if stalls.number:
        notes.add("plug_by_country", "noted", "$.plugs", "", ", ".join(names))
    return dict.fromkeys(names, stalls.number)


def _dealt(plugs: Mapping[str, int], stalls: Stalls, notes: Notes) -> list[list[str]]:
    """The plugs of each stall: a kind goes where the fewest plugs are, never twice to a stall."""
    count = stalls.number
    held: list[list[str]] = [[] for _ in range(count)]
    ordered = sorted(plugs.items(), key=lambda item: (item[0] != FIRST, -item[1], item[0]))
    for name, number in ordered:
        if number > count:
            notes.add("type_invalid", "normalised", f"$.plugs.{name}", number, str(count))
        places = sorted(range(count), key=lambda at: (len(held[at]), at))
        for at in places[:number]:
            held[at].append(name)
    if _is_guess(plugs, stalls):
        notes.add("plugs_divided", "noted", "$.plugs", str(dict(plugs)), f"{count} stalls")
    return held


def _is_guess(plugs: Mapping[str, int], stalls: Stalls) -> bool:
    """Whether another division would be as good: not with one plug a stall, nor with Type 2 on
    all stalls of the second generation and the other plugs on all stalls.
    """
    old = sum(stalls.versions.get(name, 0) for name in SECOND)
    partly = {name: number for name, number in plugs.items() if number < stalls.number}
    return bool(partly) and sum(plugs.values()) != stalls.number and partly != {FIRST: old}


def _connector(
    number: str, plug: str, watts: int | None, notes: Notes, is_first: bool
) -> Connector:
    """A plug; Superchargers give direct current by cable."""
    standard = find_standard("supercharge", plug)
    if standard is None and is_first:
        notes.add("enum_unknown", "dropped", f"$.plugs.{plug}", plug)
    return Connector(
        id=number,
        standard=standard.ocpi if standard else None,
        format="CABLE",
        power_type="DC",
        max_electric_power=watts,
    )


def _watts(stalls: Stalls, notes: Notes) -> list[int | None]:
    """Watts of each stall, oldest version first."""
    site = None if stalls.kilowatts is None else round(stalls.kilowatts * 1000)
    if site is None or len(stalls.versions) < 2:
        return [site] * stalls.number
    found: list[int | None] = []
    for version in VERSIONS:
        most = int(CODES["stall_kilowatts"][version]) * 1000
        found += [min(site, most or site)] * stalls.versions.get(version, 0)
    if len(set(found)) > 1:
        notes.add("power_guessed", "noted", "$.powerKilowatt", stalls.kilowatts, _shown(found))
    return (found + [site] * stalls.number)[: stalls.number]


def _shown(watts: Sequence[int | None]) -> str:
    return ", ".join(str(one) for one in dict.fromkeys(watts))

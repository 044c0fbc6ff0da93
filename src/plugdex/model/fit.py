"""Whether a vehicle can charge at a connector, how, and how fast at most.

1. What is not known makes an answer unknown: it is never a match and never a "no".
2. A verdict depends on few facts only (the plug, socket or cable, the current, the country, the
   site's access), so that a search can ask for all combinations before it looks at any place.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Final, Literal

from msgspec.structs import replace

from plugdex.model.access import BRAND_ONLY
from plugdex.model.adapters import ADAPTERS, Adapter
from plugdex.model.connectors import BY_OCPI
from plugdex.model.fit_power import Power, power_at
from plugdex.model.fit_table import NACS_COUNTRIES, PLUG_MAKES, Row, rows_of
from plugdex.model.location import Connector, Location
from plugdex.model.value import Value
from plugdex.model.vehicles import INLETS, Vehicle
from plugdex.model.vocabulary import ConnectorFormat

Verdict = Literal["DIRECT", "ADAPTER", "NO", "UNKNOWN"]

MISSING: Final = (
    ("is_dc", "CURRENT_UNKNOWN"),
    ("in_nacs_country", "COUNTRY_UNKNOWN"),
    ("format", "FORMAT_UNKNOWN"),
)
"""Why several rows answer differently."""


class Site(Value, frozen=True, kw_only=True):
    """The facts of a location that decide; ``country`` is alpha-3, ``operator`` a name."""

    country: str | None = None
    restrictions: tuple[str, ...] = ()
    operator: str | None = None

    @property
    def in_nacs_country(self) -> bool | None:
        """Whether Tesla's own plug has the shape of SAE J3400 here."""
        return self.country in NACS_COUNTRIES if self.country else None


class Connection(Value, frozen=True, kw_only=True):
    """How a vehicle and a plug come together, whatever the power."""

    verdict: Verdict
    reason: str | None = None
    """Why not, or why that is unknown."""
    inlet: str | None = None
    adapter: str | None = None
    """The adapter that is used, or that would help."""
    has_adapter: bool = False
    """Whether the driver said they have it."""
    own_cable: bool | None = False
    """Whether the driver's own cable is needed; ``None`` where that is not known."""
    is_portable: bool = False
    """Whether that cable is a portable one for household and industrial sockets (Mode 2)."""

    @property
    def matches(self) -> bool | None:
        """What a filter asks: can the driver charge with what they have; ``None``: unknown."""
        if self.verdict == "UNKNOWN":
            return None
        return self.verdict == "DIRECT" or (self.verdict == "ADAPTER" and self.has_adapter)


NO_PLUG: Final = Connection(verdict="UNKNOWN", reason="PLUG_UNKNOWN")
NO_RULE: Final = Connection(verdict="UNKNOWN", reason="NO_RULE")


class Fit(Value, frozen=True, kw_only=True):
    """The answer for one connector; powers are watts, ``None`` where not known."""

    connection: Connection
    power: Power = Power()

    @property
    def verdict(self) -> Verdict:
        """Which of the four it is."""
        return self.connection.verdict

    @property
    def reasons(self) -> tuple[str, ...]:
        """Codes: why not or unknown, and what limits the power."""
        codes = (self.connection.reason, self.power.limit)
        return tuple(code for code in codes if code)


def site_of(location: Location) -> Site:
    """The facts of a location that decide."""
    return Site(
        country=location.country,
        restrictions=location.restrictions,
        operator=location.operator.name if location.operator else None,
    )


def fit(vehicle: Vehicle, adapters: Collection[str], connector: Connector, site: Site) -> Fit:
    """Whether and how a vehicle can charge at a connector, and how fast at most.

    ``adapters`` are the ids of those that the driver has.
    """
    is_dc = connector.power_type == "DC" if connector.power_type else None
    found = connection(vehicle, adapters, connector.standard, connector.format, is_dc, site)
    if found.verdict not in ("DIRECT", "ADAPTER"):
        return Fit(connection=found)
    adapter = ADAPTERS.get(found.adapter or "")
    power = power_at(vehicle, connector, found.inlet, adapter, found.own_cable)
    return Fit(connection=found, power=power)


def verdict(
    vehicle: Vehicle,
    adapters: Collection[str],
    standard: str | None,
    format: ConnectorFormat | None,
    is_dc: bool | None,
    site: Site,
) -> Verdict:
    """Which of the four answers it is; depends on nothing else of a connector."""
    return connection(vehicle, adapters, standard, format, is_dc, site).verdict


def connection(
    vehicle: Vehicle,
    adapters: Collection[str],
    standard: str | None,
    format: ConnectorFormat | None,
    is_dc: bool | None,
    site: Site,
) -> Connection:
    """How a vehicle and a plug come together."""
    if standard is None:
        return _admitted(NO_PLUG, vehicle, standard, site)
    rows = rows_of(standard, format, is_dc, site.in_nacs_country)
    found = NO_RULE
    if rows:
        each = [_through(row, vehicle, adapters, standard, format) for row in rows]
        found = _together(rows, each)
    return _admitted(found, vehicle, standard, site)


def is_own_make(vehicle: Vehicle, standard: str | None, site: Site) -> bool:
    """Whether a site for one make is one for this vehicle: by its operator or its plug."""
    names = (site.operator, PLUG_MAKES.get(standard or ""))
    return any(has_name_of(name, vehicle.make) for name in names if name and vehicle.make)


def has_name_of(operator: str, make: str) -> bool:
    """Whether an operator's name contains that of a make, in whole words."""
    return f" {_words(make)} " in f" {_words(operator)} "


def _words(name: str) -> str:
    return " ".join("".join(ch if ch.isalnum() else " " for ch in name.casefold()).split())


def _admitted(found: Connection, vehicle: Vehicle, standard: str | None, site: Site) -> Connection:
    """A site for one make is closed to others.

    A vehicle of unknown make may be of that make, but not when it needs an adapter there.
    """
    if BRAND_ONLY not in site.restrictions or is_own_make(vehicle, standard, site):
        return found
    if vehicle.make is None and found.verdict in ("DIRECT", "UNKNOWN"):
        return Connection(verdict="UNKNOWN", reason=found.reason or "MAKE_UNKNOWN")
    if vehicle.make is None and found.verdict == "NO":
        return found
    return Connection(verdict="NO", reason="BRAND_ONLY")


def _through(
    row: Row,
    vehicle: Vehicle,
    adapters: Collection[str],
    standard: str,
    format: ConnectorFormat | None,
) -> Connection:
    """The best way from a row's plug to an inlet of the vehicle."""
    ways = [way for inlet in vehicle.inlets for way in _ways(row, inlet, vehicle, adapters)]
    best = min(ways, key=_rank, default=Connection(verdict="NO", reason=_why_not(row, vehicle)))
    if best.verdict == "NO" and not (vehicle.inlets and all(i in INLETS for i in vehicle.inlets)):
        return Connection(verdict="UNKNOWN", reason="INLETS_UNKNOWN")
    if best.verdict == "NO":
        return best
    cable = _needs_cable(row, standard, format)
    return replace(best, own_cable=cable, is_portable=row.is_portable)


def _ways(
    row: Row, inlet: str, vehicle: Vehicle, adapters: Collection[str]
) -> Iterator[Connection]:
    """The plug itself, or the adapters between it and an inlet."""
    if inlet in row.direct:
        yield Connection(verdict="DIRECT", inlet=inlet)
        return
    for name in row.adapters:
        adapter = ADAPTERS[name]
        if inlet in adapter.onto and _understands(vehicle, adapter):
            has = name in adapters
            missing = adapter.rare and not has
            yield Connection(
                verdict="NO" if missing else "ADAPTER",
                reason=None if has else "ADAPTER_NEEDED",
                inlet=inlet,
                adapter=name,
                has_adapter=has,
            )


def _understands(vehicle: Vehicle, adapter: Adapter) -> bool:
    if adapter.make is None or vehicle.make is None:
        return True
    return has_name_of(vehicle.make, adapter.make)


def _rank(way: Connection) -> int:
    """The best first."""
    if way.verdict == "DIRECT":
        return 0
    return 3 if way.verdict == "NO" else 2 - way.has_adapter


def _why_not(row: Row, vehicle: Vehicle) -> str:
    """A vehicle may lack the current altogether; else it is the plug."""
    if row.why_not:
        return row.why_not
    inlets = [INLETS[name] for name in vehicle.inlets if name in INLETS]
    if row.is_dc is False and not any(inlet.phases for inlet in inlets):
        return "NO_AC_INLET"
    if row.is_dc is not False and not any(inlet.dc for inlet in inlets):
        return "NO_DC_INLET"
    return "PLUG_DOES_NOT_FIT"


def _needs_cable(row: Row, standard: str, format: ConnectorFormat | None) -> bool:
    """Sockets want the driver's cable; direct current always comes with one."""
    known = BY_OCPI[standard]
    return row.is_portable or (
        not known.is_dc_only and (format or row.format or known.format) == "SOCKET"
    )


def _together(rows: Sequence[Row], each: Sequence[Connection]) -> Connection:
    """What holds whichever of the rows is meant; unknown where they contradict each other."""
    weakest = max(each, key=_rank)
    verdicts = {one.verdict for one in each}
    if len(verdicts) > 1 and not verdicts <= {"DIRECT", "ADAPTER"}:
        missing = (code for name, code in MISSING if len({getattr(r, name) for r in rows}) > 1)
        return Connection(verdict="UNKNOWN", reason=next(missing, "INLETS_UNKNOWN"))
    same = len({one.own_cable for one in each}) == 1
    return replace(weakest, own_cable=weakest.own_cable if same else None)

"""Locations to test with: small, ours, and different in what matters."""

from datetime import UTC, datetime

from plugdex.api.prepared import Prepared
from plugdex.directory.entries import to_entry
from plugdex.directory.ingest import Ingest, Scope
from plugdex.directory.report import Report, Tally
from plugdex.formats.port import Reading
from plugdex.model.location import Business, Connector, Evse, Location, Point
from plugdex.model.status import EvseStatus

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DIALECT = Prepared()


def connector(id="1", standard="IEC_62196_T2", **members):
    """A 22 kW socket, unless told otherwise."""
    members = {
        "format": "SOCKET",
        "power_type": "AC_3_PHASE",
        "max_voltage": 230,
        "max_amperage": 32,
    } | members
    return Connector(id=id, standard=standard, **members)


def ccs(id="1", watts=150_000, standard="IEC_62196_T2_COMBO", **members):
    """A CCS2 cable."""
    return connector(
        id,
        standard,
        **(
            {
                "format": "CABLE",
                "power_type": "DC",
                "max_voltage": 920,
                "max_amperage": 400,
                "max_electric_power": watts,
            }
            | members
        ),
    )


def evse(uid="E1", *connectors, **members):
    """An EVSE with one 22 kW socket, unless told otherwise."""
    return Evse(uid=uid, connectors=connectors or (connector(),), **members)


def location(id="L1", *evses, **members):
    """A location in Utrecht with one EVSE, unless told otherwise."""
    members = {
        "source": "test",
        "country_code": "NL",
        "party_id": "PDX",
        "coordinates": Point(lat=52.09, lon=5.12),
        "name": "Jaarbeursplein",
        "address": "Jaarbeursplein 6",
        "city": "Utrecht",
        "postal_code": "3521AL",
        "country": "NLD",
        "time_zone": "Europe/Amsterdam",
        "operator": Business(name="Plug BV", country_code="NL", party_id="PDX"),
        "last_updated": NOW,
    } | members
    return Location(id=id, evses=evses or (evse(),), **members)


def reading(place, *statuses, issues=()):
    """A location as a reader yields it; EVSEs are available unless told otherwise."""
    named = statuses or ["AVAILABLE"] * len(place.evses)
    live = tuple(
        EvseStatus(uid=each.uid, status=status, modified=NOW)
        for each, status in zip(place.evses, named, strict=True)
    )
    return Reading(location=place, statuses=live, issues=tuple(issues))


def take_in(store, *readings, dialect=DIALECT, **scope) -> Report:
    """Ingest readings and return the report."""
    tally = Tally()
    scope = {"source": "test"} | scope
    Ingest(store, dialect, Scope(**scope), tally).run(map(to_entry, readings))
    return tally.report(0)

"""Publications: a head, sites one by one, and an end.

Members stand in the order of the schema (DATEX II 3.5, EnergyInfrastructure and Facilities).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from plugdex.formats.datex2.write.codes import SITES, STATUS, VEHICLES, user
from plugdex.formats.datex2.write.hours import operating_hours
from plugdex.formats.datex2.write.places import (
    address_of,
    helpdesk,
    organisation,
    point_location,
)
from plugdex.formats.datex2.write.points import groups, point, said_connectors, station
from plugdex.formats.datex2.write.prices import Rate, Rates, rates_at
from plugdex.formats.datex2.write.xml import NAMESPACES, element, multilingual, quoted, time, value
from plugdex.formats.port import Party
from plugdex.model.location import Evse, Location
from plugdex.model.status import EvseStatus

TABLE: Final = "plugdex"
"""The id of the table, to which statuses refer."""

NO_RATES: Final[Rates] = {}

END: Final = b"</d2:payload>\n"
TABLE_END: Final = b"</egi:energyInfrastructureTable></d2:payload>\n"


def table_head(made: datetime, party: Party) -> bytes:
    """The beginning of a table."""
    opened = (
        f"<egi:energyInfrastructureTable id={quoted(TABLE)} version={quoted(version_of(made))}>"
    )
    return _head("Table", made, party) + opened.encode()


def status_head(made: datetime, party: Party) -> bytes:
    """The beginning of a list of statuses."""
    table = element(
        "egi:tableReference",
        targetClass="egi:EnergyInfrastructureTable",
        id=TABLE,
        version=version_of(made),
    )
    return _head("Status", made, party) + table.encode()


def site(location: Location, rates: Rates = NO_RATES) -> bytes:
    """A location as a site; empty where no connector of it can be written."""
    version = version_of(location.last_updated)
    stations = list(_stations(location))
    if not stations or location.coordinates is None:
        return b""
    since, operator = location.last_updated, location.operator
    return element(
        "egi:energyInfrastructureSite",
        multilingual("fac:name", location.name),
        time("fac:lastUpdated", since),
        operating_hours(location.opening_times, location.id, version, since),
        point_location("fac:locationReference", location.coordinates, address_of(location)),
        organisation("fac:owner", location.owner, version) if location.owner else "",
        organisation("fac:operator", operator, version) if operator else "",
        helpdesk(location.help_phone, operator, version),
        *(
            element("fac:applicableForVehicles", value("com:vehicleType", VEHICLES[each]))
            for each in location.vehicle_categories
            if each in VEHICLES
        ),
        value("egi:typeOfSite", SITES.get(location.parking_type or "")),
        *map(user, location.restrictions),
        *(point_location("egi:entrance", each.point) for each in location.related_locations),
        *(
            station(
                each.id,
                version,
                each.methods,
                [point(evse, version, _rates(location, evse, rates)) for evse in each.evses],
                location.energy_mix,
            )
            for each in stations
        ),
        id=location.id,
        version=version,
    ).encode()


def site_status(
    location: Location, statuses: Iterable[EvseStatus], rates: Rates = NO_RATES
) -> bytes:
    """The statuses and prices of a location that is a site; empty where no status is known."""
    version = version_of(location.last_updated)
    known = {status.uid: status for status in statuses}
    stations = [
        element(
            "egi:energyInfrastructureStationStatus",
            _reference(each.id, version),
            *(
                _point_status(known[evse.uid], version, _rates(location, evse, rates))
                for evse in each.evses
                if evse.uid in known
            ),
        )
        for each in _stations(location)
        if any(evse.uid in known for evse in each.evses)
    ]
    if not stations:
        return b""
    own = _reference(location.id, version)
    return element("egi:energyInfrastructureSiteStatus", own, *stations).encode()


def version_of(moment: datetime) -> str:
    """The version of an object: when it last changed, in seconds since 1970."""
    return str(int(moment.timestamp()))


class _Station(NamedTuple):
    id: str
    methods: Sequence[str]
    evses: Sequence[Evse]


def _stations(location: Location) -> Iterator[_Station]:
    for number, (methods, evses) in enumerate(groups(location.evses), start=1):
        yield _Station(f"{location.id}-{number}", methods, evses)


def _rates(location: Location, evse: Evse, rates: Rates) -> Sequence[Rate]:
    return rates_at(location, said_connectors(evse), rates) if rates else ()


def _point_status(status: EvseStatus, version: str, rates: Sequence[Rate]) -> str:
    return element(
        "egi:refillPointStatus",
        _reference(status.uid, version),
        time("fac:lastUpdated", status.modified),
        value("egi:status", STATUS.get(status.status, "unknown")),
        *(rate.update(status.uid) for rate in rates),
        type="egi:ElectricChargingPointStatus",
    )


def _reference(id: str, version: str) -> str:
    return element("fac:reference", targetClass="fac:FacilityObject", id=id, version=version)


def _head(kind: str, made: datetime, party: Party) -> bytes:
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    creator = element(
        "com:publicationCreator",
        value("com:country", party.country_code.lower()),
        value("com:nationalIdentifier", f"{party.country_code}-{party.party_id}"),
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<d2:payload{spaces} xsi:type="egi:EnergyInfrastructure{kind}Publication"'
        ' lang="en" modelBaseVersion="3">'
    )
    return (text + time("com:publicationTime", made) + creator).encode()

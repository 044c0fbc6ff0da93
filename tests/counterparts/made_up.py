"""A made-up charging network in the shapes of OCPI 2.1.1 and 2.2.1, the same for the same seed.

It uses the standard library only, since programs of foreign environments import it.
"""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

Object = dict[str, Any]
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
PLUGS = (
    {"standard": "IEC_62196_T2", "format": "SOCKET", "power_type": "AC_3_PHASE"},
    {"standard": "IEC_62196_T2_COMBO", "format": "CABLE", "power_type": "DC"},
    {"standard": "CHADEMO", "format": "CABLE", "power_type": "DC"},
)
VOLTS_AND_AMPERES = {"AC_3_PHASE": (230, 32), "DC": (400, 125)}
STATUSES = ("AVAILABLE", "CHARGING", "OUTOFORDER", "UNKNOWN")


class Network:
    """All objects of one party, by module and id."""

    def __init__(self, version: str, owner: tuple[str, str], seed: int = 1) -> None:
        self.version = version
        self.country, self.party = owner
        self.random = Random(seed)

    def objects(self, locations: int, tariffs: int) -> dict[str, dict[str, Object]]:
        """Locations and tariffs, and a session and a CDR for each location."""
        made = {f"TAR-{n}": self.tariff(n) for n in range(1, tariffs + 1)}
        places = {f"LOC-{n}": self.location(n, n % tariffs + 1) for n in range(1, locations + 1)}
        return {
            "tariffs": made,
            "locations": places,
            "sessions": {f"SES-{n}": self.session(n, places) for n in range(1, locations + 1)},
            "cdrs": {f"CDR-{n}": self.cdr(n, places) for n in range(1, locations + 1)},
        }

    def owned(self, item: Object) -> Object:
        """An object with the names of its owner, which 2.1.1 leaves to the URL."""
        if self.version == "2.1.1":
            return item
        return {"country_code": self.country, "party_id": self.party, **item}

    def location(self, number: int, tariff: int) -> Object:
        """A location with one to three EVSEs, somewhere in the Netherlands."""
        older = self.version == "2.1.1"
        count = self.random.randint(1, 3)
        return self.owned(
            {
                "id": f"LOC-{number}",
                **({"type": "ON_STREET"} if older else {"publish": True}),
                "name": f"Charging place {number}",
                "address": f"Stroomstraat {number}",
                "city": "Utrecht",
                "postal_code": f"35{number:02d} AB",
                "country": "NLD",
                "coordinates": {
                    "latitude": f"{self.random.uniform(51.5, 52.5):.6f}",
                    "longitude": f"{self.random.uniform(4.5, 5.5):.6f}",
                },
                "evses": [self.evse(number, n, tariff) for n in range(1, count + 1)],
                "operator": {"name": "Stroom & Co"},
                "time_zone": "Europe/Amsterdam",
                "opening_times": {"twentyfourseven": True},
                "last_updated": moment(number),
            }
        )

    def evse(self, location: int, number: int, tariff: int) -> Object:
        """An EVSE with one connector; its uid has the asterisks that paths have to bear."""
        return {
            "uid": f"{self.country}*{self.party}*E{location:04d}*{number}",
            "evse_id": f"{self.country}*{self.party}*E{location:04d}*{number}",
            "status": self.random.choice(STATUSES),
            "capabilities": ["RFID_READER", "REMOTE_START_STOP_CAPABLE"],
            "connectors": [self.connector(location, tariff)],
            "physical_reference": str(number),
            "last_updated": moment(location),
        }

    def connector(self, location: int, tariff: int) -> Object:
        """A connector in the words of the version."""
        plug = self.random.choice(PLUGS)
        volts, amperes = VOLTS_AND_AMPERES[plug["power_type"]]
        if self.version == "2.1.1":
            power = {"voltage": volts, "amperage": amperes, "tariff_id": f"TAR-{tariff}"}
        else:
            power = {
                "max_voltage": volts,
                "max_amperage": amperes,
                "tariff_ids": [f"TAR-{tariff}"],
            }
        return {"id": "1", **plug, **power, "last_updated": moment(location)}

    def tariff(self, number: int) -> Object:
        """A price for a kWh and one for starting."""
        parts = [("ENERGY", 0.25 + number / 100), ("FLAT", 0.5)]
        components = [{"type": kind, "price": price, "step_size": 1} for kind, price in parts]
        return self.owned(
            {
                "id": f"TAR-{number}",
                "currency": "EUR",
                "elements": [{"price_components": components}],
                "last_updated": moment(number),
            }
        )

    def session(self, number: int, places: dict[str, Object]) -> Object:
        """A session that ended well, at the first connector of a location."""
        place = places[f"LOC-{number}"]
        evse = place["evses"][0]
        common = {
            "id": f"SES-{number}",
            "kwh": 12.5,
            "currency": "EUR",
            "status": "COMPLETED",
            "last_updated": moment(number + 90),
        }
        if self.version == "2.1.1":
            spent = {"start_datetime": moment(number), "end_datetime": moment(number + 60)}
            where = {"location": {**place, "evses": [evse]}}
            return {**common, **spent, **where, "auth_id": "ANYONE", "auth_method": "WHITELIST"}
        return self.owned(
            {
                **common,
                "start_date_time": moment(number),
                "end_date_time": moment(number + 60),
                "location_id": place["id"],
                "evse_uid": evse["uid"],
                "connector_id": "1",
                "cdr_token": self.token(),
                "auth_method": "WHITELIST",
            }
        )

    def cdr(self, number: int, places: dict[str, Object]) -> Object:
        """The record of that session.

        The end has its 2.1.1 name and its later one: the library knows the later one only.
        """
        place = places[f"LOC-{number}"]
        ended = moment(number + 60)
        dimensions = [{"type": "ENERGY", "volume": 12.5}]
        common = {
            "id": f"CDR-{number}",
            "start_date_time": moment(number),
            "end_date_time": ended,
            "auth_method": "WHITELIST",
            "currency": "EUR",
            "charging_periods": [{"start_date_time": moment(number), "dimensions": dimensions}],
            "total_energy": 12.5,
            "total_time": 1.0,
            "last_updated": moment(number + 90),
        }
        if self.version == "2.1.1":
            where = {"location": {**place, "evses": place["evses"][:1]}}
            older = {"stop_date_time": ended, "auth_id": "ANYONE", "total_cost": 4.0}
            return {**common, **older, **where}
        return self.owned(
            {
                **common,
                "session_id": f"SES-{number}",
                "cdr_token": self.token(),
                "cdr_location": cdr_location(place),
                "total_cost": {"excl_vat": 4.0},
            }
        )

    def token(self) -> Object:
        """Whose session it was: nobody's."""
        contract = {"uid": "ANYONE", "type": "RFID", "contract_id": "NL-NON-C0000001-X"}
        return {"country_code": self.country, "party_id": "NON", **contract}


def cdr_location(place: Object) -> Object:
    """A location as a CDR of 2.2.1 shows it."""
    evse = place["evses"][0]
    connector = evse["connectors"][0]
    kept = ("id", "name", "address", "city", "postal_code", "country", "coordinates")
    return {
        **{key: place[key] for key in kept},
        "evse_uid": evse["uid"],
        "evse_id": evse["evse_id"],
        "connector_id": connector["id"],
        **{f"connector_{key}": connector[key] for key in PLUGS[0]},
    }


def moment(minutes: int) -> str:
    """A time stamp some minutes after the first day."""
    return f"{FIRST_DAY + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"

"""Whose an object is: required from 2.2 on, not known to 2.1.1 (contract §7.1, §10.1)."""

from typing import Final

from plugdex.formats.ocpi.write.texts import key_of
from plugdex.formats.port import Party
from plugdex.model.location import Location
from plugdex.model.tariffs import Tariff

COUNTRY_LENGTH: Final = 2
PARTY_LENGTH: Final = 3


def owner_of(thing: Location | Tariff, default: Party | None) -> Party | None:
    """The owner as the object says it, else the one that answers for objects without."""
    country = key_of(thing.country_code, COUNTRY_LENGTH)
    party = key_of(thing.party_id, PARTY_LENGTH)
    if country and party:
        return Party(country_code=country, party_id=party)
    return default

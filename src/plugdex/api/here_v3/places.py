"""Addresses and businesses as HERE v3 writes them."""

import re
from functools import lru_cache
from typing import Final

from plugdex.api.here_v3.shapes import Address, BusinessDetails, Image
from plugdex.directory.facets import partner_key
from plugdex.model.location import Business, Location

NUMBER_LAST: Final = re.compile(
    r"(?P<street>\D.*\D) (?P<number>\d+ ?[A-Za-z]?(?:[-/]\d+[A-Za-z]?)?)"
)
NUMBER_FIRST: Final = re.compile(r"(?P<number>\d+ ?[A-Za-z]?(?:[-/]\d+)?),? (?P<street>\D.*)")
E_MOBILITY_ID: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{3}")


def address(location: Location) -> Address | None:
    """The postal address; street and house number apart where that is plain to see."""
    street, number = split_street(location.address or "")
    town = " ".join(filter(None, (location.postal_code, location.city)))
    label = ", ".join(filter(None, (location.address, town, location.state, location.country)))
    if not label:
        return None
    return Address(
        label=label,
        street=street or None,
        house_number=number,
        state=location.state,
        city=location.city,
        country_code=location.country,
        postal_code=location.postal_code,
    )


def split_street(text: str) -> tuple[str, str | None]:
    """Street and house number; the whole text is the street where there is any doubt."""
    for pattern in (NUMBER_LAST, NUMBER_FIRST):
        match = pattern.fullmatch(text)
        if match:
            return match["street"].rstrip(","), match["number"]
    return text, None


@lru_cache(maxsize=4096)
def business(details: Business | None, *, brief: bool = False) -> BusinessDetails | None:
    """An operator, or (``brief``) an eMSP, which has neither logo nor website."""
    if details is None:
        return None
    party = f"{details.country_code}-{details.party_id}".upper()
    logo = details.logo
    return BusinessDetails(
        name=details.name,
        partner_id=partner_key(details),
        website=None if brief else details.website,
        e_mobility_ids=[party] if E_MOBILITY_ID.fullmatch(party) else None,
        logo=Image(url=logo.url, thumbnail_url=logo.thumbnail) if logo and not brief else None,
    )

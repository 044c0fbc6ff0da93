"""Texts of a device put right: names, address, telephone numbers."""

import re
from functools import lru_cache
from typing import Final

from plugdex.formats.notes import Notes
from plugdex.formats.uk_ncr.columns import Device
from plugdex.model.location import Business, Text
from plugdex.model.phones import to_e164
from plugdex.model.text import is_nothing, is_tidy, without_extra_spaces, without_markup

POSTCODE: Final = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")
NOBODY: Final = frozenset({"", "*No Controller", "*No Network", "*No Owner"})
LONGEST_NOTHING: Final = 4
"""Characters of the longest word that says that there is no text."""


@lru_cache(maxsize=8192)
def text_of(value: str) -> str | None:
    """A text without white space and mark-up that nobody wants."""
    if not value:
        return None
    if not is_tidy(value):
        value = without_extra_spaces(without_markup(value))
    return None if len(value) <= LONGEST_NOTHING and is_nothing(value) else value


@lru_cache(maxsize=1024)
def business_of(name: str, website: str) -> Business | None:
    """An operator, owner or network; the registry has words for none."""
    found = text_of(name)
    if found is None or found in NOBODY:
        return None
    return Business(name=found, website=text_of(website))


@lru_cache(maxsize=1024)
def networks_of(names: str) -> tuple[Business, ...]:
    """Networks whose customers can charge: a list with commas."""
    made = (business_of(name.strip(), "") for name in names.split(","))
    return tuple(business for business in made if business)


@lru_cache(maxsize=1024)
def _e164(text: str) -> str | None:
    return to_e164(text, "GB")


def phone_of(text: str, notes: Notes) -> str | None:
    """A number in E.164."""
    if is_nothing(text):
        return None
    found = _e164(text)
    if found is None:
        notes.add("type_invalid", "dropped", "$.deviceControllerTelephoneNo", text)
    return found


def address_of(device: Device, notes: Notes) -> str | None:
    """Street with house number, else the building; postcodes stray into these columns."""
    lines = (device.thoroughfare, device.street, device.doubleDependantLocality)
    streets = (text_of(line) for line in lines)
    street = next((each for each in streets if each and not POSTCODE.fullmatch(each)), None)
    number = text_of(device.buildingNumber)
    building = text_of(device.buildingName) or text_of(device.subBuildingName)
    if street and number and number[0].isdigit() and not street[0].isdigit():
        return f"{number} {street}"
    found = street or building or number
    if found is None:
        notes.add("address_missing", "noted", "$.thoroughfare")
    return found


def directions_of(device: Device) -> tuple[Text, ...]:
    """The longer description, where it says more than the name or the address."""
    known = {device.name, device.thoroughfare, device.street, device.town, device.dependantLocality}
    for value in (device.locationLongDescription, device.locationShortDescription):
        if value not in known and (text := text_of(value)):
            return (Text(language="en", text=text),)
    return ()

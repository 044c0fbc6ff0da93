"""Name, address, operator and telephone of a station."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from plugdex.formats.notes import Notes
from plugdex.formats.osm.info import CODES
from plugdex.model.countries import Country
from plugdex.model.location import Business, Image, VehicleLimits
from plugdex.model.phones import to_e164
from plugdex.model.text import is_nothing, is_tidy, without_extra_spaces, without_markup

WEBSITES: Final = ("operator:website", "website", "contact:website", "url")
PHONES: Final = ("phone", "contact:phone", "operator:phone", "contact:mobile", "mobile")
STREETS: Final = ("addr:street", "addr:place")
_e164 = lru_cache(maxsize=4096)(to_e164)

LIMITS: Final[Mapping[str, str]] = {
    "maxweight": "weight_kg",
    "maxheight": "height_cm",
    "maxwidth": "width_cm",
    "maxlength": "length_cm",
}
FACTORS: Final[Mapping[str, float]] = {"weight_kg": 1000}
"""Tonnes to kilograms; metres to centimetres is 100 (OSM wiki, Map features/Units)."""


def clean(text: str) -> str | None:
    """A text as people should see it; ``None`` where it says nothing."""
    if not is_tidy(text):
        text = without_extra_spaces(without_markup(text))
    return None if is_nothing(text) else text


def first(tags: Mapping[str, str], *keys: str) -> str | None:
    """The first of some tags that says something."""
    for key in keys:
        found = clean(tags[key]) if key in tags else None
        if found:
            return found
    return None


def street_of(tags: Mapping[str, str], country: Country | None) -> str | None:
    """Street and house number in the order of the country."""
    full = first(tags, "addr:full")
    street, number = first(tags, *STREETS), first(tags, "addr:housenumber")
    if not street or not number:
        return street or full
    number_first = country is not None and country.alpha_3 in CODES["number_first"]
    return f"{number} {street}" if number_first else f"{street} {number}"


class Owners(NamedTuple):
    """Who runs a station, whose it is, and in which networks it takes part."""

    operator: Business | None
    owner: Business | None
    networks: tuple[Business, ...]


def owners_of(tags: Mapping[str, str]) -> Owners:
    """Operator, owner and networks; a station without operator is its network's or brand's."""
    networks = _list(tags.get("network", ""))
    operator = first(tags, "operator") or (networks[0] if networks else None)
    operator = operator or first(tags, "brand")
    owner = first(tags, "owner")
    others = tuple(Business(name=name) for name in networks if name != operator)
    keys = ("operator:website",) if others else WEBSITES
    return Owners(
        Business(name=operator, website=_website(tags, keys)) if operator else None,
        Business(name=owner) if owner else None,
        others,
    )


def _website(tags: Mapping[str, str], keys: Iterable[str]) -> str | None:
    """The first address on the web; a bare one is taken to be https.

    Where a station is in the network of somebody else, its address may be that of the network,
    so only the operator's own counts.
    """
    found = first(tags, *keys)
    if not found:
        return None
    address = found.split(";")[0].strip()
    return address if "://" in address else f"https://{address}"


def phone_of(tags: Mapping[str, str], country: Country | None, notes: Notes) -> str | None:
    """The first number that can be one."""
    text = first(tags, *PHONES)
    if not text:
        return None
    for number in text.split(";"):
        found = _e164(number, country.alpha_2 if country else None)
        if found:
            return found
    notes.add("type_invalid", "dropped", "$.tags.phone", text)
    return None


def images_of(tags: Mapping[str, str]) -> tuple[Image, ...]:
    """Pictures on the web."""
    addresses = tags.get("image", "").split(";") if "image" in tags else ()
    return tuple(
        Image(url=address.strip())
        for address in addresses
        if address.strip().startswith(("http://", "https://"))
    )


def limits_of(tags: Mapping[str, str], notes: Notes) -> VehicleLimits | None:
    """The largest vehicle: tonnes and metres, as the map has them without unit."""
    found: dict[str, float] = {}
    for key, name in LIMITS.items():
        text = tags.get(key, "").strip().lower()
        if not text or text in ("none", "default", "no"):
            continue
        value = _number(text.removesuffix("m").removesuffix("t").strip())
        if value is None:
            notes.add("type_invalid", "dropped", f"$.tags.{key}", text)
        else:
            found[name] = round(value * FACTORS.get(name, 100), 1)
    return VehicleLimits(**found) if found else None  # type: ignore[arg-type]  # floats only


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if 0 < value < 1000 else None


def _list(text: str) -> list[str]:
    return [name for item in text.split(";") if (name := clean(item))]

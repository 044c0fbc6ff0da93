"""Pictures, businesses and the energy mix."""

from collections.abc import Mapping, Sequence
from typing import Final

from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.write.texts import NOT_AVAILABLE, key_of, text_of, url_of
from plugdex.formats.ocpi.write.versions import ENERGY_SOURCES, Rules
from plugdex.model.location import Business, EnergyMix, Image

BUSINESS_NAME_LENGTH: Final = 100
ENERGY_NAME_LENGTH: Final = 64
IMAGE_TYPE_LENGTH: Final = 4
WIDEST: Final = 99_999
"""Pixels: ``int(5)``."""

IMAGE_TYPES: Final[Mapping[str, str]] = {
    name: name for name in ("gif", "jpeg", "jpg", "png", "svg", "webp")
} | {"svg+xml": "svg"}


def image_of(image: Image | None, rules: Rules) -> wire.Image | None:
    """A picture; its category and type are required."""
    url = url_of(image.url) if image else None
    if image is None or url is None:
        return None
    return wire.Image(
        url=url,
        thumbnail=url_of(image.thumbnail),
        category=_category(image.category, rules),
        type=_image_type(image),
        width=_pixels(image.width),
        height=_pixels(image.height),
    )


def _category(name: str | None, rules: Rules) -> str:
    """A category; OTHER is in every version."""
    if rules.image_categories is None:
        return key_of(name, BUSINESS_NAME_LENGTH) or "OTHER"
    return name if name in rules.image_categories else "OTHER"


def _image_type(image: Image) -> str:
    """What the source says, also as ``image/png``; else the end of the address."""
    stated = (image.type or "").rpartition("/")[2]
    if key_of(stated, IMAGE_TYPE_LENGTH):
        return stated
    named = IMAGE_TYPES.get(stated.lower())
    return named or IMAGE_TYPES.get(image.url.rpartition(".")[2].lower(), NOT_AVAILABLE)


def _pixels(number: int | None) -> int | None:
    return number if number and 0 < number <= WIDEST else None


def images_of(images: Sequence[Image], rules: Rules) -> list[wire.Image] | None:
    """Pictures."""
    if not images:
        return None
    return [made for image in images if (made := image_of(image, rules))] or None


def business_of(business: Business | None, rules: Rules) -> wire.BusinessDetails | None:
    """An operator or owner."""
    name = text_of(business.name, BUSINESS_NAME_LENGTH, rules) if business else None
    if business is None or name is None:
        return None
    return wire.BusinessDetails(
        name=name, website=url_of(business.website), logo=image_of(business.logo, rules)
    )


def energy_mix_of(mix: EnergyMix | None, rules: Rules) -> wire.EnergyMix | None:
    """The energy mix; sources are a closed list in every version."""
    if mix is None:
        return None
    sources = [
        wire.EnergySource(source=one.source, percentage=one.percentage)
        for one in mix.energy_sources
        if one.source in ENERGY_SOURCES and 0 <= one.percentage <= 100
    ]
    return wire.EnergyMix(
        is_green_energy=mix.is_green_energy,
        energy_sources=sources or None,
        environ_impact=_impacts(mix, rules),
        supplier_name=text_of(mix.supplier_name, ENERGY_NAME_LENGTH, rules),
        energy_product_name=text_of(mix.energy_product_name, ENERGY_NAME_LENGTH, rules),
    )


def _impacts(mix: EnergyMix, rules: Rules) -> list[wire.EnvironmentalImpact] | None:
    """2.1.1 calls the category ``source``."""
    name = "category" if rules.is_modern else "source"
    return [
        wire.EnvironmentalImpact(**{name: one.category}, amount=one.amount)
        for one in mix.environ_impact
        if rules.impacts is None or one.category in rules.impacts
    ] or None

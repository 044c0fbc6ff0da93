"""The small parts of OCPI objects: texts, codes, pictures, businesses, the energy mix."""

from collections.abc import Sequence
from typing import Final

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import wire
from plugdex.formats.port import Party
from plugdex.model.location import (
    Business,
    EnergyMix,
    EnergySource,
    EnvironmentalImpact,
    Image,
    Text,
)
from plugdex.model.text import is_nothing, is_tidy, without_extra_spaces, without_markup

UNDETERMINED: Final = "und"
"""Language of a text that does not say it (ISO 639-2)."""


def text_of(value: str | None, notes: Notes, path: str, limit: int = 512) -> str | None:
    """A text for people: one line, no mark-up; ``None`` when it says nothing (wild 1.16–1.20)."""
    if value is None:
        return None
    if not is_tidy(value):
        value = _cleaned(value, notes, path)
    if len(value) <= 4 and is_nothing(value):
        return None
    if len(value) > limit:
        notes.add(
            "text_too_long", "noted", path, value, f"{len(value)} characters, {limit} allowed"
        )
    return value


def _cleaned(value: str, notes: Notes, path: str) -> str:
    spaced = without_extra_spaces(value)
    if spaced != value and spaced:
        notes.add("whitespace", "normalised", path, value, spaced)
    bare = without_extra_spaces(without_markup(spaced))
    if bare != spaced:
        notes.add("markup_removed", "normalised", path, spaced, bare)
    return bare


def key_of(value: str | None, notes: Notes, path: str) -> str | None:
    """An identifier: trimmed, otherwise kept to the letter (wild 1.18, 3.10)."""
    if not value:
        return None
    trimmed = value.strip() if value.isprintable() else without_extra_spaces(value)
    if trimmed != value:
        notes.add("whitespace", "normalised", path, value, trimmed)
    return None if len(trimmed) <= 4 and is_nothing(trimmed) else trimmed


def codes_of(
    values: Sequence[str] | None, known: frozenset[str], notes: Notes, path: str
) -> tuple[str, ...]:
    """Codes of an open list: case and spaces put right, unknown ones kept (wild 6.8, 6.21)."""
    if not values:
        return ()
    if known.issuperset(values):
        return tuple(dict.fromkeys(values))
    return tuple(
        dict.fromkeys(
            code
            for index, value in enumerate(values)
            if (code := code_of(value, known, notes, f"{path}[{index}]"))
        )
    )


def code_of(value: str | None, known: frozenset[str], notes: Notes, path: str) -> str | None:
    """One code of an open list."""
    if value is None or value in known:
        return value
    if is_nothing(value):
        return None
    trimmed = without_extra_spaces(value)
    upper = trimmed.upper().replace(" ", "_").replace("-", "_")
    if upper in known:
        notes.add(
            "enum_case" if trimmed != value.upper() else "whitespace",
            "normalised",
            path,
            value,
            upper,
        )
        return upper
    notes.add("enum_unknown", "noted", path, value, trimmed)
    return trimmed


def texts_of(
    values: Sequence[wire.DisplayText] | None,
    notes: Notes,
    path: str,
    language: str | None = None,
) -> tuple[Text, ...]:
    """Texts in languages, or that of the source; empty ones are left out (wild 1.19, 7.3)."""
    if not values:
        return ()
    found = []
    for index, value in enumerate(values):
        text = text_of(value.text, notes, f"{path}[{index}].text")
        if text:
            found.append(Text(language=value.language or language or UNDETERMINED, text=text))
    return tuple(found)


def name_of(value: wire.DisplayText | None, notes: Notes, path: str) -> Text | None:
    """One text in a language."""
    return next(iter(texts_of([value], notes, path)), None) if value else None


def image_of(value: wire.Image | None, notes: Notes, path: str) -> Image | None:
    """A picture; without an address it is none."""
    if value is None or not value.url or is_nothing(value.url):
        return None
    return Image(
        url=value.url.strip(),
        thumbnail=value.thumbnail or None,
        category=value.category or None,
        type=value.type or None,
        width=value.width,
        height=value.height,
    )


def images_of(values: Sequence[wire.Image] | None, notes: Notes, path: str) -> tuple[Image, ...]:
    """Pictures of a list."""
    if not values:
        return ()
    made = (image_of(value, notes, path) for value in values)
    return tuple(image for image in made if image)


def business_of(
    value: wire.BusinessDetails | None, notes: Notes, path: str, party: Party | None = None
) -> Business | None:
    """An operator or owner; without a name it is none (wild 5.11).

    The party that owns a location is its operator's (OCPI 2.2.1 §8.3.1).
    """
    name = text_of(value.name, notes, f"{path}.name", 100) if value else None
    if value is None or name is None:
        return None
    return Business(
        name=name,
        website=text_of(value.website, notes, f"{path}.website"),
        logo=image_of(value.logo, notes, f"{path}.logo") if value.logo else None,
        country_code=party.country_code if party else None,
        party_id=party.party_id if party else None,
    )


def energy_mix_of(value: wire.EnergyMix | None, notes: Notes, path: str) -> EnergyMix | None:
    """The energy mix; it must at least say whether it is green."""
    if value is None:
        return None
    if value.is_green_energy is None:
        notes.add("null_required", "dropped", f"{path}.is_green_energy")
        return None
    return EnergyMix(
        is_green_energy=value.is_green_energy,
        energy_sources=tuple(
            EnergySource(source=source.source, percentage=source.percentage)
            for source in value.energy_sources or ()
            if source.source and source.percentage is not None and 0 <= source.percentage <= 100
        ),
        environ_impact=tuple(
            EnvironmentalImpact(category=category, amount=impact.amount)
            for impact in value.environ_impact or ()
            if (category := impact.category or impact.source)
            and impact.amount is not None
            and impact.amount >= 0
        ),
        supplier_name=text_of(value.supplier_name, notes, f"{path}.supplier_name"),
        energy_product_name=text_of(
            value.energy_product_name, notes, f"{path}.energy_product_name"
        ),
    )

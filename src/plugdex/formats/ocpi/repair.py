"""Bends JSON of almost the right shape into the wire types, driven by the types themselves.

1. What fits is taken as it is; what can only mean one thing is converted; the rest is dropped
   alone, with its path (wild 1.13–1.18).
2. Nothing is ever converted from bool, NaN or Infinity to a number, nor an id through a float.
"""

import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import wire
from plugdex.model.text import is_nothing

W = TypeVar("W", bound=wire.Wire)

ALIASES: Final[Mapping[type[wire.Wire], Mapping[str, str]]] = {
    wire.Location: {
        "_id": "id",
        "sub_operator": "suboperator",
        "timezone": "time_zone",
        "zip": "postal_code",
        "opening_hours": "opening_times",
        "location_type": "type",
    },
    wire.Evse: {"_id": "uid", "id": "uid", "floor": "floor_level"},
    wire.Connector: {
        "_id": "id",
        "ampere": "amperage",
        "max_power": "max_electric_power",
        "max_current": "max_amperage",
    },
    wire.GeoPoint: {"lat": "latitude", "lng": "longitude", "lon": "longitude"},
    wire.Tariff: {"_id": "id"},
    wire.TariffElement: {"restriction": "restrictions"},
}
"""Other names that members are known to have (wild 1.15, 7.4)."""

PLAIN: Final[Mapping[type[wire.Wire], str]] = {
    wire.DisplayText: "text",
    wire.BusinessDetails: "name",
    wire.Image: "url",
    wire.PriceLimit: "excl_vat",
}
"""Which member a plain value means where an object belongs (wild 1.16, 7.2, 7.3)."""

CODES: Final = {"latitude": "coordinate_type", "longitude": "coordinate_type"}
CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
TRUTH: Final = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}


def repair(kind: type[W], value: object, notes: Notes, path: str = "$") -> W | None:
    """Make a wire object of plain JSON; ``None`` when there is nothing to make it of."""
    if isinstance(value, list) and len(value) == 1:
        notes.add("type_coerced", "normalised", path, "list of one")
        value = value[0]
    if kind in PLAIN and isinstance(value, str | int | float) and not isinstance(value, bool):
        if kind is wire.PriceLimit:
            notes.add("vat_basis_unknown", "noted", path, value)
        notes.add("type_coerced", "normalised", path, value)
        value = {PLAIN[kind]: value}
    if not isinstance(value, dict):
        notes.add("type_invalid", "dropped", path, value)
        return None
    if not value:
        return None
    return kind(**_members(kind, value, notes, path))


def _members(
    kind: type[wire.Wire], value: Mapping[str, object], notes: Notes, path: str
) -> dict[str, object]:
    fields = _fields(kind)
    found: dict[str, object] = {}
    for name, member in value.items():
        field = _field_of(kind, name, value, notes, path)
        if field is None:
            if kind is wire.Restrictions and member is not None:
                found["other"] = [*_list(found.get("other")), name]
        elif member is not None:
            read = fields[field](member, notes, f"{path}.{field}")
            if kind is wire.Restrictions and _is_lost(member, read):
                found["unreadable"] = [*_list(found.get("unreadable")), name]
            elif read is not None:
                found[field] = read
            elif field == "restrictions" and not _is_absent(member):
                found[field] = wire.Restrictions(unreadable=[name])
    return found


def _is_lost(value: object, read: object) -> bool:
    """Whether a value, or an item of a list, could not be read."""
    if read is None:
        return not _is_absent(value)
    return isinstance(value, list) and isinstance(read, list) and len(read) < len(value)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _field_of(
    kind: type[wire.Wire], name: str, value: Mapping[str, object], notes: Notes, path: str
) -> str | None:
    """The field that a member of the source means (wild 1.13–1.15)."""
    if name in _fields(kind) and name not in ("other", "unreadable"):
        return name
    plain = field_name(kind, name)
    if plain is None or plain in value:
        notes.add("field_unknown", "dropped", f"{path}.{name}", _short(value[name]))
        return None
    code = "key_case" if plain == CAMEL.sub("_", name).lower() else "field_alias"
    notes.add(code, "normalised", f"{path}.{name}", name, plain)
    notes.spell(plain, name)
    return plain


def field_name(kind: type[wire.Wire], name: str) -> str | None:
    """The field that a member name means: its own, in another case, or a known other name."""
    fields = _fields(kind)
    if name in fields:
        return name
    snake = CAMEL.sub("_", name).lower()
    return snake if snake in fields else ALIASES.get(kind, {}).get(snake)


def _short(value: object) -> str:
    return (
        f"{type(value).__name__} of {len(value)}" if isinstance(value, dict | list) else str(value)
    )


WORDS: Final[Mapping[str, tuple[str, str]]] = {"tax_included": ("NO", "YES")}
"""Codes for which some write false and true."""

Reader = Callable[[object, Notes, str], object]


@cache
def _fields(kind: type[wire.Wire]) -> Mapping[str, Reader]:
    return {name: _reader(hint) for name, hint in get_type_hints(kind).items()}


def _reader(hint: Any) -> Reader:
    """The function that reads a value of a type."""
    options = [option for option in get_args(hint) or (hint,) if option is not type(None)]
    if get_origin(hint) is list:
        return _list_reader(get_args(hint)[0])
    if len(options) == 2:
        return _number
    option = options[0]
    if get_origin(option) is list:
        return _list_reader(get_args(option)[0])
    if isinstance(option, type) and issubclass(option, wire.Wire):
        return _object_reader(option)
    return SCALARS[option]


def _object_reader(kind: type[wire.Wire]) -> Reader:
    def read(value: object, notes: Notes, path: str) -> object:
        return None if _is_absent(value) else repair(kind, value, notes, path)

    return read


def _list_reader(item: Any) -> Reader:
    read_item = _reader(item)

    def read(value: object, notes: Notes, path: str) -> object:
        if _is_absent(value):
            return None
        if not isinstance(value, list):
            notes.add("type_coerced", "normalised", path, _short(value), "list of one")
            value = [value]
        found = []
        for index, entry in enumerate(value):
            made = None if entry is None else read_item(entry, notes, f"{path}[{index}]")
            if made is not None:
                found.append(made)
            elif entry is None:
                notes.add("type_invalid", "dropped", f"{path}[{index}]", "null")
        return found

    return read


def _is_absent(value: object) -> bool:
    """Null, empty and the words for nothing (wild 1.16)."""
    if isinstance(value, str):
        return is_nothing(value)
    return value is None or (isinstance(value, list | dict) and not value)


def _text(value: object, notes: Notes, path: str) -> str | None:
    if isinstance(value, str):
        return value
    name = path.rpartition(".")[2]
    if isinstance(value, bool) and name in WORDS:
        word = WORDS[name][value]
        notes.add("type_coerced", "normalised", path, value, word)
        return word
    if _is_absent(value):
        return None
    if isinstance(value, dict) and len(value) == 1 and isinstance(value.get("$date"), str):
        notes.add("type_coerced", "normalised", path, value, value["$date"])
        return str(value["$date"])
    if isinstance(value, bool | float | dict | list) and not _is_finite(value):
        notes.add("type_invalid", "dropped", path, value)
        return None
    code = CODES.get(name, "type_coerced")
    notes.add(code, "normalised", path, value, str(value))
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)


def _is_finite(value: object) -> bool:
    return isinstance(value, float) and math.isfinite(value)


def _number(value: object, notes: Notes, path: str) -> int | float | None:
    number = _decimal_of(value)
    if isinstance(value, int | float) and number is not None:
        return value
    if number is None:
        if not _is_absent(value):
            notes.add("type_invalid", "dropped", path, value)
        return None
    plain = int(number) if number == number.to_integral_value() else float(number)
    notes.add("type_coerced", "normalised", path, value, plain)
    return plain


def _integer(value: object, notes: Notes, path: str) -> int | None:
    number = _decimal_of(value)
    if isinstance(value, int) and number is not None:
        return value
    if number is None or number != number.to_integral_value():
        if not _is_absent(value):
            notes.add("type_invalid", "dropped", path, value)
        return None
    notes.add("type_coerced", "normalised", path, value, int(number))
    return int(number)


def _decimal(value: object, notes: Notes, path: str) -> Decimal | None:
    number = _decimal_of(value)
    if number is None:
        if not _is_absent(value):
            notes.add("type_invalid", "dropped", path, value)
    elif isinstance(value, str):
        notes.add("type_coerced", "normalised", path, value, number)
    return number


def _decimal_of(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    text = value.strip() if isinstance(value, str) else repr(value)
    if isinstance(value, Decimal):
        text = str(value)
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if "_" in text or len(text) > 40:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) <= wire.LARGEST else None


def _boolean(value: object, notes: Notes, path: str) -> bool | None:
    if isinstance(value, bool):
        return value
    truth = TRUTH.get(str(value).strip().lower()) if isinstance(value, str | int) else None
    if truth is not None:
        notes.add("type_coerced", "normalised", path, value, truth)
    elif not _is_absent(value):
        notes.add("type_invalid", "dropped", path, value)
    return truth


SCALARS: Final[Mapping[type, Reader]] = {
    str: _text,
    int: _integer,
    bool: _boolean,
    Decimal: _decimal,
}

"""The register as JSON: ``{"chargingStations": [...]}``."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from plugdex.formats.bnetza.device import Device, Point
from plugdex.formats.json_list import Piece, read_leniently
from plugdex.model.errors import UnreadableSource

MARKS: Final = frozenset({"evses", "coordinates", "go_live_date", "opening_days"})
Number = float | str | None
Name = Annotated[str, Meta(max_length=10_000)] | None


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    """A member that nobody knows is an error: see ``read_device``."""


class Coordinates(_Strict):
    """Degrees."""

    latitude: Number = None
    longitude: Number = None


class Connector(_Strict):
    """A plug and its power in kilowatts."""

    connector_type: Name = None
    max_electric_power_connector: Number = None


class Evse(_Strict):
    """A charge point."""

    connectors: list[Connector] = []
    evse_id: Name = None
    public_key: Name = None
    public_key_available: bool | None = None


class OpeningDay(_Strict):
    """Open on one weekday from a time to another."""

    weekday: Name = None
    open_from: Name = None
    open_to: Name = None


class Operator(_Strict):
    """The operator, and what the map shows for it."""

    companyName: Name = None  # noqa: N815 - as in the source
    displayName: Name = None  # noqa: N815 - as in the source


class State(_Strict):
    """Whether the device works."""

    operational: Name = None


class Station(_Strict):
    """A device."""

    id: int | str | None = None
    operator: Operator = msgspec.field(default_factory=Operator)
    coordinates: Coordinates = msgspec.field(default_factory=Coordinates)
    evses: list[Evse] = []
    location_description: Name = None
    street: Name = None
    house_no: Name = None
    address_addition: Name = None
    postal_code: Name = None
    city: Name = None
    district_independent_city: Name = None
    state: Name = None
    go_live_date: Name = None
    max_electric_power_station: Number = None
    type: Name = None
    status: State = msgspec.field(default_factory=State)
    opening_hours_specification: Name = None
    opening_days: list[OpeningDay] = []
    payment_systems: list[str | None] = []
    access_restriction: Name = None


LISTS: Final[Mapping[str, type[_Strict]]] = {
    "evses": Evse,
    "connectors": Connector,
    "opening_days": OpeningDay,
}
PARTS: Final[Mapping[str, type[_Strict]]] = {
    "coordinates": Coordinates,
    "operator": Operator,
    "status": State,
}
"""Members that are objects, and lists of objects."""

_station = msgspec.json.Decoder(Station)


def read_device(piece: Piece, unread: set[str]) -> Device:
    """The device of an object; members that nobody knows are added to the unread ones.

    Raises ``ValueError`` and its kind for an object that is broken.
    """
    try:
        return _device(_station.decode(piece.raw))
    except msgspec.ValidationError:
        value = read_leniently(bytes(piece.raw))
        if not isinstance(value, dict):
            raise ValueError("no object") from None
        known = _known(value, Station, "", unread)
        return _device(msgspec.convert(known, Station))


def check(piece: Piece) -> None:
    """Raise ``UnreadableSource`` where the first object is none of the register."""
    value = read_leniently(bytes(piece.raw))
    if not isinstance(value, dict) or not MARKS & value.keys():
        members = ", ".join(value)[:100] if isinstance(value, dict) else type(value).__name__
        raise UnreadableSource(
            f"Found JSON objects with the members {members!r}, expected charging stations",
            advice="Is it the Ladesäulenregister?",
        )


def _known(
    value: Mapping[str, object], shape: type[_Strict], path: str, unread: set[str]
) -> dict[str, object]:
    """The members of an object that its shape has; null means absent."""
    known: dict[str, object] = {}
    for name, member in value.items():
        if name not in shape.__struct_fields__:
            unread.add(f"{path}{name}")
        elif name in LISTS and isinstance(member, list):
            place = f"{path}{name}[]."
            known[name] = [
                _known(each, LISTS[name], place, unread)
                for each in member
                if isinstance(each, dict)
            ]
        elif name in PARTS and isinstance(member, dict):
            known[name] = _known(member, PARTS[name], f"{path}{name}.", unread)
        elif member is not None:
            known[name] = member
    return known


def _device(station: Station) -> Device:
    days = station.opening_days
    return Device(
        id="" if station.id is None else str(station.id),
        operator=station.operator.companyName or "",
        brand=station.operator.displayName or "",
        latitude=_number(station.coordinates.latitude),
        longitude=_number(station.coordinates.longitude),
        points=tuple(_points(station.evses)),
        status=station.status.operational or "",
        street=station.street or "",
        house_number=station.house_no or "",
        addition=station.address_addition or "",
        postal_code=station.postal_code or "",
        city=station.city or "",
        state=station.state or "",
        name=station.location_description or "",
        parking=station.access_restriction or "",
        payments=";".join(filter(None, station.payment_systems)),
        opening=station.opening_hours_specification or "",
        weekdays=";".join(day.weekday or "?" for day in days),
        times=";".join(f"{day.open_from}-{day.open_to}" for day in days),
    )


def _points(evses: list[Evse]) -> Iterator[Point]:
    for evse in evses:
        powers = [_number(one.max_electric_power_connector) for one in evse.connectors]
        yield Point(
            plugs=tuple(one.connector_type or "" for one in evse.connectors),
            powers=tuple(powers) if any(powers) else (),
            evse_id=evse.evse_id or "",
        )


def _number(value: Number) -> str:
    return "" if value is None else str(value)

"""A charging device (Ladeeinrichtung) as the register states it, whatever file it comes in."""

from typing import NamedTuple


class Point(NamedTuple):
    """A charge point (Ladepunkt): names of plugs, and their powers in kilowatts as written."""

    plugs: tuple[str, ...] = ()
    powers: tuple[str, ...] = ()
    evse_id: str = ""


class Device(NamedTuple):
    """A device; empty where an edition or a record does not say it."""

    id: str
    operator: str
    latitude: str
    longitude: str
    points: tuple[Point, ...]
    points_said: str = ""
    """How many points the device has, where that is said."""
    brand: str = ""
    """What the map shows for the operator."""
    status: str = ""
    street: str = ""
    house_number: str = ""
    addition: str = ""
    code_and_city: str = ""
    postal_code: str = ""
    city: str = ""
    state: str = ""
    name: str = ""
    parking: str = ""
    payments: str = ""
    opening: str = ""
    weekdays: str = ""
    times: str = ""

"""NOBIL's stations, API version 3 (https://info.nobil.no/api)."""

from msgspec import Struct, field


class Attribute(Struct, gc=False):
    """One attribute: its type is the key under which it stands, its value an id or a text."""

    value_id: str | int | None = field(default=None, name="attrvalid")
    translated: str | int | bool | None = field(default=None, name="trans")
    value: str | int | float | bool | None = field(default=None, name="attrval")


Attributes = dict[str, Attribute]


class Station(Struct, gc=False, rename="pascal"):
    """The fixed members of a station (csmd)."""

    id: int | str | None = field(default=None, name="id")
    name: str | None = field(default=None, name="name")
    street: str | None = None
    house_number: str | int | None = field(default=None, name="House_number")
    zipcode: str | int | None = None
    city: str | None = None
    county: str | None = None
    description: str | None = field(default=None, name="Description_of_location")
    owned_by: str | None = field(default=None, name="Owned_by")
    operator: str | None = None
    points: int | None = field(default=None, name="Number_charging_points")
    position: str | None = None
    contact_info: str | None = field(default=None, name="Contact_info")
    created: str | None = None
    updated: str | None = None
    station_status: int | None = field(default=None, name="Station_status")
    land_code: str | None = field(default=None, name="Land_code")


class Groups(Struct, gc=False):
    """Attributes of the station, and of each of its connectors: keyed by number, or a list."""

    st: Attributes | list[Attribute] | None = None
    conn: dict[str, Attributes] | list[Attributes] | None = None


class Record(Struct, gc=False):
    """A station as the API delivers it."""

    csmd: Station
    attr: Groups

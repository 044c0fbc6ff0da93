"""Sites as supercharge.info publishes them, and as a flat extract of them writes them.

What is absent is unknown: optional members are left out, not null.
"""

from msgspec import Struct, field


class Address(Struct, gc=False):
    """Where a site is, in words."""

    street: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | int | None = None
    country: str | None = None


class Gps(Struct, gc=False):
    """Where a site is."""

    latitude: float | None = None
    longitude: float | None = None


class Site(Struct, gc=False):
    """A site; the second name of a member is that of the flat extract."""

    id: int | str | None = None
    name: str | None = None
    status: str | None = None
    address: Address | None = None
    country: str | None = None
    gps: Gps | None = None
    lat: float | None = None
    lon: float | None = None
    stall_count: int | None = field(default=None, name="stallCount")
    flat_stall_count: int | None = field(default=None, name="stall_count")
    kilowatts: float | None = field(default=None, name="powerKilowatt")
    flat_kilowatts: float | None = field(default=None, name="power_kw")
    stalls: dict[str, int | None] | None = None
    flat_stalls: dict[str, int | None] | None = field(default=None, name="stall_versions")
    plugs: dict[str, int | None] | None = None
    flat_plugs: dict[str, int | None] | None = field(default=None, name="plug_types")
    other_evs: bool | None = field(default=None, name="otherEVs")
    flat_other_evs: bool | None = field(default=None, name="open_to_others")
    hours: str | None = None
    access_notes: str | None = field(default=None, name="accessNotes")
    modified: str | int | None = field(default=None, name="dateModified")
    opened: str | None = field(default=None, name="dateOpened")
    flat_opened: str | None = field(default=None, name="open_date")

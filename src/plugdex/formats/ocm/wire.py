"""Open Charge Map's POI objects: API versions 2 to 4 and the database export.

Every member may be absent or null: the compact form leaves out the objects of reference data and
what is empty. Members are named in full where the rule for names does not lead to them.
"""

from msgspec import Struct, field

Number = int | float | None


class Stamp(Struct, gc=False):
    """A time as the database export writes it."""

    text: str | None = field(default=None, name="$date")


Time = str | Stamp | None


class Named(Struct, rename="pascal", gc=False):
    """An object of reference data of which the id and the name count."""

    id: int | None = field(default=None, name="ID")
    title: str | None = None


class Country(Struct, rename="pascal", gc=False):
    """A country."""

    id: int | None = field(default=None, name="ID")
    iso_code: str | None = field(default=None, name="ISOCode")
    title: str | None = None


class Provider(Struct, rename="pascal", gc=False):
    """Whose data it is, and on which terms."""

    id: int | None = field(default=None, name="ID")
    title: str | None = None
    is_open_data_licensed: bool | None = None
    license: str | None = None


class Operator(Struct, rename="pascal", gc=False):
    """The operator or network."""

    id: int | None = field(default=None, name="ID")
    title: str | None = None
    website_url: str | None = field(default=None, name="WebsiteURL")
    phone_primary_contact: str | None = None


class Address(Struct, rename="pascal", gc=False):
    """Where it is."""

    title: str | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    town: str | None = None
    state_or_province: str | None = None
    postcode: str | int | None = None
    country_id: int | None = field(default=None, name="CountryID")
    country: Country | None = None
    latitude: float | str | None = None
    longitude: float | str | None = None
    contact_telephone1: str | None = None
    access_comments: str | None = None


class Connection(Struct, rename="pascal", gc=False):
    """A kind of plug, and how many there are of it; not a charging point."""

    id: int | None = field(default=None, name="ID")
    connection_type_id: int | None = field(default=None, name="ConnectionTypeID")
    connection_type: Named | None = None
    status_type_id: int | None = field(default=None, name="StatusTypeID")
    status_type: Named | None = None
    amps: Number = None
    voltage: Number = None
    power_kw: Number = field(default=None, name="PowerKW")
    current_type_id: int | None = field(default=None, name="CurrentTypeID")
    current_type: Named | None = None
    quantity: Number = None


class Poi(Struct, rename="pascal", gc=False):
    """A place with charging points."""

    id: int | None = field(default=None, name="ID")
    data_provider_id: int | None = field(default=None, name="DataProviderID")
    data_provider: Provider | None = None
    operator_id: int | None = field(default=None, name="OperatorID")
    operator_info: Operator | None = None
    usage_type_id: int | None = field(default=None, name="UsageTypeID")
    usage_type: Named | None = None
    usage_cost: str | None = None
    address_info: Address | None = None
    connections: list[Connection] | None = None
    number_of_points: Number = None
    status_type_id: int | None = field(default=None, name="StatusTypeID")
    status_type: Named | None = None
    submission_status_type_id: int | None = field(default=None, name="SubmissionStatusTypeID")
    submission_status: Named | None = None
    date_last_status_update: Time = None
    date_last_verified: Time = None
    date_last_confirmed: Time = None
    date_created: Time = None

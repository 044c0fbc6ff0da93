"""A checker of OCPI objects, written from the tables of the specification and from nothing else.

It shares no line with the writer: members, types, lengths, cardinalities and lists of codes stand
here a second time, so that a slip there does not hide itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

VERSIONS = ("2.1.1", "2.2", "2.2.1", "2.3.0")
FIRST, SECOND, THIRD = "2.1.1", "2.2.1", "2.3.0"

# One line a member: name, then its type and cardinality in 2.1.1, 2.2.1 and 2.3.0. "-": the
# version does not have it; "=": as in the column before.
TABLES = """
Location
  country_code          -                ci2 1            =
  party_id              -                ci3 1            =
  id                    str39 1          ci36 1           =
  type                  LocationType 1   -                -
  parking_type          -                ParkingType ?    =
  publish               -                bool 1           =
  publish_allowed_to    -                Token *          =
  name                  str255 ?         =                =
  address               str45 1          str255 1         =
  city                  str45 1          =                =
  postal_code           str10 1          str10 ?          =
  state                 -                str45 ?          =
  country               alpha3 1         =                =
  coordinates           Geo 1            =                =
  related_locations     NamedGeo *       =                =
  evses                 Evse *           =                =
  parking_places        -                -                Parking *
  directions            DisplayText *    =                =
  operator              Business ?       =                =
  suboperator           Business ?       =                =
  owner                 Business ?       =                =
  facilities            Facility *       =                =
  time_zone             str255 ?         str255 1         =
  opening_times         Hours ?          =                =
  charging_when_closed  bool ?           =                =
  images                Image *          =                =
  energy_mix            EnergyMix ?      =                =
  help_phone            -                -                ci25 ?
  last_updated          time 1           =                =
Evse
  uid                   str39 1          ci36 1           =
  evse_id               str48 ?          ci48 ?           =
  status                Status 1         =                =
  status_schedule       Schedule *       =                =
  capabilities          Capability *     =                =
  connectors            Connector +      =                =
  floor_level           str4 ?           =                =
  coordinates           Geo ?            =                =
  physical_reference    str16 ?          =                =
  directions            DisplayText *    =                =
  parking_restrictions  Restriction *    =                =
  parking               -                -                EvseParking *
  images                Image *          =                =
  accepted_service_providers -           -                str50 *
  last_updated          time 1           =                =
Connector
  id                    str36 1          ci36 1           =
  standard              ConnectorType 1  =                =
  format                Format 1         =                =
  power_type            PowerType 1      =                =
  voltage               int 1            -                -
  max_voltage           -                int 1            =
  amperage              int 1            -                -
  max_amperage          -                int 1            =
  max_electric_power    -                int ?            =
  tariff_id             str36 ?          -                -
  tariff_ids            -                ci36 *           =
  terms_and_conditions  url ?            =                =
  capabilities          -                -                ConnectorCapability *
  last_updated          time 1           =                =
Geo
  latitude              latitude 1       =                =
  longitude             longitude 1      =                =
NamedGeo
  latitude              latitude 1       =                =
  longitude             longitude 1      =                =
  name                  DisplayText ?    =                =
DisplayText
  language              language 1       =                =
  text                  str512 1         =                =
Business
  name                  str100 1         =                =
  website               url ?            =                =
  logo                  Image ?          =                =
Image
  url                   url 1            =                =
  thumbnail             url ?            =                =
  category              ImageCategory 1  =                =
  type                  str4 1           ci4 1            =
  width                 int5 ?           =                =
  height                int5 ?           =                =
Hours
  twentyfourseven       bool ?           bool 1           =
  regular_hours         RegularHours *   =                =
  exceptional_openings  Exceptional *    =                =
  exceptional_closings  Exceptional *    =                =
RegularHours
  weekday               weekday 1        =                =
  period_begin          clock 1          =                =
  period_end            clock 1          =                =
Exceptional
  period_begin          time 1           =                =
  period_end            time 1           =                =
Schedule
  period_begin          time 1           =                =
  period_end            time ?           =                =
  status                Status 1         =                =
EnergyMix
  is_green_energy       bool 1           =                =
  energy_sources        EnergySource *   =                =
  environ_impact        Impact *         =                =
  supplier_name         str64 ?          =                =
  energy_product_name   str64 ?          =                =
EnergySource
  source                SourceCategory 1 =                =
  percentage            percentage 1     =                =
Impact
  source                ImpactCategory 1 -                -
  category              -                ImpactCategory 1 =
  amount                num 1            =                =
Parking
  id                    -                -                ci36 1
  physical_reference    -                -                str12 ?
  vehicle_types         -                -                VehicleType +
  max_vehicle_weight    -                -                num ?
  max_vehicle_height    -                -                num ?
  max_vehicle_length    -                -                num ?
  max_vehicle_width     -                -                num ?
  parking_space_length  -                -                num ?
  parking_space_width   -                -                num ?
  dangerous_goods_allowed -              -                bool ?
  direction             -                -                Direction ?
  drive_through         -                -                bool ?
  restricted_to_type    -                -                bool 1
  reservation_required  -                -                bool 1
  time_limit            -                -                num ?
  roofed                -                -                bool ?
  images                -                -                Image *
  lighting              -                -                bool ?
  refrigeration_outlet  -                -                bool ?
  standards             -                -                ci36 *
  apds_reference        -                -                ci255 ?
EvseParking
  parking_id            -                -                ci36 1
  evse_position         -                -                Position ?
Tariff
  country_code          -                ci2 1            =
  party_id              -                ci3 1            =
  id                    str36 1          ci36 1           =
  currency              currency 1       =                =
  type                  -                TariffType ?     =
  tariff_alt_text       DisplayText *    =                =
  tariff_alt_url        url ?            =                =
  min_price             -                Price ?          =
  max_price             -                Price ?          =
  elements              Element +        =                =
  tax_included          -                -                TaxIncluded 1
  start_date_time       -                time ?           =
  end_date_time         -                time ?           =
  energy_mix            EnergyMix ?      =                =
  last_updated          time 1           =                =
Price
  excl_vat              -                num 1            -
  incl_vat              -                num ?            -
  before_taxes          -                -                num 1
  after_taxes           -                -                num ?
Element
  price_components      Component +      =                =
  restrictions          Restrictions ?   =                =
Component
  type                  Dimension 1      =                =
  price                 num 1            =                =
  vat                   -                num ?            =
  step_size             step 1           =                =
Restrictions
  start_time            clock ?          =                =
  end_time              clock ?          =                =
  start_date            date ?           =                =
  end_date              date ?           =                =
  min_kwh               num ?            =                =
  max_kwh               num ?            =                =
  min_current           -                num ?            =
  max_current           -                num ?            =
  min_power             num ?            =                =
  max_power             num ?            =                =
  min_duration          int ?            =                =
  max_duration          int ?            =                =
  day_of_week           Day *            =                =
  reservation           -                Reservation ?    =
"""

DOMESTIC = " ".join(f"DOMESTIC_{letter}" for letter in "ABCDEFGHIJKL")

# Codes of 2.1.1, and what each later version adds. Open lists end with an asterisk in 2.3.0.
CODES = {
    "ConnectorType": {
        "2.1.1": f"CHADEMO {DOMESTIC} IEC_60309_2_single_16 IEC_60309_2_three_16 "
        "IEC_60309_2_three_32 IEC_60309_2_three_64 IEC_62196_T1 IEC_62196_T1_COMBO IEC_62196_T2 "
        "IEC_62196_T2_COMBO IEC_62196_T3A IEC_62196_T3C TESLA_R TESLA_S",
        "2.2": "PANTOGRAPH_BOTTOM_UP PANTOGRAPH_TOP_DOWN",
        "2.2.1": "CHAOJI DOMESTIC_M DOMESTIC_N DOMESTIC_O GBT_AC GBT_DC NEMA_5_20 NEMA_6_30 "
        "NEMA_6_50 NEMA_10_30 NEMA_10_50 NEMA_14_30 NEMA_14_50",
        "2.3.0": "*",
    },
    "PowerType": {"2.1.1": "AC_1_PHASE AC_3_PHASE DC", "2.2.1": "AC_2_PHASE AC_2_PHASE_SPLIT"},
    "Format": {"2.1.1": "SOCKET CABLE"},
    "Status": {
        "2.1.1": "AVAILABLE BLOCKED CHARGING INOPERATIVE OUTOFORDER PLANNED REMOVED RESERVED "
        "UNKNOWN"
    },
    "Capability": {
        "2.1.1": "CHARGING_PROFILE_CAPABLE CREDIT_CARD_PAYABLE REMOTE_START_STOP_CAPABLE "
        "RESERVABLE RFID_READER UNLOCK_CAPABLE",
        "2.2": "CHARGING_PREFERENCES_CAPABLE CHIP_CARD_SUPPORT CONTACTLESS_CARD_SUPPORT "
        "DEBIT_CARD_PAYABLE PED_TERMINAL TOKEN_GROUP_CAPABLE",
        "2.2.1": "START_SESSION_CONNECTOR_REQUIRED",
        "2.3.0": "*",
    },
    "ConnectorCapability": {"2.3.0": "*"},
    "Restriction": {"2.1.1": "EV_ONLY PLUGGED DISABLED CUSTOMERS MOTORCYCLES", "2.3.0": "*"},
    "LocationType": {
        "2.1.1": "ON_STREET PARKING_GARAGE UNDERGROUND_GARAGE PARKING_LOT OTHER UNKNOWN"
    },
    "ParkingType": {
        "2.2": "ALONG_MOTORWAY PARKING_GARAGE PARKING_LOT ON_DRIVEWAY ON_STREET UNDERGROUND_GARAGE",
        "2.3.0": "*",
    },
    "Facility": {
        "2.1.1": "HOTEL RESTAURANT CAFE MALL SUPERMARKET SPORT RECREATION_AREA NATURE MUSEUM "
        "BUS_STOP TAXI_STAND TRAIN_STATION AIRPORT CARPOOL_PARKING FUEL_STATION WIFI",
        "2.2": "BIKE_SHARING TRAM_STOP METRO_STATION PARKING_LOT",
        "2.3.0": "*",
    },
    "ImageCategory": {
        "2.1.1": "CHARGER ENTRANCE LOCATION NETWORK OPERATOR OTHER OWNER",
        "2.3.0": "*",
    },
    "SourceCategory": {"2.1.1": "NUCLEAR GENERAL_FOSSIL COAL GAS GENERAL_GREEN SOLAR WIND WATER"},
    "ImpactCategory": {"2.1.1": "NUCLEAR_WASTE CARBON_DIOXIDE", "2.3.0": "*"},
    "VehicleType": {"2.3.0": "*"},
    "Direction": {"2.3.0": "PARALLEL PERPENDICULAR ANGLE"},
    "Position": {"2.3.0": "LEFT RIGHT CENTER"},
    "Dimension": {"2.1.1": "ENERGY FLAT PARKING_TIME TIME"},
    "Day": {"2.1.1": "MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY"},
    "TariffType": {"2.2": "AD_HOC_PAYMENT PROFILE_CHEAP PROFILE_FAST PROFILE_GREEN REGULAR"},
    "Reservation": {"2.2": "RESERVATION RESERVATION_EXPIRES"},
    "TaxIncluded": {"2.3.0": "YES NO N/A"},
}
ALWAYS = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
PATTERNS = {
    "time": {FIRST: rf"{ALWAYS}Z", SECOND: rf"{ALWAYS}(\.\d{{3}})?Z"},
    "latitude": {FIRST: r"(?=.{1,10}$)-?\d{1,2}\.\d{6}", SECOND: r"(?=.{1,10}$)-?\d{1,2}\.\d{5,7}"},
    "longitude": {
        FIRST: r"(?=.{1,11}$)-?\d{1,3}\.\d{6}",
        SECOND: r"(?=.{1,11}$)-?\d{1,3}\.\d{5,7}",
    },
    "clock": {FIRST: r"([01]\d|2[0-3]):[0-5]\d"},
    "date": {FIRST: r"\d{4}-\d\d-\d\d"},
    "language": {FIRST: r"[a-z]{2}"},
    "alpha3": {FIRST: r"[A-Z]{3}"},
    "currency": {FIRST: r"[A-Z]{3}"},
    "url": {FIRST: r"https?://[!-~]{1,247}"},
}
NUMBERS = {
    "int": (int, 0, 2**53),
    "int5": (int, 1, 99_999),
    "step": (int, 1, 2**53),
    "weekday": (int, 1, 7),
    "num": (int | float, -(2**53), 2**53),
    "percentage": (int | float, 0, 100),
}


def _tables() -> Mapping[str, Mapping[str, Sequence[str]]]:
    found: dict[str, dict[str, Sequence[str]]] = {}
    for line in TABLES.strip().splitlines():
        if not line.startswith(" "):
            members = found.setdefault(line, {})
            continue
        name, rest = line.split(None, 1)
        columns = re.findall(r"[A-Za-z0-9]+ [1?*+]|[-=]", rest)
        assert len(columns) == 3, line
        for index, column in enumerate(columns):
            columns[index] = columns[index - 1] if column == "=" else column
        members[name] = columns
    return found


MEMBERS = _tables()


def faults(kind: str, thing: Any, version: str) -> list[str]:
    """What is wrong with an object of a kind (``Location``, ``Evse`` …) in a version."""
    return list(_object(kind, thing, version, "$"))


def _object(kind: str, thing: Any, version: str, path: str) -> Iterator[str]:
    if not isinstance(thing, dict):
        yield f"{path}: no object"
        return
    column = {"2.1.1": 0, "2.2": 1, "2.2.1": 1, "2.3.0": 2}[version]
    members = {name: columns[column] for name, columns in MEMBERS[kind].items()}
    for name in thing:
        if members.get(name, "-") == "-":
            yield f"{path}.{name}: not in {version}"
    for name, column_text in members.items():
        if column_text == "-":
            continue
        what, count = column_text.split()
        if name in thing:
            yield from _member(what, count, thing[name], version, f"{path}.{name}")
        elif count in "1+":
            yield f"{path}.{name}: missing"
    yield from _more(kind, thing, version, path)


def _member(what: str, count: str, value: Any, version: str, path: str) -> Iterator[str]:
    if count in "1?":
        yield from _value(what, value, version, path)
    elif not isinstance(value, list) or not value:
        yield f"{path}: no list, or an empty one"
    else:
        for index, one in enumerate(value):
            yield from _value(what, one, version, f"{path}[{index}]")


def _value(what: str, value: Any, version: str, path: str) -> Iterator[str]:
    text = re.fullmatch(r"(str|ci)(\d+)", what)
    if what in MEMBERS:
        yield from _object(what, value, version, path)
    elif what in CODES:
        if value not in _codes(what, version) and "*" not in _codes(what, version):
            yield f"{path}: {value} is no {what} of {version}"
    elif text:
        yield from _text(value, text[1], int(text[2]), version, path)
    elif what in PATTERNS:
        patterns = PATTERNS[what]
        pattern = patterns[FIRST] if version == FIRST else patterns.get(SECOND, patterns[FIRST])
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield f"{path}: {value!r} is no {what}"
    elif what == "bool":
        if not isinstance(value, bool):
            yield f"{path}: {value!r} is no bool"
    else:
        kind, least, most = NUMBERS[what]
        if isinstance(value, bool) or not isinstance(value, kind) or not least <= value <= most:
            yield f"{path}: {value!r} is no {what}"


def _codes(what: str, version: str) -> set[str]:
    reached = VERSIONS[: VERSIONS.index(version) + 1]
    return {code for each in reached for code in CODES[what].get(each, "").split()}


def _text(value: Any, kind: str, limit: int, version: str, path: str) -> Iterator[str]:
    """Printable; ASCII where it is an identifier, and everywhere in 2.1.1."""
    if not isinstance(value, str) or not 0 < len(value) <= limit or not value.isprintable():
        yield f"{path}: {value!r} is no text of {limit}"
    elif (kind == "ci" or version == FIRST) and not value.isascii():
        yield f"{path}: {value!r} is not ASCII"


def _more(kind: str, thing: Mapping[str, Any], version: str, path: str) -> Iterator[str]:
    """Rules on members together."""
    rule = {"Hours": _hours, "RegularHours": _day, "Location": _location, "Evse": _evse}.get(kind)
    if rule:
        yield from (f"{path}: {fault}" for fault in rule(thing, version))


def _hours(hours: Mapping[str, Any], version: str) -> Iterator[str]:
    if version == FIRST and ("regular_hours" in hours) == ("twentyfourseven" in hours):
        yield "either regular hours or twentyfourseven"
    if not hours.get("twentyfourseven") and not hours.get("regular_hours"):
        yield "no regular hours"


def _day(day: Mapping[str, Any], version: str) -> Iterator[str]:
    if day["period_end"] <= day["period_begin"]:
        yield "the end is not later than the begin"


def _location(location: Mapping[str, Any], version: str) -> Iterator[str]:
    if any(_moment(evse) > _moment(location) for evse in location.get("evses", ())):
        yield "an EVSE is newer"
    bays = {bay["id"] for bay in location.get("parking_places", ())}
    used = {one["parking_id"] for evse in location.get("evses", ()) for one in _bays(evse)}
    if used - bays:
        yield f"no such bays: {used - bays}"


def _bays(evse: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    found: Sequence[Mapping[str, str]] = evse.get("parking", ())
    return found


def _evse(evse: Mapping[str, Any], version: str) -> Iterator[str]:
    if any(_moment(connector) > _moment(evse) for connector in evse.get("connectors", ())):
        yield "a connector is newer"


def _moment(thing: Mapping[str, Any]) -> str:
    """A stamp such that later ones compare greater."""
    return str(thing.get("last_updated", "")).replace("Z", "")

"""Hypothesis strategies of what OCPI 2.3.0 can say, in the form in which our reader gives it.

What else our model knows (restrictions, trucks, eMSPs …) has no member in OCPI and is left out, so
a location of these comes back whole from 2.3.0, and from older versions as ``as_in`` says.
"""

from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st
from msgspec.structs import replace

from plugdex.model.connectors import OCPI_VERSIONS, STANDARDS
from plugdex.model.hours import ExceptionalPeriod, OpeningHours, RegularHours
from plugdex.model.location import (
    Business,
    Connector,
    EnergyMix,
    EnergySource,
    EnvironmentalImpact,
    Evse,
    EvseParking,
    Image,
    Location,
    ParkingPlace,
    Point,
    RelatedPoint,
    StatusPeriod,
    Text,
    VehicleLimits,
)
from plugdex.model.status import EvseStatus
from plugdex.model.tariffs import (
    PriceComponent,
    PriceLimit,
    Tariff,
    TariffElement,
    TariffRestrictions,
)

T = TypeVar("T")
SOURCE = "test"
RECEIVED = datetime(2030, 1, 1, tzinfo=UTC)
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
CAPABILITIES = ("RFID_READER", "PED_TERMINAL", "START_SESSION_CONNECTOR_REQUIRED")
FACILITIES = ("HOTEL", "WIFI", "TRAM_STOP")
RESTRICTIONS = ("EV_ONLY", "DISABLED", "TAXIS")
VEHICLES = ("PERSONAL_VEHICLE", "VAN", "BUS")
PARKING_TYPES = ("ON_STREET", "PARKING_LOT", "ALONG_MOTORWAY")
RATINGS = (
    ("AC_3_PHASE", 230, 16, 11_000),
    ("AC_1_PHASE", 230, 32, 7_400),
    ("AC_2_PHASE", 230, 16, None),
    ("DC", 920, 400, 350_000),
)

keys = st.text("ABCXYZ0123456789*-", min_size=5, max_size=36)
words = (
    st.text("abcdefÄéßœΩ0123 ", min_size=5, max_size=40)
    .map(lambda text: f"x{text}y")
    .map(lambda text: " ".join(text.split()))
)
moments = st.integers(0, 300_000_000_000).map(lambda ms: BEGIN + timedelta(milliseconds=ms))
urls = st.text("abc/", min_size=1, max_size=20).map(lambda path: f"https://example.org/{path}")
booleans = st.none() | st.booleans()
texts = st.lists(
    st.builds(Text, language=st.sampled_from(("nl", "en")), text=words), max_size=2
).map(tuple)
images = st.builds(
    Image,
    url=urls,
    thumbnail=st.none() | urls,
    category=st.sampled_from(("CHARGER", "OTHER")),
    type=st.sampled_from(("jpeg", "png")),
    width=st.none() | st.integers(1, 9999),
    height=st.none() | st.integers(1, 9999),
)
galleries = st.lists(images, max_size=2).map(tuple)
businesses = st.builds(Business, name=words, website=st.none() | urls, logo=st.none() | images)


def some(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Codes of a list, none twice."""
    return st.lists(st.sampled_from(names), unique=True).map(tuple)


def seldom(usual: T, *odd: T) -> st.SearchStrategy[T]:
    """A value that is mostly the usual one."""
    return st.sampled_from((*(usual,) * 6, *odd))


def points(metres: int) -> st.SearchStrategy[Point]:
    """Points in the heart of Utrecht, up to some metres apart, with 7 decimals."""
    reach = metres * 60
    return st.builds(
        lambda lat, lon: Point(lat=round(52.09 + lat / 1e7, 7), lon=round(5.12 + lon / 1e7, 7)),
        st.integers(0, reach),
        st.integers(0, reach),
    )


@st.composite
def connectors(draw: st.DrawFn, own_id: str) -> Connector:
    """Connectors whose ratings agree."""
    standard = draw(st.sampled_from(STANDARDS))
    usual = [rating for rating in RATINGS if rating[0].startswith(standard.current)]
    power_type, volts, amperes, watts = draw(st.sampled_from(usual))
    return Connector(
        id=own_id,
        standard=standard.ocpi,
        format="CABLE" if power_type == "DC" else draw(st.sampled_from(("CABLE", "SOCKET"))),
        power_type=power_type,
        max_voltage=volts,
        max_amperage=amperes,
        max_electric_power=draw(st.sampled_from((None, watts))),
        tariff_ids=draw(st.lists(keys, max_size=2, unique=True).map(tuple)),
        terms_and_conditions=draw(st.none() | urls),
        capabilities=draw(some(("ISO_15118_2_PLUG_AND_CHARGE", "ISO_15118_20_PLUG_AND_CHARGE"))),
    )


schedules = st.lists(
    st.builds(
        StatusPeriod,
        begin=moments,
        end=st.none() | moments,
        status=st.sampled_from(("PLANNED", "REMOVED", "BLOCKED")),
    ),
    max_size=2,
).map(tuple)


@st.composite
def evses(draw: st.DrawFn, uid: str, bays: tuple[str, ...]) -> Evse:
    """EVSEs."""
    return Evse(
        uid=uid,
        evse_id=draw(st.none() | st.integers(0, 10**6).map(lambda n: f"NL*ABC*E{n}")),
        connectors=tuple(
            draw(connectors(str(number))) for number in range(1, draw(st.integers(1, 3)) + 1)
        ),
        capabilities=draw(some(CAPABILITIES)),
        floor_level=draw(st.sampled_from((None, "-1", "P2"))),
        coordinates=draw(st.none() | points(200)),
        physical_reference=draw(st.sampled_from((None, "bay 7"))),
        directions=draw(texts),
        parking_restrictions=draw(some(RESTRICTIONS)),
        parking=tuple(
            EvseParking(
                parking_id=bay, evse_position=draw(st.sampled_from((None, "LEFT", "CENTER")))
            )
            for bay in draw(some(bays) if bays else st.just(()))
        ),
        images=draw(galleries),
        accepted_service_providers=draw(st.lists(words, max_size=2).map(tuple)),
        status_schedule=draw(schedules),
    )


@st.composite
def statuses(draw: st.DrawFn, evse: Evse) -> EvseStatus:
    """The status of an EVSE; connectors that are older than it have a time of their own."""
    modified = draw(moments)
    return EvseStatus(
        uid=evse.uid,
        status=draw(st.sampled_from(("AVAILABLE", "CHARGING", "UNKNOWN", "PLANNED"))),
        modified=modified,
        connectors=tuple(
            (connector.id, modified - timedelta(seconds=draw(st.integers(1, 9))))
            for connector in evse.connectors
            if draw(st.booleans())
        ),
    )


limits = st.builds(
    VehicleLimits,
    weight_kg=st.integers(1, 40_000),
    height_cm=st.none() | st.floats(1, 500),
    width_cm=st.none() | st.integers(1, 500),
    length_cm=st.none() | st.integers(1, 2000),
)


@st.composite
def bays(draw: st.DrawFn, own_id: str) -> ParkingPlace:
    """Bays that say what 2.3.0 requires."""
    return ParkingPlace(
        id=own_id,
        physical_reference=draw(st.sampled_from((None, "bay 7"))),
        vehicle_types=(draw(st.sampled_from(VEHICLES)),),
        limits=draw(st.none() | limits),
        bay_length_cm=draw(st.none() | st.integers(1, 2000)),
        dangerous_goods_allowed=draw(booleans),
        direction=draw(st.sampled_from((None, "ANGLE"))),
        drive_through=draw(booleans),
        restricted_to_type=draw(st.booleans()),
        reservation_required=draw(st.booleans()),
        time_limit_minutes=draw(st.none() | st.integers(1, 600)),
        roofed=draw(booleans),
        lighting=draw(booleans),
        images=draw(galleries),
        standards=draw(some(("EN-17210", "ADA"))),
        apds_reference=draw(st.none() | keys),
    )


@st.composite
def opening_hours(draw: st.DrawFn) -> OpeningHours:
    """Always open, or on some days; with exceptions."""
    begin, end = draw(st.integers(0, 700)), draw(st.sampled_from((701, 1080, 1440)))
    days = draw(st.sets(st.integers(1, 7), min_size=1, max_size=6))
    always = draw(st.booleans())
    exceptions = st.lists(
        moments.map(lambda at: ExceptionalPeriod(begin=at, end=at + timedelta(hours=3))), max_size=1
    ).map(tuple)
    return OpeningHours(
        twentyfourseven=always,
        regular_hours=()
        if always
        else tuple(RegularHours(weekday=day, begin=begin, end=end) for day in sorted(days)),
        exceptional_openings=draw(exceptions),
        exceptional_closings=draw(exceptions),
    )


mixes = st.builds(
    EnergyMix,
    is_green_energy=st.booleans(),
    energy_sources=st.lists(
        st.builds(EnergySource, source=st.just("SOLAR"), percentage=st.integers(0, 100)), max_size=1
    ).map(tuple),
    environ_impact=st.lists(
        st.builds(
            EnvironmentalImpact, category=st.just("CARBON_DIOXIDE"), amount=st.floats(0, 1000)
        ),
        max_size=1,
    ).map(tuple),
    supplier_name=st.none() | words,
    energy_product_name=st.none() | words,
)

Known = tuple[Location, dict[str, EvseStatus]]


@st.composite
def known_locations(draw: st.DrawFn) -> Known:
    """Locations with the statuses of their EVSEs."""
    bay_ids = tuple(f"B{number}" for number in range(draw(st.integers(0, 2))))
    uids = [f"uid-{number}" for number in range(draw(st.integers(1, 3)))]
    made = tuple(draw(evses(uid, bay_ids)) for uid in uids)
    live = {evse.uid: draw(statuses(evse)) for evse in made}
    freshest = max(status.freshness for status in live.values())
    operator = draw(st.none() | businesses)
    location = Location(
        source=SOURCE,
        id=draw(keys),
        last_updated=max(freshest, draw(moments)),
        country_code="NL",
        party_id="ABC",
        publish=draw(st.booleans()),
        coordinates=draw(points(200)),
        name=draw(st.none() | words),
        address=draw(words),
        city="Utrecht",
        postal_code=draw(st.sampled_from((None, "3511 AB"))),
        state=draw(st.none() | words),
        country="NLD",
        related_locations=tuple(
            RelatedPoint(point=draw(points(200)), name=draw(st.none() | texts.map(first)))
            for _ in range(draw(st.integers(0, 1)))
        ),
        parking_type=draw(st.sampled_from((None, *PARKING_TYPES))),
        evses=made,
        parking_places=tuple(draw(bays(own_id)) for own_id in bay_ids),
        directions=draw(texts),
        operator=replace(operator, country_code="NL", party_id="ABC") if operator else None,
        suboperator=draw(st.none() | businesses),
        owner=draw(st.none() | businesses),
        facilities=draw(some(FACILITIES)),
        time_zone="Europe/Amsterdam",
        opening_times=draw(st.none() | opening_hours()),
        charging_when_closed=draw(booleans),
        images=draw(galleries),
        energy_mix=draw(st.none() | mixes),
        help_phone=draw(st.sampled_from((None, "+31201234567"))),
    )
    return location, live


def first(values: tuple[Text, ...]) -> Text | None:
    """The first text, if there is any."""
    return next(iter(values), None)


def as_in(version: str, location: Location) -> Location:
    """What a version can say of a location of these; 2.3.0 can say all of it."""
    if version == "2.3.0":
        return location
    return replace(
        location,
        parking_places=(),
        help_phone=None,
        evses=tuple(
            made for evse in location.evses if (made := evse_as_in(version, evse)).connectors
        ),
    )


def evse_as_in(version: str, evse: Evse) -> Evse:
    """An EVSE without what came with 2.3.0, and without plugs that the version does not list."""
    reached = OCPI_VERSIONS[: OCPI_VERSIONS.index(version) + 1]
    listed = {standard.ocpi for standard in STANDARDS if standard.since in reached}
    return replace(
        evse,
        parking=(),
        accepted_service_providers=(),
        parking_restrictions=tuple(name for name in evse.parking_restrictions if name != "TAXIS"),
        connectors=tuple(
            replace(connector, capabilities=())
            for connector in evse.connectors
            if connector.standard in listed
        ),
    )


prices = st.decimals(0, 3, places=4)
amounts = st.none() | st.decimals(0, 100, places=2)
seconds = st.none() | st.integers(0, 86_400)
dates = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
components = st.builds(
    PriceComponent,
    type=st.sampled_from(("ENERGY", "FLAT", "TIME", "PARKING_TIME")),
    price=prices,
    vat=st.none() | st.decimals(1, 100, places=1),
    step_size=st.integers(1, 3600),
)


@st.composite
def restrictions(draw: st.DrawFn) -> TariffRestrictions:
    """Restrictions; times past midnight among them."""
    start, end = draw(
        st.sampled_from(((None, None), (480, 1080), (0, 480), (1200, 1440), (1320, 360)))
    )
    return TariffRestrictions(
        start_time=start,
        end_time=end,
        start_date=draw(dates),
        end_date=draw(dates),
        min_kwh=draw(amounts),
        max_kwh=draw(amounts),
        min_current=draw(amounts),
        max_current=draw(amounts),
        min_power=draw(amounts),
        max_power=draw(amounts),
        min_duration=draw(seconds),
        max_duration=draw(seconds),
        day_of_week=tuple(sorted(draw(st.sets(st.integers(1, 7))))),
        reservation=draw(st.sampled_from((None, "RESERVATION", "RESERVATION_EXPIRES"))),
    )


elements = st.builds(
    TariffElement,
    price_components=st.lists(components, min_size=1, max_size=2, unique_by=lambda c: c.type).map(
        tuple
    ),
    restrictions=restrictions().filter(lambda found: found != TariffRestrictions()),
)
price_limits = st.none() | st.builds(
    PriceLimit, before_taxes=prices, after_taxes=st.none() | prices
)
tariffs = st.builds(
    Tariff,
    source=st.just(SOURCE),
    id=keys,
    last_updated=moments,
    currency=st.sampled_from(("EUR", "SEK")),
    elements=st.lists(elements, min_size=1, max_size=3).map(tuple),
    country_code=st.just("NL"),
    party_id=st.just("ABC"),
    type=st.sampled_from((None, "AD_HOC_PAYMENT", "REGULAR")),
    tax_included=st.sampled_from(("YES", "NO", "N/A")),
    tariff_alt_text=texts,
    tariff_alt_url=st.none() | urls,
    min_price=price_limits,
    max_price=price_limits,
    start_date_time=st.none() | moments,
    end_date_time=st.none() | moments,
    energy_mix=st.none() | mixes,
)

odd_texts = st.sampled_from((None, "", "#NA", "two\nlines", "東京", "é" * 600)) | st.text(
    max_size=60
)


@st.composite
def odd_locations(draw: st.DrawFn) -> Known:
    """Locations of other sources: with gaps, odd codes and odd texts; whatever the model allows."""
    location, live = draw(known_locations())
    volts, power = st.sampled_from((None, 0, 120, 400, 900)), st.sampled_from((None, 500, 22_000))
    changed = tuple(
        replace(
            evse,
            uid=draw(seldom(evse.uid, evse.uid * 9, "é")),
            evse_id=draw(odd_texts),
            capabilities=(*evse.capabilities, "OWN_ONE", "two words"),
            payments=draw(some(("CREDIT_CARD", "ONLINE_PAYPAL"))),
            physical_reference=draw(odd_texts),
            parking=(*evse.parking, EvseParking(parking_id="none", evse_position="ABOVE")),
            connectors=tuple(
                replace(
                    connector,
                    standard=draw(st.sampled_from((connector.standard, None, "Own plug"))),
                    format=draw(st.sampled_from((connector.format, None))),
                    power_type=draw(st.sampled_from((connector.power_type, None))),
                    max_voltage=draw(volts),
                    max_amperage=draw(volts),
                    max_electric_power=draw(power),
                    terms_and_conditions=draw(odd_texts),
                )
                for connector in evse.connectors[: draw(st.integers(0, 3))]
            ),
        )
        for evse in location.evses
    )
    odd_image = Image(url=draw(st.sampled_from(("https://a.b/c.PNG", "c.png"))), type="image/webp")
    return (
        replace(
            location,
            id=draw(seldom(location.id, location.id * 8, "é")),
            party_id=draw(st.sampled_from(("ABC", None, "ABCD"))),
            country=draw(seldom("NLD", None)),
            coordinates=draw(
                st.builds(Point, lat=st.floats(-90.5, 90.5), lon=st.floats(-180, 180))
            ),
            name=draw(odd_texts),
            address=draw(odd_texts),
            city=draw(odd_texts),
            postal_code=draw(odd_texts),
            time_zone=draw(st.sampled_from(("Europe/Amsterdam", None))),
            parking_type=draw(st.sampled_from((*PARKING_TYPES, "OWN_ONE"))),
            directions=(Text(language="und", text="left"), Text(language="DE-at", text="ö\t")),
            opening_times=draw(
                st.sampled_from(
                    (
                        OpeningHours(),
                        OpeningHours(
                            regular_hours=(RegularHours(weekday=1, begin=1439, end=1440),)
                        ),
                    )
                )
            ),
            images=(odd_image,),
            operator=Business(name=draw(odd_texts) or "x", website="example.org", logo=odd_image),
            evses=changed,
        ),
        {
            uid: replace(
                status,
                status=draw(seldom("OPERATIONAL", "REMOVED")),
                modified=status.modified + timedelta(microseconds=draw(st.integers(0, 9999))),
            )
            for uid, status in live.items()
        },
    )

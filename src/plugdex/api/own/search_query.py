"""The parameters of our own search: one table of how each is read, and what it says.

Powers are kilowatts by the names of their parameters, distances metres. A parameter that is not
in the table is refused, because a filter with a slip in its name would filter nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from plugdex.api import routes
from plugdex.api.own.cursors import read_cursor
from plugdex.api.own.estimate_query import SESSION, read_parameters, to_wish
from plugdex.api.own.locations import read_box
from plugdex.api.own.numbers import whole
from plugdex.api.own.problems import InvalidQuery
from plugdex.api.own.vehicle_query import MEMBERS, read_vehicle
from plugdex.api.own.vehicle_query import Asked as AskedVehicle
from plugdex.directory.search.priced import ByPrice
from plugdex.directory.search.question import Circle, Corridor, Order, Question
from plugdex.directory.vehicles import Catalogue
from plugdex.model.access import BRAND_ONLY
from plugdex.model.connectors import BY_HERE, BY_OCPI
from plugdex.model.countries import BY_ALPHA_2, BY_ALPHA_3
from plugdex.model.filters import Filters
from plugdex.model.ids import partner_id
from plugdex.model.location import Point
from plugdex.model.route import Line, to_line
from plugdex.model.traits import PAYMENTS

DEFAULT_LIMIT: Final = 100
MOST: Final = 1000
DEFAULT_WIDTH_M: Final = 1000.0
MOST_WIDTH_M: Final = 50_000.0
FARTHEST_M: Final = 20_100_000.0
MOST_KILOWATTS: Final = 10_000.0
SHORTEST_SPACING_M: Final = 1_000.0
MOST_AMOUNT: Final = 1e9
PRICE: Final = "price"
USUAL_KWH: Final = "20"
"""The session whose price is compared where the question says nothing of one."""

ENERGY: Final = ("kwh", "socFrom", "socTo")
CUSTOMERS: Final = ("CUSTOMERS_ONLY", "TAXIS_ONLY", "CAR_SHARING_ONLY")
PARTNER_ID_LENGTH: Final = 36

ACCESS: Final[Mapping[str, tuple[str, ...]]] = {
    "any": (),
    "public": (BRAND_ONLY, *CUSTOMERS, "OTHER"),
    "allBrands": (BRAND_ONLY,),
}
"""What each value of ``access`` bars."""

Query = Mapping[str, str]


class Asked(Struct, frozen=True, kw_only=True):
    """A question, and how it is to be answered."""

    question: Question
    every: float | None = None
    """Metres from stop to stop on a route."""
    price: ByPrice | None = None

    @property
    def order(self) -> str:
        """The order of the answer."""
        return PRICE if self.price and self.price.is_order else self.question.order


class Parameter(NamedTuple):
    """How a parameter is read, and what people are told of it."""

    read: Callable[[str, str], Any]
    description: str
    schema: Mapping[str, Any] = {"type": "string"}


def read_question(
    query: Query, catalogue: Callable[[], Catalogue], now: datetime, line: Line | None = None
) -> Asked:
    """The question of a query; ``line`` is a route that the body had. Raises ``InvalidQuery``."""
    check_names(query)
    values = {
        name: parameter.read(name, text)
        for name, parameter in PARAMETERS.items()
        if (text := query.get(name)) is not None
    }
    corridor = _corridor(values, line)
    vehicle = read_vehicle(query, catalogue)
    near, radius = values.get("at"), values.get("radius")
    _check_combinations(values, corridor)
    question = Question(
        filters=_filters(values, query, vehicle, now),
        box=values.get("bbox"),
        circle=Circle(centre=near, radius=radius) if near and radius else None,
        corridor=corridor,
        countries=values.get("country", ()),
        near=near,
        order=_order(values, corridor, near),
        limit=values.get("limit", DEFAULT_LIMIT),
    )
    price = _price(values, query, vehicle)
    asked = Asked(question=question, every=values.get("every"), price=price)
    if "cursor" not in values:
        return asked
    after = read_cursor(asked.order, values["cursor"])
    return replace(asked, question=replace(question, after=after))


def read_filters(query: Query, catalogue: Callable[[], Catalogue], now: datetime) -> Filters:
    """The filters alone; parameters of areas and pages are refused."""
    check_names(query, (*FILTERS, *VEHICLE))
    values = {
        name: PARAMETERS[name].read(name, text)
        for name in FILTERS
        if (text := query.get(name)) is not None
    }
    return _filters(values, query, read_vehicle(query, catalogue), now)


def check_names(query: Query, names: tuple[str, ...] = ()) -> None:
    """Refuse parameters that there are not."""
    known = names or (*PARAMETERS, *SESSION, *VEHICLE)
    for name in query:
        if name not in known:
            raise InvalidQuery(name, f"is no parameter; there are {', '.join(known)}")


def _filters(
    values: Mapping[str, Any], query: Query, asked: AskedVehicle | None, now: datetime
) -> Filters:
    return Filters(
        connectors=values.get("connectors", ()),
        min_power=values.get("minKw"),
        max_power=values.get("maxKw"),
        current=values.get("current"),
        format=values.get("format"),
        min_available=values.get("available", 0),
        payments=values.get("payment", ()),
        barred=values.get("access", ()),
        vehicle_categories=values.get("for", ()),
        open_at=now if values.get("open") else None,
        operators=values.get("operator", ()),
        emsps=values.get("emsp", ()),
        vehicle=asked.vehicle if asked else None,
        adapters=asked.adapters if asked else frozenset(),
        lenient=_lenient(query),
        words=values.get("q", ""),
    )


def _corridor(values: Mapping[str, Any], line: Line | None) -> Corridor | None:
    given = [each for each in (values.get("route"), values.get("polyline"), line) if each]
    if len(given) > 1:
        raise InvalidQuery("route", "is given more than once; keep one of route and polyline")
    if not given:
        return None
    return routes.corridor(given[0], values.get("width", DEFAULT_WIDTH_M))


NEEDS: Final[Mapping[str, str]] = {"radius": "at", "every": "route", "width": "route"}


def _check_combinations(values: Mapping[str, Any], corridor: Corridor | None) -> None:
    there = {*values, *(["route"] if corridor else [])}
    for name, other in NEEDS.items():
        if name in there and other not in there:
            raise InvalidQuery(name, f"says something of {other}, which is missing")
    order = values.get("order")
    needed = {"distance": "at", "along": "route", "excursion": "route"}.get(order or "")
    if needed and needed not in there:
        raise InvalidQuery("order", f"{order} needs {needed}")
    if "every" in there and (order not in (None, "along") or "maxPrice" in there):
        raise InvalidQuery("every", "wants the order along the route, and no price")


def _price(values: Mapping[str, Any], query: Query, vehicle: AskedVehicle | None) -> ByPrice | None:
    """The session whose price is asked for; 20 kWh where nothing else is said."""
    if values.get("order") != PRICE and "maxPrice" not in values:
        for name in SESSION:
            if query.get(name):
                raise InvalidQuery(name, "says something of a price: add order=price or maxPrice")
        return None
    energy = {} if any(query.get(name) for name in ENERGY) else {"kwh": USUAL_KWH}
    question = read_parameters({**query, **energy}, SESSION)
    return ByPrice(
        wish=to_wish(question, vehicle),
        highest=values.get("maxPrice"),
        is_order=values.get("order") == PRICE,
    )


def _order(values: Mapping[str, Any], corridor: Corridor | None, near: Point | None) -> Order:
    order: Order | None = None if values.get("order") == PRICE else values.get("order")
    return order or _usual_order(corridor, near)


def _usual_order(corridor: Corridor | None, near: Point | None) -> Order:
    if corridor:
        return "along"
    return "distance" if near else "cell"


def _point(name: str, text: str) -> Point:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        raise InvalidQuery(name, "must be lat,lon in degrees") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise InvalidQuery(name, "must lie within ±90,±180 degrees: latitude first")
    return Point(lat=lat, lon=lon)


def _box(_: str, text: str) -> object:
    return read_box(text)


def _number(least: float, most: float, times: int = 1) -> Callable[[str, str], float]:
    def read(name: str, text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not least <= number <= most:
            raise InvalidQuery(name, f"must be a number from {least:g} to {most:g}")
        return number * times

    return read


def _decimal(name: str, text: str) -> Decimal:
    _number(0, MOST_AMOUNT)(name, text)
    try:
        return Decimal(text)
    except InvalidOperation:
        raise InvalidQuery(name, f"must be a number from 0 to {MOST_AMOUNT:g}") from None


def _watts(name: str, text: str) -> int:
    return round(_number(0.001, MOST_KILOWATTS, 1000)(name, text))


def _whole(least: int, most: int) -> Callable[[str, str], int]:
    def read(name: str, text: str) -> int:
        return whole(name, text, least, most)

    return read


def _one_of(**values: Any) -> Callable[[str, str], Any]:
    def read(name: str, text: str) -> Any:
        if text not in values:
            raise InvalidQuery(name, f"must be one of {', '.join(values)}")
        return values[text]

    return read


def _list(find: Callable[[str], str | None], what: str) -> Callable[[str, str], tuple[str, ...]]:
    def read(name: str, text: str) -> tuple[str, ...]:
        found = []
        for part in filter(None, map(str.strip, text.split(","))):
            value = find(part)
            if value is None:
                raise InvalidQuery(name, f"{part!r} is no {what}")
            found.append(value)
        if not found:
            raise InvalidQuery(name, f"must name at least one {what}")
        return tuple(dict.fromkeys(found))

    return read


def _standard(text: str) -> str | None:
    known = BY_OCPI.get(text) or BY_HERE.get(text)
    return known.ocpi if known else None


def _country(text: str) -> str | None:
    known = BY_ALPHA_3.get(text.upper()) or BY_ALPHA_2.get(text.upper())
    return known.alpha_3 if known else None


def _payment(text: str) -> str | None:
    return text if text in PAYMENTS else None


def _partner(text: str) -> str:
    is_id = len(text) == PARTNER_ID_LENGTH and text.count("-") == 4
    return text.lower() if is_id else partner_id(text)


def _flexible(_: str, text: str) -> Line:
    return to_line(routes.flexible(text))


def _encoded(_: str, text: str) -> Line:
    return to_line(routes.encoded(text))


def _lenient(query: Query) -> bool:
    text = query.get("lenient", "false")
    if text != "false" and not query.get("vehicle"):
        raise InvalidQuery("lenient", "says something of vehicle, which is missing")
    return bool(_one_of(true=True, false=False)("lenient", text))


def _text(_: str, text: str) -> str:
    return text


def _limits(least: float, most: float, kind: str = "number") -> Mapping[str, Any]:
    return {"type": kind, "minimum": least, "maximum": most}


def _choice(*values: str) -> Mapping[str, Any]:
    return {"type": "string", "enum": list(values)}


def _degrees(many: int) -> Mapping[str, Any]:
    return {"type": "string", "pattern": rf"^{DEGREES}(,{DEGREES}){{{many - 1}}}$"}


DEGREES: Final = r"-?\d{1,3}(\.\d+)?"
KILOWATTS: Final = _limits(0.001, MOST_KILOWATTS)
FOR: Final[Mapping[str, tuple[str, ...]]] = {
    "car": ("CAR",),
    "twoWheeler": ("TWO_WHEELER",),
    "truck": ("TRUCK",),
}
ORDERS: Final = {name: name for name in ("distance", "along", "excursion", PRICE)}

FILTER_PARAMETERS: Final[Mapping[str, Parameter]] = {
    "connectors": Parameter(
        _list(_standard, "connector standard (OCPI name)"), "Standards by OCPI name, any of them"
    ),
    "minKw": Parameter(_watts, "Least maximum power of the connector, kW", KILOWATTS),
    "maxKw": Parameter(_watts, "Greatest maximum power of the connector, kW", KILOWATTS),
    "current": Parameter(_one_of(AC="AC", DC="DC"), "`AC` or `DC`", _choice("AC", "DC")),
    "format": Parameter(
        _one_of(CABLE="CABLE", SOCKET="SOCKET"),
        "`CABLE` or `SOCKET`, as OCPI says it",
        _choice("CABLE", "SOCKET"),
    ),
    "available": Parameter(
        _whole(0, 1000),
        "So many EVSEs that match are available now",
        _limits(0, 1000, "integer"),
    ),
    "operator": Parameter(_list(_partner, "operator"), "Operators by name or partner id"),
    "emsp": Parameter(_list(_partner, "eMSP"), "Roaming partners by name or partner id"),
    "payment": Parameter(
        _list(_payment, f"way to pay; there are {', '.join(PAYMENTS)}"),
        "Ways to pay without a contract, any of them",
    ),
    "open": Parameter(_one_of(now=True), "`now`: open at this moment", _choice("now")),
    "access": Parameter(
        _one_of(**ACCESS),
        "`public`: open to everybody; `allBrands`: not only for cars of one make; `any`",
        _choice(*ACCESS),
    ),
    "for": Parameter(_one_of(**FOR), "`car`, `twoWheeler` or `truck`", _choice(*FOR)),
    "q": Parameter(
        lambda _, text: text, "Words that begin words of name, address, city or operator"
    ),
}
FILTERS: Final = tuple(FILTER_PARAMETERS)
PARAMETERS: Final[Mapping[str, Parameter]] = {
    "at": Parameter(_point, "`lat,lon`: the nearest first", _degrees(2)),
    "radius": Parameter(_number(1, FARTHEST_M), "Metres around `at`", _limits(1, FARTHEST_M)),
    "bbox": Parameter(_box, "`west,south,east,north` in degrees", _degrees(4)),
    "country": Parameter(_list(_country, "country"), "ISO 3166 codes, any of them"),
    "route": Parameter(_flexible, "A route as flexible polyline"),
    "polyline": Parameter(_encoded, "A route as encoded polyline (five digits)"),
    "width": Parameter(
        _number(1, MOST_WIDTH_M), "Metres to each side of the route; 1000", _limits(1, MOST_WIDTH_M)
    ),
    "every": Parameter(
        _number(SHORTEST_SPACING_M, FARTHEST_M),
        "Only stops along the route, at most so many metres apart",
        _limits(SHORTEST_SPACING_M, FARTHEST_M),
    ),
    "order": Parameter(
        _one_of(**ORDERS),
        "`distance` from `at`, `along` the route, `excursion` from it, or `price` of the session",
        _choice(*ORDERS),
    ),
    **FILTER_PARAMETERS,
    "maxPrice": Parameter(
        _decimal,
        "What the session may cost at most, with tax, in the location's currency",
        _limits(0, MOST_AMOUNT),
    ),
    "limit": Parameter(
        _whole(1, MOST), f"Locations a page, at most {MOST}", _limits(1, MOST, "integer")
    ),
    "cursor": Parameter(_text, "The `next` of the page before"),
}
VEHICLE: Final = ("vehicle", "adapters", "lenient", *MEMBERS)
"""What says which vehicle must be able to charge (see ``vehicle_query``)."""

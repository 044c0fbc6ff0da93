"""``GET /api/vehicles`` and ``/api/vehicles/{id}``: the catalogue of vehicles."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from plugdex.api.own.locations import read_limit
from plugdex.api.own.problems import NotFound
from plugdex.api.services import Services
from plugdex.model.value import Value
from plugdex.model.vehicles import Vehicle, VoltageClass

JSON = "application/json"


class VehicleView(Value, frozen=True, kw_only=True, rename="camel"):
    """A vehicle; what is absent is not known. Powers are kilowatts, as drivers name them."""

    id: str
    label: str
    make: str | None = None
    model: str | None = None
    year: int | None = None
    trim: str | None = None
    category: str | None = None
    """M1: passenger car."""
    inlets: tuple[str, ...]
    battery_kwh: float | None = msgspec.field(default=None, name="batteryKWh")
    ac_kw: float | None = None
    ac_phases: int | None = None
    dc_kw: float | None = None
    volts: VoltageClass | None = None
    """Voltage class."""
    dc_kw_at_400v: float | None = msgspec.field(default=None, name="dcKwAt400V")


class VehicleList(Value, frozen=True, kw_only=True):
    """Vehicles by make, model, newest year first."""

    items: tuple[VehicleView, ...]


def view_of(vehicle: Vehicle) -> VehicleView:
    """A vehicle as our API shows it."""
    return VehicleView(
        id=vehicle.id,
        label=vehicle.label,
        make=vehicle.make,
        model=vehicle.model,
        year=vehicle.year,
        trim=vehicle.trim,
        category=vehicle.category,
        inlets=vehicle.inlets,
        battery_kwh=_kilo(vehicle.battery),
        ac_kw=_kilo(vehicle.ac_power),
        ac_phases=vehicle.ac_phases,
        dc_kw=_kilo(vehicle.dc_power),
        volts=vehicle.voltage_class,
        dc_kw_at_400v=_kilo(vehicle.dc_power_at_400v),
    )


def _kilo(value: int | None) -> float | None:
    if value is None:
        return None
    return value // 1000 if value % 1000 == 0 else value / 1000


def list_endpoint(request: Request) -> Response:
    """Vehicles in whose names all words of ``q`` stand, at most ``limit``."""
    services: Services = request.app.state.services
    query = request.query_params
    found = services.vehicles().search(query.get("q", ""), read_limit(query.get("limit")))
    answer = VehicleList(items=tuple(map(view_of, found)))
    return Response(msgspec.json.encode(answer), media_type=JSON)


def vehicle_endpoint(request: Request) -> Response:
    """One vehicle of the catalogue."""
    services: Services = request.app.state.services
    id = request.path_params["id"]
    found = services.vehicles().find(id)
    if found is None:
        raise NotFound(f"no vehicle has the id {id!r}; GET /api/vehicles?q=… finds ids")
    return Response(msgspec.json.encode(view_of(found)), media_type=JSON)

"""``plugdex estimate``: what a session would cost."""

import sys
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer
from rich.table import Table

from plugdex import wiring
from plugdex.api.own.estimate import ENCODER, EstimateAnswer
from plugdex.api.own.estimate_query import to_wish
from plugdex.api.own.vehicle_query import Asked, read_vehicle
from plugdex.cli.outcome import command
from plugdex.cli.show import console
from plugdex.cli.stores import StoreOption, open_chosen, settings
from plugdex.directory.estimate import Estimate, Offer
from plugdex.directory.estimate import estimate as estimate_all
from plugdex.directory.estimate_question import InvalidQuestion, Question, check_count
from plugdex.model.pricing.price import REASONS


@command
def estimate(
    locations: Annotated[list[str], typer.Argument(help="Ids of locations, at most 100.")],
    kwh: Annotated[str | None, typer.Option(help="Energy in kWh.")] = None,
    battery: Annotated[str | None, typer.Option(help="Battery in kWh, with --soc.")] = None,
    soc: Annotated[
        str | None, typer.Option(metavar="FROM-TO", help="State of charge in per cent: 10-80.")
    ] = None,
    kw: Annotated[str | None, typer.Option(help="What the vehicle takes at most, kW.")] = None,
    vehicle: Annotated[
        str | None, typer.Option(help="Id of a vehicle; its battery and power count.")
    ] = None,
    adapters: Annotated[
        str | None, typer.Option(help="Adapters that the driver has, with commas.")
    ] = None,
    start: Annotated[
        datetime | None, typer.Option(help="Local time of the location; now if absent.")
    ] = None,
    parking: Annotated[int, typer.Option(help="Minutes plugged in after charging.")] = 0,
    types: Annotated[
        list[str] | None, typer.Option("--type", help="A type of tariff that may be used.")
    ] = None,
    store: StoreOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Say what a session would cost at some locations."""
    low, high = _soc(soc)
    question = Question(
        locations=tuple(locations),
        kwh=_number("kwh", kwh),
        battery_kwh=_number("battery", battery),
        soc_from=low,
        soc_to=high,
        kw=_number("kw", kw),
        start=start,
        parking_minutes=parking,
        types=tuple(types or ()),
    )
    check_count(question)
    wish = to_wish(question, _vehicle(vehicle, adapters))
    found = tuple(estimate_all(open_chosen(store).reads(), question.locations, wish))
    if as_json:
        sys.stdout.write(ENCODER.encode(EstimateAnswer(items=found)).decode() + "\n")
    else:
        _show(found)


def _vehicle(id: str | None, adapters: str | None) -> Asked | None:
    said = {"vehicle": id or "", "adapters": adapters or ""}
    return read_vehicle(said, lambda: wiring.vehicle_catalogue(settings().vehicles))


def _number(name: str, text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise InvalidQuestion(f"{name}: {text!r} must be a number") from None


def _soc(text: str | None) -> tuple[Decimal | None, Decimal | None]:
    if text is None:
        return None, None
    low, dash, high = text.partition("-")
    if not dash:
        raise InvalidQuestion(f"soc: {text!r} must be of the form 10-80")
    return _number("soc", low), _number("soc", high)


def _show(found: tuple[Estimate, ...]) -> None:
    table = Table("location", "connectors", "up to", "tariff", "price", "how", header_style="bold")
    for place in found:
        for offer in place.offers:
            kw = "" if offer.kw is None else f"{offer.kw:.4g} kW"
            names = _names(offer.connectors)
            table.add_row(place.id, names, kw, offer.tariff or "", _price(offer), _how(offer))
    console().print(table)


def _names(connectors: tuple[str, ...]) -> str:
    more = len(connectors) - 1
    return connectors[0] + (f" and {more} more" if more else "")


def _price(offer: Offer) -> str:
    if offer.price is None:
        return "cannot say"
    if offer.price.payable is None:
        return f"{offer.price.total.excl} {offer.price.currency}, tax not said"
    return f"{offer.price.payable} {offer.price.currency}"


def _how(offer: Offer) -> str:
    if offer.price is None:
        found = dict.fromkeys((reason.code, reason.detail) for reason in offer.reasons)
        return "\n".join(
            REASONS[code] + (f" ({detail})" if detail else "") for code, detail in found
        )
    lines = [
        f"{step.dimension} {step.quantity} × {step.unit_price} = {step.amount}"
        for step in offer.price.steps
    ]
    return "\n".join((*lines, *offer.price.limited_by, *offer.doubts))

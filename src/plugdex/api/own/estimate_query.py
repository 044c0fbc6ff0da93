"""How one asks for an estimate: the parameters of a GET, the members of a POST."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import msgspec

from plugdex.api.own.problems import InvalidQuery
from plugdex.api.own.vehicle_query import MEMBERS, Asked
from plugdex.directory.estimate import Wish
from plugdex.directory.estimate_question import InvalidQuestion, Question, wish_of

DECODER: Final = msgspec.json.Decoder(Question)
VEHICLE: Final = ("vehicle", "adapters", *MEMBERS)

NUMBER: Final = "number"
TEXT: Final = "string"


class Parameter(NamedTuple):
    """The member of a question that a parameter is, its JSON type, and what people are told."""

    member: str
    type: str
    description: str


SESSION: Final[Mapping[str, Parameter]] = {
    "kwh": Parameter("kwh", NUMBER, "The energy, kWh"),
    "battery": Parameter("battery_kwh", NUMBER, "The battery, kWh; absent: the vehicle's"),
    "socFrom": Parameter("soc_from", NUMBER, "State of charge at the start, per cent"),
    "socTo": Parameter("soc_to", NUMBER, "State of charge at the end, per cent"),
    "kw": Parameter("kw", NUMBER, "What the vehicle takes at most, kW"),
    "start": Parameter("start", TEXT, "Local time of the location, or with an offset; else now"),
    "parking": Parameter("parking_minutes", "integer", "Minutes plugged in after charging"),
    "types": Parameter("types", TEXT, "Types of OCPI tariffs that may be used, with commas"),
}
"""What parameters say of a session."""

LISTS: Final = ("ids", "types")
PARAMETERS: Final[Mapping[str, Parameter]] = {
    "ids": Parameter("locations", TEXT, "1 to 100 ids of locations, with commas"),
    **SESSION,
}
DATE_LENGTH: Final = 11


def read_parameters(
    query: Mapping[str, str], names: Mapping[str, Parameter] = PARAMETERS
) -> Question:
    """The question of a query; raises ``InvalidQuestion`` with the name of the parameter."""
    found: dict[str, Any] = {}
    for parameter, (member, _, _) in names.items():
        if text := query.get(parameter):
            try:
                found[member] = getattr(_convert(member, _value(parameter, text)), member)
            except msgspec.ValidationError as error:
                raise InvalidQuery(parameter, f"{text!r}: {error}") from None
    return Question(**found)


def check_names(query: Mapping[str, str]) -> None:
    """Refuse parameters that there are not: a slip in a name would price another session."""
    known = (*PARAMETERS, *VEHICLE)
    for name in query:
        if name not in known:
            raise InvalidQuery(name, f"is no parameter; there are {', '.join(known)}")


def to_wish(question: Question, asked: Asked | None) -> Wish:
    """What is asked for, now where no start is given."""
    now = datetime.now(UTC)
    return (
        wish_of(question, now, asked.vehicle, asked.adapters) if asked else wish_of(question, now)
    )


def read_body(body: bytes) -> tuple[Question, dict[str, str]]:
    """The question of a JSON object, and what it says of a vehicle as parameters do.

    Members that we do not know are passed over.
    """
    try:
        question = DECODER.decode(body)
        members = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidQuestion(str(error)) from None
    return question, {name: _text(members[name]) for name in VEHICLE if members.get(name)}


def _convert(member: str, value: object) -> Question:
    return msgspec.convert({member: value}, Question, strict=False)


def _value(parameter: str, text: str) -> object:
    if parameter in LISTS:
        return [part for part in text.split(",") if part]
    if parameter == "start":  # a plus sign that was not encoded is a blank
        return text[:DATE_LENGTH] + text[DATE_LENGTH:].replace(" ", "+")
    return text


def _text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)

"""What the fuzzers drive: everything that reads what others wrote.

A target fails with an exception that is none of ours; it returns how much was understood.
"""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec

from plugdex.api import routes
from plugdex.api.dialect import Refused, read_query
from plugdex.api.here_search import queries as search_queries
from plugdex.api.here_v2 import params as v2_params
from plugdex.api.here_v3 import params as v3_params
from plugdex.api.ocpi.objects import location_object, tariff_object
from plugdex.api.own import estimate_query, search, search_query
from plugdex.api.own.place import to_place
from plugdex.api.prepared import Prepared
from plugdex.clients.http import Answer
from plugdex.clients.ocpi import read_envelope
from plugdex.directory import handshake
from plugdex.directory.entries import to_entry
from plugdex.directory.ingest import Ingest, Scope
from plugdex.directory.lookup import InFull
from plugdex.directory.report import Tally
from plugdex.directory.terms import UNKNOWN
from plugdex.directory.vehicles import Catalogue
from plugdex.formats import hours_text
from plugdex.formats.afdc.hours import access_of
from plugdex.formats.irve.hours import read_hours as irve_hours
from plugdex.formats.notes import Notes
from plugdex.formats.ocpi.times import read_time
from plugdex.formats.open_ev_data import read_vehicles
from plugdex.formats.osm import quantities
from plugdex.formats.osm.hours import read_hours as osm_hours
from plugdex.formats.port import Party, Reading, ReadOptions
from plugdex.formats.registry import FORMATS
from plugdex.model.errors import PlugdexError
from plugdex.stores.memory import MemoryStore
from tests.formats.ocpi_samples import location
from tests.fuzz.mutations import HOSTILE, spoil_string, to_json
from tests.fuzz.ocpi import OBJECTS
from tests.fuzz.seeds import Seed, mutated, seeds
from tests.fuzz.words import OWN, SEARCH, V2, V3, Words
from tests.ocpi.inside import Inside

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
OURS = (PlugdexError, Refused)
"""What may be raised."""

VERSIONS = ("2.1.1", "2.2.1", "2.3.0")


class Target(NamedTuple):
    """Something that reads, and what to make its inputs of."""

    make: Callable[[Random], bytes]
    run: Callable[[bytes], int]
    seeds: Sequence[Seed] = ()


def format_target(name: str) -> Target:
    """A reader of the registry, up to the store and out again."""
    return seeded(seeds(name), partial(read_and_show, name))


def seeded(found: Sequence[Seed], run: Callable[[bytes], int]) -> Target:
    """A target that begins with what is sound."""
    return Target(lambda rng: mutated(rng.choice(found), rng), run, found)


def read_and_show(name: str, data: bytes) -> int:
    """Read a file as an import does, and write what was understood in the words of all dialects."""
    source = Scope(source=name, force=True)
    options = ReadOptions(
        source=name,
        received=NOW,
        party=Party(country_code="NL", party_id="FUZ"),
        largest_object=2_000_000,
    )
    readings = list(FORMATS[name].read(io.BytesIO(data), options))
    Ingest(MemoryStore(), Prepared(), source, Tally()).run(map(to_entry, readings))
    for reading in readings:
        show(reading)
    return len(readings)


def show(reading: Reading) -> None:
    """What peers and people would see."""
    for version in VERSIONS:
        if reading.tariff:
            tariff_object(reading.tariff, version)
        if reading.location:
            live = {each.uid: each for each in reading.statuses}
            location_object(reading.location, live, version)
    if reading.location and reading.location.coordinates:
        live = {each.uid: each for each in reading.statuses}
        found = InFull(location=reading.location, statuses=live, tariffs={})
        msgspec.json.encode(to_place("x", found, UNKNOWN, NOW))


def push_target(node: Inside) -> Target:
    """What peers push, as bytes: the first says where to."""
    talk = node.talk("NL/FUZ")
    places = [place for place in OBJECTS if place[0] != "cdrs"]

    def make(rng: Random) -> bytes:
        number = rng.randrange(len(places))
        body = OBJECTS[places[number]]
        data = mutated(Seed(json.dumps(body).encode(), "json"), rng)
        return bytes((number, rng.randrange(2), rng.randrange(3))) + data

    def run(data: bytes) -> int:
        number, is_patch, version = (*data[:3], 0, 0, 0)[:3]
        at = talk.at(VERSIONS[version % 3])
        at.put("locations", "L1", body=location())
        method = "PATCH" if is_patch % 2 else "PUT"
        reply = at.ask(method, at.path(*places[number % len(places)]), data[3:])
        assert reply.http < 500, reply
        assert reply.code < 3000, reply
        return reply.code == 1000

    return Target(make, run)


ENVELOPES: Sequence[Any] = (
    {"status_code": 1000, "data": [{"version": "2.2.1", "url": "https://a.example/2.2.1"}]},
    {
        "status_code": "1000",
        "data": {
            "version": "2.2.1",
            "endpoints": [
                {"identifier": "credentials", "role": "SENDER", "url": "https://a.example/c"},
                {"identifier": "locations", "url": "/locations"},
            ],
        },
    },
    {
        "status_code": 1000,
        "data": {
            "token": "abc",
            "url": "https://a.example/versions",
            "roles": [
                {
                    "role": "CPO",
                    "party_id": "ABC",
                    "country_code": "NL",
                    "business_details": {"name": "x", "website": "https://a.example"},
                }
            ],
        },
    },
)


def read_handshake(data: bytes) -> int:
    """What a platform answers while we register with it."""
    found = read_envelope(Answer(url="http://a", status=200, headers={}, body=io.BytesIO(data)))
    understood = 0
    for read in (
        lambda: handshake.choose_version(handshake.read_versions(found.data, "https://a.example")),
        lambda: handshake.read_endpoints(found.data, "https://a.example", "SENDER"),
        lambda: handshake.read_credentials(found.data, "SENDER"),
    ):
        try:
            read()
        except OURS:
            continue
        understood += 1
    return understood


VEHICLES = [
    {
        "make": "Kia",
        "model": "EV6",
        "year": 2024,
        "trim": "Base",
        "type": "suv",
        "battery_net_kwh": 74.0,
        "ports": [{"connector": "ccs2", "kind": "combo"}],
        "ac": {"max_power_kw": 11, "phases": 3},
        "dc": {
            "max_power_kw": 240,
            "architecture_voltage_class": "800v",
            "power_limits_by_voltage": [{"voltage_class": "400v", "max_power_kw": 100}],
        },
    }
] * 2


def read_catalogue(data: bytes) -> int:
    """A catalogue of vehicles; what is none is told by msgspec."""
    try:
        found = read_vehicles(data)
    except msgspec.MsgspecError:
        return 0
    catalogue = Catalogue(found)
    catalogue.search("kia é", 10)
    return len(found)


HOURS = (
    "24/7",
    "Mo-Fr 08:00-20:00",
    "Mo-Fr 08:00-12:00,14:00-18:00;Sa 10:00-12:00",
    "24 hours daily",
    "Mon-Fri 9:00-18:00, Sa 10am-2pm",
    "8am-5pm M-F",
    "24 hours daily; pay lot",
    "Mo-Su,PH 00:00-24:00; Dec 25 off",
    "sunrise-sunset",
    "22 kW; 11 kW",
    "400 V",
    "32 A",
    "2026-05-01T10:00:00.123456789+02:00",
    "1700000000123",
)
DAYS = {"Mo": "1", "Tu": "2", "We": "3", "Th": "4", "Fr": "5", "Sa": "6", "Su": "7"}
TEXTS: Sequence[Callable[[str], object]] = (
    hours_text.hours_of,
    hours_text.speaks_of_hours,
    access_of,
    lambda text: irve_hours(text, DAYS),
    lambda text: osm_hours(text, Notes()),
    quantities.watts_of,
    quantities.volts_of,
    quantities.amperes_of,
    quantities.count_of,
    read_time,
)


def make_text(rng: Random) -> bytes:
    """Hours and quantities, and what is none."""
    text = rng.choice(HOURS)
    for _ in range(rng.choice((1, 2, 6))):
        text = spoil_string(text or "x", rng)
    if rng.random() < 0.3:
        text += rng.choice((", ", "; ", " ", "-", "")) + rng.choice(HOURS)
    if rng.random() < 0.1:
        text += str(rng.choice(HOSTILE))
    return text.encode("utf-8", "surrogatepass")


def read_text(data: bytes) -> int:
    """Every reader of texts on the same text."""
    text = data.decode("utf-8", "surrogatepass")
    return sum(bool(read(text)) for read in TEXTS)


@cache
def no_vehicles() -> Catalogue:
    """A catalogue without vehicles: ``custom`` is enough."""
    return Catalogue(())


def _own(query: Mapping[str, str]) -> object:
    return search_query.read_question(query, no_vehicles, NOW)


def _filters(query: Mapping[str, str]) -> object:
    return search_query.read_filters(query, no_vehicles, NOW)


def _estimate(query: Mapping[str, str]) -> object:
    return estimate_query.to_wish(estimate_query.read_parameters(query), None)


Params = Mapping[str, Sequence[str]]
QUERIES: Sequence[tuple[Words, Callable[[Params], object]]] = (
    (OWN, lambda params: _own({name: each[-1] for name, each in params.items()})),
    (OWN, lambda params: _filters({name: each[-1] for name, each in params.items()})),
    (OWN, lambda params: _estimate({name: each[-1] for name, each in params.items()})),
    (V2, v2_params.stations_query),
    (V2, v2_params.ids_of),
    (V3, partial(v3_params.location_query, several=True)),
    (V3, v3_params.metadata_query),
    (SEARCH, search_queries.browse),
    (SEARCH, search_queries.discover),
    (SEARCH, search_queries.lookup),
)


def make_query(rng: Random) -> bytes:
    """A query string of some dialect."""
    words, _ = rng.choice(QUERIES)
    pairs = [
        (name, rng.choice(words[name])) for name in rng.sample(sorted(words), rng.randint(1, 4))
    ]
    if rng.random() < 0.7:
        place = rng.randrange(len(pairs))
        name, value = pairs[place]
        wrong = str(rng.choice(HOSTILE)) if rng.random() < 0.3 else spoil_string(value or "x", rng)
        pairs[place] = name, wrong
    return urlencode(pairs, errors="surrogatepass")[:32_768].encode()


def read_queries(data: bytes) -> int:
    """Every reader of queries on the same query."""
    params = read_query(data)
    understood = 0
    for _, read in QUERIES:
        try:
            read(params)
        except OURS:
            continue
        understood += 1
    return understood


LINE = {"type": "LineString", "coordinates": [[5.12, 52.09], [4.9, 52.0, 1.5], [4.48, 51.9]]}
BODIES: Sequence[Any] = (
    {"route": LINE, "minKw": 50, "connectors": ["IEC_62196_T2"]},
    {"route": OWN["route"][0], "width": 2000},
    {"locations": ["a", "b"], "kwh": 20.5, "start": "2026-06-01T12:00:00", "vehicle": "custom"},
    {"locations": ["a"], "battery_kwh": "60", "soc_from": 10, "soc_to": 80, "types": ["REGULAR"]},
)


def read_bodies(data: bytes) -> int:
    """Bodies of our own API, and routes in all their spellings."""
    text = data.decode("latin-1")
    understood = 0
    for read in (
        lambda: search._with_body({}, data),
        lambda: estimate_query.to_wish(estimate_query.read_body(data)[0], None),
        lambda: routes.flexible(text),
        lambda: routes.encoded(text),
    ):
        try:
            read()
        except OURS:
            continue
        understood += 1
    return understood


def objects(found: Sequence[Any], run: Callable[[bytes], int]) -> Target:
    """A target of JSON objects."""
    return seeded([Seed(to_json(each), "json") for each in found], run)


OTHERS: Mapping[str, Callable[[Inside], Target]] = {
    "OCPI pushes": push_target,
    "OCPI answers": lambda _: objects(ENVELOPES, read_handshake),
    "vehicles": lambda _: objects([VEHICLES], read_catalogue),
    "texts": lambda _: Target(make_text, read_text),
    "queries": lambda _: Target(make_query, read_queries),
    "bodies and routes": lambda _: objects(BODIES, read_bodies),
}
"""What reads no files."""


def all_targets(node: Inside) -> Mapping[str, Target]:
    """Every target by name: the formats first."""
    return {
        **{name: format_target(name) for name in FORMATS},
        **{name: make(node) for name, make in OTHERS.items()},
    }

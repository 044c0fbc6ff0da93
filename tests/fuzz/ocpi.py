"""Requests as peers could send them: sound objects and spoilt ones, pages, and nonsense."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx2

from tests.formats.ocpi_samples import connector, evse, location, tariff
from tests.fuzz.mutations import spoil, spoil_bytes
from tests.fuzz.tally import Tally
from tests.ocpi.talk import Talk, over_http

DIALECT = "OCPI"
VERSIONS = ("2.1.1", "2.2.1", "2.3.0")
METHODS = ("GET", "PUT", "PATCH", "POST", "DELETE", "OPTIONS")
FAULT = 3000
SESSION = {
    "id": "S1",
    "start_date_time": "2026-05-01T10:00:00Z",
    "kwh": 1,
    "status": "ACTIVE",
    "currency": "EUR",
    "last_updated": "2026-05-01T10:00:00Z",
}
OBJECTS: dict[tuple[str, ...], Any] = {
    ("locations", "L1"): location(
        opening_times={"twentyfourseven": True}, energy_mix={"is_green_energy": True}
    ),
    ("locations", "L1", "E1"): evse(),
    ("locations", "L1", "E1", "1"): connector(),
    ("tariffs", "T1"): tariff(id="T1", country_code="NL", party_id="FUZ"),
    ("sessions", "S1"): SESSION,
    ("cdrs", "C1"): SESSION | {"total_cost": 3, "total_energy": 1},
}
QUERIES = {
    "offset": ("0", "1", "-1", "9" * 25, "nan", "٣", "1.5", ""),
    "limit": ("1", "50", "0", "-1", "9" * 25, "x", ""),
    "date_from": ("2026-01-01T00:00:00Z", "2026-01-01", "0001-01-01T00:00:00+14:00", "now", ""),
    "date_to": ("2099-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "1", ""),
    "after": ("1", "1.2", "9" * 25, ".", "²", "x"),
}
HEADERS = {
    "content-encoding": ("gzip", "deflate", "br", "identity"),
    "ocpi-from-party-id": ("FUZ", "%C3%A9", "x" * 300),
    "ocpi-to-country-code": ("NL", "", "nl"),
    "x-request-id": ("1", "x" * 300),
    "content-type": ("text/plain", "application/json; charset=utf-16", "x"),
    "authorization": ("Token", "Token =", "Bearer x", "Token " + "A" * 500),
}


class Request(NamedTuple):
    """A request, before it has a token."""

    method: str
    path: str
    body: Any
    headers: dict[str, str]


def push(rng: Random, version: str) -> Request:
    """An object of a peer; one of four is sound."""
    place, body = rng.choice(list(OBJECTS.items()))
    if rng.random() < 0.75:
        body = spoil(body, rng)
    if rng.random() < 0.1:
        body = spoil_bytes(json.dumps(body).encode(), rng)
    method = rng.choice(METHODS) if rng.random() < 0.1 else rng.choice(("PUT", "PATCH", "GET"))
    module, *ids = place
    if rng.random() < 0.15:
        ids = [spoil_text(each, rng) for each in ids]
    party = rng.choice(("NL/FUZ", "NL/FUZ", "NL/FUZ", "nl/fuz", "BE/XYZ"))
    below = "/".join(quote(each, safe="") for each in ids)
    return Request(method, f"/ocpi/emsp/{version}/{module}/{party}/{below}", body, {})


def pull(rng: Random, version: str) -> Request:
    """A page of ours, or one object."""
    module = rng.choice(("locations", "tariffs"))
    names = rng.sample(list(QUERIES), rng.randint(0, 3))
    query = "&".join(f"{name}={quote(rng.choice(QUERIES[name]))}" for name in names)
    place = rng.choice(("", "", "/", "/L1", "/L1/E1", "/L1/E1/1", "/%00", "/a%2Fb", "/L1/1/1/1"))
    return Request("GET", f"/ocpi/cpo/{version}/{module}{place}?{query}", None, {})


def handshake(rng: Random, version: str) -> Request:
    """Versions, and credentials that lead nowhere."""
    side = rng.choice(("emsp", "cpo", "hub"))
    path = rng.choice(("versions", version, f"{version}/credentials", f"{version}/nothing", ""))
    role = {"role": "CPO", "business_details": {"name": "x"}, "party_id": "FUZ"}
    body = {"token": "t", "url": "ftp://x", "roles": [role | {"country_code": "NL"}]}
    wrong = spoil(body, rng) if rng.random() < 0.5 else body
    # a sound DELETE would end the talk
    method = rng.choice(("GET", "POST", "PUT", "OPTIONS"))
    return Request(method, f"/ocpi/{side}/{path}", wrong, {})


def spoil_text(text: str, rng: Random) -> str:
    """An id as nobody should write it."""
    return rng.choice((text.lower(), f" {text} ", text * 40, "é", "\0", "a/b", "%2F", "..", ""))


KINDS: tuple[Callable[[Random, str], Request], ...] = (push, push, push, pull, handshake)


def fuzz(client: httpx2.Client, token: str, number: int, seed: int, tally: Tally) -> None:
    """Send so many requests."""
    rng = Random(seed)
    for turn in range(number):
        version = rng.choice(VERSIONS)
        if turn % 40 == 0:
            _restore(client, token)
        request = rng.choice(KINDS)(rng, version)
        if rng.random() < 0.1:
            name = rng.choice(list(HEADERS))
            request = request._replace(headers={name: rng.choice(HEADERS[name])})
        _send(client, Talk(over_http(client), token, "NL/FUZ", version), request, tally)


def _restore(client: httpx2.Client, token: str) -> None:
    """Put the sound objects, so that later requests find something."""
    talk = Talk(over_http(client), token, "NL/FUZ")
    now = datetime.now(UTC).isoformat()
    for (module, *place), body in OBJECTS.items():
        if module != "cdrs":
            talk.put(module, *place, body=body | {"last_updated": now})


def _send(client: httpx2.Client, talk: Talk, request: Request, tally: Tally) -> None:
    shown = repr(request)[:2000]
    label = "/".join(request.path.split("/")[:5]).partition("?")[0]
    try:
        reply = talk.ask(*request)
        tally.count(DIALECT, reply.http)
        code = reply.code
    except (ValueError, KeyError) as error:
        tally.fault(request.method, label, f"no envelope: {error}", request=shown)
        return
    if code >= FAULT or reply.http >= 500:
        told = f"{reply.both}: {reply.message}"
        tally.fault(request.method, label, told, request=shown)

"""Requests that no description allows: methods, paths, queries and headers as they come."""

from http.client import HTTPConnection, HTTPException
from random import Random

from plugdex.api.map_page import is_built
from tests.fuzz.mutations import TOKENS
from tests.fuzz.tally import Tally

DIALECT = "anything"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "GE", "get")
PATHS = (
    *(["/"] if is_built() else []),
    "/v3/locations",
    "/v3/locations/x",
    "/v3/countryMetadata",
    "/ev/stations.json",
    "/ev/pools/x.xml",
    "/ev/evses/bulk.json",
    "/v1/browse",
    "/v1/discover",
    "/v1/lookup",
    "/api/search",
    "/api/search.geojson",
    "/api/locations",
    "/api/locations/x",
    "/api/locations/x/fit",
    "/api/vehicles",
    "/api/estimate",
    "/api/feeds",
    "/api/sources",
    "/api/sources/ndw",
    "/tiles/8/131/84.mvt",
    "/tiles/1/2/3.mvt",
    "/health",
    "/metrics",
    "/docs",
    "/about",
    "/assets/x.js",
    "/oauth2/token",
    "/ocpi/emsp/versions",
    "/ocpi/cpo/2.2.1/locations",
    "/nothing",
)
NAMES = ("ids", "id", "at", "bbox", "in", "q", "route", "body", "fields", "limit", "cursor", "x")
ESCAPES = ("%00", "%ff", "%ed%a0%80", "%2F", "%2e%2e", "%", "%u1234", "+", "&", "=", ";", "é")
HEADERS = {
    "Accept": ("*/*", "text/html", "application/x-yaml", "\xff", ","),
    "Accept-Encoding": ("gzip", "br;q=x"),
    "Authorization": ("Bearer", "Bearer \xff", "OAuth a=b", "Basic Og==", "Basic !"),
    "Content-Type": ("application/json", "application/x-www-form-urlencoded", "\xff;charset=x"),
    "If-None-Match": ("*", '"x"'),
    "Origin": ("null", "https://example.org", "\xff"),
    "Access-Control-Request-Method": ("GET", "\xff"),
    "Range": ("bytes=0-", "bytes=9-1"),
    "X-Forwarded-For": ("1.2.3.4", "x", "::ffff:1.2.3.4%eth0"),
    "X-Request-ID": ("\xff", "a" * 2000),
    "Cookie": ("a=b; ;=;",),
}
BODIES = (b"", b"{}", b"[]", b"null", b'{"route":1}', b"route=x", b"grant_type=client_credentials")


def fuzz(port: int, number: int, seed: int, tally: Tally) -> None:
    """Send so many requests over a connection that is kept open."""
    rng = Random(seed)
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for _ in range(number):
        method, target = rng.choice(METHODS), _target(rng)
        names = rng.sample(list(HEADERS), rng.randint(0, 3))
        headers = {name: rng.choice(HEADERS[name]) for name in names}
        body = _body(rng) if method not in ("GET", "HEAD", "TRACE") else None
        request = f"{method} {target} {headers} {body!r}"[:2000]
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value.encode("latin-1"))
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            answer.read()
        except (HTTPException, OSError) as error:
            tally.fault(method, target.partition("?")[0], repr(error), request=request)
            connection.close()
            continue
        tally.count(DIALECT, answer.status)
        if answer.status >= 500:
            tally.fault(method, target.partition("?")[0], str(answer.status), request=request)
    connection.close()


def _target(rng: Random) -> str:
    path = rng.choice(PATHS)
    if rng.random() < 0.3:
        place = rng.randint(1, len(path))
        path = path[:place] + rng.choice(ESCAPES) + path[place:]
    pairs = (f"{rng.choice(NAMES)}={_value(rng)}" for _ in range(rng.randint(0, 4)))
    query = "&".join(pairs)
    target = f"{path}?{query}" if query else path
    return (
        target.encode().decode("latin-1").replace("é", "%C3%A9").encode("ascii", "ignore").decode()
    )


def _value(rng: Random) -> str:
    return "".join(
        rng.choice((*ESCAPES, "1", "a", ",", "-", "5.1")) for _ in range(rng.randint(0, 8))
    )


def _body(rng: Random) -> bytes:
    body = rng.choice(BODIES)
    return body + rng.choice(TOKENS) if rng.random() < 0.6 else body

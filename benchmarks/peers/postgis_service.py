"""The service that a competent engineer writes by hand: FastAPI, asyncpg and PostGIS.

One statement a request over a pool of connections, finished JSON out of the database, joined as
it is. Run with the packages of the peers: ``python postgis_service.py PORT URL``.
"""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated

import asyncpg
import uvicorn
from fastapi import FastAPI, HTTPException, Query, Response

JSON = "application/json"
ONE = "SELECT body FROM location WHERE id = $1"
SEVERAL = "SELECT id, body FROM location WHERE id = ANY($1)"
WITH_TYPES = """
    SELECT id, CASE WHEN standards && $2 THEN body END FROM location WHERE id = ANY($1)"""
BOX = """
    SELECT l.card FROM connector c JOIN location l ON l.id = c.location
    WHERE c.top AND c.standard = $5
        AND c.geog::geometry && ST_MakeEnvelope($1, $2, $3, $4, 4326) LIMIT $6"""
NEAREST = """
    SELECT card, geom::geography <-> ST_MakePoint($1, $2)::geography AS metres
    FROM location ORDER BY metres LIMIT $3"""
NEAREST_WITH = """
    SELECT l.card, c.metres
    FROM (
        SELECT location, geog <-> ST_MakePoint($1, $2)::geography AS metres FROM connector
        WHERE top AND standard = $4 AND power >= $5 ORDER BY metres LIMIT $3
    ) AS c JOIN location l ON l.id = c.location ORDER BY c.metres"""

Integer = Annotated[int, Query(ge=1, le=100)]


@asynccontextmanager
async def connected(service: FastAPI) -> AsyncIterator[None]:
    """Keep a pool of connections while the service runs."""
    async with asyncpg.create_pool(sys.argv[2], min_size=16, max_size=16, reset=unchanged) as pool:
        service.state.pool = pool
        yield


async def unchanged(_: asyncpg.Connection) -> None:
    """Nothing here changes a session, so nothing is put back: it would double the statements."""


app = FastAPI(lifespan=connected)


@app.get("/locations/{identifier}")
async def location(identifier: str) -> Response:
    """One location."""
    body = await app.state.pool.fetchval(ONE, identifier)
    if body is None:
        raise HTTPException(404)
    return Response(body, media_type=JSON)


@app.get("/locations")
async def several(ids: str, types: str = "") -> Response:
    """Up to a hundred locations; with types those that have one of them, whole."""
    wanted = ids.split(",")
    if types:
        rows = await app.state.pool.fetch(WITH_TYPES, wanted, types.split(","))
    else:
        rows = await app.state.pool.fetch(SEVERAL, wanted)
    found = dict(rows)
    items = ",".join([body for each in wanted if (body := found.get(each))])
    missing = ",".join([f'"{each}"' for each in wanted if each not in found])
    return Response(f'{{"items":[{items}],"missing":[{missing}]}}', media_type=JSON)


@app.get("/box")
async def box(
    west: float, south: float, east: float, north: float, standard: str, limit: Integer = 100
) -> Response:
    """Locations in a box that have a standard."""
    rows = await app.state.pool.fetch(BOX, west, south, east, north, standard, limit)
    return Response(f'{{"items":[{",".join([card for (card,) in rows])}]}}', media_type=JSON)


@app.get("/nearest")
async def nearest(
    lat: float, lon: float, standard: str = "", power: int = 0, limit: Integer = 20
) -> Response:
    """The nearest, or the nearest with a connector of a standard and a power (W)."""
    if standard:
        rows = await app.state.pool.fetch(NEAREST_WITH, lon, lat, limit, standard, power)
    else:
        rows = await app.state.pool.fetch(NEAREST, lon, lat, limit)
    return Response(f'{{"items":[{",".join(with_distances(rows))}]}}', media_type=JSON)


def with_distances(rows: Sequence[asyncpg.Record]) -> list[str]:
    """Cards with the distance (m) as their last member."""
    return [f'{card[:-1]},"distance":{metres:.0f}}}' for card, metres in rows]


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning",
                loop="uvloop", http="httptools")  # fmt: skip

"""Datasette as its command serves it, without a line for every request.

Run with the packages of the peers: ``python datasette_service.py PORT FILE``.
"""

import asyncio
import sys
import tomllib
from pathlib import Path

import uvicorn
from datasette.app import Datasette

SETTINGS = {"sql_time_limit_ms": 20_000, "suggest_facets": False, "allow_download": False}


async def main(port: int, file: str) -> None:
    """Serve a file that nobody changes."""
    queries = tomllib.loads(Path(__file__).with_name("datasette.toml").read_text())
    datasette = Datasette([], immutables=[file], metadata=queries, settings=SETTINGS)
    await datasette.invoke_startup()
    config = uvicorn.Config(datasette.app(), port=port, access_log=False, log_level="warning",
                            lifespan="on", loop="uvloop", http="httptools")  # fmt: skip
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))

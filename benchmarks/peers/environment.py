"""The packages of the peers, in an environment of their own, and PostgreSQL with PostGIS."""

import subprocess
import sys
from pathlib import Path

import dumps
import psycopg

from tests.stores import cluster

FOLDER = dumps.ROOT / "build" / "peers"
PACKAGES = ("fastapi", "asyncpg", "uvicorn", "uvloop", "httptools", "tipg", "datasette")
NO_POSTGIS = "PostGIS is missing: apt-get install postgresql-15-postgis-3, or that of your version."


def python() -> str:
    """The Python that has the packages; installs them on first use."""
    program = FOLDER / "bin" / "python"
    marker = FOLDER / "installed.txt"
    if marker.exists() and marker.read_text().split() == list(PACKAGES):
        return str(program)
    print(f"installing {', '.join(PACKAGES)} into {FOLDER.relative_to(dumps.ROOT)} …", flush=True)
    try:
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], check=True)
        subprocess.run([str(program), "-m", "pip", "install", "-qq", *PACKAGES], check=True)
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"The packages of the peers cannot be installed: {error}") from error
    marker.write_text("\n".join(PACKAGES))
    return str(program)


def versions() -> dict[str, str]:
    """What is installed, by name."""
    command = [python(), "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = dict(line.split("==", 1) for line in listed.splitlines() if "==" in line)
    return {name: found[name] for name in PACKAGES}


def postgis_version(url: str) -> str:
    """What the database is."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT version(), postgis_lib_version()").fetchone()
    assert found
    return f"{' '.join(found[0].split()[:2])} with PostGIS {found[1]}"


def check_postgis() -> None:
    """Say what to install where a part is missing."""
    try:
        programs = cluster.programs()
    except cluster.NoPostgres as error:
        raise SystemExit(str(error)) from error
    config = subprocess.run(
        [str(programs / "pg_config"), "--sharedir"], check=False, capture_output=True, text=True
    )
    share = Path(config.stdout.strip()) if config.returncode == 0 else programs.parent / "share"
    if not (share / "extension" / "postgis.control").exists():
        raise SystemExit(NO_POSTGIS)

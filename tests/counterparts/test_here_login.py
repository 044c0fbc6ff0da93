"""The vendor's login gets tokens of ours, by the credentials file that ``plugdex key`` prints."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from plugdex.stores.sqlite import open_sqlite
from tests.api.search_world import PLACES
from tests.api.servers import WAIT_SECONDS, serving
from tests.counterparts.environments import HERE, python_for
from tests.places import take_in

pytestmark = pytest.mark.slow


def test_login(tmp_path: Path) -> None:
    """It signs in with the file, and its tokens open the search."""
    path = tmp_path / "here.db"
    store = open_sqlite(path)
    take_in(store, *PLACES.values())
    store.close()
    file = tmp_path / "credentials.properties"
    made = [sys.executable, "-m", "plugdex", "key", "create", "--name", "app", "--oauth"]
    made += ["--store", f"sqlite:///{path}"]
    printed = subprocess.check_output(made, text=True, cwd=tmp_path)
    with serving(path) as client:
        url = str(client.base_url).rstrip("/")
        file.write_text(printed.replace("http://127.0.0.1:8080", url))
        done = subprocess.run(
            [str(python_for("here")), str(Path("here") / "login.py"), url, str(file)],
            cwd=HERE,
            capture_output=True,
            text=True,
            timeout=2 * WAIT_SECONDS,
        )
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        for token in (found["first"], found["second"]):
            headers = {"Authorization": f"Bearer {token}"}
            answer = client.get("/v1/browse", params={"at": "52,5"}, headers=headers)
            assert answer.status_code == 200

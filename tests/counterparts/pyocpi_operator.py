"""An operator over python-ocpi: a program for an environment of its own.

    python pyocpi_operator.py --port 9000

The library speaks 2.2 and its objects fit 2.2.1, as which it is announced here. Its own discovery
fits no version: the list of versions lies one level too deep, and the details stand elsewhere than
they are announced. So discovery is ours; credentials, locations and pushes are the library's.
"""

import argparse
import tempfile
from pathlib import Path

from flask import Flask
from made_up import Network
from ocpi import createOcpiBlueprint
from ocpi.managers import CredentialsDictMan, LocationManager
from pyocpi.control import control
from pyocpi.discovery import discovery
from pyocpi.managers import Locations, Tokens

VERSION = "2.2.1"
OWNER = ("NL", "FHA")


def main() -> None:
    """Serve until stopped."""
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        app = build(f"http://127.0.0.1:{options.port}", Path(folder), options)
        app.run("127.0.0.1", options.port, threaded=True)


def build(base_url: str, folder: Path, options: argparse.Namespace) -> Flask:
    """An application with locations and nobody who knows of them yet."""
    made = Network(VERSION, OWNER, options.seed).objects(options.locations, tariffs=3)
    locations: LocationManager = Locations(made["locations"])
    tokens: CredentialsDictMan = Tokens(OWNER, f"{base_url}/versions", folder / "tokens.json")
    served = {
        "credentials": {"role": "RECEIVER", "object": tokens},
        "locations": {"role": "SENDER", "object": locations},
    }
    app = Flask("operator")
    app.register_blueprint(createOcpiBlueprint(f"{base_url}/ocpi", served, VERSION))
    app.register_blueprint(discovery(base_url, VERSION, served))
    app.register_blueprint(control(tokens, made, VERSION))
    return app


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--locations", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""A party over extrawest-ocpi: a program for an environment of its own.

    python extrawest_operator.py --port 9000 --version 2.2.1 --role CPO

The library reads its settings when it is imported, so they are set before.
"""

import argparse
import os
from importlib import import_module


def main() -> None:
    """Serve until stopped."""
    options = arguments()
    os.environ.update(
        OCPI_HOST=f"127.0.0.1:{options.port}",
        PROTOCOL="http",
        COUNTRY_CODE=options.country,
        PARTY_ID=options.party,
    )
    app = import_module("extrawest.app").build(options)
    import_module("uvicorn").run(app, host="127.0.0.1", port=options.port, log_level="warning")


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--version", choices=["2.1.1", "2.2.1"], default="2.2.1")
    parser.add_argument("--role", choices=["CPO", "EMSP"], default="CPO")
    parser.add_argument("--country", default="NL")
    parser.add_argument("--party", default="EXA")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--locations", type=int, default=7)
    parser.add_argument("--tariffs", type=int, default=3)
    parser.add_argument("--page", type=int, default=3, help="most objects on a page")
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""A client over HerePy: a program for an environment of its own.

    python herepy_client.py http://127.0.0.1:8080/ev/ KEY METHOD '{"argument": …}'

Prints the answer as JSON, or the name of the error and its words. The library has its base URL in
a private attribute; nothing else is changed.
"""

import json
import sys

from herepy import EVChargingStationsApi
from herepy.error import HEREError
from herepy.here_enum import EVStationConnectorTypes


def main() -> None:
    """One call."""
    base_url, key, method, arguments = sys.argv[1:]
    client = EVChargingStationsApi(key)
    client._base_url = base_url
    given = json.loads(arguments)
    if "connectortypes" in given:
        given["connectortypes"] = [
            EVStationConnectorTypes[name] for name in given["connectortypes"]
        ]
    try:
        answer = getattr(client, method)(**given).as_dict()
    except HEREError as error:
        answer = {"error": type(error).__name__, "message": error.message}
    print(json.dumps(answer))  # noqa: T201 (this is what it is for)


if __name__ == "__main__":
    main()

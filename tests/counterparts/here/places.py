"""The places of herepy, pointed at another host: a program for an environment of its own.

python places.py http://127.0.0.1:8080 KEY
"""

import json
import sys

from herepy import PlacesApi, UnauthorizedError

URL, KEY = sys.argv[1:]
AT = [52.09, 5.12]


def pointed(key: str) -> PlacesApi:
    """Their client with our host."""
    api = PlacesApi(key)
    api._base_url = URL + "/v1/discover"
    return api


def refusal() -> str:
    """What it makes of a wrong key."""
    try:
        pointed("wrong").onebox_search(AT, "charging")
    except UnauthorizedError as error:
        return str(error)
    return ""


api = pointed(KEY)
found = {
    "words": [item["title"] for item in api.onebox_search(AT, "fast one", limit=5).items],
    "circle": [item["id"] for item in api.places_in_circle(AT, 5000, "charging", 100).items],
    "country": [item["id"] for item in api.search_in_country(AT, "charging", "DEU", 100).items],
    "refusal": refusal(),
}
json.dump(found, sys.stdout)

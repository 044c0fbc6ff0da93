"""The vendor's search demo, pointed at another host: a program for an environment of its own.

    python demo.py http://127.0.0.1:8080 KEY

Only host and key are set; what it sends and how it reads the answer is its own.
"""

import asyncio
import json
import sys
from typing import Any

from here_search_demo.api import API, url_builder
from here_search_demo.auth import Credentials
from here_search_demo.http import HTTPSession
from here_search_demo.widgets.output_details import DetailsMixin

URL, KEY = sys.argv[1:]
AT = (52.09, 5.12)
ROUTE = "BFwvi9Jgywew6wBgz6B"
EV = ("700-7600-0322", "700-7600-0323", "700-7600-0324")
FAST = {"show": "ev", "limit": "100", "evStation[minPower]": "50"}


class Pointed(API):
    """Their client with our host."""

    BASE_URL = url_builder(URL + "/v1/{endpoint}")


class Ours(Credentials):
    """Their credentials with our key."""

    token = KEY


async def ask() -> dict[str, Any]:
    """Browse, search by words, search along a route by POST, look one up, and draw the cards."""
    api = Pointed(credentials=Ours())
    async with HTTPSession() as session:
        browsed = await api.browse(session, *AT, EV, **FAST)
        along = await api.browse(session, *AT, EV, polyline=ROUTE, width=5000, all_along=True)
        discovered = await api.discover(session, "Fast One charging", *AT)
        one = await api.lookup(session, browsed.data["items"][0]["id"], show="ev")
    return {
        "browsed": [item["id"] for item in browsed.data["items"]],
        "cards": [DetailsMixin().html(item) for item in browsed.data["items"]],
        "along": [item["id"] for item in along.data["items"]],
        "excursions": [item["excursionDistance"] for item in along.data["items"]],
        "discovered": [item["title"] for item in discovered.data["items"]],
        "one": one.data["title"],
        "correlation": browsed.x_headers["X-Correlation-ID"],
    }


json.dump(asyncio.run(ask()), sys.stdout)

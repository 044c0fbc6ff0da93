"""What a test tells the operator to do; none of this is OCPI."""

from typing import Any

import requests
from flask import Blueprint, request
from pyocpi.managers import Tokens

SECONDS = 20


def control(tokens: Tokens, made: dict[str, Any], version: str) -> Blueprint:
    """Orders that a test gives."""
    routes = Blueprint("control", __name__, url_prefix="/control")
    peer: dict[str, str] = {}

    @routes.get("/state")
    def state() -> Any:
        return {"peer": peer, "objects": made, "tokens": tokens.readJson()}

    @routes.post("/invite")
    def invite() -> Any:
        return {"versions_url": tokens.url, "token": tokens.invite()}

    @routes.post("/register")
    def register() -> Any:
        order = request.get_json()
        try:
            token = tokens.register(order["base_url"], version, order["token"])
        except requests.RequestException as problem:
            return {"problem": str(problem)}, 502
        peer.update(base_url=order["base_url"], token=token)
        return {"peer": peer}

    @routes.post("/push")
    def push() -> Any:
        order = request.get_json()
        item = made[order["module"]][order["id"]]
        with_path = order["module"] != "cdrs"
        method = "PUT" if with_path else "POST"
        tokens._pushObjects([item], method, peer["token"], order["url"], with_path)
        return {}

    @routes.post("/ask")
    def ask() -> Any:
        headers = tokens.headers(peer["token"])
        answer = requests.get(request.get_json()["url"], headers=headers, timeout=SECONDS)
        return {"status": answer.status_code, "body": answer.json()}

    return routes

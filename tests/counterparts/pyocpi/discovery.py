"""Versions and version details as the specification has them."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint
from ocpi.managers import VersionManager
from ocpi.namespaces import token_required


def discovery(base_url: str, version: str, served: dict[str, Any]) -> Blueprint:
    """Two routes beside the library; the endpoints are those that it names."""
    routes = Blueprint("discovery", __name__)
    roles = {name: each["role"] for name, each in served.items()}
    details = VersionManager(f"{base_url}/ocpi", roles, version).details()

    @routes.get("/versions")
    @token_required
    def versions() -> Any:
        return envelope([{"version": version, "url": f"{base_url}/details"}])

    @routes.get("/details")
    @token_required
    def version_details() -> Any:
        return envelope(details)

    return routes


def envelope(data: Any) -> dict[str, Any]:
    """An answer that says success."""
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return {"data": data, "status_code": 1000, "timestamp": now}

"""A pull from the peer, every object read by the schemas of the library."""

from typing import Any

from extrawest import wire
from extrawest.state import State
from py_ocpi.core.utils import get_module_model
from py_ocpi.modules.versions.enums import VersionNumber
from pydantic import BaseModel, ValidationError

SCHEMAS = {"locations": "Location", "tariffs": "Tariff"}
MOST_PAGES = 50


async def pulled(state: State, module: str, limit: int | None) -> dict[str, Any]:
    """All objects of a module by the links of the peer: what they are and what is wrong."""
    url = wire.endpoint(state, module, role="SENDER") + (f"?limit={limit}" if limit else "")
    schema = get_module_model(SCHEMAS[module], module, VersionNumber(state.version).name)
    pages: list[dict[str, Any]] = []
    while url and len(pages) < MOST_PAGES:
        answer = await wire.ask(state, "GET", url)
        pages.append({"headers": dict(answer.headers), "items": wire.good(answer)["data"]})
        url = answer.links.get("next", {}).get("url", "")
    items = [item for page in pages for item in page["items"]]
    return {
        "pages": [page["headers"] for page in pages],
        "items": items,
        "faults": [fault for item in items for fault in faults(schema, item)],
    }


def faults(schema: type[BaseModel], item: dict[str, Any]) -> list[str]:
    """What the schema has against an object."""
    try:
        schema(**item)
    except ValidationError as error:
        return [f"{item.get('id')}: {each['loc']} {each['msg']}" for each in error.errors()]
    return []

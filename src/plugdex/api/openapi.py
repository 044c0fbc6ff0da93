"""What our OpenAPI 3.1 descriptions have in common: the skeleton and the pieces of operations."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

JSON: Final = "application/json"
REF: Final = "#/components/schemas/"

Node = dict[str, Any]
Schema = Mapping[str, Any]

TEXT: Final[Schema] = {"type": "string"}
BY_KEY: Final[Sequence[Node]] = ({"bearer": []}, {"apiKey": []})
"""The usual ways to say a key, any of them."""

ID_HEADERS: Final[Mapping[str, Any]] = {
    "X-Correlation-ID": {"schema": {"type": "string", "format": "uuid"}},
    "X-Request-ID": {"description": "As the client sent it.", "schema": TEXT},
}


def to_json(document: Node) -> bytes:
    """A description as JSON that people can read, too."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1)


def skeleton(
    *,
    title: str,
    version: str,
    description: str,
    server: str,
    paths: Node,
    components: Node,
    security: Iterable[Node] = (),
) -> Node:
    """A whole description; ``security`` are the ways to say a key, any of them."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": version,
            "description": description,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        **({"security": list(security)} if security else {}),
        "paths": paths,
        "components": components,
    }


def key_schemes() -> Node:
    """The security schemes that ``BY_KEY`` names."""
    return {"bearer": {"type": "http", "scheme": "bearer"}, "apiKey": key_in_query("apiKey")}


def key_in_query(name: str) -> Node:
    """A security scheme: a parameter of the query."""
    return {"type": "apiKey", "in": "query", "name": name}


def operation(
    name: str, summary: str, parameters: Iterable[Node], responses: Node, **more: Any
) -> Node:
    """What a method of a path does."""
    return {
        "operationId": name,
        "summary": summary,
        "parameters": list(parameters),
        "responses": responses,
        **more,
    }


def parameter(
    name: str, schema: Schema, description: str = "", place: str = "query", **more: Any
) -> Node:
    """A parameter; what is in a path is always required."""
    node: Node = {"name": name, "in": place, **more, "schema": dict(schema)}
    if place == "path":
        node["required"] = True
    return node | ({"description": description} if description else {})


def answer(description: str, schema: Node | None = None, media: str = JSON, **more: Any) -> Node:
    """A response with a body; without a schema any object."""
    content = {media: {"schema": schema or {"type": "object"}}}
    return {"description": description, **more, "content": content}


def schema_of(name: str) -> Node:
    """The schema of a shape, by its name."""
    return {"$ref": REF + name}


def parameters_of(names: Iterable[str]) -> list[Node]:
    """Parameters of the components, by their names there."""
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def responses_of(names: Iterable[object]) -> Node:
    """Responses of the components, by their status."""
    return {str(name): {"$ref": f"#/components/responses/{name}"} for name in names}


def array(items: Schema, **more: Any) -> Node:
    """The schema of a list."""
    return {"type": "array", **more, "items": dict(items)}


def one_of(values: Iterable[str]) -> Node:
    """The schema of a text of a closed list."""
    return {"type": "string", "enum": list(values)}


def whole(least: int, most: int, default: int | None = None) -> Node:
    """The schema of a whole number within limits."""
    node: Node = {"type": "integer", "minimum": least, "maximum": most}
    return node if default is None else node | {"default": default}


def schemas(shapes: Iterable[type]) -> Node:
    """The schemas of shapes and of all that they contain, by name."""
    _, found = msgspec.json.schema_components(shapes, ref_template=REF + "{name}")
    return {name: with_numbers(without_null(schema)) for name, schema in found.items()}


def with_numbers(node: Any) -> Any:
    """Decimals are numbers in what we say, exact or not; msgspec describes them as texts."""
    if isinstance(node, list):
        return [with_numbers(each) for each in node]
    if not isinstance(node, dict):
        return node
    if node.get("format") == "decimal":
        return {"type": "number"}
    return {key: with_numbers(each) for key, each in node.items()}


def without_null(node: Any) -> Any:
    """What is not known is left out, so nothing is ever null; titles of code are not shown."""
    if isinstance(node, list):
        return [without_null(each) for each in node]
    if not isinstance(node, dict):
        return node
    options = [each for each in node.get("anyOf", ()) if each != {"type": "null"}]
    if len(options) == 1:
        return without_null(options[0])
    hidden = ("title", "description") if "properties" in node else ("default",)
    return {key: without_null(each) for key, each in node.items() if key not in hidden}

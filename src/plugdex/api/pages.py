"""Pages for people: what this is, and the API documentation. No script, nothing from outside."""

from collections.abc import Iterable
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from plugdex import __version__
from plugdex.api.here_search import openapi as here_search
from plugdex.api.here_v2 import openapi as here_v2
from plugdex.api.here_v3 import openapi as here_v3
from plugdex.api.html import page
from plugdex.api.own import openapi as own
from plugdex.api.services import Services
from plugdex.directory.metadata import CountryEntry, countries
from plugdex.model.connectors import BY_OCPI
from plugdex.model.power import power_text


async def about(request: Request) -> Response:
    """What this server has, and how to ask it."""
    services: Services = request.app.state.services
    reads = services.reads()
    base = str(request.base_url).rstrip("/")
    body = [
        "<h1>plugdex</h1><p>The open directory of EV connectors.</p>",
        f"<p><strong>{reads.location_count():,}</strong> charging locations. ",
        '<a href="/">Map</a> · <a href="/docs">API documentation</a> · ',
        '<a href="/api/locations?limit=20">locations</a> · <a href="/health">health</a></p>',
        "<h2>Connectors</h2>",
        _connector_table(countries(reads)),
        "<h2>Ask</h2>",
        f"<pre>curl '{escape(base)}/api/locations?bbox=4.7,52.2,5.1,52.5&amp;limit=5'\n"
        f"curl '{escape(base)}/v3/locations?ids=ID&amp;fields=address,evses,connectorGroups'\n"
        f"curl '{escape(base)}/v1/browse?at=52.2,4.9&amp;evStation%5BminPower%5D=150&amp;show=ev'\n"
        f"curl '{escape(base)}/v3/countryMetadata?fields=operators,connectorTypes'</pre>",
    ]
    return page("plugdex", body)


async def docs(request: Request) -> Response:
    """The OpenAPI documents, readable."""
    links = "<a href='/'>Map</a> · <a href='/about'>about this server</a>"
    body = [f"<h1>plugdex {__version__}</h1><p>{links}</p>"]
    for link, document in (
        ("/v3/openapi", here_v3.document()),
        ("/v1/openapi", here_search.document()),
        ("/ev/openapi", here_v2.document()),
        ("/api/openapi.json", own.document()),
    ):
        body.extend(_document(link, document))
    return page("plugdex API", body)


def _connector_table(entries: Iterable[CountryEntry]) -> str:
    rows = "".join(
        f"<tr><td>{escape(entry.country)}</td><td>{escape(BY_OCPI[each.standard].name)}</td>"
        f"<td>{power_text(each.max_power) if each.max_power else 'power not known'}</td></tr>"
        for entry in entries
        for each in entry.connectors
    )
    return f"<table><tr><th>Country</th><th>Connector</th><th>Highest power</th></tr>{rows}</table>"


def _document(link: str, document: dict[str, Any]) -> Iterable[str]:
    info = document["info"]
    yield f"<h2>{escape(info['title'])}</h2><p>{escape(info['description'])} "
    yield f'<a href="{link}">OpenAPI 3.1</a></p>'
    server = document["servers"][0]["url"].rstrip("/")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield f"<details><summary><code>{method.upper()} {escape(server + path)}</code> "
            yield f"{escape(operation['summary'])}</summary>"
            yield _parameter_table(document, operation.get("parameters", ()))
            yield f"<p>Answers: {escape(', '.join(operation['responses']))}</p></details>"
    for name, schema in sorted(document["components"]["schemas"].items()):
        yield f"<details><summary><code>{escape(name)}</code></summary>{_schema_table(schema)}"
        yield "</details>"


def _parameter_table(document: dict[str, Any], parameters: Iterable[dict[str, Any]]) -> str:
    rows = []
    for each in parameters:
        name = each.get("$ref", "").rpartition("/")[2]
        value = document["components"]["parameters"][name] if name else each
        rows.append(
            f"<tr><td><code>{escape(value['name'])}</code></td><td>{escape(value['in'])}</td>"
            f"<td>{_type(value['schema'])}</td><td>{escape(value.get('description', ''))}</td></tr>"
        )
    head = "<tr><th>Parameter</th><th>In</th><th>Type</th><th></th></tr>"
    return f"<table>{head}{''.join(rows)}</table>" if rows else ""


def _schema_table(schema: dict[str, Any]) -> str:
    required = schema.get("required", ())
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{_type(value)}</td>"
        f"<td>{'required' if name in required else ''}</td></tr>"
        for name, value in schema.get("properties", {}).items()
    )
    return f"<table>{rows}</table>" if rows else f"<p>{_type(schema)}</p>"


def _type(schema: dict[str, Any] | bool) -> str:
    if isinstance(schema, bool):
        return "any"
    if "$ref" in schema:
        return f"<code>{escape(schema['$ref'].rpartition('/')[2])}</code>"
    if "enum" in schema or "examples" in schema:
        return ", ".join(f"<code>{escape(str(v))}</code>" for v in _values(schema))
    if schema.get("type") == "array":
        most = f", at most {schema['maxItems']}" if "maxItems" in schema else ""
        return f"list of {_type(schema['items'])}{most}"
    return escape(str(schema.get("type", "any")))


def _values(schema: dict[str, Any]) -> Iterable[Any]:
    yield from schema.get("enum", schema.get("examples", ()))

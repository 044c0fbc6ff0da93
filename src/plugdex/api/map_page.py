"""The map at ``/``: the built page, its assets, and what its browser is allowed to do.

Assets have the hash of their content in the name, so they are kept for ever; those that shrink
are stored compressed and unpacked only for a client that cannot.
"""

import gzip
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from plugdex.api.own.problems import NotFound
from plugdex.model.value import Value

STYLE_META: Final = b'<meta name="plugdex-map-style" content="'
MEDIA: Final[Mapping[str, str]] = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
}
PAGE: Final = {
    "cache-control": "no-cache",
    "permissions-policy": "geolocation=(self), camera=(), microphone=()",
}
FOR_EVER: Final = {"cache-control": "public, max-age=31536000, immutable"}
POLICY: Final = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:{origin}; connect-src 'self'{origin}; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""MapLibre draws its controls from ``data:`` pictures and its sprites from ``blob:`` ones."""
ORIGIN: Final = re.compile(r"(https?://[\w.\-\[\]:]+)(?:[/?#]|$)")
NOT_BUILT: Final = (
    "The map was not built. From a checkout run: make web (needs Node 20 or newer, or fetches "
    "one from PyPI). All else works: /about says what this server has, /docs how to ask it.\n"
)


class Asset(Value, frozen=True, kw_only=True):
    """A file of the page; ``packed`` with gzip."""

    body: bytes
    media: str
    packed: bool


def built_page() -> Traversable:
    """The folder into which the page is built."""
    return files("plugdex").joinpath("web")


def is_built(folder: Traversable | None = None) -> bool:
    """Whether the page is there: it is in a wheel, and in a checkout after ``make web``."""
    return (folder or built_page()).joinpath("index.html").is_file()


class MapPage:
    """Serves the page of a folder; ``style`` is the address of a map style, or empty."""

    def __init__(self, folder: Traversable, style: str = "") -> None:
        index = folder.joinpath("index.html")
        self._page = _with_style(index.read_bytes(), style) if is_built(folder) else b""
        self._assets = _read_assets(folder.joinpath("assets"))
        self._safe = {"content-security-policy": policy(style)}

    async def home(self, request: Request) -> Response:
        """The page, or how to build it."""
        if not self._page:
            return PlainTextResponse(NOT_BUILT, 503)
        return Response(self._page, media_type="text/html", headers=self._safe | PAGE)

    async def asset(self, request: Request) -> Response:
        """A script, style or picture of the page."""
        asset = self._assets.get(request.path_params["name"])
        if asset is None:
            raise NotFound("the page has no such file; load it anew")
        headers = self._safe | FOR_EVER  # a worker is held to the policy of its script
        if not asset.packed:
            return Response(asset.body, media_type=asset.media, headers=headers)
        headers |= {"vary": "accept-encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(gzip.decompress(asset.body), media_type=asset.media, headers=headers)
        headers |= {"content-encoding": "gzip"}
        return Response(asset.body, media_type=asset.media, headers=headers)


def policy(style: str) -> str:
    """What the page may load: from us only, and from the server of the map style."""
    found = ORIGIN.match(style)
    return POLICY.format(origin=f" {found[1]}" if found else "")


def _with_style(page: bytes, style: str) -> bytes:
    return page.replace(STYLE_META, STYLE_META + escape(style).encode(), 1)


def _read_assets(folder: Traversable) -> Mapping[str, Asset]:
    if not folder.is_dir():
        return {}
    return dict(_asset(file.name, file.read_bytes()) for file in folder.iterdir())


def _asset(file_name: str, body: bytes) -> tuple[str, Asset]:
    name = file_name.removesuffix(".gz")
    media = MEDIA.get(name.rpartition(".")[2], "application/octet-stream")
    return name, Asset(body=body, media=media, packed=name != file_name)

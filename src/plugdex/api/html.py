"""How a page is made: no script, nothing from outside."""

from collections.abc import Iterable
from html import escape
from typing import Final

from starlette.responses import HTMLResponse

STYLE: Final = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } h2 { margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; }
tr { border-bottom: 1px solid #8886; }
code, pre { font: .875rem/1.4 ui-monospace, monospace; background: #8882; border-radius: .25rem; }
code { padding: .1rem .3rem; } pre { padding: .75rem; overflow-x: auto; }
details { border: 1px solid #8886; border-radius: .25rem; margin: .5rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; font-weight: 600; }
"""
HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


def page(title: str, body: Iterable[str]) -> HTMLResponse:
    """A whole page."""
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{STYLE}</style><body><main>{''.join(body)}</main></body></html>",
        headers=HEADERS,
    )

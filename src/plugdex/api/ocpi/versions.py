"""Versions and version details (contract §5)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

import msgspec

from plugdex.api.ocpi.answers import Answer, refuse
from plugdex.directory.handshake import Side, Us
from plugdex.directory.peers import InterfaceRole

VERSIONS: Final = ("2.1.1", "2.2.1", "2.3.0")

MODULES: Final[Mapping[Side, tuple[InterfaceRole, Sequence[str]]]] = {
    "emsp": ("RECEIVER", ("locations", "tariffs", "sessions", "cdrs")),
    "cpo": ("SENDER", ("locations", "tariffs")),
}
"""What there is on each side, and the role in which we have it."""


def versions(us: Us, side: Side) -> Answer:
    """The versions of a side."""
    found = [{"version": each, "url": version_url(us, side, each)} for each in VERSIONS]
    return Answer(data=msgspec.json.encode(found))


def details(us: Us, side: Side, version: str) -> Answer:
    """The endpoints of a version; 2.1.1 knows no roles, so a side lists only its own there."""
    if version not in VERSIONS:
        raise refuse(HTTPStatus.NOT_FOUND, f"no version {version!r}; there are {VERSIONS}")
    own = f"{version_url(us, side, version)}/credentials"
    if version == "2.1.1":
        endpoints = [{"identifier": "credentials", "url": own}]
        endpoints += [{"identifier": m, "url": u} for m, _, u in _modules(us, side, version)]
    else:
        endpoints = [{"identifier": "credentials", "role": "SENDER", "url": own}]
        endpoints += [
            {"identifier": module, "role": role, "url": url}
            for each in MODULES
            for module, role, url in _modules(us, each, version)
        ]
    return Answer(data=msgspec.json.encode({"version": version, "endpoints": endpoints}))


def version_url(us: Us, side: Side, version: str) -> str:
    """Where the details of a version are."""
    return f"{us.public_url}/ocpi/{side}/{version}"


def module_url(us: Us, side: Side, version: str, module: str) -> str:
    """Where a module is; peers append to it without adding a slash."""
    return f"{version_url(us, side, version)}/{module}/"


def _modules(us: Us, side: Side, version: str) -> Sequence[tuple[str, InterfaceRole, str]]:
    role, modules = MODULES[side]
    return [(each, role, module_url(us, side, version, each)) for each in modules]

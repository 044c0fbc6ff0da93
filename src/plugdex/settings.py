"""Everything an operator can decide, read once and frozen.

Defaults, then ``plugdex.toml``, then ``PLUGDEX_…`` environment variables; the command line wins.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from plugdex.model.errors import InvalidSetting

PREFIX: Final = "PLUGDEX_"
FILE: Final = "plugdex.toml"
TEST_PREFIX: Final = "PLUGDEX_TEST_"
"""Variables of the test suite are none of the program's."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of the program."""

    store: str = "sqlite:///plugdex.db"
    """Where locations live: ``sqlite:///path``, relative to the working directory, or
    ``postgresql://user@host/database``."""

    read_store: str = ""
    """A standby of the PostgreSQL database, from which ``serve`` reads; changes go to ``store``."""

    host: str = "127.0.0.1"
    """Address on which the server listens."""

    port: int = 8080
    """Port on which the server listens."""

    workers: int = 1
    """Server processes; each answers on its own, all read the same store."""

    open: bool = False
    """Answer the HERE dialects without a key."""

    rate_key: str = ""
    """Most requests of a key that has no rates of its own, such as ``600/minute``; each of
    ``workers`` counts on its own."""

    rate_address: str = ""
    """Most requests of an address (of IPv6: a network /64), such as ``1200/minute``; off without
    it."""

    proxies: str = ""
    """Addresses of reverse proxies, by commas, whose ``X-Forwarded-For`` is believed."""

    token_seconds: int = 3600
    """How long tokens of ``/oauth2/token`` hold."""

    jwt_issuer: str = ""
    """Identity provider whose tokens (JWT) are keys, too; needs ``plugdex[jwt]``."""

    jwt_audience: str = ""
    """Whom tokens of the issuer must be for: our name there."""

    jwt_keys: str = ""
    """The issuer's public keys: https address or file of a JSON Web Key Set."""

    cors_origins: str = "*"
    """Sites whose pages may read the read APIs, by commas, such as ``https://app.example``."""

    live_listeners: int = 1000
    """How many may listen to live changes; each of ``workers`` counts on its own."""

    access_log: bool = False
    """Write a line for every request; costs about as much as answering it."""

    log_format: Literal["text", "json"] = "text"
    """How log lines look on standard error: for people, or one JSON object a line."""

    party: str = "XX/PDX"
    """Who we are to OCPI peers, such as ``NL/PDX``: our country and three characters."""

    party_name: str = "plugdex"
    """Our name for people at OCPI peers."""

    public_url: str = ""
    """Where OCPI peers reach us, such as ``https://plugdex.example``; host and port without it."""

    allow_private: bool = False
    """Ask private and loopback addresses that peers advertise; so it is while ours is one, too."""

    map_style: str = ""
    """Address of a MapLibre style for the map's streets; outlines of countries without it."""

    vehicles: str = ""
    """File with more vehicles, JSON or gzip, in the shape of the catalogue that is built in."""


def load_settings(environment: Mapping[str, str], folder: Path) -> Settings:
    """Read the settings; raises ``InvalidSetting`` for an unknown name or an invalid value."""
    file = folder / FILE
    values: dict[str, object] = {}
    try:
        if file.is_file():
            values.update(msgspec.toml.decode(file.read_bytes()))
        values.update(_from_environment(environment))
        return msgspec.convert(values, Settings, strict=False)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        names = ", ".join(Settings.__struct_fields__)
        raise InvalidSetting(f"{error}; there are the settings {names}") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX)
    }

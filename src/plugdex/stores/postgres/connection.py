"""Connections: where the database is, and how a session is set up."""

from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.array import ListBinaryDumper
from psycopg.types.numeric import Int8BinaryDumper
from psycopg.types.string import StrBinaryDumper

from plugdex.model.errors import InvalidSetting
from plugdex.stores.postgres.errors import refused
from plugdex.stores.postgres.values import NUMBERS, numbers, storable

COMMON: Final[Mapping[str, str]] = {
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "plan_cache_mode": "force_generic_plan",
}
"""Every statement of ours walks an index and needs few rows. So its plan need not depend on
statistics, which are wrong while a load fills empty tables, and is made once."""

READER: Final = COMMON
"""Not read-only: ``target_session_attrs=read-write`` would find no leader with it."""

WRITER: Final = {**COMMON, "idle_in_transaction_session_timeout": "120s"}

SNAPSHOT: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"

NETWORK: Final[Mapping[str, Any]] = {
    "connect_timeout": 3,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5_000,
    "application_name": "plugdex",
    "client_encoding": "UTF8",
}
"""A machine that lost its power says nothing: after these seconds it counts as gone, and the next
one of the URL is asked. All can be chosen in the URL."""


class _Text(StrBinaryDumper):
    """Text that PostgreSQL takes, whatever a peer sends."""

    def dump(self, obj: str) -> Any:
        return super().dump(storable(obj))


class _List(ListBinaryDumper):
    """Arrays; those of whole numbers at once instead of one by one."""

    def dump(self, obj: list[Any]) -> Any:
        """The binary form of an array."""
        return numbers(obj) if self.oid == NUMBERS else super().dump(obj)


class Address:
    """Where a database is, and what to call it: the name has no password."""

    def __init__(self, url: str) -> None:
        try:
            self.members: dict[str, Any] = conninfo_to_dict(url)
        except psycopg.ProgrammingError:  # its text has the URL, and so the password
            raise InvalidSetting(
                "the URL of the store: must be of the form postgresql://user@host:port/database, "
                "with special characters as %XX"
            ) from None
        host = self.members.get("host") or "localhost"
        port = self.members.get("port")
        database = self.members.get("dbname") or self.members.get("user") or ""
        self.name = f"{host}{f':{port}' if port else ''}/{database}"

    def connect(self, session: Mapping[str, str]) -> psycopg.Connection[Any]:
        """A connection whose statements each are a change of their own; raises ``StoreError``."""
        chosen = " ".join(f"-c {key}={value}" for key, value in session.items())
        members = {**NETWORK, **self.members}
        members["options"] = f"{chosen} {self.members.get('options') or ''}".strip()
        try:
            connection = psycopg.connect(autocommit=True, prepare_threshold=0, **members)
        except psycopg.Error as error:
            raise refused(self.name, error) from error
        connection.adapters.register_dumper(int, Int8BinaryDumper)
        connection.adapters.register_dumper(str, _Text)
        connection.adapters.register_dumper(list, _List)
        return connection

"""The session of a reader: when the server was away, it asks once more."""

from collections.abc import Mapping, Sequence
from typing import Any
from weakref import finalize

import psycopg

from plugdex.stores.postgres.connection import READER, SNAPSHOT, Address
from plugdex.stores.postgres.errors import explaining
from plugdex.stores.postgres.session import Session, Statement


class Link:
    """A session that reads."""

    _comes_back = True

    def __init__(self, address: Address, session: Mapping[str, str] = READER) -> None:
        self._address = address
        self._settings = session
        self._connect()

    def rows(self, text: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a statement; raises ``StoreError``."""
        statement = Statement(text, values)
        with explaining(self._address.name):
            try:
                return self._session.ask((statement,))[0]
            except (psycopg.OperationalError, psycopg.InterfaceError):
                if not self._session.connection.closed or not self._comes_back:
                    raise
            self.close()
            self._connect()
            return self._session.ask((statement,))[0]

    def close(self) -> None:
        """End the session."""
        self._end()

    def _connect(self) -> None:
        self._session = Session(self._address.connect(self._settings))
        self._end = finalize(self, self._session.connection.close)


class Moment(Link):
    """A session whose questions are all about the moment in which it began."""

    _comes_back = False

    def _connect(self) -> None:
        super()._connect()
        self._session.connection.execute(SNAPSHOT)

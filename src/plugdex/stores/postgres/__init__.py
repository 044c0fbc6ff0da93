"""The server store: a PostgreSQL database that many plugdex processes share."""

from plugdex.stores.postgres.store import PostgresStore, open_postgres

__all__ = ["PostgresStore", "open_postgres"]

"""Schema migrations."""

import apsw
import pytest

from plugdex.model.errors import StoreError
from plugdex.stores.migrate import Migration, migrate, migrations
from plugdex.stores.postgres.schema import WORDS as POSTGRES_WORDS
from plugdex.stores.sqlite import open_sqlite
from plugdex.stores.sqlite.schema import SqliteSchema
from plugdex.stores.sqlite.store import WORDS
from plugdex.stores.tables import TABLES

COLLATIONS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"""

UNIQUE = """
    SELECT t.relname, array_agg(a.attname::text)
    FROM pg_index i
    JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public'
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(i.indkey)
    WHERE i.indisunique GROUP BY i.indexrelid, t.relname"""


def test_numbers_have_no_gaps():
    """Migration n is the n-th file."""
    numbers = [migration.number for migration in migrations(WORDS)]

    assert numbers == list(range(1, len(numbers) + 1))


def test_words_are_filled_in():
    """No word is left open, for either database."""
    for words in (WORDS, POSTGRES_WORDS):
        code = "".join(
            line
            for migration in migrations(words)
            for line in migration.script.splitlines()
            if not line.startswith("--")
        )

        assert "$" not in code


def test_empty_file(tmp_path):
    """An empty file gets the newest schema, once."""
    path = tmp_path / "plugdex.db"
    path.touch()
    open_sqlite(path).close()
    open_sqlite(path).close()

    assert SqliteSchema(apsw.Connection(str(path))).version() == len(migrations(WORDS))


def test_only_what_is_missing():
    """An older database gets what it lacks."""
    connection = apsw.Connection(":memory:")
    schema, ran = SqliteSchema(connection), list(migrations(WORDS))
    migrate(schema, ran)
    migrate(schema, [*ran, Migration(number=len(ran) + 1, script="CREATE TABLE more (x TEXT)")])

    assert schema.version() == len(ran) + 1
    assert list(connection.execute("SELECT * FROM more")) == []


def test_all_or_nothing():
    """A migration that fails leaves the schema as it was."""
    connection = apsw.Connection(":memory:")
    broken = Migration(number=1, script="CREATE TABLE half (x TEXT); CREATE TABLE oh no")
    with pytest.raises(apsw.SQLError):
        migrate(SqliteSchema(connection), [broken])

    assert list(connection.execute("SELECT name FROM sqlite_schema")) == []


def test_newer_database(tmp_path):
    """A database of a newer program is refused, with what to do."""
    path = tmp_path / "plugdex.db"
    open_sqlite(path).close()
    connection = apsw.Connection(str(path))
    connection.execute("INSERT INTO schema_version (number) VALUES (999)")
    connection.close()

    with pytest.raises(StoreError, match=r"schema 999.*Use the newer plugdex"):
        open_sqlite(path)


def test_store_of_the_first_schema(tmp_path):
    """An older store keeps its time stamps, and its records have an order."""
    path = tmp_path / "plugdex.db"
    connection = apsw.Connection(str(path))
    migrate(SqliteSchema(connection), list(migrations(WORDS))[:1])
    for rid in (7, 5):
        connection.execute(
            "INSERT INTO record VALUES (?, 'location', 's', 'p', 'k', x'00', 123, x'7B7D')", (rid,)
        )
        connection.execute("INSERT INTO evse_status VALUES (?, x'5B5D', x'')", (rid,))
    connection.close()

    store = open_sqlite(path)
    with store.transaction() as change:
        assert {row.updated for row in change.stored([5, 7]).values()} == {123}
    found = store.reads().objects("location", "s", "k")
    store.close()
    assert [(each.rid, each.created) for each in found] == [(5, 1), (7, 2)]


def test_texts_are_ordered_by_their_bytes(postgres):
    """Every text of every table, or PostgreSQL would order it as its server was set up."""
    assert postgres.reads().rows(COLLATIONS) == []


def test_rows_of_a_location_can_lie_together(postgres):
    """No unique index of a table that could be divided by row id is without it."""
    divided = {name for name, table in TABLES.items() if table.lies == "with its location"}
    found = [columns for table, columns in postgres.reads().rows(UNIQUE) if str(table) in divided]

    assert [columns for columns in found if "rid" not in columns] == []
    assert len(found) > 7
    assert all("rid" in [name for name, _ in TABLES[table].columns] for table in divided)

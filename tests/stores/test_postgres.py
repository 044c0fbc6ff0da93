"""What only a server can do: be away, refuse us, be shared, be a standby."""

import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors

from plugdex.directory.asked import Find
from plugdex.model.errors import InvalidSetting, StoreError
from plugdex.stores.postgres import open_postgres
from plugdex.stores.postgres.connection import Address
from plugdex.stores.postgres.errors import ADVICE, advice_for, advice_for_refusal
from plugdex.stores.postgres.link import Link
from plugdex.wiring import open_store
from tests.stores.cluster import Node
from tests.stores.samples import entry, issue, published, record

DISCONNECT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


def put(store, *rids):
    with store.transaction() as change:
        change.put_records([record(rid) for rid in rids])
        change.publish([published(rid) for rid in rids], [])


def disconnect(url):
    """What a restarted server, a failover or a firewall does to those who are connected."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(DISCONNECT)


def test_reopening(postgres, postgres_url):
    """Another process finds what is there, and writes no schema."""
    put(postgres, 1)
    other = open_postgres(postgres_url)

    assert [answer.id for answer in other.reads().answers([1])] == ["pdx1"]
    other.close()


def test_many_rows(postgres):
    """However many rows a change has, they arrive, and again replace the same."""
    for _ in range(2):
        put(postgres, *range(1_000))

    assert postgres.reads().location_count() == 1_000
    assert len(postgres.reads().find(Find(limit=2_000))) == 1_000
    places = [each.created for each in postgres.reads().objects("location", "afdc", "key-999")]
    assert places == [1_000]


def test_a_limit_cuts_no_location(postgres):
    """A location with many groups is whole, even as the last one of a page."""
    groups = [entry(power=watts, evses=1 << watts) for watts in range(40)]
    with postgres.transaction() as change:
        change.publish([published(rid, *groups) for rid in (1, 2, 3)], [])

    hits = postgres.reads().find(Find(limit=2))
    assert [(hit.rid, hit.evses) for hit in hits] == [(1, 40), (2, 40)]


def test_reads_go_on_after_a_lost_connection(postgres, postgres_url):
    """A reader asks once more."""
    put(postgres, 1)
    assert postgres.reads().location_count() == 1
    disconnect(postgres_url)

    assert postgres.reads().location_count() == 1


def test_a_change_begins_again_after_a_lost_connection(postgres, postgres_url):
    """A connection that was lost between two changes costs none."""
    put(postgres, 1)
    disconnect(postgres_url)
    put(postgres, 2)

    assert postgres.reads().location_count() == 2


def test_a_change_that_loses_its_connection(postgres, postgres_url):
    """It fails and leaves no trace; nothing of it is sent again."""
    with pytest.raises(StoreError, match="Try again"), postgres.transaction() as change:
        change.put_records([record(1)])
        disconnect(postgres_url)
        change.publish([published(1)], [])
    put(postgres, 2)

    assert list(postgres.reads().records([1, 2])) == [2]


def test_what_waits_fails_where_it_is_needed(postgres):
    """A change of which one statement fails is undone as a whole, and the next one is well."""
    with pytest.raises(psycopg.Error, match="null value"), postgres.transaction() as change:
        change.put_records([record(1)])
        change._session.later("INSERT INTO record (rid) VALUES (%s)", (2,))
        change.publish([published(1)], [])
    put(postgres, 3)

    assert list(postgres.reads().records([1, 2, 3])) == [3]


def test_an_interrupted_change(postgres, monkeypatch):
    """Whoever is stopped while the server works leaves no change, and nobody waits for it."""
    with pytest.raises(KeyboardInterrupt), postgres.transaction() as change:
        monkeypatch.setattr(change._session, "_await", interrupted)
        change.put_records([record(1)])
        change.heads([1])
    put(postgres, 2)

    assert list(postgres.reads().records([1, 2])) == [2]


def interrupted():
    raise KeyboardInterrupt


def test_more_than_a_socket_holds(postgres):
    """What is sent and what comes back may both be larger than what waits in between."""
    large = b"x" * 3_000_000
    with postgres.transaction() as change:
        change.put_records([record(rid, document=large) for rid in range(5)])
        assert len(change.records(range(5))) == 5
        change.put_records([record(rid, document=large + b"y") for rid in range(5)])
        assert [len(each.document) for each in change.records(range(5)).values()] == [3_000_001] * 5


def test_many_different_statements(postgres_url):
    """A session keeps a few hundred prepared statements and forgets the rest."""
    link = Link(Address(postgres_url))

    assert [link.rows(f"SELECT {n}, %s::int8", (n,)) for n in range(450)] == [
        [(n, n)] for n in range(450)
    ]
    link.close()


def test_writers_of_several_processes_queue(postgres, postgres_url):
    """One change at a time, and a writer that waits for too long is told so."""
    other = open_postgres(postgres_url, patience=0.05)
    with (
        postgres.transaction(),
        pytest.raises(StoreError, match="another process"),
        other.transaction(),
    ):
        pass
    put(other, 1)
    other.close()

    assert postgres.reads().location_count() == 1


def test_writers_take_turns(postgres, postgres_url):
    """Whoever asks first writes first, and nobody overwrites what another one did."""
    stores = [open_postgres(postgres_url) for _ in range(4)]

    def count_up(store):
        for _ in range(10):
            with store.transaction() as change:
                known = int(change.registered("count").get("all", b"0"))
                time.sleep(0.001)
                change.register("count", "all", b"%d" % (known + 1))

    threads = [threading.Thread(target=count_up, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()

    assert postgres.reads().registered("count") == {"all": b"40"}


@given(numbers=st.lists(st.integers(-(2**63), 2**63 - 1)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_arrays(postgres_url, numbers):
    """Whole numbers arrive as they are."""
    link = Link(Address(postgres_url))

    assert link.rows("SELECT %s::int8[]", (numbers,)) == [(numbers,)]
    link.close()


def test_what_has_no_place_in_a_text(postgres):
    """A character that PostgreSQL does not take becomes its picture."""
    with postgres.transaction() as change:
        change.put_records([record(1, key="a\x00b")])
        change.put_issues("afdc", {1: [issue()]})

    (found,) = postgres.reads().objects("location", "afdc", "a\x00b")
    assert postgres.reads().records([found.rid])[1].key == "a␀b"


def test_acknowledged_is_durable(postgres):
    """A server that would acknowledge before it has written is told not to."""
    with postgres.transaction() as change:
        rows = change._session.rows("SHOW synchronous_commit")

    assert rows == [("on",)]


def test_nobody_there(tmp_path):
    """A server that does not run is an error with advice, without the password."""
    url = f"postgresql://me:secret@/plugdex?host={tmp_path}"
    with pytest.raises(StoreError, match="Start PostgreSQL") as caught:
        open_store(url)

    assert "secret" not in str(caught.value)


def test_no_such_database(postgres_server):
    """A missing database is named, not made."""
    url = urlunsplit(urlsplit(postgres_server)._replace(path="/nothing"))
    with pytest.raises(StoreError, match=r"nothing.*createdb"):
        open_store(url)


def test_newer_database(postgres, postgres_url):
    """A database of a newer program is refused."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("INSERT INTO schema_version (number) VALUES (999)")
        try:
            with pytest.raises(StoreError, match="schema 999"):
                open_postgres(postgres_url)
        finally:
            connection.execute("DELETE FROM schema_version WHERE number = 999")


@pytest.mark.parametrize("state", sorted(ADVICE))
def test_advice(state):
    """Every error from outside has advice; a mistake of ours has none."""
    error = errors.lookup("42501")() if state == "42501" else psycopg.OperationalError()
    if state != "42501":
        error.sqlstate = state.ljust(5, "0")

    assert advice_for(error) == ADVICE[state]
    assert advice_for(errors.SyntaxError()) is None


def test_a_server_that_starts():
    """A server that is not ready yet has its database all the same."""
    error = psycopg.OperationalError("FATAL:  the database system is starting up")

    assert advice_for_refusal(error) == ADVICE["57P"]


def test_wrong_settings():
    """A store of another kind, and standbys of a file, are refused."""
    with pytest.raises(InvalidSetting, match="postgresql://"):
        open_store("mysql://host/db")
    with pytest.raises(InvalidSetting, match="the URL of the store"):
        open_store("postgresql://host:port:port/%%")
    with pytest.raises(InvalidSetting, match="only a store in PostgreSQL"):
        open_store("sqlite:///x.db", "postgresql://host/db")


@pytest.fixture
def standby(postgres_node):
    """A server that follows another."""
    open_store(postgres_node.url).close()
    following = Node(postgres_node.folder)
    following.data = postgres_node.folder / "standby"
    following.port = 5433
    following.run("pg_basebackup", "-D", str(following.data), "-d", postgres_node.url, "-R",
                  "-X", "stream", "-c", "fast")  # fmt: skip
    following.start()
    yield following
    following.stop()


def test_standby(postgres_node, standby):
    """Requests read the standby, changes go to the leader; the standby alone takes none."""
    store = open_store(postgres_node.url, standby.url)
    put(store, 1)
    deadline = time.monotonic() + 10
    while not store.reads().location_count() and time.monotonic() < deadline:
        time.sleep(0.01)

    assert store.reads().rows("SELECT pg_is_in_recovery()") == [(True,)]
    assert store.reads().location_count() == 1
    assert [head.rid for head in store.scan("location", "afdc")] == [1]
    store.close()
    alone = open_store(standby.url)
    assert alone.reads().location_count() == 1
    with pytest.raises(StoreError, match="standby"):
        put(alone, 2)
    alone.close()


def test_restarted_server(postgres_node):
    """A server that is away for a moment costs errors with advice, and no more."""
    store = open_store(postgres_node.url)
    put(store, 1)
    postgres_node.stop("fast")
    with pytest.raises(StoreError, match="Start PostgreSQL"):
        store.reads().location_count()
    with pytest.raises(StoreError, match="Start PostgreSQL"):
        put(store, 2)
    postgres_node.start()

    assert store.reads().location_count() == 1
    put(store, 2)
    assert store.reads().location_count() == 2
    store.close()


WAITING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


def test_a_standby_that_does_not_confirm(postgres_node):
    """A server that gives up waiting for its standby acknowledges nothing."""
    store = open_store(postgres_node.url)
    put(store, 1)
    with psycopg.connect(postgres_node.url, autocommit=True) as operator:
        operator.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        operator.execute("SELECT pg_reload_conf()")

        def give_up():
            while not operator.execute(
                f"SELECT pg_cancel_backend(pid) FROM ({WAITING}) w"
            ).rowcount:
                time.sleep(0.05)

        time.sleep(0.2)
        giving_up = threading.Thread(target=give_up)
        giving_up.start()
        with pytest.raises(StoreError, match="Send it again"):
            put(store, 2)
        giving_up.join()
        operator.execute("ALTER SYSTEM RESET synchronous_standby_names")
        operator.execute("SELECT pg_reload_conf()")
        time.sleep(0.2)
    put(store, 2)

    assert store.reads().location_count() == 2
    store.close()


def test_new_leader(postgres_node, standby):
    """When the leader dies, a standby takes its place, and the store finds it by itself."""
    hosts = f"{postgres_node.folder},{standby.folder}".replace("/", "%2F")
    store = open_store(
        f"postgresql://plugdex@/postgres?host={hosts}&port=5432,5433"
        "&target_session_attrs=read-write"
    )
    put(store, 1)
    time.sleep(0.5)
    postgres_node.stop()
    standby.run("pg_ctl", "promote", "-w", "-s", "-D", str(standby.data))
    put(store, 2)

    assert store.reads().location_count() == 2
    store.close()
    postgres_node.start()


MISSING = """
import sys
sys.modules["psycopg"] = None
from plugdex.wiring import open_store
open_store("postgresql:///x")
"""


def test_missing_extra():
    """Without the package for PostgreSQL, what to install is named."""
    done = subprocess.run([sys.executable, "-c", MISSING], capture_output=True, check=False)

    assert b"pip install 'plugdex[postgres]'" in done.stderr

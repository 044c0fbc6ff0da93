"""Webhooks: every change arrives, signed, whatever the receiver does."""

import base64
import hashlib
import hmac
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from plugdex.api.own.change_texts import change_texts
from plugdex.clients.guard import Guard
from plugdex.clients.hooks import deliver_letter
from plugdex.clients.http import Http, Retry
from plugdex.directory.changes import KEPT_MILLIS, forget
from plugdex.directory.events import EVERYTHING, Wanted
from plugdex.directory.hooks import (
    DELAYS,
    Hook,
    Sending,
    add_hook,
    all_hooks,
    dead_letters,
    new_secret,
    probe_letter,
    remove_hook,
    retry_letters,
    state_of,
)
from plugdex.directory.pages import FetchFailed
from plugdex.model.errors import InvalidSetting
from plugdex.stores.memory import MemoryStore
from tests.places import location, reading, take_in

NOW = 1_790_000_000


class Receiver:
    """A web server that keeps what it gets, and answers as it is told."""

    def __init__(self):
        self.status = 200
        self.got = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append((dict(self.headers.items()), body))
                self.send_response(receiver.status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    @property
    def changes(self):
        """The changes of all deliveries."""
        return [each for _, body in self.got for each in json.loads(body)["changes"]]


@contextmanager
def receiving():
    receiver = Receiver()
    thread = threading.Thread(target=receiver.server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield receiver
    finally:
        receiver.server.shutdown()
        thread.join()
        receiver.server.server_close()


@pytest.fixture
def receiver():
    """A running receiver."""
    with receiving() as found:
        yield found


@pytest.fixture
def deliver():
    """What sends letters; private addresses are meant."""
    http = Http(Guard(allow_private=True), Retry(attempts=1))
    yield lambda hook, letter: deliver_letter(http, lambda: NOW, hook, letter)
    http.close()


def hooked(store, url, since="0", wanted=EVERYTHING):
    """A hook with what sends to it."""
    add_hook(store, Hook(name="app", url=url, secret=new_secret(), created=1), since)
    return sending(store, wanted)


def sending(store, wanted=EVERYTHING):
    hook = all_hooks(store.reads())["app"]
    return Sending(store, hook, wanted, change_texts, frozenset)


def is_signed(secret, headers, body):
    """As the documentation says."""
    given = {name.lower(): value for name, value in headers.items()}
    signed = f"{given['webhook-id']}.{given['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(given["webhook-signature"], f"v1,{expected}")


def test_delivered(receiver, deliver):
    """Changes come with what is there, signed, and once."""
    store = MemoryStore()
    take_in(store, reading(location("a")), reading(location("b")))
    app = hooked(store, receiver.url)
    app.step(deliver, NOW)
    sending(store).step(deliver, NOW)

    ((headers, body),) = receiver.got
    assert is_signed(all_hooks(store.reads())["app"].secret, headers, body)
    assert not is_signed(new_secret(), headers, body)
    assert [each["location"]["city"] for each in receiver.changes] == ["Utrecht", "Utrecht"]


def test_begins_now(receiver, deliver):
    """Without a cursor a hook begins with what comes."""
    store = MemoryStore()
    take_in(store, reading(location("a")))
    app = hooked(store, receiver.url, since=None)
    app.step(deliver, NOW)

    assert receiver.got == []


def test_filters(receiver, deliver):
    """What is not wanted is not sent."""
    store = MemoryStore()
    take_in(store, reading(location("a")))
    hooked(store, receiver.url, wanted=Wanted(operators=frozenset({1}))).step(deliver, NOW)

    assert receiver.got == []


def test_tried_again(receiver, deliver):
    """A refusal is tried again when it is due, also after a restart."""
    store = MemoryStore()
    take_in(store, reading(location("a")))
    receiver.status = 500
    hooked(store, receiver.url).step(deliver, 0)
    receiver.status = 204
    sending(store).step(deliver, DELAYS[0] * 1000 - 1)
    assert len(receiver.got) == 1

    sending(store).step(deliver, DELAYS[0] * 1000)
    (first, _), (second, _) = receiver.got
    assert first["webhook-id"] == second["webhook-id"]
    assert state_of(store.reads(), "app").failures == 0


def test_dead_letter(receiver, deliver):
    """What is never taken is kept, what follows is sent, and by hand it is sent again."""
    store = MemoryStore()
    take_in(store, reading(location("a")))
    receiver.status = 503
    app, now = hooked(store, receiver.url), 0
    for delay in (*DELAYS, 0):
        app.step(deliver, now)
        now += delay * 1000
    letters = dead_letters(store.reads(), "app")
    assert [each.reason for each in letters.values()] == ["app answered HTTP 503."]

    receiver.status, receiver.got = 200, []
    take_in(store, reading(location("b")))
    app.step(deliver, now)
    assert [each["number"] for each in receiver.changes] == [2]

    assert retry_letters(store, all_hooks(store.reads())["app"], deliver) == 1
    assert [each["number"] for each in receiver.changes] == [2, 1]
    assert dead_letters(store.reads(), "app") == {}


def test_begins_again(receiver, deliver):
    """A hook that was away for too long gets all that is there."""
    store = MemoryStore()
    take_in(store, *(reading(location(name)) for name in "abc"))
    app = hooked(store, receiver.url, since="1")
    take_in(store, reading(location("a")), force=True)
    take_in(store, reading(location("a", name="other")))
    with store.transaction() as tx:
        forget(tx, (1 << 45) + KEPT_MILLIS)
    app.step(deliver, NOW)

    assert [each["kind"] for each in receiver.changes] == ["published"]


def test_no_answer(deliver):
    """A receiver that is away is a failure like any other."""
    with receiving() as gone:
        url = gone.url
    hook = Hook(name="app", url=url, secret=new_secret(), created=1)

    with pytest.raises(FetchFailed) as failure:
        deliver(hook, probe_letter(hook, NOW))
    assert hook.secret not in str(failure.value)


def test_private_address(receiver):
    """An address in our own network is not asked."""
    http = Http(Guard(), Retry(attempts=1))
    hook = Hook(name="app", url=receiver.url, secret=new_secret(), created=1)
    with pytest.raises(FetchFailed):
        deliver_letter(http, lambda: NOW, hook, probe_letter(hook, NOW))
    http.close()

    assert receiver.got == []


def test_names():
    """A name is used once, and free again when the hook is removed."""
    store = MemoryStore()
    hooked(store, "http://receiver.test")
    with pytest.raises(InvalidSetting):
        hooked(store, "http://receiver.test")
    remove_hook(store, "app")

    assert all_hooks(store.reads()) == {}

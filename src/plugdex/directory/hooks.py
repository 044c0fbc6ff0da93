"""Webhooks: changes are sent to addresses that the operator named.

1. The cursor is stored after a delivery, so every change arrives at least once; the numbers tell
   a receiver what it has had.
2. A delivery that fails is tried again, later every time; after the last time it becomes a dead
   letter, and what follows is sent. Dead letters are kept until they are sent or dropped by hand.
3. A hook that fell behind what is remembered begins again with all that is there.
"""

import secrets
from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, Protocol
from uuid import NAMESPACE_URL, uuid5

import msgspec
from msgspec.structs import replace

from plugdex.directory.changes import Cursor, TooOld, read_page, to_cursor
from plugdex.directory.events import ChangeText, Wanted
from plugdex.directory.kept import Change
from plugdex.directory.pages import FetchFailed
from plugdex.directory.ports import Reads, Store, Transaction
from plugdex.model.errors import InvalidSetting
from plugdex.model.value import Value

HOOK: Final = "hook"
STATE: Final = "hook-state"
DEAD: Final = "hook-dead"

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 (what secrets begin with)
AT_ONCE: Final = 100
"""Changes in one delivery."""

SKIPPED: Final = 1000
"""Changes that nobody wanted, after which the place is stored."""

DELAYS: Final = (1, 5, 25, 120, 600, 600, 600)
"""Seconds between the attempts; after the last one a delivery is a dead letter."""

Texts = Callable[[Reads, Sequence[Change], int, Collection[int]], Iterable[ChangeText]]
"""What makes texts of changes behind a number, of which some sources are silent."""


class Hook(Value, frozen=True, kw_only=True):
    """Where changes are sent to."""

    name: str
    url: str
    secret: str
    """Signs what is sent, so it is stored as it is."""
    filters: Mapping[str, str] = {}
    """What is wanted, by the names of a search."""
    created: int
    """Milliseconds since 1970."""


class HookState(Value, frozen=True, kw_only=True):
    """How far a hook is; times are milliseconds since 1970."""

    cursor: str
    failures: int = 0
    """Of the delivery that is under way."""
    due: int = 0
    reason: str = ""
    """Why the last attempt failed."""
    delivered: int = 0
    """When the last delivery was taken."""


class Letter(Value, frozen=True, kw_only=True):
    """A delivery: an attempt with the same changes has the same id."""

    id: str
    body: msgspec.Raw
    at: int = 0
    """When it was given up, milliseconds since 1970."""
    reason: str = ""


class Deliver(Protocol):
    """Sends a signed letter."""

    def __call__(self, hook: Hook, letter: Letter) -> None:
        """Raises ``FetchFailed`` unless it was taken."""
        ...


def new_secret() -> str:
    """A secret in the form of Standard Webhooks."""
    return SECRET_PREFIX + b64encode(secrets.token_bytes(32)).decode()


def all_hooks(reads: Reads) -> Mapping[str, Hook]:
    """The hooks by name."""
    found = reads.registered(HOOK).items()
    return {name: msgspec.json.decode(document, type=Hook) for name, document in found}


def find_hook(reads: Reads, name: str) -> Hook:
    """A hook; raises ``InvalidSetting`` when there is none of this name."""
    hook = all_hooks(reads).get(name)
    if hook is None:
        raise InvalidSetting(f"there is no hook {name!r}; see: plugdex hook list")
    return hook


def state_of(reads: Reads, name: str) -> HookState:
    """How far a hook is."""
    document = reads.registered(STATE).get(name)
    return msgspec.json.decode(document, type=HookState) if document else HookState(cursor="0")


def dead_letters(reads: Reads, name: str) -> Mapping[str, Letter]:
    """What a hook could not deliver, in the order of the changes, by its name in the store."""
    return {
        key: msgspec.json.decode(document, type=Letter)
        for key, document in reads.registered(DEAD).items()
        if key.rpartition("/")[0] == name
    }


def add_hook(store: Store, hook: Hook, since: str | None) -> None:
    """Add a hook that begins behind a cursor, or now; raises ``InvalidSetting``."""
    reads = store.reads()
    if hook.name in reads.registered(HOOK):
        raise InvalidSetting(f"there is a hook {hook.name!r} already; remove it first")
    cursor = str(reads.last_change()) if since is None else since
    if to_cursor(cursor) is None:
        raise InvalidSetting(f"{cursor!r} is no cursor: take the number of a change, or 0")
    with store.transaction() as tx:
        tx.register(HOOK, hook.name, msgspec.json.encode(hook))
        _put_state(tx, hook.name, HookState(cursor=cursor))


def remove_hook(store: Store, name: str) -> None:
    """Forget a hook with all that it could not deliver."""
    letters = list(dead_letters(store.reads(), name))
    with store.transaction() as tx:
        tx.unregister(HOOK, [name])
        tx.unregister(STATE, [name])
        tx.unregister(DEAD, letters)


def retry_letters(store: Store, hook: Hook, deliver: Deliver) -> int:
    """Send dead letters again, in their order; raises ``FetchFailed`` at the first that fails."""
    count = 0
    for key, letter in dead_letters(store.reads(), hook.name).items():
        deliver(hook, letter)
        with store.transaction() as tx:
            tx.unregister(DEAD, [key])
        count += 1
    return count


def probe_letter(hook: Hook, now: int) -> Letter:
    """A letter without changes, to try a receiver."""
    body = msgspec.json.encode({"type": "test", "hook": hook.name, "changes": []})
    return Letter(id=f"msg_{uuid5(NAMESPACE_URL, f'{hook.url} {now}')}", body=msgspec.Raw(body))


class Sending:
    """The deliveries of one hook."""

    def __init__(
        self,
        store: Store,
        hook: Hook,
        wanted: Wanted,
        texts: Texts,
        stale: Callable[[], Collection[int]],
    ) -> None:
        self._store = store
        self._hook = hook
        self._wanted = wanted
        self._texts = texts
        self._stale = stale
        self._state = state_of(store.reads(), hook.name)
        self._skipped = 0

    def step(self, deliver: Deliver, now: int) -> bool:
        """Send what is next, if it is due; whether there may be more at once."""
        if now < self._state.due:
            return False
        letter, cursor, more = self._next()
        if letter is None:
            self._skip(cursor)
            return more
        try:
            deliver(self._hook, letter)
        except FetchFailed as error:
            self._failed(letter, cursor, error, now)
            return False
        self._put(HookState(cursor=cursor, delivered=now))
        return more

    def _next(self) -> tuple[Letter | None, str, bool]:
        """The next letter, the cursor behind it, and whether there is more."""
        reads = self._store.reads()
        cursor = to_cursor(self._state.cursor) or Cursor()
        try:
            page = read_page(reads, cursor, AT_ONCE)
        except TooOld:
            page = read_page(reads, Cursor(), AT_ONCE)
        found = self._texts(reads, page.changes, page.since, self._stale())
        texts = [each.text for each in found if self._wanted.takes(each)]
        after = str(page.next)
        if not texts:
            return None, after, page.more
        head = msgspec.json.encode({"type": "changes", "hook": self._hook.name})[:-1]
        body = b'%b,"changes":[%b]}' % (head, b",".join(texts))
        name = f"{self._hook.url} {page.since} {after}"
        letter = Letter(id=f"msg_{uuid5(NAMESPACE_URL, name)}", body=msgspec.Raw(body))
        return letter, after, page.more

    def _skip(self, cursor: str) -> None:
        """Go on behind what nobody wanted."""
        if cursor == self._state.cursor:
            return
        self._skipped += AT_ONCE
        self._state = replace(self._state, cursor=cursor)
        if self._skipped >= SKIPPED:
            self._put(self._state)

    def _failed(self, letter: Letter, cursor: str, error: FetchFailed, now: int) -> None:
        state, reason = self._state, str(error)
        if state.failures < len(DELAYS):
            wait = max(DELAYS[state.failures], error.wait or 0)
            later = now + round(wait * 1000)
            self._put(replace(state, failures=state.failures + 1, due=later, reason=reason))
            return
        key = f"{self._hook.name}/{to_number(cursor):020d}"
        dead = msgspec.json.encode(replace(letter, at=now, reason=reason))
        following = HookState(cursor=cursor, reason=reason, delivered=state.delivered)
        with self._store.transaction() as tx:
            tx.register(DEAD, key, dead)
            _put_state(tx, self._hook.name, following)
        self._state = following

    def _put(self, state: HookState) -> None:
        with self._store.transaction() as tx:
            _put_state(tx, self._hook.name, state)
        self._state = state
        self._skipped = 0


def to_number(cursor: str) -> int:
    """The number of a cursor."""
    found = to_cursor(cursor)
    return found.since if found else 0


def _put_state(tx: Transaction, name: str, state: HookState) -> None:
    tx.register(STATE, name, msgspec.json.encode(state))

"""Any interleaving of pushes leads to what a simple model of OCPI says, and can be pulled so."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from plugdex.directory.asked import Find
from plugdex.stores.memory import MemoryStore
from tests.formats import ocpi_samples as samples
from tests.formats.ocpi_contract import faults
from tests.ocpi.inside import Inside, inside
from tests.ocpi.talk import CREATED, DONE, INVALID, UNKNOWN, Reply
from tests.stores.fresh import fresh_sqlite

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
UIDS, IDS = ("A*1", "B"), ("1", "2")
STATUSES = ("AVAILABLE", "CHARGING", "OUTOFORDER", "REMOVED", "PLANNED")
EVERYWHERE = Find(limit=10)

Object = dict[str, Any]

names = st.sampled_from(("Station", "Market", None))
floors = st.sampled_from(("-1", "2", None))
tariff_lists = st.sampled_from((["T1"], ["T1", "T2"], [], None))


def moment(number: int) -> str:
    """A time as OCPI writes it; half seconds, so that nothing may be cut."""
    at = BEGIN + timedelta(milliseconds=500 * number + 125)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


stamps = st.integers(0, 6).map(moment)


@st.composite
def connectors(draw: st.DrawFn, own_id: str) -> Object:
    """A whole connector."""
    members = {"tariff_ids": draw(tariff_lists), "max_amperage": draw(st.sampled_from((16, 32)))}
    return samples.connector(id=own_id, last_updated=draw(stamps), **members)


@st.composite
def evses(draw: st.DrawFn, uid: str) -> Object:
    """A whole EVSE; one whose connectors are not said keeps those that it has (wild 6.1)."""
    ids = draw(st.sampled_from((("1",), ("2",), IDS, ())))
    return {
        "uid": uid,
        "status": draw(st.sampled_from(STATUSES)),
        "floor_level": draw(floors),
        "connectors": [draw(connectors(own_id)) for own_id in ids],
        "last_updated": draw(stamps),
    }


@st.composite
def locations(draw: st.DrawFn) -> Object:
    """A whole location."""
    uids = draw(st.sampled_from((UIDS[:1], UIDS[1:], UIDS, ())))
    made = [draw(evses(uid)) for uid in uids]
    return samples.location(name=draw(names), evses=made, last_updated=draw(stamps))


class Model:
    """What OCPI says should be true: plain objects, EVSEs and connectors by their ids."""

    def __init__(self) -> None:
        self.location: Object | None = None

    def evse(self, uid: str) -> Object | None:
        """An EVSE."""
        return self.location["evses"].get(uid) if self.location else None

    def connector(self, uid: str, own_id: str) -> Object | None:
        """A connector."""
        evse = self.evse(uid)
        return evse["connectors"].get(own_id) if evse else None

    def put_location(self, body: Object) -> tuple[int, int]:
        """Everything is replaced."""
        if is_newer(self.location, body):
            return DONE
        before = self.location
        evses = {each["uid"]: self.whole_evse(each) for each in body["evses"]}
        self.location = body | {"evses": evses}
        self.cascade()
        return DONE if before else CREATED

    def whole_evse(self, body: Object) -> Object:
        """A pushed EVSE, with the connectors that it has where none are said."""
        old = self.evse(body["uid"])
        said = {each["id"]: dict(each) for each in body["connectors"]}
        return body | {"connectors": said or (deepcopy(old["connectors"]) if old else {})}

    def put_evse(self, body: Object) -> tuple[int, int]:
        """An EVSE is replaced or added."""
        if self.location is None:
            return UNKNOWN
        old = self.evse(body["uid"])
        if is_newer(old, body):
            return DONE
        self.location["evses"][body["uid"]] = self.whole_evse(body)
        self.cascade()
        return DONE if old else CREATED

    def put_connector(self, uid: str, body: Object) -> tuple[int, int]:
        """A connector is replaced or added."""
        evse = self.evse(uid)
        if evse is None:
            return UNKNOWN
        old = self.connector(uid, body["id"])
        if is_newer(old, body):
            return DONE
        evse["connectors"][body["id"]] = dict(body)
        self.cascade()
        return DONE if old else CREATED

    def patch(self, thing: Object | None, body: Object) -> tuple[int, int]:
        """Members are changed; lists are replaced, null clears."""
        if thing is None:
            return UNKNOWN
        if is_newer(thing, body):
            return DONE
        thing.update(body)
        if isinstance(body.get("connectors"), list):
            thing["connectors"] = {each["id"]: dict(each) for each in body["connectors"]}
        self.cascade()
        return DONE

    def cascade(self) -> None:
        """What has something newer in it is as new as that."""
        assert self.location
        for evse in self.location["evses"].values():
            inner = [each["last_updated"] for each in evse["connectors"].values()]
            evse["last_updated"] = max([evse["last_updated"], *inner])
        inner = [each["last_updated"] for each in self.location["evses"].values()]
        self.location["last_updated"] = max([self.location["last_updated"], *inner])


def is_newer(known: Object | None, body: Object) -> bool:
    """Whether what is known is newer than what is pushed."""
    return known is not None and body["last_updated"] < known["last_updated"]


class Pushing(RuleBasedStateMachine):
    """Pushes of one peer for one location."""

    def __init__(self) -> None:
        super().__init__()
        self.context = self.open()
        self.inside: Inside = next(self.context)
        self.peer = self.inside.talk("NL/ABC")
        self.other = self.inside.talk("NL/XYZ", "EMSP")
        self.model = Model()

    def open(self) -> Iterator[Inside]:
        """A node over an empty store."""
        with inside(MemoryStore()) as found:
            yield found

    def check(self, reply: Reply, expected: tuple[int, int]) -> None:
        """The answer is as expected."""
        assert reply.both == expected, reply.message

    @rule(body=locations())
    def put_location(self, body: Object) -> None:
        """Replace the location."""
        self.check(self.peer.put("locations", "L1", body=body), self.model.put_location(body))

    @rule(stamp=stamps, name=names)
    def patch_location(self, stamp: str, name: str | None) -> None:
        """Change its name."""
        body = {"name": name, "last_updated": stamp}
        reply = self.peer.patch("locations", "L1", body=body)
        self.check(reply, self.model.patch(self.model.location, body))

    @rule(body=st.sampled_from(UIDS).flatmap(evses))
    def put_evse(self, body: Object) -> None:
        """Replace or add an EVSE."""
        reply = self.peer.put("locations", "L1", body["uid"], body=body)
        self.check(reply, self.model.put_evse(body))

    @rule(
        uid=st.sampled_from(UIDS),
        body=st.fixed_dictionaries(
            {"last_updated": stamps},
            optional={"status": st.sampled_from(STATUSES), "floor_level": floors},
        ),
    )
    def patch_evse(self, uid: str, body: Object) -> None:
        """Change its status, or its floor."""
        reply = self.peer.patch("locations", "L1", uid, body=body)
        self.check(reply, self.model.patch(self.model.evse(uid), body))

    @rule(uid=st.sampled_from(UIDS), stamp=stamps, status=st.sampled_from(STATUSES))
    def patch_status(self, uid: str, stamp: str, status: str) -> None:
        """Change its status alone: the shortest way through."""
        self.patch_evse(uid, {"status": status, "last_updated": stamp})

    @rule(uid=st.sampled_from(UIDS), stamp=stamps, body=connectors("2"))
    def patch_connectors(self, uid: str, stamp: str, body: Object) -> None:
        """Change its list of connectors."""
        self.patch_evse(uid, {"connectors": [body], "last_updated": stamp})

    @rule(uid=st.sampled_from(UIDS), body=st.sampled_from(IDS).flatmap(connectors))
    def put_connector(self, uid: str, body: Object) -> None:
        """Replace or add a connector."""
        reply = self.peer.put("locations", "L1", uid, body["id"], body=body)
        self.check(reply, self.model.put_connector(uid, body))

    @rule(
        uid=st.sampled_from(UIDS),
        own_id=st.sampled_from(IDS),
        body=st.fixed_dictionaries(
            {"last_updated": stamps},
            optional={"tariff_ids": tariff_lists, "max_amperage": st.sampled_from((16, 25))},
        ),
    )
    def patch_connector(self, uid: str, own_id: str, body: Object) -> None:
        """Change its tariffs, or its current."""
        reply = self.peer.patch("locations", "L1", uid, own_id, body=body)
        self.check(reply, self.model.patch(self.model.connector(uid, own_id), body))

    @rule(
        uid=st.sampled_from(UIDS),
        body=st.sampled_from(
            (
                {"status": "CHARGING"},
                {"status": None, "last_updated": "2020-01-02T00:00:00Z"},
                {"connectors": [], "last_updated": "2020-01-02T00:00:00Z"},
                {"floor_level": "9", "connectors": None, "last_updated": "2020-01-02T00:00:00Z"},
            )
        ),
    )
    def patch_in_vain(self, uid: str, body: Object) -> None:
        """What is refused changes nothing."""
        known = self.model.evse(uid) is not None or None in body.values() or len(body) == 1
        self.check(
            self.peer.patch("locations", "L1", uid, body=body), INVALID if known else UNKNOWN
        )

    @invariant()
    def is_as_modelled(self) -> None:
        """The location and all in it read as the model says."""
        location = self.model.location
        reply = self.peer.get("locations", "L1")
        if location is None:
            assert reply.both == UNKNOWN
            return
        assert shown(reply.data) == modelled(location)
        for uid in UIDS:
            self.same(self.peer.get("locations", "L1", uid), self.model.evse(uid))
            for own_id in IDS:
                reply = self.peer.get("locations", "L1", uid, own_id)
                self.same(reply, self.model.connector(uid, own_id))

    def same(self, reply: Reply, expected: Object | None) -> None:
        """An EVSE or connector reads as the model says."""
        if expected is None or not is_written(expected):
            assert reply.http == 404 or is_stand_in(reply.data)
        else:
            assert shown(reply.data) == modelled(expected)

    def teardown(self) -> None:
        """What can be pulled makes the same location elsewhere."""
        pulled = self.other.pull().data
        assert [each for one in pulled for each in faults("Location", one, "2.2.1")] == []
        assert len(pulled) == (self.model.location is not None)
        with inside(MemoryStore()) as second:
            again = second.talk("NL/ABC")
            for each in pulled:
                assert again.put("locations", "L1", body=each).both == CREATED
                read = again.get("locations", "L1").data
                assert self.sayable(read) == self.sayable(self.peer.get("locations", "L1").data)
            assert seen(second) == seen(self.inside)
        for _ in self.context:
            pass

    def sayable(self, location: Object) -> Object:
        """A location without removed EVSEs that have no connectors: these get a stand-in."""
        kept = [
            each
            for each in location.get("evses", ())
            if is_written(self.model.evse(each["uid"]) or {})
        ]
        return {**location, "evses": kept}


def is_written(thing: Object) -> bool:
    """Whether OCPI can say it: an EVSE without connectors cannot be said."""
    return "uid" not in thing or bool(thing["connectors"])


def is_stand_in(thing: Object) -> bool:
    """A removed EVSE without connectors is written with one that says that it is none."""
    return thing.get("id") == "#NA" or [c["id"] for c in thing.get("connectors", ())] == ["#NA"]


MEMBERS = ("name", "uid", "id", "status", "floor_level", "max_amperage", "last_updated")


def shown(thing: Mapping[str, Any]) -> Object:
    """What we look at of an object that was read."""
    found = {name: thing.get(name) for name in MEMBERS if name in thing}
    if thing.get("tariff_ids"):
        found["tariff_ids"] = sorted(thing["tariff_ids"])
    for name, key in (("evses", "uid"), ("connectors", "id")):
        if name in thing:
            found[name] = {each[key]: shown(each) for each in thing[name] if not is_stand_in(each)}
    return {name: value for name, value in found.items() if value not in (None, [], {})}


def modelled(thing: Mapping[str, Any]) -> Object:
    """The same of an object of the model."""
    return shown(listed(thing))


def listed(thing: Mapping[str, Any]) -> Object:
    """An object of the model with lists, as OCPI has it."""
    return dict(thing) | {
        name: [listed(each) for each in thing[name].values() if is_written(each)]
        for name in ("evses", "connectors")
        if name in thing
    }


def seen(node: Inside) -> Object:
    """What readers of the directory see, apart from since when it is so."""
    reads = node.store.reads()
    rids = [hit.rid for hit in reads.find(EVERYWHERE)]
    free = Find(limit=10, min_available=1)
    return {
        "answers": [(each.id, each.standards, each.prepared) for each in reads.answers(rids)],
        "free": [hit.rid for hit in reads.find(free)],
        "facets": reads.facets(),
        "count": reads.location_count(),
    }


class PushingIntoSqlite(Pushing):
    """The same over the store that is used."""

    def open(self) -> Iterator[Inside]:
        """A node over an empty file."""
        with fresh_sqlite() as store, inside(store) as found:
            yield found


usual = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestMemory = Pushing.TestCase
TestMemory.settings = usual
TestSqlite = PushingIntoSqlite.TestCase
TestSqlite.settings = settings(usual, max_examples=15)

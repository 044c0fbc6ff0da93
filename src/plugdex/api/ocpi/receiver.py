"""The receiver: peers push locations, tariffs, sessions and CDRs (contract §3.6, §7, §10, §11)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, unquote

from msgspec.structs import replace

from plugdex.api.group_commit import GroupCommit
from plugdex.api.ocpi.answers import INVALID, UNKNOWN_LOCATION, Answer, refuse
from plugdex.api.ocpi.objects import location_part, session_object, tariff_object
from plugdex.api.ocpi.requests import Call
from plugdex.api.ocpi.versions import module_url
from plugdex.directory.handshake import Us
from plugdex.directory.kept import Kind, Record
from plugdex.directory.peers import PeerRole
from plugdex.directory.ports import Store
from plugdex.directory.pushes import (
    ALWAYS,
    LocationPush,
    ObjectPush,
    Push,
    Result,
    UnknownLocation,
    UnknownObject,
)
from plugdex.directory.records import (
    to_location,
    to_record,
    to_session,
    to_statuses,
    to_tariff,
)
from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.push.body import (
    Invalid,
    Rules,
    check_ids,
    check_nulls,
    named,
    parse,
    stamp_of,
)
from plugdex.formats.ocpi.push.evses import (
    UnknownPart,
    patch_connector,
    patch_evse,
    patch_status,
    put_connector,
    put_evse,
)
from plugdex.formats.ocpi.push.locations import Change, patch_location, put_location
from plugdex.formats.ocpi.push.sessions import REQUIRED, change_session, read_session
from plugdex.formats.ocpi.push.tariffs import patch_tariff, put_tariff
from plugdex.formats.port import Party, ReadOptions
from plugdex.model.ids import LONGEST_NAME, content_id, is_too_long, object_row_id, row_id
from plugdex.model.location import Business
from plugdex.model.sessions import SessionKind

STATUS_ONLY: Final = ({"status", "last_updated"}, {"status"})
"""Members of the push that comes most often."""

METHODS: Final[Mapping[str, str]] = {
    "locations": "GET, PUT, PATCH",
    "tariffs": "GET, PUT, DELETE",
    "sessions": "GET, PUT, PATCH",
    "cdrs": "GET, POST",
}
CREATED: Final[Mapping[Result, int]] = {"created": HTTPStatus.CREATED}

Handler = Callable[["Receiver", Call], Awaitable[Answer]]


class Receiver:
    """The modules in which peers own the objects."""

    def __init__(self, store: Store, us: Us, commit: GroupCommit[Push, Result]) -> None:
        self._store = store
        self._us = us
        self._commit = commit

    async def answer(self, call: Call) -> Answer:
        """Answer one request."""
        handler = HANDLERS.get((call.module, call.method))
        if handler is None or (
            call.method == "PATCH" and call.module in NO_PATCH and not call.is_old
        ):
            allowed = METHODS[call.module]
            raise refuse(
                HTTPStatus.METHOD_NOT_ALLOWED, f"no {call.method} here; {allowed}", Allow=allowed
            )
        return await handler(self, call)

    async def get_location(self, call: Call) -> Answer:
        """What we know of a location, an EVSE or a connector, as the version writes it."""
        owner, (own_id, uid, connector) = call.owner, _place(call)
        rid = _location_rid(call, owner, own_id)
        found = self._store.reads().stored([rid]).get(rid)
        data = b""
        if found:
            location, live = to_location(found), to_statuses(found)
            data = location_part(location, live, (uid, connector), call.version)
        if not data:
            raise refuse(HTTPStatus.NOT_FOUND, "there is no such object", UNKNOWN_LOCATION)
        return Answer(data=data)

    async def push_location(self, call: Call) -> Answer:
        """PUT or PATCH of a location, an EVSE or a connector."""
        members = parse(call.body)
        owner = call.owner
        try:
            return await self._push_location(call, owner, members, call.path)
        except (UnknownLocation, UnknownPart) as error:
            twice = [unquote(part) for part in call.path]  # wild 8.7
            if twice == list(call.path):
                raise refuse(HTTPStatus.NOT_FOUND, str(error), UNKNOWN_LOCATION) from None
        try:
            return await self._push_location(call, owner, members, twice)
        except (UnknownLocation, UnknownPart) as error:
            raise refuse(HTTPStatus.NOT_FOUND, str(error), UNKNOWN_LOCATION) from None

    async def _push_location(
        self, call: Call, owner: Party, members: Mapping[str, Any], path: Sequence[str]
    ) -> Answer:
        own_id, uid, connector = _place(call._replace(path=path))
        level = "connector" if connector else "evse" if uid else "location"
        kind = KINDS[level]
        rules = _rules(
            call, owner, own_id, "/".join(part for part in (own_id, uid, connector) if part)
        )
        is_patch = call.method == "PATCH"
        stated = named(kind, members)
        check_ids(stated, _identity(level, owner, (own_id, uid, connector), call.is_old))
        moment = stamp_of(stated, rules, demanded=is_patch)
        change = _change(level, is_patch, call.body, members, (uid, connector), moment, rules)
        result = await self._commit(
            LocationPush(
                rid=_location_rid(call, owner, own_id),
                source=call.peer.source,
                key=rules.key,
                moment=moment,
                evse=uid,
                connector=connector,
                may_create=not is_patch,
                change=change,
                members=frozenset(stated) if is_patch else frozenset(),
            )
        )
        return Answer(http=CREATED.get(result, HTTPStatus.OK))

    async def get_tariff(self, call: Call) -> Answer:
        """What we know of a tariff."""
        record = self._record(call, "tariff")
        data = tariff_object(to_tariff(record), call.version)
        if not data:
            raise refuse(HTTPStatus.NOT_FOUND, f"it cannot be written in OCPI {call.version}")
        return Answer(data=data)

    async def put_tariff(self, call: Call) -> Answer:
        """PUT of a tariff; PATCH in 2.1.1."""
        members, owner = parse(call.body), call.owner
        own_id = _own_id(call)
        rules = _rules(call, owner, own_id, own_id)
        stated = named(wire.Tariff, members)
        check_ids(stated, _identity("tariff", owner, (own_id,), call.is_old))
        moment = stamp_of(stated, rules, demanded=False)
        reading = None if call.method == "PATCH" else put_tariff(call.body, members, rules)

        def change(before: Record | None) -> Record:
            if reading is not None:
                read = reading
            elif before is None:
                raise UnknownObject("there is no such tariff; send it with PUT")
            else:
                read = patch_tariff(to_tariff(before), call.body, members, rules)
            if read.tariff is None:
                raise Invalid("$: is no tariff")
            return to_record(replace(read.tariff, last_updated=moment))

        rid = _rid("tariff", call, owner, own_id)
        issues = reading.issues if reading else ()
        return await self._push(ObjectPush(rid, "tariff", call.peer.source, moment, change, issues))

    async def delete_tariff(self, call: Call) -> Answer:
        """DELETE of a tariff."""
        owner, own_id = call.owner, _own_id(call)

        def change(before: Record | None) -> None:
            if before is None:
                raise UnknownObject("there is no such tariff")

        rid = _rid("tariff", call, owner, own_id)
        return await self._push(ObjectPush(rid, "tariff", call.peer.source, ALWAYS, change))

    async def get_session(self, call: Call) -> Answer:
        """What we keep of a session or CDR."""
        kind: SessionKind = "cdr" if call.module == "cdrs" else "session"
        return Answer(data=session_object(to_session(self._record(call, kind)), call.version))

    async def push_session(self, call: Call) -> Answer:
        """PUT or PATCH of a session."""
        members, owner = parse(call.body), call.owner
        own_id = _own_id(call)
        rules = _rules(call, owner, own_id, own_id)
        check_ids(members, _identity("session", owner, (own_id,), call.is_old))
        is_patch = call.method == "PATCH"
        if is_patch:
            check_nulls(members, REQUIRED)
        moment = stamp_of(members, rules, demanded=is_patch)
        whole = None if is_patch else read_session("session", members, owner, moment, rules)

        def change(before: Record | None) -> Record:
            if whole is not None:
                return to_record(replace(whole, id=own_id))
            if before is None:
                raise UnknownObject("there is no such session; send it with PUT")
            return to_record(change_session(to_session(before), members, moment))

        rid = _rid("session", call, owner, own_id)
        return await self._push(ObjectPush(rid, "session", call.peer.source, moment, change))

    async def post_cdr(self, call: Call) -> Answer:
        """POST of a CDR; the answer says where it can be read."""
        members = parse(call.body)
        owner = self._cdr_owner(call, members)
        rules = _rules(call, owner, "", "")
        moment = stamp_of(members, rules, demanded=False)
        cdr = read_session("cdr", members, owner, moment, rules)
        _check_length(cdr.id)
        rid = _rid("cdr", call, owner, cdr.id)
        answer = await self._push(
            ObjectPush(rid, "cdr", call.peer.source, moment, lambda _: to_record(cdr))
        )
        url = module_url(self._us, call.side, call.version, "cdrs")
        place = f"{url}{owner.country_code}/{owner.party_id}/{quote(cdr.id, safe='')}"
        return answer._replace(headers={"Location": place})

    def _cdr_owner(self, call: Call, members: Mapping[str, Any]) -> Party:
        """The owner by the CDR itself, or the party of the peer (2.1.1)."""
        country, party = members.get("country_code"), members.get("party_id")
        if isinstance(country, str) and isinstance(party, str) and country and party:
            if not call.peer.speaks_for(country.strip(), party.strip()):
                raise Invalid(f"$.party_id: {country}/{party} is not a party of this token")
            return Party(country_code=country.strip().upper(), party_id=party.strip().upper())
        if not call.peer.roles:
            raise Invalid("$.party_id: required and missing")
        first = call.peer.roles[0]
        return Party(country_code=first.country_code, party_id=first.party_id)

    async def _push(self, push: ObjectPush) -> Answer:
        try:
            result = await self._commit(push)
        except UnknownObject as error:
            raise refuse(HTTPStatus.NOT_FOUND, str(error), INVALID) from None
        return Answer(http=CREATED.get(result, HTTPStatus.OK))

    def _record(self, call: Call, kind: Kind) -> Record:
        rid = _rid(kind, call, call.owner, _own_id(call))
        found = self._store.reads().records([rid]).get(rid)
        if found is None:
            raise refuse(HTTPStatus.NOT_FOUND, "there is no such object")
        return found


HANDLERS: Final[Mapping[tuple[str, str], Handler]] = {
    ("locations", "GET"): Receiver.get_location,
    ("locations", "PUT"): Receiver.push_location,
    ("locations", "PATCH"): Receiver.push_location,
    ("tariffs", "GET"): Receiver.get_tariff,
    ("tariffs", "PUT"): Receiver.put_tariff,
    ("tariffs", "PATCH"): Receiver.put_tariff,
    ("tariffs", "DELETE"): Receiver.delete_tariff,
    ("sessions", "GET"): Receiver.get_session,
    ("sessions", "PUT"): Receiver.push_session,
    ("sessions", "PATCH"): Receiver.push_session,
    ("cdrs", "GET"): Receiver.get_session,
    ("cdrs", "POST"): Receiver.post_cdr,
}
NO_PATCH: Final = frozenset({"tariffs"})
"""Modules whose PATCH was taken away with 2.2."""

KINDS: Final[Mapping[str, type[wire.Wire]]] = {
    "location": wire.Location,
    "evse": wire.Evse,
    "connector": wire.Connector,
}


def _place(call: Call) -> tuple[str, str, str]:
    """Location, EVSE and connector of the URL; the last two may be empty."""
    parts = [*call.path[2:], "", "", ""]
    if len(call.path) > 5 or not parts[0]:
        raise refuse(HTTPStatus.NOT_FOUND, "the URL must be …/CC/PTY/LOCATION[/EVSE[/CONNECTOR]]")
    _check_length(*parts)
    return parts[0], parts[1], parts[2]


def _own_id(call: Call) -> str:
    if len(call.path) != 3:
        raise refuse(HTTPStatus.NOT_FOUND, "the URL must be …/CC/PTY/ID")
    _check_length(call.path[2])
    return call.path[2]


def _check_length(*names: str) -> None:
    if is_too_long(*names):
        raise Invalid(f"an id may have {LONGEST_NAME} characters; OCPI allows 36")


def _rules(call: Call, owner: Party, own_id: str, place: str) -> Rules:
    return Rules(
        key=f"{owner.country_code}/{owner.party_id}/{place}",
        owner=owner,
        own_id=own_id,
        version=call.version,
        strict=call.peer.strict,
        options=ReadOptions(
            source=call.peer.source,
            received=call.received,
            party=owner,
            public=False,
            operators=_operators(call.peer.roles),
        ),
    )


@lru_cache(maxsize=256)
def _operators(roles: tuple[PeerRole, ...]) -> tuple[Business, ...]:
    """Who operates locations that name nobody: the parties of the peer (OCPI 2.2.1 §8.3.1)."""
    return tuple(
        Business(
            name=role.name,
            website=role.website,
            country_code=role.country_code,
            party_id=role.party_id,
        )
        for role in roles
        if role.name
    )


def _identity(level: str, owner: Party, ids: tuple[str, ...], is_old: bool) -> dict[str, str]:
    """What a body must say of itself, where it says it."""
    if level in ("evse", "connector"):
        return {"uid": ids[1]} if level == "evse" else {"id": ids[2]}
    named_owner = {"country_code": owner.country_code, "party_id": owner.party_id}
    return {"id": ids[0]} if is_old else {"id": ids[0], **named_owner}


def _change(
    level: str,
    is_patch: bool,
    raw: bytes,
    members: Mapping[str, Any],
    place: tuple[str, str],
    moment: datetime,
    rules: Rules,
) -> Change:
    if level == "location":
        whole = patch_location if is_patch else put_location
        return whole(raw, members, moment, rules)
    if level == "evse":
        if is_patch and members.keys() in STATUS_ONLY:
            return patch_status(members["status"], place[0], moment, rules)
        part = patch_evse if is_patch else put_evse
        return part(raw, members, place[0], moment, rules)
    smallest = patch_connector if is_patch else put_connector
    return smallest(raw, members, place, moment, rules)


def _location_rid(call: Call, owner: Party, own_id: str) -> int:
    content = content_id(call.peer.source, owner.country_code, owner.party_id, own_id)
    rid = row_id(content)
    if rid is None:
        raise ValueError(content)
    return rid


def _rid(kind: Kind, call: Call, owner: Party, own_id: str) -> int:
    return object_row_id(kind, call.peer.source, owner.country_code, owner.party_id, own_id)

"""Tariffs that connectors name and nobody delivered: an issue each, until they come.

The issue is that of the record which is missing: when the tariff arrives, its own issues take
the place of this one. What is missing of a source is remembered, so that a later load can see
that it is there under another owner, or not named any more.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from plugdex.directory.ports import Store, Transaction
from plugdex.model.ids import object_row_id
from plugdex.model.issues import Issue
from plugdex.model.location import Location

KIND: Final = "missing-tariffs"


class Named(NamedTuple):
    """A tariff as a connector names it, and a location of such a connector."""

    country_code: str
    party_id: str
    id: str
    place: str

    @property
    def party(self) -> str:
        """The owner as records have it."""
        return f"{self.country_code}*{self.party_id}" if self.country_code or self.party_id else ""

    def row_id(self, source: str) -> int:
        """The row id of the tariff, if the owner of the location has it."""
        return object_row_id("tariff", source, self.country_code, self.party_id, self.id)

    @property
    def issue(self) -> Issue:
        """What is noted."""
        owner = "/".join(filter(None, (self.country_code, self.party_id)))
        return Issue(
            code="tariff_unknown",
            outcome="noted",
            object=f"{owner}/{self.place}".lstrip("/"),
            path="$.evses",
            was=self.id,
            became=self.id,
        )


Missing = dict[int, Named]
"""By row id of the tariff."""

DECODER: Final = msgspec.json.Decoder(Missing)


def named_by(location: Location) -> Iterator[Named]:
    """The tariffs that a location's connectors name, each once."""
    owner = (location.country_code or "", location.party_id or "")
    ids = dict.fromkeys(
        tariff_id
        for evse in location.evses
        for connector in evse.connectors
        for tariff_id in connector.tariff_ids
    )
    return (Named(*owner, tariff_id, location.id) for tariff_id in ids)


class NamedTariffs:
    """The tariffs that the locations of one load name."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._named: dict[tuple[str, str, str], Named] = {}

    def see(self, named: Iterable[Named]) -> None:
        """Remember what a location's connectors name."""
        for each in named:
            self._named.setdefault(each[:3], each)

    def settle(self, store: Store, is_over: Callable[[str], bool]) -> None:
        """Note what is missing and clear what is not.

        ``is_over`` says of an owner that all its locations were seen: what only earlier ones
        named does not count any more.
        """
        with store.transaction() as tx:
            before = _remembered(tx, self._source)
            named = {rid: each for rid, each in before.items() if not is_over(each.party)}
            named |= {each.row_id(self._source): each for each in self._named.values()}
            if not named and not before:
                return
            owners = _owners(store, self._source)
            missing = {
                rid: each
                for rid, each in named.items()
                if not _is_there(each, owners.get(each.id.casefold(), ()))
            }
            note(tx, self._source, missing)
            gone = before.keys() - missing.keys()
            there = tx.heads(list(gone))
            tx.put_issues(self._source, {rid: () for rid in gone if rid not in there})
            if missing != before:
                tx.register(KIND, self._source, msgspec.json.encode(missing))


def note(tx: Transaction, source: str, missing: Mapping[int, Named]) -> None:
    """Give each missing tariff its issue."""
    tx.put_issues(source, {rid: (each.issue,) for rid, each in missing.items()})


def note_pushed(tx: Transaction, locations: Iterable[Location]) -> None:
    """Note what locations that were pushed name and their owners did not deliver."""
    named = {(each.source, one) for each in locations for one in named_by(each)}
    by_row = {one.row_id(source): (source, one) for source, one in named}
    there = tx.heads(list(by_row)) if by_row else {}
    by_source: dict[str, Missing] = {}
    for rid, (source, one) in by_row.items():
        if rid not in there:
            by_source.setdefault(source, {})[rid] = one
    for source, missing in by_source.items():
        note(tx, source, missing)
        before = _remembered(tx, source)
        if missing.keys() - before.keys():
            tx.register(KIND, source, msgspec.json.encode({**before, **missing}))


def _remembered(tx: Transaction, source: str) -> Missing:
    document = tx.registered(KIND).get(source)
    return DECODER.decode(document) if document else {}


def _owners(store: Store, source: str) -> Mapping[str, list[str]]:
    """The owners of each tariff id of a source."""
    found: dict[str, list[str]] = {}
    for head in store.scan("tariff", source):
        found.setdefault(head.key.casefold(), []).append(head.party.casefold())
    return found


def _is_there(named: Named, owners: Iterable[str]) -> bool:
    """The owner's own, or the only one of that name (see ``lookup``)."""
    parties = list(owners)
    return parties.count(named.party.casefold()) == 1 or len(parties) == 1

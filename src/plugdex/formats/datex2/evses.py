"""A refill point is an EVSE: one vehicle at a time, whatever the number of its connectors."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from plugdex.formats.codes import CodeTable
from plugdex.formats.datex2.connectors import Codes, connector_of, raw_connectors
from plugdex.formats.datex2.places import Place, point_of
from plugdex.formats.datex2.prices import Rates, rates_of
from plugdex.formats.datex2.tree import Node
from plugdex.formats.notes import Notes
from plugdex.model.location import Evse

EVSE_ID: Final = re.compile(r"[A-Z]{2}\*?[A-Z0-9]{3}\*?E[A-Z0-9*]{1,30}", re.IGNORECASE)
AD_HOC: Final = "adHoc"
CONTRACT: Final = "contract"


TABLES: Final = ("authentication", "payment", "reservation")
MEMBERS: Final = ("authenticationAndIdentificationMethods", "paymentMeans", "reservation")
Words = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


class Abilities(NamedTuple):
    """Capabilities of an EVSE, capabilities of its plugs, and ways to pay."""

    evse: tuple[str, ...]
    plugs: tuple[str, ...]
    payments: tuple[str, ...]


class EvseReader:
    """Reads refill points with the code tables of the source."""

    def __init__(self, codes: Mapping[str, Mapping[str, str]], rates: Rates) -> None:
        self._rates = rates
        self._connectors = Codes(codes)
        self._tables = tuple(CodeTable(codes[name]) for name in TABLES)
        self._known: dict[Words, Abilities] = {}
        self._usage = CodeTable(codes["usage"])

    def read(self, site: Node, place: Place, notes: Notes) -> Iterator[Evse]:
        """All EVSEs of a site that can be told apart and are for vehicles."""
        seen = set[str]()
        for number, station in enumerate(site.nodes("energyInfrastructureStation")):
            for index, point in enumerate(station.nodes("refillPoint")):
                path = f"$.energyInfrastructureStation[{number}].refillPoint[{index}]"
                uid = _uid(point, notes, path)
                if uid is None or not self._is_for_vehicles(point, notes, path):
                    continue
                if uid in seen:
                    notes.add("uid_duplicate", "rejected", f"{path}.id", uid)
                    continue
                seen.add(uid)
                yield self._evse(uid, station, point, place, notes, path)

    def _evse(
        self, uid: str, station: Node, point: Node, place: Place, notes: Notes, path: str
    ) -> Evse:
        abilities = self._abilities(station, point, notes, path)
        country = place.country.alpha_2 if place.country else None
        tariffs = self._rates.ids_of(rates_of(station, point), notes, f"{path}.energyRate")
        connectors = []
        for number, raw in enumerate(raw_connectors(point), 1):
            read = connector_of(raw, number, country, self._connectors, abilities.plugs)
            for code, outcome, member, was, to in read.remarks:
                notes.add(code, outcome, f"{path}.connector[{number - 1}].{member}", was, to)
            connectors.append(replace(read.connector, tariff_ids=tariffs))
        if not connectors:
            notes.add("evse_without_connectors", "noted", f"{path}.connector")
        return Evse(
            uid=uid,
            evse_id=_evse_id(uid, point),
            connectors=tuple(connectors),
            capabilities=abilities.evse,
            payments=abilities.payments,
            coordinates=point_of((point, station), place.country, place.point),
        )

    def _is_for_vehicles(self, point: Node, notes: Notes, path: str) -> bool:
        words = point.words("usageType")
        uses = [self._usage.find(word, notes, f"{path}.usageType") for word in words]
        if words and "vehicle" not in uses and "other" in uses:
            notes.add("out_of_scope", "dropped", f"{path}.usageType", ", ".join(words))
            return False
        return True

    def _abilities(self, station: Node, point: Node, notes: Notes, path: str) -> Abilities:
        """What is said of the station holds for all its points; remembered where all is known."""
        methods = station.words("authenticationAndIdentificationMethods")
        means = [word for rate in _rates(station, point) for word in _means(rate)]
        words = (tuple(methods), tuple(means), tuple(point.words("reservation")))
        found = self._known.get(words)
        if found is None:
            own = Notes()
            found = self._new_abilities(words, own)
            if not own:
                self._known[words] = found
            for issue in own.issues(""):
                notes.add(issue.code, issue.outcome, f"{path}.{issue.path}", issue.was)
        return found

    def _new_abilities(self, words: Words, notes: Notes) -> Abilities:
        found: dict[str, dict[str, None]] = {"": {}, "connector": {}, "payment": {}}
        for table, member, codes in zip(self._tables, MEMBERS, words, strict=True):
            for code in codes:
                meaning = table.find(code, notes, member)
                if meaning:
                    kind, _, name = meaning.rpartition(":")
                    found[kind][name] = None
        return Abilities(*(tuple(sorted(found[kind])) for kind in ("", "connector", "payment")))


def _rates(station: Node, point: Node) -> Iterator[Node]:
    """Rates that need no contract."""
    energies = (*point.nodes("electricEnergy"), *station.nodes("electricEnergy"))
    for rate in (*point.nodes("energyRate"), *(r for e in energies for r in e.nodes("energyRate"))):
        if (rate.text("ratePolicy") or AD_HOC) != CONTRACT:
            yield rate


def _means(rate: Node) -> Iterator[str]:
    for name in ("paymentMethod", "payment"):
        for payment in rate.nodes(name):
            yield from payment.words("paymentMeans")


def _uid(point: Node, notes: Notes, path: str) -> str | None:
    """The id of the point, which statuses refer to; the EVSE id where there is none."""
    uid = point.text("id")
    if uid is None:
        uid = _evse_id("", point)
        code = "id_synthetic" if uid else "id_missing"
        notes.add(code, "normalised" if uid else "rejected", f"{path}.id", "", uid or "")
    return uid


def _evse_id(uid: str, point: Node) -> str | None:
    """The EVSE id: a member of its own, an identifier, the id or the name, in this order."""
    named = point.text("evseId")
    if named:
        return named
    for identifier in point.nodes("externalIdentifier"):
        kind = identifier.text("typeOfIdentifier")
        text = identifier.text("identifier")
        if text and (kind == "evseId" or EVSE_ID.fullmatch(text)):
            return text
    others: Sequence[str] = (uid, *(text.text for text in point.texts("name")))
    return next((text for text in others if EVSE_ID.fullmatch(text)), None)

"""Statuses of refill points: of a site, or of a station where no site is named."""

from collections.abc import Iterator
from typing import cast

from plugdex.formats.codes import CodeTable
from plugdex.formats.datex2.scalars import time_of
from plugdex.formats.datex2.tree import Node
from plugdex.formats.notes import Notes
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.source import SourceInfo
from plugdex.model.status import EvseStatus
from plugdex.model.vocabulary import Status


class StatusReader:
    """Reads statuses with the code tables of the source."""

    def __init__(self, info: SourceInfo, options: ReadOptions) -> None:
        self._options = options
        self._status = CodeTable(info.codes["status"])

    def read(self, node: Node, number: int, published: str) -> Reading:
        """The statuses of a site (its stations are inside) or of a station."""
        notes = Notes()
        own = node.nodes("energyInfrastructureStationStatus")
        key = node.node("reference").text("id") if own else ""
        stations = own or (node,)
        statuses = tuple(
            status
            for station in stations
            for point in station.nodes("refillPointStatus")
            for status in self._one(point, published, notes)
        )
        return Reading(of=key or "", statuses=statuses, issues=notes.issues(key or f"#{number}"))

    def _one(self, point: Node, published: str, notes: Notes) -> Iterator[EvseStatus]:
        uid = point.node("reference").text("id")
        if uid is None:
            notes.add("id_missing", "rejected", "$.refillPointStatus.reference.id")
            return
        path = f"$[{uid}]"
        word = point.text("status")
        if word is None:
            notes.add("null_required", "noted", f"{path}.status")
        found = self._status.find(word, notes, f"{path}.status") if word else None
        modified = time_of(point.text("lastUpdated"), notes, f"{path}.lastUpdated")
        modified = modified or time_of(published, notes, "$.publicationTime")
        received = self._options.received
        yield EvseStatus(
            uid=uid,
            status=cast(Status, found or "UNKNOWN"),
            modified=min(modified or received, received),
        )

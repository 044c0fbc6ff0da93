"""What a charge point's own columns say; a national file has few hundred different ones."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from plugdex.formats.codes import CodeTable
from plugdex.formats.irve.plugs import COLUMNS, OTHER, Facts, read_plugs
from plugdex.formats.irve.rows import BETWEEN, POINT
from plugdex.formats.irve.texts import text_of
from plugdex.formats.notes import Notes
from plugdex.model.issues import Issue
from plugdex.model.location import Connector

SMALL_WATTS: Final = 7_400
"""What a charge point for two-wheelers has at most."""

NO_PRICE: Final = frozenset({"inconnu", "non renseigné", "nc"})
"""What stands where nobody knows the price."""

MOST_KEPT: Final = 50_000


class ReadPoint(NamedTuple):
    """A charge point without its id; the paths of its issues are names of columns."""

    connectors: tuple[Connector, ...]
    capabilities: tuple[str, ...]
    parking_restrictions: tuple[str, ...]
    price_text: str | None
    is_small: bool
    """Whether it may be one for two-wheelers."""
    issues: tuple[Issue, ...]


class Points:
    """Reads the columns of points and remembers what they mean."""

    def __init__(self, codes: Mapping[str, Mapping[str, str]]) -> None:
        self._yes_no = CodeTable(codes["yes_no"])
        self._accessibility = CodeTable(codes["accessibility"])
        self._other_plugs = codes["other_plugs"]
        self._known: dict[tuple[str, bool], ReadPoint] = {}

    def read(self, fields: str, tesla: bool) -> ReadPoint:
        """What the columns of a point (``rows.POINT``, joined) mean."""
        found = self._known.get((fields, tesla))
        if found is None:
            found = self._read(fields, tesla)
            if len(self._known) < MOST_KEPT:
                self._known[fields, tesla] = found
        return found

    def is_yes(self, word: str, column: str, notes: Notes) -> bool:
        """Whether a column says yes; empty and unknown words do not."""
        word = word.strip()
        return bool(word) and bool(self._yes_no.find(word, notes, column))

    def _read(self, fields: str, tesla: bool) -> ReadPoint:
        notes = Notes()
        said = dict(zip(POINT, fields.split(BETWEEN), strict=True))
        plugs = read_plugs(self._facts(said, tesla, notes))
        for code, outcome, column, was, became in plugs.remarks:
            notes.add(code, outcome, column, was, became)
        access = said["accessibilite_pmr"].strip()
        disabled = self._accessibility.find(access, notes, "accessibilite_pmr") if access else None
        capabilities: tuple[str, ...] = ()
        if self.is_yes(said["paiement_cb"], "paiement_cb", notes):
            capabilities = ("CREDIT_CARD_PAYABLE", "DEBIT_CARD_PAYABLE")
        if self.is_yes(said["reservation"], "reservation", notes):
            capabilities = (*capabilities, "RESERVABLE")
        price = text_of(said["tarification"])
        if price and price.casefold() in NO_PRICE:
            price = None
        if price:
            notes.add("price_text", "noted", "tarification", price)
        return ReadPoint(
            connectors=plugs.connectors,
            capabilities=capabilities,
            parking_restrictions=(disabled,) if disabled else (),
            price_text=price,
            is_small=all(map(_is_small, plugs.connectors)),
            issues=notes.issues(""),
        )

    def _facts(self, said: Mapping[str, str], tesla: bool, notes: Notes) -> Facts:
        columns = tuple(name for name in COLUMNS if self.is_yes(said[name], name, notes))
        cable = "cable_t2_attache"
        observed = said["observations"].casefold() if OTHER in columns else ""
        other = [name for word, name in self._other_plugs.items() if word in observed]
        return Facts(
            columns=columns,
            power=said["puissance_nominale"],
            cable=self.is_yes(said[cable], cable, notes) if said[cable].strip() else None,
            other=other[0] if len(other) == 1 else None,
            tesla=tesla,
        )


def _is_small(connector: Connector) -> bool:
    return connector.power_type != "DC" and (connector.max_electric_power or 0) <= SMALL_WATTS

"""Whose an object is (wild 3.1, 3.2): no reason to refuse it, unless the caller says so."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import wire
from plugdex.formats.port import Party, ReadOptions
from plugdex.model.countries import BY_ALPHA_2, find_country
from plugdex.model.issues import Outcome
from plugdex.model.text import is_nothing

EVSE_ID: Final = re.compile(r"([A-Z]{2})[*.\- ]?((?!\d{3})[A-Z0-9]{3})", re.IGNORECASE)
"""Country and party; three figures are no party but the beginning of a number."""


def owner_of(
    country_code: str | None,
    party_id: str | None,
    evses: Sequence[wire.Evse],
    options: ReadOptions,
    notes: Notes,
) -> Party | None:
    """The owner: as stated, else by the EVSE ids, else as the caller says.

    Without one an object of a source with several parties is to be refused (wild 3.2).
    """
    country = _country(country_code, notes)
    party = party_id.strip() if party_id and not is_nothing(party_id) else None
    if country and party:
        return Party(country_code=country, party_id=party)
    found = party_of_evses(evses) or options.party
    path = "$.party_id" if party is None else "$.country_code"
    if found is None:
        outcome: Outcome = "rejected" if options.owner_required else "noted"
        notes.add("party_unknown", outcome, path, party_id or "")
        return None
    owner = Party(country_code=country or found.country_code, party_id=party or found.party_id)
    became = f"{owner.country_code}*{owner.party_id}"
    notes.add("party_missing", "normalised", path, "", became)
    return owner


def _country(text: str | None, notes: Notes) -> str | None:
    """Alpha-2 of an owner's country, from alpha-3 or a name where need be (wild 3.1)."""
    if text is None or text in BY_ALPHA_2:
        return text
    if is_nothing(text):
        return None
    country = find_country(text)
    became = country.alpha_2 if country else ""
    code = "country_normalised" if country else "country_unknown"
    notes.add(code, "normalised" if country else "dropped", "$.country_code", text, became)
    return became or None


def party_of_evses(evses: Sequence[wire.Evse]) -> Party | None:
    """The owner by the EVSE ids: the most frequent, the first by name on a tie."""
    found = [
        party for evse in evses if evse.evse_id and (party := _party(evse.evse_id[:8])) is not None
    ]
    if not found:
        return None
    counts = Counter(found) if len(set(found)) > 1 else {found[0]: 1}
    country, party_id = min(counts, key=lambda one: (-counts[one], one))
    return Party(country_code=country, party_id=party_id)


@lru_cache(maxsize=1024)
def _party(prefix: str) -> tuple[str, str] | None:
    match = EVSE_ID.match(prefix)
    if match is None or match[1].upper() not in BY_ALPHA_2:
        return None
    return match[1].upper(), match[2].upper()

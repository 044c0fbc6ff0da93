"""What is noticed while one object is read."""

import re
from typing import Final

from plugdex.model.issues import Issue, Outcome, shown

FLAGGED: Final = frozenset(
    {
        "power_unit_kw",
        "power_too_high",
        "power_type_suspect",
        "voltage_line_to_line",
        "coordinate_swapped",
        "coordinate_sign",
        "coordinate_coarse",
        "coordinate_outside_country",
        "last_updated_future",
        "last_updated_invalid",
        "test_station",
        "uid_duplicate",
        "connector_id_duplicate",
        "vat_fraction",
        "access_guessed",
        "evses_guessed",
        "plugs_divided",
        "power_guessed",
        "plug_by_country",
    }
)
"""Codes of guesses that readers of the answer should know of (wild §0.4)."""

ONCE: Final = frozenset({"key_case", "field_alias", "field_unknown", "status_on_connector"})
"""Codes that are noted once an object for all places of a list."""

INDEX: Final = re.compile(r"\[\d+\]")
NAME: Final = re.compile(r"[^.\[\]]+")


class Notes:
    """Collects issues; they become values when the key of the object is known."""

    def __init__(self) -> None:
        self._found: list[tuple[str, Outcome, str, str, str]] = []
        self._once: set[tuple[str, str]] = set()
        self._spelled: dict[str, str] = {}

    def add(
        self, code: str, outcome: Outcome, path: str, was: object = "", to: object = ""
    ) -> None:
        """Note one thing."""
        if self._spelled:
            path = NAME.sub(lambda name: self._spelled.get(name[0], name[0]), path)
        if code in ONCE:
            place = (code, INDEX.sub("", path))
            if place in self._once:
                return
            self._once.add(place)
        self._found.append((code, outcome, path, shown(was), shown(to)))

    def spell(self, name: str, source_name: str) -> None:
        """Remember that the source writes a member in another way: paths are in its terms."""
        self._spelled[name] = source_name

    def __bool__(self) -> bool:
        return bool(self._found)

    def issues(self, key: str) -> tuple[Issue, ...]:
        """All that was noted, of the object with this key."""
        return tuple(
            Issue(code=code, outcome=outcome, object=key, path=path, was=was, became=to)
            for code, outcome, path, was, to in self._found
        )

    def has(self, code: str) -> bool:
        """Whether something was noted under a code."""
        return any(found == code for found, *_ in self._found)

    def flags(self) -> tuple[str, ...]:
        """The guesses among what was noted."""
        return tuple(sorted({code for code, *_ in self._found} & FLAGGED)) if self._found else ()

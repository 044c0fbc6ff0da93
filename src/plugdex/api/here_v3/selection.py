"""The ``tariff`` parameter: which tariffs of a location are asked for (contract §2.6)."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from plugdex.api.here_v3.shapes import Tariff
from plugdex.model.value import Value

PATTERN: Final = re.compile(r"(all|adhoc|cpo|emsp|partner:.{36}(;name=.*)?|.{36}(,.*)*)", re.DOTALL)
"""As published, without the doubled ``^``."""

PARTNER: Final = "partner:"
NAMES: Final = ";name="
PARTNER_ID_LENGTH: Final = 36


class PartnerChoice(Value, frozen=True, kw_only=True):
    """Tariffs of one partner, those of some names or all; the old form adds ad-hoc ones."""

    names: tuple[str, ...] = ()
    with_adhoc: bool = False


class Selection(Value, frozen=True, kw_only=True):
    """The union of what was asked for."""

    types: frozenset[str] = frozenset()
    """``adhoc``, ``cpo``, ``emsp``."""
    partners: Mapping[str, PartnerChoice] = MappingProxyType({})

    def choose(self, tariffs: Sequence[Tariff]) -> list[Tariff]:
        """The tariffs that are asked for, in their order."""
        with_adhoc = any(choice.with_adhoc for choice in self.partners.values())
        types = self.types | {"adhoc"} if with_adhoc else self.types
        return [
            each for each in tariffs if each.type in types or self._is_of_partner(each, tariffs)
        ]

    def _is_of_partner(self, each: Tariff, tariffs: Sequence[Tariff]) -> bool:
        choice = self.partners.get(each.partner_id)
        if choice is None:
            return False
        known = {other.name for other in tariffs if other.partner_id == each.partner_id}
        wanted = known.intersection(choice.names)
        return not wanted or each.name in wanted


GROUPS: Final = {
    "all": frozenset({"adhoc", "cpo", "emsp"}),
    "adhoc": frozenset({"adhoc"}),
    "cpo": frozenset({"cpo"}),
    "emsp": frozenset({"emsp"}),
}
DEFAULT: Final = Selection(types=GROUPS["adhoc"])


def select(values: Sequence[str]) -> Selection:
    """Read the values of the parameter; none, or an empty one, means ad-hoc.

    Of a partner that is named repeatedly only the last value counts (rule 5).
    """
    types: frozenset[str] = frozenset()
    partners: dict[str, PartnerChoice] = {}
    for value in values or ("adhoc",):
        if value in GROUPS or not value:
            types |= GROUPS[value or "adhoc"]
        else:
            partner, choice = _partner(value)
            partners[partner] = choice
    return Selection(types=types, partners=partners)


def _partner(value: str) -> tuple[str, PartnerChoice]:
    legacy = not value.startswith(PARTNER)
    text = value.removeprefix(PARTNER)
    partner, rest = text[:PARTNER_ID_LENGTH], text[PARTNER_ID_LENGTH:]
    names = rest.removeprefix("," if legacy else NAMES)
    found = tuple(name for name in names.split(",") if name)
    return partner, PartnerChoice(names=found, with_adhoc=legacy)

"""The body of a push: JSON, checked against its URL and for what cannot be done without.

1. A body that is no JSON is one fault (HTTP 400), an object that is wrong another (2001).
2. A member that is absent and cannot be derived makes the object invalid (wild 8.2); one that is
   there and empty is treated like everywhere else.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from msgspec.structs import replace

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.repair import field_name, repair
from plugdex.formats.ocpi.times import last_updated
from plugdex.formats.port import Party, ReadOptions
from plugdex.model.errors import PlugdexError
from plugdex.model.issues import Issue

W = TypeVar("W", bound=wire.Wire)

Needed = Mapping[type[wire.Wire], tuple[tuple[str, ...], ...]]

NEEDED: Final[Needed] = {
    wire.Location: (("address",), ("country",), ("coordinates",)),
    wire.Connector: (
        ("standard",),
        ("format",),
        ("power_type",),
        ("max_voltage", "voltage"),
        ("max_amperage", "amperage"),
    ),
    wire.Tariff: (("currency",), ("elements",)),
}
"""Members of which one must be there; what else OCPI requires can be derived."""

OLD_NEEDED: Final[Needed] = {
    **NEEDED,
    wire.Connector: (("standard",),),
}
"""The same for 2.1.1, whose own examples lack the rest."""

HARMLESS: Final = frozenset(
    {"field_unknown", "enum_unknown", "connector_id_duplicate", "text_too_long", "markup_removed"}
)
"""Codes of what may be left out of a change without making another one of it."""

ALLOWED: Final = frozenset(
    {
        "field_unknown",
        "location_without_evses",
        "price_in_cents",
        "price_per_minute",
        "price_zero_unclear",
        "tariff_ambiguous",
        "tariff_implausible",
        "tariff_last_minute",
        "tariff_never_holds",
        "tariff_step_size",
        "test_station",
        "vat_basis_unknown",
        "vat_doubled",
        "vat_implausible",
    }
)
"""Codes of what is odd and yet as the specification says."""


class NotJson(PlugdexError):
    """The body is not JSON."""

    code = "not-json"
    title = "The body is not JSON"


class Invalid(PlugdexError):
    """The object is not valid; the message says where."""

    code = "invalid-object"
    title = "The object is not valid"


class Rules(NamedTuple):
    """How a peer's objects are read."""

    key: str
    """How issues name the object of the URL: ``NL/TNM/5296/E1``."""
    owner: Party
    own_id: str
    version: str
    strict: bool
    options: ReadOptions

    @property
    def is_old(self) -> bool:
        """Whether it is OCPI 2.1.1 or older."""
        return self.version.startswith(("2.0", "2.1"))

    def name(self, pushed: wire.Location | wire.Tariff) -> None:
        """Give an object the identity that its URL says; bodies differ in case, or say nothing.

        2.1.1 has no owner in the body, and by that a reader knows it.
        """
        pushed.id = self.own_id
        pushed.country_code = None if self.is_old else self.owner.country_code
        pushed.party_id = None if self.is_old else self.owner.party_id

    @property
    def identity(self) -> dict[str, str]:
        """The identity that the URL says: by it the object is found again, whatever is read."""
        owner = self.owner
        return {
            "id": self.own_id,
            "country_code": owner.country_code,
            "party_id": owner.party_id,
        }

    def own_issues(self, issues: Sequence[Issue]) -> tuple[Issue, ...]:
        """The issues of an object; in 2.1.1 its owner stands in the URL alone (contract §3.6)."""
        if not self.is_old:
            return tuple(issues)
        return tuple(issue for issue in issues if issue.code != "party_missing")

    @property
    def received(self) -> datetime:
        """When the push came in."""
        return self.options.received


def parse(raw: bytes) -> dict[str, Any]:
    """The members of a body; raises ``NotJson``, or ``Invalid`` for what is no object."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJson(str(error)) from None
    if not isinstance(value, dict):
        raise Invalid("$: must be an object")
    return value


def to_wire(kind: type[W], raw: bytes, members: Mapping[str, Any], notes: Notes) -> W:
    """The body as a wire object, bent into shape where need be."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError:
        return repair(kind, dict(members), notes) or kind()


def named(kind: type[wire.Wire], members: Mapping[str, Any]) -> dict[str, Any]:
    """Members by their names in OCPI, those of other versions and spellings included."""
    found: dict[str, Any] = {}
    for name, value in members.items():
        known = field_name(kind, name)
        if known and known not in found:
            found[known] = value
    return found


def check_ids(members: Mapping[str, Any], expected: Mapping[str, str]) -> None:
    """Refuse a body that names another object than the URL (contract §3.6)."""
    for name, value in expected.items():
        stated = members.get(name)
        if stated not in (None, "") and str(stated).strip().casefold() != value.casefold():
            raise Invalid(f"$.{name}: is {str(stated)[:60]!r}, the URL says {value[:60]!r}")


def check_needed(kind: type[wire.Wire], members: Mapping[str, Any], rules: Rules) -> None:
    """Refuse an object that lacks what cannot be derived, or one inside it that does."""
    missing = list(_missing(kind, members, OLD_NEEDED if rules.is_old else NEEDED, "$"))
    if missing:
        raise Invalid(f"{', '.join(missing[:10])}: required and missing")


def check_parts(kind: type[wire.Wire], members: Mapping[str, Any], rules: Rules) -> None:
    """Refuse a change whose lists have objects that are not whole: lists are replaced."""
    needed = OLD_NEEDED if rules.is_old else NEEDED
    missing = list(_missing_inside(kind, members, needed, "$"))
    if missing:
        raise Invalid(f"{', '.join(missing[:10])}: required and missing")


def _missing(
    kind: type[wire.Wire], members: Mapping[str, Any], needed: Needed, path: str
) -> Iterator[str]:
    found = members  # spelled as they should be, most often; looked at closer where not
    for names in needed.get(kind, ()):
        if not any(name in found for name in names):
            found = named(kind, members)
            if not any(name in found for name in names):
                yield f"{path}.{names[0]}"
    if kind is wire.Evse and "status" not in found and not _has_status(named(kind, members)):
        yield f"{path}.status"
    yield from _missing_inside(kind, members, needed, path)


def _missing_inside(
    kind: type[wire.Wire], members: Mapping[str, Any], needed: Needed, path: str
) -> Iterator[str]:
    for name, inner in INNER.get(kind, {}).items():
        items = members.get(name) or named(kind, members).get(name)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict):
                yield from _missing(inner, item, needed, f"{path}.{name}[{index}]")


INNER: Final[Mapping[type[wire.Wire], Mapping[str, type[wire.Wire]]]] = {
    wire.Location: {"evses": wire.Evse},
    wire.Evse: {"connectors": wire.Connector},
}


def _has_status(evse: Mapping[str, Any]) -> bool:
    """Whether a connector says what the EVSE should (wild 6.3)."""
    connectors = evse.get("connectors")
    return isinstance(connectors, list) and any(
        isinstance(each, dict) and each.get("status") for each in connectors
    )


def check_nulls(members: Mapping[str, Any], required: frozenset[str]) -> None:
    """Refuse to clear a member that an object must have (contract §2)."""
    for name, value in members.items():
        if value is None and name in required:
            raise Invalid(f"$.{name}: is required and cannot be cleared")


def issues_at(notes: Notes, place: str, rules: Rules) -> tuple[Issue, ...]:
    """What was noted, by paths inside the object of the URL."""
    return tuple(
        replace(issue, path="$" + issue.path.removeprefix(place))
        for issue in notes.issues(rules.key)
    )


def root_of(path: str) -> str:
    """The member of the object that an issue's path begins with."""
    return path.removeprefix("$.").partition(".")[0].partition("[")[0]


def check_read(issues: Sequence[Issue], rules: Rules, *, whole: bool) -> None:
    """Refuse what could not be read: of a change anything, of a whole object what is refused.

    A strict peer is told of everything that the specification does not allow.
    """
    for issue in issues:
        if issue.outcome == "rejected" or (not whole and _is_loss(issue)):
            raise _unreadable(issue)
        if rules.strict and not _is_allowed(issue, rules):
            raise _unreadable(issue)


def _is_allowed(issue: Issue, rules: Rules) -> bool:
    """Whether the specification allows it; 2.1.1 does not demand a time zone."""
    is_optional = rules.is_old and issue.code == "time_zone_invalid" and not issue.was
    return issue.code in ALLOWED or is_optional


def _is_loss(issue: Issue) -> bool:
    """Whether a change would be another one than was asked for."""
    if issue.code == "status_unknown":
        return issue.became == "UNKNOWN"
    return issue.outcome == "dropped" and issue.code not in HARMLESS


def _unreadable(issue: Issue) -> Invalid:
    was = f" ({issue.was[:60]})" if issue.was else ""
    return Invalid(f"{issue.path}: {issue.code}{was}")


def stamp_of(members: Mapping[str, Any], rules: Rules, *, demanded: bool) -> datetime:
    """When the object changed, by its own words; the time of receipt where it says nothing.

    A PATCH of 2.2 and later must say it (OCPI 2.2.1 §8.2.2.3, wild 8.1).
    """
    stated = members.get("last_updated")
    if stated in (None, ""):
        if demanded and not rules.is_old:
            raise Invalid("$.last_updated: required and missing")
        return rules.received
    if not isinstance(stated, str):
        raise Invalid("$.last_updated: must be a text")
    notes = Notes()
    found = last_updated(stated, rules.received, rules.received, notes, "$.last_updated")
    if demanded and (notes.has("timestamp_invalid") or notes.has("last_updated_invalid")):
        raise Invalid(f"$.last_updated: is no time ({stated[:40]!r})")
    # one far in the future must not keep later pushes out (wild 4.4)
    return rules.received if notes.has("last_updated_future") else found

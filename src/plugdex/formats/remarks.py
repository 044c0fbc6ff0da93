"""Remarks on values that are read without knowing where they stand."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from plugdex.formats.notes import Notes
from plugdex.model.issues import Outcome


class Remark(NamedTuple):
    """An issue of a member of some object."""

    code: str
    outcome: Outcome
    member: str
    was: object = ""
    became: object = ""


def outcome_of(found: object) -> Outcome:
    """What became of a value that was looked up: read as meant, or left out."""
    return "normalised" if found else "dropped"


class Remarks(list[Remark]):
    """A list of remarks."""

    def add(
        self, code: str, outcome: Outcome, member: str, was: object = "", became: object = ""
    ) -> None:
        """Remark one thing."""
        self.append(Remark(code, outcome, member, was, became))


def note_all(
    remarks: Iterable[Remark], notes: Notes, path: str, spelled: Mapping[str, str]
) -> None:
    """Note remarks as issues of the object at a path, where members may have other names."""
    for code, outcome, member, was, became in remarks:
        notes.add(code, outcome, f"{path}.{spelled.get(member, member)}", was, became)

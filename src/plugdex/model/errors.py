"""The tree of errors we raise; each has a stable code and knows nothing about HTTP."""

from typing import ClassVar


class PlugdexError(Exception):
    """Base of all our errors; never raised itself."""

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"


class UnreadableSource(PlugdexError):
    """The bytes of a source cannot be read on from some place; what came before is kept."""

    code = "unreadable-source"
    title = "The source cannot be read"

    def __init__(self, reason: str, *, offset: int | None = None, advice: str = "") -> None:
        place = f" (byte {offset:,} of the unpacked text)" if offset is not None else ""
        super().__init__(f"{reason}{place}.{' ' + advice if advice else ''}")
        self.offset = offset


class InvalidSetting(PlugdexError):
    """A setting of the operator is unknown or not valid."""

    code = "invalid-setting"
    title = "A setting is not valid"


class UnknownFormat(PlugdexError):
    """No reader has this name."""

    code = "unknown-format"
    title = "No such format"


class LicencesClash(PlugdexError):
    """Data of several sources may not stand in one work."""

    code = "licences-clash"
    title = "The licences do not go together"


class StoreError(PlugdexError):
    """The store cannot do what was asked; the data in it is as it was before."""

    code = "store-error"
    title = "The store failed"


class OutdatedStore(StoreError):
    """The store holds answers prepared by another version of the program."""

    code = "outdated-store"
    title = "The store was prepared by another version"

"""Adapters between the plug of a connector and the inlet of a vehicle."""

from collections.abc import Mapping
from typing import Final

from plugdex.model.value import Value


class Adapter(Value, frozen=True, kw_only=True):
    """A product that takes one plug and fits on some inlets.

    An ordinary one is worth naming to a driver who did not say they have it. A rare one
    (certified piece, converter, retrofit) counts only for a driver who has it.
    """

    id: str
    plug: str
    """The side of the connector, for people."""
    inlet: str
    """The side of the vehicle, for people."""
    onto: tuple[str, ...]
    """The inlets it fits on."""
    rare: bool = False
    is_cable: bool = False
    """Whether it is the cable as well."""
    make: str | None = None
    """The only make whose vehicles understand it."""
    max_power: int | None = None
    """Watts."""


TYPE_1: Final = ("TYPE1", "CCS1")
"""The inlets that take a Type 1 plug; both have one phase."""

TYPE_2: Final = ("TYPE2", "CCS2", "TESLA_TYPE2")
"""The inlets that take a Type 2 plug with alternating current."""

ALL: Final = (
    Adapter(id="TYPE2_TO_TYPE1", plug="Type 2", inlet="Type 1", onto=TYPE_1),
    Adapter(id="TYPE2_TO_NACS", plug="Type 2", inlet="NACS", onto=("NACS",)),
    Adapter(id="TYPE2_TO_GBT_AC", plug="Type 2", inlet="GB/T AC", onto=("GBT_AC",)),
    Adapter(id="TYPE1_TO_NACS", plug="Type 1", inlet="NACS", onto=("NACS",)),
    Adapter(id="TYPE1_TO_TYPE2", plug="Type 1", inlet="Type 2", onto=TYPE_2),
    Adapter(
        id="CCS2_TO_TESLA_TYPE2",
        plug="CCS2",
        inlet="Tesla Type 2",
        onto=("TESLA_TYPE2",),
        rare=True,
    ),
    Adapter(id="CCS2_TO_GBT_DC", plug="CCS2", inlet="GB/T DC", onto=("GBT_DC",), rare=True),
    Adapter(id="CCS1_TO_NACS", plug="CCS1", inlet="NACS", onto=("NACS",)),
    Adapter(id="NACS_TO_TYPE1", plug="NACS", inlet="Type 1", onto=TYPE_1),
    Adapter(id="NACS_TO_CCS1", plug="NACS", inlet="CCS1", onto=("CCS1",)),
    Adapter(
        id="CHADEMO_TO_TESLA",
        plug="CHAdeMO",
        inlet="Tesla",
        onto=("NACS", "TESLA_TYPE2"),
        rare=True,
        make="Tesla",
        max_power=50_000,
    ),
    Adapter(id="CHADEMO_TO_CCS1", plug="CHAdeMO", inlet="CCS1", onto=("CCS1",), rare=True),
    Adapter(id="CHADEMO_TO_CCS2", plug="CHAdeMO", inlet="CCS2", onto=("CCS2",), rare=True),
    Adapter(id="GBT_DC_TO_CCS2", plug="GB/T DC", inlet="CCS2", onto=("CCS2",), rare=True),
    Adapter(id="GBT_AC_TO_TYPE2", plug="GB/T AC", inlet="Type 2", onto=TYPE_2),
    Adapter(id="CHAOJI_TO_CHADEMO", plug="ChaoJi", inlet="CHAdeMO", onto=("CHADEMO",)),
    Adapter(id="CHAOJI_TO_GBT_DC", plug="ChaoJi", inlet="GB/T DC", onto=("GBT_DC",)),
    Adapter(id="TYPE3_TO_TYPE1", plug="Type 3", inlet="Type 1", onto=TYPE_1, is_cable=True),
    Adapter(id="TYPE3_TO_TYPE2", plug="Type 3", inlet="Type 2", onto=TYPE_2, is_cable=True),
)

ADAPTERS: Final[Mapping[str, Adapter]] = {adapter.id: adapter for adapter in ALL}
"""Adapters by id."""

ALIASES: Final[Mapping[str, str]] = {"J3400": "NACS_TO_CCS1", "J3400_TO_CCS1": "NACS_TO_CCS1"}
"""Other names that drivers use."""


def find_adapter(name: str) -> Adapter | None:
    """The adapter of a name; case, dashes and spaces do not count."""
    plain = name.strip().upper().replace("-", "_").replace(" ", "_")
    return ADAPTERS.get(ALIASES.get(plain, plain))

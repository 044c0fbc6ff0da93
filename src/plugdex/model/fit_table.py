"""Which plug goes into which inlet: one table, without a branch for any cell.

What no column of a row names does not fit. Several rows answer where a fact is not known.
"""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from plugdex.model.adapters import TYPE_1, TYPE_2
from plugdex.model.connectors import STANDARDS
from plugdex.model.value import Value
from plugdex.model.vehicles import INLETS
from plugdex.model.vocabulary import ConnectorFormat

NACS_COUNTRIES: Final = frozenset({"USA", "CAN", "MEX", "PRI", "JPN", "KOR", "TWN"})
"""Where TESLA_S is the plug that became SAE J3400; elsewhere it has the shape of a Type 2."""

PLUG_MAKES: Final[Mapping[str, str]] = {"TESLA_S": "Tesla", "SAE_J3400": "Tesla"}
"""Whose cars a site for one make means by its plug, whoever is named as its operator."""


class Row(Value, frozen=True, kw_only=True):
    """A plug under conditions, and the inlets and adapters for it; ``None`` is any."""

    format: ConnectorFormat | None = None
    is_dc: bool | None = None
    in_nacs_country: bool | None = None
    direct: tuple[str, ...] = ()
    adapters: tuple[str, ...] = ()
    is_portable: bool = False
    """Whether the vehicle's portable cable (Mode 2) is used."""
    why_not: str | None = None
    """The reason for all others, where the plug alone explains nothing."""


WITH_AC: Final = tuple(name for name, inlet in INLETS.items() if inlet.phases)

TYPE_2_ROWS: Final = (
    Row(
        format="SOCKET",
        is_dc=False,
        direct=(*TYPE_2, *TYPE_1),
        adapters=("TYPE2_TO_NACS", "TYPE2_TO_GBT_AC"),
    ),
    Row(
        format="CABLE",
        is_dc=False,
        direct=TYPE_2,
        adapters=("TYPE2_TO_TYPE1", "TYPE2_TO_NACS", "TYPE2_TO_GBT_AC"),
    ),
    Row(is_dc=True, direct=("TESLA_TYPE2",), why_not="TYPE2_WITH_DC"),
)
"""A socket takes any cable, and one from Type 2 to Type 1 is an ordinary product."""

NACS_ROWS: Final = (
    Row(is_dc=False, direct=("NACS",), adapters=("NACS_TO_TYPE1",)),
    Row(is_dc=True, direct=("NACS",), adapters=("NACS_TO_CCS1",)),
)
HOUSEHOLD: Final = Row(is_dc=False, direct=WITH_AC, is_portable=True)
TYPE_3: Final = Row(is_dc=False, adapters=("TYPE3_TO_TYPE1", "TYPE3_TO_TYPE2"))

TABLE: Final[Mapping[str, tuple[Row, ...]]] = {
    "IEC_62196_T2": TYPE_2_ROWS,
    "IEC_62196_T1": (
        Row(is_dc=False, direct=TYPE_1, adapters=("TYPE1_TO_NACS", "TYPE1_TO_TYPE2")),
    ),
    "IEC_62196_T2_COMBO": (
        Row(direct=("CCS2",), adapters=("CCS2_TO_TESLA_TYPE2", "CCS2_TO_GBT_DC")),
    ),
    "IEC_62196_T1_COMBO": (Row(direct=("CCS1",), adapters=("CCS1_TO_NACS",)),),
    "TESLA_S": (
        *(replace(row, in_nacs_country=True) for row in NACS_ROWS),
        *(replace(row, in_nacs_country=False) for row in TYPE_2_ROWS),
    ),
    "SAE_J3400": NACS_ROWS,
    "CHADEMO": (
        Row(
            direct=("CHADEMO",),
            adapters=("CHADEMO_TO_TESLA", "CHADEMO_TO_CCS1", "CHADEMO_TO_CCS2"),
        ),
    ),
    "GBT_DC": (Row(direct=("GBT_DC",), adapters=("GBT_DC_TO_CCS2",)),),
    "GBT_AC": (Row(is_dc=False, direct=("GBT_AC",), adapters=("GBT_AC_TO_TYPE2",)),),
    "CHAOJI": (Row(direct=("CHAOJI",), adapters=("CHAOJI_TO_CHADEMO", "CHAOJI_TO_GBT_DC")),),
    "IEC_62196_T3A": (TYPE_3,),
    "IEC_62196_T3C": (TYPE_3,),
    "MCS": (Row(direct=("MCS",)),),
    "PANTOGRAPH_BOTTOM_UP": (Row(direct=("PANTOGRAPH_BOTTOM_UP",)),),
    "PANTOGRAPH_TOP_DOWN": (Row(direct=("PANTOGRAPH_TOP_DOWN",)),),
    **{
        standard.ocpi: (HOUSEHOLD,)
        for standard in STANDARDS
        if standard.ocpi.startswith(("DOMESTIC_", "NEMA_", "IEC_60309_"))
    },
}
"""The rows of each standard of OCPI; TESLA_R, the plug of the Roadster, has none."""


def rows_of(
    standard: str, format: ConnectorFormat | None, is_dc: bool | None, in_nacs_country: bool | None
) -> tuple[Row, ...]:
    """The rows that may be meant; a fact that is ``None`` excludes none."""
    return tuple(
        row
        for row in TABLE.get(standard, ())
        if _may_be(row.format, format)
        and _may_be(row.is_dc, is_dc)
        and _may_be(row.in_nacs_country, in_nacs_country)
    )


def _may_be(condition: object, fact: object) -> bool:
    return condition is None or fact is None or condition == fact

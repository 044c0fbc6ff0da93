"""Who may charge, which the register says in sentences.

A device that its texts call private is not published. Where a flag announces a restriction and no
rule knows its text, an issue keeps the text.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

BRANDS: Final = (
    "nissan|renault|toyota|vauxhall|peugeot|citroen|bmw|tesla|mitsubishi|ford|volkswagen|vw|kia|"
    "hyundai|mercedes|volvo|jaguar|audi|porsche|smart|honda|lexus|mini"
)
PRIVATE: Final = re.compile(
    r"private (?:parking|workplace|charger|site|business|use)|not for public|no public access|"
    r"not available to the (?:general )?public|for private use"
)
INSIDERS: Final = re.compile(
    r"\b(?:staff|employees?|fleet|pool (?:cars?|vehicles?))\b[^.]*\bonly\b|"
    r"\b(?:staff|reserved)\b[^.]*\baccess only\b"
)
OTHERS_TOO: Final = re.compile(r"visitor|student|public|unrestricted|hospital users|customer")
CUSTOMERS: Final = re.compile(
    r"customers? only|\bpatrons?\b|restricted (?:access )?to [\w &]*customers|"
    r"restricted to paying"
)
BRAND: Final = re.compile(
    rf"restricted (?:access )?to (?:{BRANDS})\b[\w ]*\bcustomers\b|"
    rf"for (?:{BRANDS})\b[^.]*owners only|"
    rf"\b(?:{BRANDS}) only\b"
)
SHARING: Final = re.compile(r"car ?club vehicles only|carpool members only")
OTHER: Final = re.compile(
    r"(?:staff|employees|students|visitors)\b[^.]*\bonly\b|access for (?:staff|visitors)|"
    r"restricted (?:access |use )?(?:to|for) [^.]*(?:staff|students|visitors|employees)|"
    r"reserved for [^.]*visitors|for use by [^.]*employees|^fleet, staff and visitors"
)
AT_TIMES: Final = re.compile(
    r"other times|unrestricted evenings|public pay|during working hours|normal working week"
)
"""The restriction does not hold at all hours, so it is none of the location."""

HEIGHT: Final = re.compile(r"(\d(?:\.\d{1,2})?) ?m height")


class Rules(NamedTuple):
    """What the texts say."""

    public: bool
    restrictions: tuple[str, ...]
    height_cm: int | None


@lru_cache(maxsize=4096)
def rules_of(*texts: str) -> Rules:
    """Read the texts of a device."""
    restrictions: list[str] = []
    public = True
    height: int | None = None
    for text in texts:
        line = " ".join(text.lower().split())
        if not line:
            continue
        public = public and not _is_private(line)
        restrictions.extend(_restrictions(line))
        found = HEIGHT.search(line)
        height = round(float(found[1]) * 100) if found else height
    return Rules(public, tuple(dict.fromkeys(restrictions)), height)


def _is_private(line: str) -> bool:
    if CUSTOMERS.search(line):
        return False
    if PRIVATE.search(line):
        return True
    return bool(INSIDERS.search(line)) and not OTHERS_TOO.search(line)


def _restrictions(line: str) -> list[str]:
    if AT_TIMES.search(line):
        return []
    found = []
    if BRAND.search(line):
        found.append("BRAND_ONLY")
    if CUSTOMERS.search(line):
        found.append("CUSTOMERS_ONLY")
    if SHARING.search(line):
        found.append("CAR_SHARING_ONLY")
    return found or (["OTHER"] if OTHER.search(line) else [])

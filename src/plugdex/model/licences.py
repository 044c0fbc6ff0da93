"""Licences of data: which of them may stand in one work.

1. The table is a cautious reading of the licences' own words, and no legal advice.
2. What is not in the table is not known, and what is not known is mixed with nothing.
3. Share-alike wants the whole work under its own terms, so works of two such licences, or of one
   and of terms that it cannot change, are not mixed here. Whether a collection of records that
   stay apart is one work is a question for lawyers; here it counts as one.
"""

from collections.abc import Mapping
from typing import Final, Literal

from plugdex.model.value import Value

Family = Literal["free", "attribution", "share-alike", "restricted"]
"""``free``: no conditions; ``attribution``: name the source; ``share-alike``: the same licence for
the whole; ``restricted``: not for every purpose, or not in every form."""


class Licence(Value, frozen=True, kw_only=True):
    """A licence that we know."""

    id: str
    """SPDX identifier where there is one, else a name of ours that begins with ``LicenseRef-``."""
    name: str
    url: str
    family: Family
    also: tuple[str, ...] = ()
    """Other names that sources call it by."""


_CC: Final = "https://creativecommons.org/licenses/"

LICENCES: Final = (
    Licence(
        id="CC0-1.0",
        name="Creative Commons Zero 1.0",
        url="https://creativecommons.org/publicdomain/zero/1.0/",
        family="free",
        also=("CC0", "CC-0"),
    ),
    Licence(
        id="PDDL-1.0",
        name="Open Data Commons Public Domain Dedication 1.0",
        url="https://opendatacommons.org/licenses/pddl/1-0/",
        family="free",
        also=("PDDL",),
    ),
    Licence(
        id="LicenseRef-public-domain",
        name="Public domain",
        url="https://creativecommons.org/publicdomain/mark/1.0/",
        family="free",
        also=("public domain", "PDM-1.0"),
    ),
    Licence(
        id="DL-DE-ZERO-2.0",
        name="Datenlizenz Deutschland Zero 2.0",
        url="https://www.govdata.de/dl-de/zero-2-0",
        family="free",
        also=("dl-de/zero-2-0",),
    ),
    Licence(
        id="CC-BY-4.0",
        name="Creative Commons Attribution 4.0",
        url=f"{_CC}by/4.0/",
        family="attribution",
        also=("CC BY 4.0", "CC BY"),
    ),
    Licence(
        id="CC-BY-3.0",
        name="Creative Commons Attribution 3.0",
        url=f"{_CC}by/3.0/",
        family="attribution",
        also=("CC BY 3.0",),
    ),
    Licence(
        id="ODC-By-1.0",
        name="Open Data Commons Attribution 1.0",
        url="https://opendatacommons.org/licenses/by/1-0/",
        family="attribution",
    ),
    Licence(
        id="CDLA-Permissive-2.0",
        name="Community Data License Agreement Permissive 2.0",
        url="https://cdla.dev/permissive-2-0/",
        family="attribution",
    ),
    Licence(
        id="etalab-2.0",
        name="Licence Ouverte 2.0",
        url="https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        family="attribution",
        also=("Licence Ouverte 2.0", "lov2"),
    ),
    Licence(
        id="OGL-UK-3.0",
        name="Open Government Licence (United Kingdom) 3.0",
        url="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        family="attribution",
    ),
    Licence(
        id="OGL-Canada-2.0",
        name="Open Government Licence Canada 2.0",
        url="https://open.canada.ca/en/open-government-licence-canada",
        family="attribution",
    ),
    Licence(
        id="NLOD-2.0",
        name="Norwegian Licence for Open Government Data 2.0",
        url="https://data.norge.no/nlod/en/2.0",
        family="attribution",
    ),
    Licence(
        id="DL-DE-BY-2.0",
        name="Datenlizenz Deutschland Namensnennung 2.0",
        url="https://www.govdata.de/dl-de/by-2-0",
        family="attribution",
        also=("dl-de/by-2-0",),
    ),
    Licence(
        id="LicenseRef-opendata-swiss-by",
        name="Open use, must provide the source",
        url="https://opendata.swiss/en/terms-of-use#terms_by",
        family="attribution",
        also=("Open use, must provide the source",),
    ),
    Licence(
        id="LicenseRef-AFDC",
        name="Terms of the Alternative Fuels Data Center",
        url="https://afdc.energy.gov/data_download",
        family="attribution",
        also=("any purpose, see terms",),
    ),
    Licence(
        id="ODbL-1.0",
        name="Open Database License 1.0",
        url="https://opendatacommons.org/licenses/odbl/1-0/",
        family="share-alike",
        also=("ODbL",),
    ),
    Licence(
        id="CC-BY-SA-4.0",
        name="Creative Commons Attribution-ShareAlike 4.0",
        url=f"{_CC}by-sa/4.0/",
        family="share-alike",
        also=("CC BY-SA 4.0", "CC BY-SA"),
    ),
    Licence(
        id="CC-BY-SA-3.0",
        name="Creative Commons Attribution-ShareAlike 3.0",
        url=f"{_CC}by-sa/3.0/",
        family="share-alike",
        also=("CC BY-SA 3.0",),
    ),
    Licence(
        id="CC-BY-NC-4.0",
        name="Creative Commons Attribution-NonCommercial 4.0",
        url=f"{_CC}by-nc/4.0/",
        family="restricted",
        also=("CC BY-NC 4.0", "CC BY-NC"),
    ),
    Licence(
        id="CC-BY-NC-SA-4.0",
        name="Creative Commons Attribution-NonCommercial-ShareAlike 4.0",
        url=f"{_CC}by-nc-sa/4.0/",
        family="restricted",
        also=("CC BY-NC-SA 4.0",),
    ),
    Licence(
        id="CC-BY-ND-4.0",
        name="Creative Commons Attribution-NoDerivatives 4.0",
        url=f"{_CC}by-nd/4.0/",
        family="restricted",
        also=("CC BY-ND 4.0",),
    ),
)

_BY_NAME: Final[Mapping[str, Licence]] = {
    name.casefold(): licence
    for licence in LICENCES
    for name in (licence.id, licence.url, *licence.also)
}

MIXES: Final[Mapping[Family, frozenset[Family]]] = {
    "free": frozenset(["free", "attribution", "share-alike", "restricted"]),
    "attribution": frozenset(["free", "attribution"]),
    "share-alike": frozenset(["free"]),
    "restricted": frozenset(["free"]),
}
"""With what other licences those of a family may stand in one work; each may with itself."""


def find_licence(text: str) -> Licence | None:
    """The licence of an identifier, a name or an address; ``None`` for one that we do not know."""
    return _BY_NAME.get(text.strip().casefold())


def may_mix(first: Licence | None, second: Licence | None) -> bool:
    """Whether data of two sources may stand in one work; terms that we do not know never may."""
    if first is None or second is None:
        return False
    return first == second or second.family in MIXES[first.family]

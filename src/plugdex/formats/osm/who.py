"""Who may charge, and how they identify themselves and pay."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from plugdex.formats.codes import CodeTable
from plugdex.formats.notes import Notes
from plugdex.formats.osm.info import CODES
from plugdex.model.access import BRAND_ONLY
from plugdex.model.connectors import candidates

TABLES: Final = {name: CodeTable(CODES[name]) for name in ("access", "may")}

CATEGORIES: Final = frozenset({"CAR", "TRUCK", "TWO_WHEELER"})
NO_CAR_PLUG: Final = ("DOMESTIC", "NEMA", "IEC_60309")
"""Standards of sockets that bicycles use as well."""


class Access(NamedTuple):
    """Who may charge."""

    is_public: bool
    restrictions: tuple[str, ...]


def read_access(tags: Mapping[str, str], notes: Notes) -> Access:
    """Access of the station; that of the vehicles is told apart, see ``read_vehicles``."""
    found = [
        meaning
        for word in tags.get("access", "").split(";")
        if word and (meaning := _meaning(word.strip(), "access", notes, "access"))
    ]
    restrictions = {word for word in found if word not in ("PUBLIC", "PRIVATE")}
    if "PUBLIC" in found:
        restrictions.clear()
    if is_for_teslas(tags):
        restrictions.add(BRAND_ONLY)
    is_private = bool(found) and all(word == "PRIVATE" for word in found)
    return Access(not is_private, tuple(sorted(restrictions)))


def _meaning(word: str, table: str, notes: Notes, key: str) -> str | None:
    """The meaning of a word; most are written as the table has them."""
    return CODES[table].get(word) or TABLES[table].find(word, notes, f"$.tags.{key}")


def is_for_teslas(tags: Mapping[str, str]) -> bool:
    """Whether all plugs have the keys of Tesla's.

    A site that is opened to other makes has ``socket:type2_combo`` or ``socket:nacs``; without
    such a fact of the site the answer for other makes is no (vehicle table, section 3).
    """
    names = [key.split(":")[1] for key in tags if key.startswith("socket:")]
    return bool(names) and all(name.startswith("tesla_") for name in names)


class Vehicles(NamedTuple):
    """Vehicles that the station is for; ``others`` means none that the model knows."""

    categories: tuple[str, ...] = ()
    taxis_only: bool = False
    others: str = ""


def read_vehicles(tags: Mapping[str, str], notes: Notes) -> Vehicles:
    """Vehicles by their tags.

    A station that says nothing of cars is for cars when it has a plug that only cars have, or
    names no other vehicle.
    """
    said: dict[str, set[str]] = {}
    for key, vehicle in CODES["vehicles"].items():
        if key in tags:
            meaning = _meaning(tags[key].split(";")[0].strip(), "may", notes, key)
            if meaning:
                said.setdefault(vehicle, set()).add(meaning)
    if not said:
        return Vehicles()
    allowed = {vehicle for vehicle, words in said.items() if "yes" in words}
    if "CAR" not in said and allowed and has_car_plug(tags):
        allowed.add("CAR")
    known = tuple(sorted(allowed & CATEGORIES))
    if not known and "TAXI" in allowed:
        return Vehicles(("CAR",), taxis_only=True)
    if not known and (allowed or "CAR" in said):
        return Vehicles(others=", ".join(sorted(allowed)) or "no cars")
    return Vehicles(known)


def has_car_plug(tags: Mapping[str, str]) -> bool:
    """Whether a plug is named that bicycles do not have."""
    for key in tags:
        if key.startswith("socket:"):
            found = candidates("osm", key.split(":")[1])
            if found and not found[0].ocpi.startswith(NO_CAR_PLUG):
                return True
    return False


class Ways(NamedTuple):
    """How to start and pay: capabilities of OCPI, and ways to pay beyond them."""

    capabilities: tuple[str, ...]
    payments: tuple[str, ...]


def read_ways(tags: Mapping[str, str]) -> Ways:
    """What the tags of payment, authentication and reservation say."""
    capabilities: set[str] = set()
    payments: set[str] = set()
    for key, value in tags.items():
        if key[0:1] in "pa" and value in ("yes", "only", "required"):
            capabilities.update(CODES["capabilities"].get(key, "").split())
            payments.update(CODES["payments"].get(key, "").split())
    if tags.get("reservation") in ("yes", "required", "only", "recommended"):
        capabilities.add("RESERVABLE")
    return Ways(tuple(sorted(capabilities)), tuple(sorted(payments)))


def reservation_required(tags: Mapping[str, str]) -> bool | None:
    """Whether one has to reserve; unknown where nothing is said."""
    return {"required": True, "only": True, "no": False, "yes": False, "recommended": False}.get(
        tags.get("reservation", "")
    )

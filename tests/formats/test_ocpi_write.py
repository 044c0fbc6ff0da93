"""Writing OCPI: always valid, and read back as it was wherever the version can say it."""

import io
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.write.encode import encode
from plugdex.formats.ocpi.write.locations import write_location
from plugdex.formats.ocpi.write.tariffs import write_tariff
from plugdex.formats.ocpi.write.versions import RULES
from plugdex.formats.port import Party, Reading, ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.status import EvseStatus
from plugdex.model.tariffs import Tariff
from tests.formats.ocpi_contract import faults
from tests.ocpi_strategies import (
    RECEIVED,
    SOURCE,
    Known,
    as_in,
    known_locations,
    odd_locations,
    tariffs,
)
from tests.shared_data import shared

OWNER = Party(country_code="NL", party_id="ABC")
versions = st.sampled_from(tuple(RULES))


def plain(thing: wire.Wire) -> dict[str, Any]:
    """What a consumer gets."""
    found: dict[str, Any] = json.loads(encode(thing))
    return found


def read_back(thing: wire.Wire) -> Reading:
    """What our own reader makes of it."""
    options = ReadOptions(source=SOURCE, received=RECEIVED)
    stream = io.BytesIO(b'{"data":[' + encode(thing) + b"]}")
    (reading,) = find_format("ocpi").read(stream, options)
    return reading


@pytest.mark.parametrize("version", ["2.2.1", "2.3.0"])
@given(known=known_locations())
def test_locations_come_back(version: str, known: Known):
    """Location, statuses and stamps come back, and nothing is remarked."""
    location, live = known
    written = write_location(location, live, version)
    assert written is not None
    expected = as_in(version, location)
    reading = read_back(written)

    assert {issue.code for issue in reading.issues} <= (
        set() if expected.evses else {"location_without_evses"}
    )
    assert reading.location == expected
    assert reading.statuses == tuple(
        as_read(live[evse.uid], {connector.id for connector in evse.connectors})
        for evse in expected.evses
    )


def as_read(status: EvseStatus, connectors: set[str]) -> EvseStatus:
    """A status without the stamps of connectors that the version does not list."""
    return replace(
        status, connectors=tuple(one for one in status.connectors if one[0] in connectors)
    )


@given(tariff=tariffs)
def test_tariffs_come_back(tariff: Tariff):
    """2.3.0 says all of a tariff; 2.2.1 all whose prices exclude tax."""
    newest = write_tariff(tariff, "2.3.0")
    assert newest is not None
    reading = read_back(newest)

    assert reading.tariff == tariff
    assert {issue.outcome for issue in reading.issues} <= {"noted"}
    if tariff.tax_included == "NO":
        older = write_tariff(tariff, "2.2.1")
        assert older is not None
        assert read_back(older).tariff == replace(tariff, tax_included=None)


@given(known=known_locations() | odd_locations(), version=versions)
def test_locations_are_valid(known: Known, version: str):
    """Whatever came in, what goes out is valid (wild 0.6)."""
    written = write_location(*known, version, OWNER)

    assert written is None or faults("Location", plain(written), version) == []


@given(tariff=tariffs, version=versions)
def test_tariffs_are_valid(tariff: Tariff, version: str):
    """The same of tariffs."""
    written = write_tariff(tariff, version)

    assert written is None or faults("Tariff", plain(written), version) == []


@given(known=known_locations(), version=versions)
def test_a_location_is_never_older_than_its_parts(known: Known, version: str):
    """A status that came after the location moves the stamp of the location (contract §3.7)."""
    location, live = known
    stale = replace(location, last_updated=min(one.modified for one in live.values()))
    written = write_location(stale, live, version)

    older = ("is newer",)
    assert written is None or not [
        fault for fault in faults("Location", plain(written), version) if fault.endswith(older)
    ]


FILES = [
    *(
        "ocpi-feeds/" + name
        for name in (
            "chargesini_my_ocpi2.2_2025-07-12.json.gz",
            "electricera_us_ocpi2.2_2024-05-30.json.gz",
            "ev24_pl_ocpi2.2.1_2025-10-27.json.gz",
            "evio_pt_ocpi2.2_2022-06-14.json.gz",
            "ezvolt_br_ocpi2.2.1_2025-07-12.json.gz",
            "fastned_nl-de_ocpi2.1.1_2019-09-25.json.gz",
            "itcharge_ru_ocpi2.2.1_2025-02-14.json.gz",
            "lakd_lt-national_ocpi2.2_2024-06-06.json.gz",
            "mobie_pt-national_ocpi2.2_2021-08-18.json.gz",
            "otopriz_tr_ocpi2.2_2025-09-05.json.gz",
            "powergo_dk-nl_ocpi2.2_2025-06-20.json.gz",
            "sitronics_ru_ocpi2.2.1_2023-04-07.json.gz",
            "toger_tr_ocpi2.2.1_2024-05-30.json.gz",
            "voltrelli_ro_camelcase_2025-03-13.json.gz",
            "zepto_pl_ocpi2.2_2025-10-27.json.gz",
        )
    ),
    *(
        "ocpi-fr-cpo/" + name
        for name in (
            "milence_fr_tariffs_2026.json.gz",
            "tesla_fr_locations_ocpi2.2.1_2026-06-04.json.gz",
            "tesla_fr_tariffs_ocpi2.2.1_2026-06-17.json.gz",
            "totalenergies_fr_tariffs_2026-06-01.json.gz",
        )
    ),
    "ndw-nl/locations-2026-06-07.ocpi221.json.zst",
    "ndw-nl/tariffs-2026-06-07.ocpi221.json.zst",
]
MOST = 200
"""Objects that are taken of a file."""


def readings(path: Path) -> Iterator[Reading]:
    """The first objects of a file."""
    with path.open("rb") as stream:
        options = ReadOptions(source=SOURCE, received=RECEIVED)
        yield from islice(find_format("ocpi").read(stream, options), MOST)


def written_of(reading: Reading, version: str) -> Mapping[str, wire.Wire]:
    """What is written of a reading."""
    found: dict[str, wire.Wire | None] = {}
    if reading.location:
        live = {status.uid: status for status in reading.statuses}
        found["Location"] = write_location(reading.location, live, version, OWNER)
    if reading.tariff:
        found["Tariff"] = write_tariff(reading.tariff, version, OWNER)
    return {kind: thing for kind, thing in found.items() if thing}


@pytest.mark.shared
@pytest.mark.parametrize("name", FILES)
def test_real_files_are_valid(name: str):
    """What real files contain goes out valid in every version."""
    wrong = [
        fault
        for reading in readings(shared(f"data/real/{name}"))
        for version in RULES
        for kind, thing in written_of(reading, version).items()
        for fault in faults(kind, plain(thing), version)
    ]

    assert wrong == []


NUMBERED = {"id_synthetic"}
"""The connector that stands in at a removed EVSE has no id, so the reader gives it one."""


@pytest.mark.shared
@pytest.mark.parametrize("name", FILES)
def test_real_files_settle(name: str):
    """What was written and read has nothing left to put right, and is written the same again."""
    for reading in readings(shared(f"data/real/{name}")):
        for thing in written_of(reading, "2.3.0").values():
            again = read_back(thing)
            mended = {issue.code for issue in again.issues if issue.outcome != "noted"}
            assert mended <= NUMBERED
            assert mended or list(written_of(again, "2.3.0").values()) == [thing]

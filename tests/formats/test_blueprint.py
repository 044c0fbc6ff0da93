"""The blueprint of a format reads its sample and keeps the rules that it teaches."""

import importlib.util
import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.formats.port import Format, Reading
from plugdex.model.errors import PlugdexError, UnreadableSource
from plugdex.model.issues import CODES
from tests.formats.golden import Sample, encoded, options_for, read

FOLDER = Path(__file__).parents[2] / "examples" / "format-blueprint"
SAMPLE = Sample("freedonia", FOLDER / "sample.csv")


def _reader() -> Format:
    """The reader, loaded from its file: it is in no package."""
    spec = importlib.util.spec_from_file_location("format_blueprint", FOLDER / "read.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.FreedoniaFormat()


READER = _reader()


def read_bytes(data: bytes) -> list[Reading]:
    """All readings of a file."""
    return list(READER.read(io.BytesIO(data), options_for(SAMPLE)))


def test_golden():
    """The sample reads as the golden file says."""
    assert encoded(read(SAMPLE, READER)).decode() == SAMPLE.golden.read_text("utf-8")


def test_what_it_teaches():
    """Nothing is lost, guesses are flagged, and every issue is explained."""
    town, mill, depot = read(SAMPLE, READER)

    assert town.issues == ()
    assert mill.location.evses[0].connectors[0].standard == "IEC_62196_T2_COMBO"
    assert mill.location.restrictions == ("CUSTOMERS_ONLY",)
    assert not depot.location.publish
    assert {issue.code for issue in depot.issues} >= {"coordinate_swapped", "enum_unknown"}
    assert {issue.code for one in (mill, depot) for issue in one.issues} <= set(CODES)


def test_another_file():
    """A changed header stops with one sentence, a new column is one issue."""
    text = SAMPLE.path.read_text("utf-8")
    renamed = read_bytes(text.replace("district_code", "shire").encode())

    with pytest.raises(UnreadableSource, match="Expected the columns plugs"):
        read_bytes(text.replace("plugs", "sockets", 1).encode())
    with pytest.raises(UnreadableSource, match="set apart by"):
        read_bytes(text.replace(",", ".").replace(";", ",").encode())
    assert [issue.path for issue in renamed[-1].issues] == ["shire"]


@given(st.integers(0, 400), st.text(max_size=6))
def test_any_change(place, text):
    """No change of the sample raises anything but our errors."""
    sample = SAMPLE.path.read_text("utf-8")
    with suppress(PlugdexError):
        read_bytes((sample[:place] + text + sample[place + 1 :]).encode())

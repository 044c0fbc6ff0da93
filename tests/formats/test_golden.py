"""Every format reads its samples as it did: a change of a result is seen and meant."""

import pytest

from plugdex.model.issues import CODES
from tests.formats.golden import Sample, all_samples, encoded, read

SAMPLES = list(all_samples())


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_golden(sample: Sample):
    """A sample reads as its golden file says (``python -m tests.formats.golden`` rewrites it)."""
    assert encoded(read(sample)).decode() == sample.golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_twice_the_same(sample: Sample):
    """Reading a sample twice gives the same, and every issue has a code that is explained."""
    first = read(sample)

    assert first == read(sample)
    assert {issue.code for reading in first for issue in reading.issues} <= set(CODES)

"""Large columns are packed on their way into the file."""

import apsw
from hypothesis import given
from hypothesis import strategies as st

from plugdex.stores.packing import FRAME, Packer
from tests.stores.samples import published, record

PACKER = Packer()
JSON = b'{"source":"ndw","party_id":"TNM","evses":[{"connectors":[{"standard":"IEC_62196_T2"}]}]}'


@given(st.binary() | st.binary().map(lambda data: FRAME + data))
def test_there_and_back(data):
    """Whatever is packed comes back, also what looks as if it were."""
    assert PACKER.plain(PACKER.packed(data)) == data


def test_it_pays():
    """What every location has takes hardly any bytes."""
    assert len(PACKER.packed(JSON)) < len(JSON) / 2


def test_plain_rows_stay_readable(sqlite):
    """What an earlier version wrote is read as it is, beside what is packed."""
    with sqlite.transaction() as change:
        change.put_records([record(1), record(2)])
        change.publish([published(1), published(2)], [])
    other = apsw.Connection(str(sqlite.path))
    other.execute("UPDATE record SET document = ? WHERE rid = 1", (JSON,))
    other.close()

    found = sqlite.reads().stored([1, 2])
    assert (found[1].document, found[2].document) == (JSON, record(2).document)

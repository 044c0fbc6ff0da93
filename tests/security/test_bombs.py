"""Small bytes that become large ones."""

import gzip
import io
import tracemalloc

import pytest
import zstandard

from plugdex.clients.body import Caps, keep, plain
from plugdex.formats.unpack import PlainText
from plugdex.model.errors import UnreadableSource
from tests.api.servers import serving

SIZE = 320 * 1024 * 1024
AT_MOST = 220 * 1024 * 1024
"""Bytes in memory: three copies of 64 MiB, which is what one piece can become."""


def packed_by_gzip():
    """A few hundred kilobytes."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1) as file:
        for _ in range(SIZE // (1 << 20)):
            file.write(b" " * (1 << 20))
    return out.getvalue()


def packed_by_zstd():
    """A few kilobytes."""
    engine = zstandard.ZstdCompressor().compressobj()
    chunks = [engine.compress(b" " * (1 << 20)) for _ in range(SIZE // (1 << 20))]
    return b"".join(chunks) + engine.flush()


BOMBS = {"gzip": packed_by_gzip, "zstd": packed_by_zstd}


@pytest.fixture(params=BOMBS, name="bomb", scope="module")
def _bomb(request):
    return BOMBS[request.param]()


def test_file(bomb):
    """A file that is imported is unpacked bit by bit."""
    tracemalloc.start()
    size = sum(len(chunk) for chunk in PlainText(io.BytesIO(bomb)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size == SIZE
    assert peak < AT_MOST


def test_answer(bomb):
    """An answer that is fetched is not unpacked beyond its limit."""
    caps = Caps(plain=10 * 1024 * 1024)
    tracemalloc.start()
    with pytest.raises(UnreadableSource, match="too large"):
        plain(keep([bomb], caps, "x"), caps, "x").read()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < AT_MOST


def test_push(stock):
    """A body that a peer pushes is refused before anybody who is not known makes us unpack it."""
    with serving(stock.path) as client:
        headers = {"Content-Encoding": "gzip", "Authorization": "Token nobody"}
        url = "/ocpi/emsp/2.2.1/locations/NL/PDX/1"
        answer = client.put(url, content=packed_by_gzip(), headers=headers)

    assert answer.status_code == 401

"""Unpacking: what counts is the bytes, not the name."""

import gzip
import io

import pytest
import zstandard

from plugdex.formats.unpack import PlainText
from plugdex.model.errors import UnreadableSource

TEXT = '[{"name": "Café"}]' * 1000


class Pipe(io.RawIOBase):
    """A stream that cannot seek and gives a few bytes at a time."""

    def __init__(self, data: bytes) -> None:
        self._inner = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(min(size, 3) if size > 0 else 3)


def plain(data: bytes) -> bytes:
    return b"".join(PlainText(Pipe(data)))


@pytest.mark.parametrize(
    "pack",
    [
        bytes,
        gzip.compress,
        zstandard.ZstdCompressor().compress,
        lambda data: gzip.compress(data[:50]) + gzip.compress(data[50:]),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.decode().encode("utf-16-be"),
    ],
    ids=["plain", "gzip", "zstd", "two members", "BOM", "UTF-16", "UTF-16 BE"],
)
def test_1_5_and_1_6_packings(pack):
    """All packings and encodings give the same text."""
    assert plain(pack(TEXT.encode())) == TEXT.encode()


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_truncated(pack):
    """What was unpacked before the end is kept, and the damage is told."""
    packed = pack(bytes(range(256)) * 9000 + TEXT.encode())
    text = PlainText(Pipe(packed[:-9]))

    assert len(b"".join(text)) > 0 or text.damage
    assert "end in the middle" in text.damage


def test_zip_is_refused():
    """An archive is named, with what to do."""
    with pytest.raises(UnreadableSource, match=r"zip archive.*Unpack"):
        plain(b"PK\x03\x04 and so on")

"""The register as XLSX, made the CSV that it also comes as.

The library that reads the cells is optional (``plugdex[xlsx]``). What is packed is measured
before it is unpacked, and the library knows no entities, so neither kind of bomb goes off.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import BinaryIO, Final

from plugdex.model.errors import UnreadableSource

try:
    import python_calamine
except ImportError:  # pragma: no cover - the extra is not installed
    python_calamine = None  # type: ignore[assignment]

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of the packed file; the whole register of 2026 has 31 MB."""

LARGEST_UNPACKED: Final = 1024 * 1024 * 1024
AT_ONCE: Final = 1000
MAGIC: Final = b"PK\x03\x04"


def as_csv(stream: BinaryIO) -> Iterator[bytes]:
    """The first sheet as CSV with semicolons, in pieces of a thousand rows."""
    if python_calamine is None:
        raise UnreadableSource(
            "Found an XLSX file, and the library for it is not installed",
            advice="Use the CSV edition, or install plugdex[xlsx].",
        )
    data = b""
    while len(data) <= LARGEST and (chunk := stream.read(LARGEST)):
        data += chunk
    _check(data)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
        yield from _pieces(sheet.iter_rows())
    except (python_calamine.CalamineError, IndexError, ValueError, OSError) as error:
        raise UnreadableSource(f"Found an XLSX file that cannot be read ({error})") from None


def _check(data: bytes) -> None:
    if len(data) > LARGEST:
        raise UnreadableSource(f"Found an XLSX file of more than {LARGEST:,} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableSource(f"Found a damaged XLSX or ZIP file ({error})") from None
    if not any(member.filename.endswith("workbook.xml") for member in members):
        raise UnreadableSource("Found a zip archive that is no XLSX file", advice="Unpack it.")
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise UnreadableSource(f"Found an XLSX file of more than {LARGEST_UNPACKED:,} bytes")


def _pieces(rows: Iterator[Sequence[object]]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for number, row in enumerate(rows, 1):
        writer.writerow([_cell(cell) for cell in row])
        if number % AT_ONCE == 0:
            yield text.getvalue().encode(errors="replace")
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode(errors="replace")


def _cell(value: object) -> str:
    """A cell as the CSV edition writes it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date | datetime):
        return value.strftime("%d.%m.%Y")
    return str(value)

"""Every registered format is whole: a reader, its source, samples with results, and a page."""

import inspect
import re
import tomllib
from pathlib import Path

import pytest

from plugdex.formats.registry import FORMATS
from plugdex.formats.source import SourceInfo
from tests.formats.golden import Sample, samples

OTHER_NAMES = {"etalab-2.0": "Licence Ouverte 2.0", "OGL-UK-3.0": "Open Government Licence v3.0"}
"""What people call a licence."""

SPDX = re.compile(r"[A-Za-z-]+-\d\.\d")
ROOT = Path(__file__).parents[2]
NAMES = sorted(FORMATS)

ELSEWHERE = {
    "ocpi": (
        ROOT / "docs/reference/ocpi.md",
        [ROOT / "src/plugdex/data/demo/ndw-locations.json.gz"],
    )
}
"""Formats whose page and sample stand elsewhere: OCPI's samples are the demo and its own tests."""


def _folder(name: str) -> Path:
    """The folder of a format, which is that of its reader."""
    return Path(inspect.getfile(type(FORMATS[name]))).parent


def _page(name: str) -> Path:
    if name in ELSEWHERE:
        return ELSEWHERE[name][0]
    return ROOT / f"docs/reference/formats/{name}.md"


def _samples(name: str) -> list[Path]:
    if name in ELSEWHERE:
        return ELSEWHERE[name][1]
    return [sample.path for sample in samples(name)]


@pytest.mark.parametrize("name", NAMES)
def test_reader(name):
    """The name in the registry is that of the reader, which stands in ``read.py`` of a folder."""
    folder = _folder(name)

    assert FORMATS[name].name == name
    assert folder.parent.name == "formats"
    assert folder.name == name.replace("-", "_")
    assert inspect.getfile(type(FORMATS[name])) == str(folder / "read.py")


@pytest.mark.parametrize("name", NAMES)
def test_source(name):
    """``source.toml`` says what everybody has to know: whose data it is and what one may do."""
    info = FORMATS[name].info

    assert (_folder(name) / "source.toml").is_file()
    assert all((info.title, info.publisher, info.url, info.licence, info.schedule))
    assert info.attribution or not info.open or not _wants_attribution(info.licence)
    assert all(len(code) == 3 and code.isupper() for code in info.countries)


def _wants_attribution(licence: str) -> bool:
    return "BY" in licence or "ODbL" in licence or "OGL" in licence or "etalab" in licence.lower()


@pytest.mark.parametrize("name", NAMES)
def test_samples(name):
    """There is a sample of at most 20 records or so, and what we make of it."""
    found = _samples(name)

    assert found
    assert all(path.stat().st_size < 200_000 for path in found if name not in ELSEWHERE)
    if name not in ELSEWHERE:
        assert all(Sample(name, path).golden.is_file() for path in found)
        assert (found[0].parent / "README.md").is_file(), "say where the records are from"


@pytest.mark.parametrize("name", NAMES)
def test_page(name):
    """The format has a page that is in the menu and says under which licence the data are."""
    page = _page(name)
    menu = tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]["nav"]

    assert page.is_file()
    assert str(page.relative_to(ROOT / "docs")) in str(menu)
    assert name in ELSEWHERE or _names_licence(page.read_text("utf-8"), FORMATS[name].info)


def _names_licence(text: str, info: SourceInfo) -> bool:
    """Whether a page has the name of a licence that has a usual one, or else speaks of it."""
    plain = re.sub(r"[\W_]", "", text.casefold())
    usual = SPDX.fullmatch(info.licence)
    names = (info.licence, OTHER_NAMES.get(info.licence, info.licence))
    named = any(re.sub(r"[\W_]", "", name.casefold()) in plain for name in names)
    return (
        named
        or (bool(info.licence_url) and info.licence_url in text)
        or (not usual and "licen" in plain)
    )


def test_no_folder_without_a_format():
    """A folder that is not registered is forgotten work."""
    folders = {path.parent.name for path in (ROOT / "src/plugdex/formats").glob("*/read.py")}

    assert folders == {name.replace("-", "_") for name in NAMES}

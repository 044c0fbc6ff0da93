"""What holds for all tests."""

import os
from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings

from tests.shared_data import FOLDER
from tests.stores.cluster import Node, NoPostgres, cluster, database, node

IN_CI = os.environ.get("CI") == "true"

if not IN_CI:  # Hypothesis has a profile of its own for CI, without deadlines too
    settings.register_profile("desk", deadline=None)
    settings.load_profile("desk")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail in CI a test that wants shared data and is skipped although the folder is there."""
    report = yield
    wants = item.get_closest_marker("shared") is not None
    if IN_CI and wants and report.skipped and not hasattr(report, "wasxfail") and FOLDER.is_dir():
        report.outcome = "failed"
        report.longrepr = f"skipped although {FOLDER.name} is there: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server for tests; CI has one, a desk may do without."""
    try:
        with cluster() as url:
            yield url
    except NoPostgres as missing:
        do_without(missing)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a database that tests empty before they use it."""
    with database(postgres_server) as url:
        yield url


@pytest.fixture
def postgres_node() -> Iterator[Node]:
    """A server for one test, which may stop it."""
    try:
        with node() as server:
            yield server
    except NoPostgres as missing:
        do_without(missing)


def do_without(missing: Exception) -> None:
    """A test that wants a program is skipped on a desk and fails in CI."""
    if IN_CI:
        pytest.fail(str(missing))
    pytest.skip(str(missing))

"""``plugdex hook``, run as a user runs it."""

import subprocess
import sys

import pytest

from tests.directory.test_hooks import is_signed, receiver  # noqa: F401 (a fixture)


@pytest.fixture(name="hook")
def _hook(tmp_path):
    """Run ``plugdex hook`` in an empty folder."""

    def go(*arguments):
        command = [sys.executable, "-m", "plugdex", "hook", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)

    return go


def test_from_add_to_remove(hook, receiver):  # noqa: F811 (it is that fixture)
    """A hook is added, tried, run, shown without its secret, and removed."""
    added = hook("add", "app", receiver.url, "--bbox", "4,52,6,53")
    secret = added.stdout.strip()
    tried, run, shown = hook("test", "app"), hook("run", "--once"), hook("list", "--json")
    ((headers, body),) = receiver.got

    assert [each.returncode for each in (added, tried, run, shown)] == [0] * 4
    assert is_signed(secret, headers, body)
    assert secret not in shown.stdout
    assert '"bbox":"4,52,6,53"' in shown.stdout
    assert hook("remove", "app").stdout == "removed app\n"


def test_mistakes(hook):
    """What cannot be asked or is not there is told."""
    assert "no http or https address" in hook("add", "app", "ftp://receiver.test").stderr
    assert "no hook 'app'" in hook("test", "app").stderr

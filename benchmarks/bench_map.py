"""How soon the map can be used: ``python benchmarks/bench_map.py``.

A fresh browser each time (nothing cached, no graphics card), on the demo's data, with a filter:
from the request of the page until the locations are drawn and listed. Beside it, what it weighs.
Times are wall time, so nothing else should run.
"""

import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Final

import processes
from playwright.sync_api import Playwright, sync_playwright

from plugdex import wiring
from plugdex.api.map_page import built_page
from plugdex.cli.demo import load_demo

RUNS: Final = 7
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
FLAGS: Final = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
VIEW: Final = "#map=9/52.1/4.9&plugs=ccs2&kw=50"
READY: Final = "performance.getEntriesByName('plugdex-ready')[0].startTime"


def main() -> None:
    """Print the weights and the times."""
    weigh()
    with tempfile.TemporaryDirectory() as folder:
        store = wiring.open_store(f"sqlite:///{folder}/demo.db")
        load_demo(store)
        store.close()
        port = processes.free_port()
        command = ["-m", "plugdex", "serve", "--open", "--port", str(port)]
        place = ["--store", f"sqlite:///{folder}/demo.db"]
        with processes.serving([*command, *place], port), sync_playwright() as playwright:
            first = [ready(playwright, f"http://127.0.0.1:{port}/{VIEW}") for _ in range(RUNS)]
    print(f"first filtered view, fresh browser: median {statistics.median(first):,.0f} ms,")
    print(f"  fastest {min(first):,.0f}, slowest {max(first):,.0f}, of {RUNS}")


def weigh() -> None:
    """What is loaded, compressed."""
    files = sorted(Path(str(built_page() / "assets")).iterdir())
    for kind in (".js.gz", ".css.gz", ".json.gz"):
        sizes = [file.stat().st_size for file in files if file.name.endswith(kind)]
        print(f"{kind.removesuffix('.gz'):6}{sum(sizes) / 1000:8,.1f} kB in {len(sizes)} files")


def ready(playwright: Playwright, url: str) -> float:
    """Milliseconds from the request until the map can be used."""
    path = next(filter(None, map(shutil.which, BROWSERS)))
    browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(url)
    page.wait_for_selector("html[data-ready]")
    milliseconds = float(page.evaluate(READY))
    browser.close()
    return milliseconds


if __name__ == "__main__":
    main()

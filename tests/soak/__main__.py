"""Runs a server for long, under load: ``python -m tests.soak --minutes 60``."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.soak.report import picture, table, verdict
from tests.soak.run import PLACES, Wish, soak
from tests.soak.watch import Sample


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--period", type=float, default=60, help="seconds of a row")
    parser.add_argument("--statuses", type=float, default=500, help="changes a second")
    parser.add_argument("--lookups", type=float, default=200, help="look-ups a second")
    parser.add_argument("--import-every", type=float, default=10, help="minutes")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--picture", type=Path, help="an SVG file to write")
    options = parser.parse_args()
    wish = Wish(
        seconds=options.minutes * 60,
        period=options.period,
        statuses=options.statuses,
        lookups=options.lookups,
        import_every=options.import_every * 60,
        down_every=min(120.0, options.minutes * 15),
        workers=options.workers,
        places=PLACES,
    )

    def tell(sample: Sample) -> None:
        print(list(table([sample]))[-1], flush=True)

    print("\n".join(table([])))
    with tempfile.TemporaryDirectory() as folder:
        samples = soak(Path(folder), wish, tell)
    said, wrong = verdict(samples, wish)
    print("\n" + "\n".join(f"* {each}" for each in said))
    if options.picture:
        options.picture.write_text(picture(samples))
    print("\n" + "\n".join(["Not as it should be:", *wrong] if wrong else ["All is well."]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

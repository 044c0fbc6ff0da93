"""Makes every fault of the table, and prints what was seen: ``python -m tests.faults``."""

import argparse
import sys

from tests.faults.table import FAULTS, HEAD, attempt


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(FAULTS)}; all")
    parser.add_argument("--short", action="store_true", help="as CI does")
    options = parser.parse_args()
    rows = []
    print(HEAD, flush=True)
    for name in options.names or FAULTS:
        rows.append(attempt(name, short=options.short))
        print(rows[-1].markdown(), flush=True)
    sys.exit(any(row.failures for row in rows))


if __name__ == "__main__":
    main()

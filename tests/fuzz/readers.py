"""Gives every reader what nobody should write, and looks for exceptions that are none of ours.

Run it as a program for long: ``python -m tests.fuzz.readers ocpi afdc --minutes 10``.
"""

import argparse
import sys
import time
import traceback
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from random import Random

from plugdex.stores.memory import MemoryStore
from tests.fuzz.large import plain, within
from tests.fuzz.targets import OURS, Target, all_targets
from tests.ocpi.inside import inside

SLOW = 1.0
"""Seconds of processor time beyond which an input is a finding."""

SLOW_MEGABYTE = 10.0
"""The same for inputs of a megabyte; what is quadratic takes hours."""

LARGE_SEEDS = 4


@dataclass
class Outcome:
    """What a target did."""

    inputs: int = 0
    understood: int = 0
    refused: int = 0
    """Inputs that were refused as a whole, with an error of ours."""
    seconds: float = 0.0
    slowest: float = 0.0
    """Seconds of processor time of one input."""
    size: int = 0
    """Bytes of the slowest."""
    findings: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Where it happened, with the traceback and the input."""


def fuzz(target: Target, seed: int, seconds: float, most: int = sys.maxsize) -> Outcome:
    """Feed a target for some time, or with so many inputs."""
    rng, outcome, began = Random(seed), Outcome(), time.monotonic()
    while outcome.inputs < most and time.monotonic() - began < seconds:
        feed(target, target.make(rng), outcome)
    outcome.seconds = time.monotonic() - began
    return outcome


def fuzz_large(target: Target, seconds: float) -> Outcome:
    """Feed a target with inputs of a megabyte, for some time or until there are no more."""
    outcome, began = Outcome(), time.monotonic()
    found = (data for seed in target.seeds[:LARGE_SEEDS] for data in within(seed))
    for data in chain(plain(), found):
        feed(target, data, outcome, SLOW_MEGABYTE)
        if time.monotonic() - began > seconds:
            break
    outcome.seconds = time.monotonic() - began
    return outcome


def feed(target: Target, data: bytes, outcome: Outcome, slow: float = SLOW) -> None:
    """One input."""
    outcome.inputs += 1
    began = time.process_time()
    try:
        outcome.understood += bool(target.run(data))
    except OURS:
        outcome.refused += 1
    except Exception as error:
        outcome.findings.setdefault(place_of(error), (traceback.format_exc(), data))
    took = time.process_time() - began
    if took > outcome.slowest:
        outcome.slowest, outcome.size = took, len(data)
    if took > slow:
        told = f"{took:.1f} s for {len(data):,} bytes"
        outcome.findings.setdefault(f"slow {data[:40]!r}", (told, data))


def place_of(error: BaseException) -> str:
    """Where in our code an exception came from."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if "plugdex" in each.filename] or frames
    return f"{type(error).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"


def row(name: str, outcome: Outcome) -> str:
    """A line of the table."""
    return (
        f"| {name} | {outcome.seconds / 60:.1f} | {outcome.inputs:,} | {outcome.understood:,} | "
        f"{outcome.refused:,} | {outcome.slowest * 1000:,.0f} ms ({outcome.size:,} bytes) | "
        f"{len(outcome.findings)} |"
    )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="TARGET")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--large", action="store_true", help="inputs of a megabyte")
    parser.add_argument("--keep", type=Path, help="folder for inputs that are findings")
    options = parser.parse_args()
    print(f"seed {options.seed}\n")
    print("| | minutes | inputs | read | refused as a whole | slowest | findings |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    told: list[str] = []
    with inside(MemoryStore()) as node:
        targets = all_targets(node)
        for name in options.names or targets:
            if options.large:
                outcome = fuzz_large(targets[name], options.minutes * 60)
            else:
                outcome = fuzz(targets[name], options.seed, options.minutes * 60)
            print(row(name, outcome), flush=True)
            told += [f"{name}: {where}\n{text}" for where, (text, _) in outcome.findings.items()]
            if options.keep:
                keep(options.keep, name, outcome)
    print("\n" + "\n".join(told))
    sys.exit(bool(told))


def keep(folder: Path, name: str, outcome: Outcome) -> None:
    """Write the inputs of findings to files."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (where, (text, data)) in enumerate(outcome.findings.items()):
        stem = folder / f"{name.replace(' ', '-')}-{number}"
        stem.with_suffix(".bin").write_bytes(data)
        stem.with_suffix(".txt").write_text(f"{where}\n{text}")


if __name__ == "__main__":
    main()

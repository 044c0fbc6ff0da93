"""The same targets, guided by which lines of ours an input reaches: wants ``pip install atheris``.

``python -m tests.fuzz.guided ocpi -max_total_time=600``; options are those of libFuzzer.
"""

import sys
import tempfile
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["plugdex"]):
    from tests.fuzz.targets import OURS, all_targets

from plugdex.stores.memory import MemoryStore
from tests.fuzz.seeds import Seed, mutated
from tests.ocpi.inside import inside

LARGEST = 100_000


def main() -> None:
    """Run from the command line."""
    name, *options = sys.argv[1:]
    with inside(MemoryStore()) as node, tempfile.TemporaryDirectory() as corpus:
        target = all_targets(node)[name]
        for number, seed in enumerate(target.seeds):
            (Path(corpus) / str(number)).write_bytes(seed.data)

        def one(data: bytes) -> None:
            try:
                target.run(data)
            except OURS:
                return

        def change(data: bytes, most: int, number: int) -> bytes:
            rng = Random(number)
            kind = target.seeds[0].kind if target.seeds else "bytes"
            try:
                return mutated(Seed(data, kind), rng)[:most]
            except Exception:  # what is no JSON or CSV any more gets changes of its bytes
                return mutated(Seed(data, "bytes"), rng)[:most]

        arguments = [sys.argv[0], f"-max_len={LARGEST}", *options, corpus]
        atheris.Setup(arguments, one, custom_mutator=change)
        atheris.Fuzz()


if __name__ == "__main__":
    main()

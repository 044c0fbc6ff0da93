"""Decode a dump with ``msgspec.json`` and print the CPU and wall seconds that it took.

A process of its own for each round, like the import that it is compared with.
"""

import sys
import time
from pathlib import Path

import msgspec
from dumps import unpacked

text = unpacked(Path(sys.argv[1]))
cpu, wall = time.process_time(), time.perf_counter()
value = msgspec.json.decode(text)
print(time.process_time() - cpu, time.perf_counter() - wall)

"""A line of figures: a kind of request, next to as many constant bytes from a bare server."""

from collections.abc import Sequence
from statistics import median
from typing import Final

from load import Client, measure

ROUNDS: Final = 3
HEAD: Final = f"{'':38} {'bytes':>8} {'µs CPU':>8} {'floor':>7} {'ratio':>6} {'requests/s':>11}"


def line(
    name: str, real: tuple[int, Client], plain: tuple[int, Client], targets: Sequence[str]
) -> None:
    """Alternate the two servers; the first pass warms up and tells the size of the answers."""
    client = real[1]
    client.connect()
    sizes = [len(client.body(client.request(target))) for target in targets]
    size = sum(sizes) // len(sizes)
    floors = [f"/{size}?{target.partition('?')[2]}" for target in targets]
    pairs = [(measure(*real, targets), measure(*plain, floors)) for _ in range(ROUNDS)]
    cpu, floor = (median(pair[side].cpu for pair in pairs) * 1e6 for side in (0, 1))
    per_second = 1 / median(pair[0].wall for pair in pairs)
    ratio = median(one.cpu / other.cpu for one, other in pairs)
    print(f"{name:38} {size:8,} {cpu:8.0f} {floor:7.0f} {ratio:6.2f} {per_second:11,.0f}")

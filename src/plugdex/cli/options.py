"""Values of options that several commands have."""

import re
import time
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, TypeVar

import typer

T = TypeVar("T")

AttributionOption = Annotated[
    str, typer.Option("--attribution", help="What has to stand beside the data.")
]
LicenceOption = Annotated[
    str,
    typer.Option("--licence", help="Licence of the data: SPDX identifier, name or address."),
]
DURATION: Final = re.compile(r"(\d+)\s*([smhd]?)")
SECONDS: Final = {"s": 1, "": 1, "m": 60, "h": 3600, "d": 86_400}


def one_of(text: str | None, choices: Mapping[str, T], hint: str) -> T | None:
    """What one of some words means, or none; raises a usage error for any other word."""
    if text is None:
        return None
    if text.lower() not in choices:
        raise typer.BadParameter(f"must be {' or '.join(choices)}", param_hint=hint)
    return choices[text.lower()]


def seconds(text: str | None) -> int | None:
    """Seconds of a duration such as ``90s``, ``15m``, ``2h`` or ``1d``."""
    if text is None:
        return None
    match = DURATION.fullmatch(text.strip().lower())
    if match is None:
        raise typer.BadParameter(f"{text!r}: write a duration as 90s, 15m, 2h or 1d")
    return int(match[1]) * SECONDS[match[2]]


def now_millis() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def pairs(texts: Sequence[str], hint: str) -> tuple[tuple[str, str], ...]:
    """Names and values of texts such as ``NAME=VALUE``."""
    found = [text.partition("=") for text in texts]
    if wrong := [
        text for text, (name, sign, _) in zip(texts, found, strict=True) if not (name and sign)
    ]:
        raise typer.BadParameter(f"{wrong[0].split('=')[0]!r}: write NAME=VALUE", param_hint=hint)
    return tuple((name.strip(), value) for name, _, value in found)

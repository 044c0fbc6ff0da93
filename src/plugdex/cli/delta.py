"""``plugdex delta``: what changed between two exports."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated, BinaryIO, cast

import typer

from plugdex.cli.outcome import command
from plugdex.cli.progress import WatchedFile, new_progress
from plugdex.exports.chunks import Chunks
from plugdex.exports.delta import Counts, apply, make
from plugdex.exports.output import written
from plugdex.formats.unpack import PlainText
from plugdex.model.errors import UnreadableSource

app = typer.Typer(no_args_is_help=True, help="What changed between two NDJSON exports.")

OldArgument = Annotated[Path, typer.Argument(metavar="OLD", help="The older export.")]
OutArgument = Annotated[Path, typer.Argument(metavar="OUT", help="File; - is standard output.")]


@app.command("make")
@command
def make_(
    old: OldArgument,
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The newer export.")],
    out: OutArgument,
) -> None:
    """Write what changed; files may be packed by gzip or zstd."""
    with written(out) as output, Chunks(output) as chunks:
        counts = make(lines(old), lines(new), chunks)
    show(counts)


@app.command("apply")
@command
def apply_(
    old: OldArgument,
    delta: Annotated[Path, typer.Argument(metavar="DELTA", help="What changed since.")],
    out: OutArgument,
) -> None:
    """Make the newer export of the older one; a delta of another file is refused."""
    with written(out) as output, Chunks(output) as chunks:
        counts = apply(lines(old), lines(delta), chunks)
    show(counts)


def show(counts: Counts) -> None:
    """Say what changed."""
    text = f"{counts.added:,} added, {counts.changed:,} changed, {counts.removed:,} removed"
    typer.echo(text, err=True)


def lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, each with its end; raises ``UnreadableSource`` for half a file."""
    progress = new_progress()
    with closing(WatchedFile(path, progress)) as file:
        text = PlainText(cast(BinaryIO, file))
        rest = b""
        for chunk in text:
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                yield line + b"\n"
        if rest or text.damage:
            raise UnreadableSource(f"{path}: the file ends in the middle", advice="Fetch it again.")
    progress.done(f"{path.name}: read")

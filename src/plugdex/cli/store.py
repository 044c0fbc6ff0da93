"""``plugdex store``: moving, keeping and checking all that a store has."""

import time
from pathlib import Path
from typing import Annotated, Final

import typer

from plugdex import wiring
from plugdex.cli.options import now_millis, seconds
from plugdex.cli.outcome import Exit, command
from plugdex.cli.progress import new_progress
from plugdex.cli.stores import StoreOption, open_chosen, settings
from plugdex.directory.checking import faults
from plugdex.directory.copying import copy_store
from plugdex.directory.forgetting import forget_history

PAUSE_SECONDS: Final = 0.05
"""Between two transactions, so that pushes come in."""

MOST: Final = 100
"""Faults that are printed."""

app = typer.Typer(no_args_is_help=True, help="Move, keep and check all that a store has.")


@app.command("copy")
@command
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="URL of the store to copy.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="URL of a new store.")],
) -> None:
    """Copy everything into a new store, and compare.

    The source may be used meanwhile: the copy is of the moment when it began. A copy that was
    interrupted is finished by the same command.
    """
    _copy(source, target)


@app.command("backup")
@command
def backup(
    file: Annotated[Path, typer.Argument(help="A new file.")], store: StoreOption = None
) -> None:
    """Copy everything into a SQLite file, while the store is used."""
    progress = new_progress()
    progress.start("backup", None)
    wiring.back_up(store or settings().store, file, progress)
    progress.done(f"{file}: {file.stat().st_size:,} bytes")


@app.command("restore")
@command
def restore(
    file: Annotated[Path, typer.Argument(exists=True, help="A file that backup wrote.")],
    store: StoreOption = None,
) -> None:
    """Fill a new store with what a backup has."""
    _copy(f"sqlite:///{file}", store or settings().store)


@app.command("check")
@command
def check(store: StoreOption = None) -> None:
    """Compare all that a store serves with its records; ends with 1 when something is wrong."""
    opened = open_chosen(store)
    count = 0
    for count, fault in enumerate(faults(opened, wiring.dialect(), new_progress()), start=1):
        if count <= MOST:
            typer.echo(fault)
    opened.close()
    if count:
        typer.echo(f"{count:,} faults; plugdex reindex --all repairs what is prepared", err=True)
        raise typer.Exit(Exit.FAILED)
    typer.echo("the store is whole")


@app.command("forget")
@command
def forget(
    history: Annotated[
        str, typer.Option("--history", metavar="DURATION", help="Keep statuses of so long: 400d.")
    ],
    store: StoreOption = None,
) -> None:
    """Forget statuses of EVSEs that ended long ago, while the store is used.

    The file does not become smaller: what is free is filled again.
    """
    opened = open_chosen(store)
    before = now_millis() - (seconds(history) or 0) * 1000
    gone = forget_history(opened, before, new_progress(), lambda: time.sleep(PAUSE_SECONDS))
    opened.close()
    typer.echo(f"{gone:,} ended statuses forgotten")


def _copy(source_url: str, target_url: str) -> None:
    source = wiring.open_store(source_url)
    target = wiring.open_store(target_url)
    counts = copy_store(source, target, new_progress())
    source.close()
    target.close()
    typer.echo(f"{sum(counts.values()):,} rows of {len(counts)} tables, the same in both")

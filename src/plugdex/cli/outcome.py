"""How commands end: exit codes, and errors as one sentence on standard error."""

import functools
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import ParamSpec, TypeVar

import typer

from plugdex.api.own.problems import InvalidQuery
from plugdex.directory.estimate_question import InvalidQuestion
from plugdex.model.errors import InvalidSetting, LicencesClash, PlugdexError, UnknownFormat

P = ParamSpec("P")
R = TypeVar("R")


class Exit(IntEnum):
    """Exit codes of all commands."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    ISSUES = 3


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Render our errors, and those of files, as one sentence for people."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (PlugdexError, OSError) as error:
            sys.stderr.write(f"plugdex: {error_text(error)}\n")
            raise typer.Exit(exit_code(error)) from error
        except KeyboardInterrupt as error:
            sys.stderr.write("plugdex: interrupted; what was stored stays\n")
            raise typer.Exit(Exit.FAILED) from error

    return run


def error_text(error: Exception) -> str:
    """One sentence with the place of the fault."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def exit_code(error: Exception) -> Exit:
    """Wrong usage is told from failure."""
    wrong = (
        *(UnknownFormat, InvalidSetting, InvalidQuestion, InvalidQuery, LicencesClash),
        *(FileNotFoundError, IsADirectoryError),
    )
    return Exit.USAGE if isinstance(error, wrong) else Exit.FAILED

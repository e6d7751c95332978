"""The entry point, and the one place where errors become messages and exit codes.

Commands return their exit code or raise; whatever they raise is turned here into one line on standard error. Only an
error that nobody foresaw shows a traceback: it is a fault of the program, and the traceback is what its mend needs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from digitscan import __version__
from digitscan.dependencies import explain_import_error
from digitscan.errors import EXIT_INTERRUPTED, EXIT_OK, EXIT_UNUSABLE, EXIT_USAGE, DigitscanError

from .interrupts import ignore_interrupts, interrupts_restored
from .lazy_group import LazyCommand, LazyGroup

EXIT_PIPE_CLOSED = 141
"""Whoever read standard output stopped: 128 + SIGPIPE, what a shell reports of any tool that ends this way."""

COMMANDS = {
    "read": LazyCommand("digitscan.cli.read:read", "Read the numbers on scans into a table."),
    "merge": LazyCommand("digitscan.cli.merge:merge", "Join the results of shards into those of one run."),
    "evaluate": LazyCommand("digitscan.cli.evaluate:evaluate", "Compare results with numbers that were checked."),
    "doctor": LazyCommand("digitscan.cli.doctor:doctor", "Tell whether reading works here, on which device, how fast."),
    "bench": LazyCommand("digitscan.cli.bench:bench", "Measure how fast reading is here, on generated pages."),
    "train": LazyCommand("digitscan.cli.train:train", "Train a network from a recipe (extra 'train')."),
    "export-onnx": LazyCommand(
        "digitscan.cli.export_onnx:export_onnx", "Turn a trained Keras network into an ONNX file (extra 'train')."
    ),
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Each command has its own help: digitscan read --help",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def group() -> None:
    """Scanned forms in, a table of the numbers that people wrote on them out."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: what follows the program's name; None takes the process's own.

    Returns:
        The exit code, one of those in `digitscan.errors`, or 141 if standard output was closed by its reader.
    """
    if arguments is None:
        return _outcome(sys.argv[1:])
    with interrupts_restored():
        return _outcome(list(arguments))


def _outcome(arguments: list[str]) -> int:
    """Run a command, and turn what it raises into a line and an exit code."""
    try:
        code = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return EXIT_USAGE
    except DigitscanError as error:
        return _say(str(error), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        ignore_interrupts()
        return _say("interrupted", EXIT_INTERRUPTED)
    except BrokenPipeError:
        return _abandon_stdout(EXIT_PIPE_CLOSED)
    except ImportError as error:
        explained = explain_import_error(error)
        if explained is None:
            raise
        return _say(explained, EXIT_UNUSABLE)


def _run(arguments: list[str]) -> int:
    """Invoke the command: click's own `main` would turn a closed pipe into status 1 and an interrupt into a word."""
    with group.make_context("digitscan", arguments) as context:
        result = group.invoke(context)
    return result if isinstance(result, int) else EXIT_OK


def _say(message: str, code: int) -> int:
    click.echo(f"digitscan: {message}", err=True)
    return code


def _abandon_stdout(code: int) -> int:
    """Point standard output to nothing, so that what is left in its buffer does not fail once more at the end."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
    except (OSError, ValueError, AttributeError):
        pass  # standard output is no descriptor: nothing is left in its buffer
    return code

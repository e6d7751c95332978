"""The journal of a run of ``digitscan read --resume``: where it is, and what the results in it depend on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from digitscan.errors import UsageError
from digitscan.inputs.sources import STDIN
from digitscan.run.conditions import conditions
from digitscan.run.journal import SUFFIX, Journal

from .read_options import ReadOptions
from .tally import plural

_INPUTS = ("inputs", "files_from", "files0_from", "shard")
_CONFIDENCE = ("min_confidence", "max_error", "calibration")
_WITHOUT_EFFECT = frozenset(
    [*_INPUTS, *_CONFIDENCE, "out", "resume", "quiet", "device", "batch_size", "jobs", "page_timeout", "model"]
)
"""Options that change nothing in the result of a page that was read. Inputs are known by their content, the model too,
a page that was given up is tried again, and of all that chooses a confidence the one that it chose counts. All others
count, those too that are yet to come."""


def open_journal(options: ReadOptions, confidence: float) -> Journal:
    """Open the journal of a run, or begin it.

    Args:
        options: of the run.
        confidence: below which numbers are for review, whether it was asked for or chosen by a table.

    Raises:
        UsageError: these options cannot be resumed, or the journal was begun with others.
        ModelError: a model is missing or altered.
        OutputError: the journal cannot be written.
    """
    if not options.out:
        raise UsageError("--resume needs --out FILE: what is finished is kept beside that file")
    if STDIN in options.inputs:
        raise UsageError("--resume cannot go on with standard input (-), which is gone when it was read; name files")
    if Path(options.out).exists() and not Path(options.out).is_file():
        raise UsageError(f"--resume needs a file for --out, and {options.out} is none")
    return Journal(
        _path(options),
        conditions(_options_that_count(options) | {"--min-confidence": confidence}, options.model, options.reader),
    )


def _options_that_count(options: ReadOptions) -> dict[str, object]:
    """By their names on the command line."""
    names = [field.name for field in fields(options) if field.name not in _WITHOUT_EFFECT]
    return {f"--{name.replace('_', '-')}": getattr(options, name) for name in names}


def about_journal(options: ReadOptions, journal: Journal | None, kept: int) -> Iterator[str]:
    """What a person should know of the journal when all is done: one line each.

    Args:
        options: of the run.
        journal: None where the run had none.
        kept: pages that an earlier run finished.
    """
    if journal is not None:
        if journal.lost:
            yield f"{journal.path} had {journal.lost:,} damaged bytes at its end; what stood there was read anew"
        if journal.empty:
            return
        before = f"{plural(kept, 'page')} kept from before; " if kept else ""
        yield f"{before}all is in {journal.path} for the next --resume; delete it when the work is done"
    elif options.out and _path(options).is_file():
        yield f"{_path(options)} was not used; with --resume, what an earlier run finished is not read again"


def _path(options: ReadOptions) -> Path:
    return Path(f"{options.out}{SUFFIX}")

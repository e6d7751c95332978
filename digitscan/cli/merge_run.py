"""One run of ``digitscan merge``: tables of results → one, and what is told about it."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from digitscan.errors import EXIT_OK, EXIT_SOME_FAILED, UsageError
from digitscan.inputs.source import Absent, Source
from digitscan.inputs.sources import STDIN, find_sources
from digitscan.outputs.names import to_utf8
from digitscan.outputs.results_file import ResultsFile
from digitscan.outputs.results_stream import ResultsStream
from digitscan.outputs.row_blocks import CSV, find_blocks, find_format
from digitscan.outputs.rows import csv_header
from digitscan.outputs.table_files import TableFiles
from digitscan.run.merge import Table, find_missing, join

from .console import Screen
from .interrupts import single_interrupt
from .merge_told import doubles, failures, missing
from .tally import plural


@dataclass(frozen=True)
class MergeOptions:
    """The options of ``digitscan merge``, as its help describes them."""

    tables: tuple[str, ...]
    out: str | None = None
    inputs: tuple[str, ...] = ()
    files_from: str | None = None
    files0_from: str | None = None
    quiet: bool = False


def run_merge(options: MergeOptions) -> int:
    """Join the tables that the options name.

    Returns:
        The exit code.

    Raises:
        UsageError: a table cannot be read or is none, or formats differ.
        OutputError: the results cannot be written.
    """
    with ExitStack() as stack:
        stack.enter_context(single_interrupt())
        screen = stack.enter_context(Screen(quiet=options.quiet, bar=False))
        _spare_tables(options)
        inputs = _inputs(options)
        files = stack.enter_context(TableFiles(options.tables))
        form, tables = _scan(files)
        results: ResultsFile | ResultsStream = ResultsStream() if options.out is None else ResultsFile(options.out)
        stack.enter_context(results)
        joined = join(tables, inputs)
        if form == CSV:
            results.write(csv_header())
        for number, block in joined.parts:
            results.write(files.read(number, block.start, block.end).decode("utf-8"))
        results.commit()
        told = [*failures(tables), *doubles(joined, tables, files), *missing(find_missing(tables, inputs), tables)]
        for line in told:
            screen.error(line)
        pages = len(joined.parts)
        screen.note(f"{plural(len(tables), 'file')} joined: {plural(pages, 'page')} with rows")
        if options.out is not None:
            screen.note(f"results in {options.out}")
    return EXIT_SOME_FAILED if told else EXIT_OK


def _scan(files: TableFiles) -> tuple[str | None, list[Table]]:
    """The format of all tables, and what is in each."""
    tables = []
    known: tuple[str, str] | None = None
    for number, name in enumerate(files.names):
        file = files.file(number)
        form = find_format(file, name)
        if form is not None and known is not None and form != known[0]:
            raise UsageError(f"{known[1]} is {known[0]} and {name} is {form}; all must be of one format")
        known = known or (None if form is None else (form, name))
        tables.append(Table(name, () if form is None else tuple(find_blocks(file, form, name))))
    return None if known is None else known[0], tables


def _spare_tables(options: MergeOptions) -> None:
    """See that no table is named twice, or would be overwritten.

    Raises:
        UsageError: one is.
    """
    if options.out == "":
        raise UsageError("--out needs the name of a file")
    doubled = [name for at, name in enumerate(options.tables) if name in options.tables[:at]]
    if doubled:
        raise UsageError(f"{doubled[0]} is named twice")
    if options.out is not None and Path(options.out).is_file():
        for name in options.tables:
            if name != STDIN and Path(name).exists() and os.path.samefile(name, options.out):  # noqa: PTH121
                raise UsageError(f"--out {options.out} is one of the files to join; name another")


def _inputs(options: MergeOptions) -> list[str] | None:
    """The names of all inputs as results write them, in the order in which they are read; None where none is named."""
    lists = (options.files_from, options.files0_from)
    if not options.inputs and lists == (None, None):
        return None
    if STDIN in (*options.inputs, *lists):
        raise UsageError("the inputs cannot come through standard input here: name files, folders or a list in a file")
    names = []
    for source in find_sources(options.inputs, files_from=lists[0], files0_from=lists[1]):
        if isinstance(source, Absent):
            raise UsageError(f"--inputs {source.file}: {source.error}")
        names.append(to_utf8(source.name if isinstance(source, Source) else source.file))
    return names

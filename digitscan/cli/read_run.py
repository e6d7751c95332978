"""One run of ``digitscan read``: sources → reader → results, overlays, and what is told about it."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digitscan.errors import EXIT_INTERRUPTED, NothingToReadError, OutputError, UsageError
from digitscan.inputs.sources import Source, find_sources
from digitscan.outputs.results_file import ResultsFile
from digitscan.outputs.results_stream import ResultsStream
from digitscan.outputs.rows import csv_header, page_to_csv, page_to_jsonl
from digitscan.run.journal import Journal
from digitscan.run.messages import Outcome, Setting
from digitscan.run.resume import Kept, Resumption
from digitscan.run.shards import Shard
from digitscan.run.ways import open_run
from digitscan.types import PageFailure, PageResult

from .console import Screen
from .interrupts import single_interrupt
from .promise import asked_confidence, promise_lines, promised
from .read_journal import about_journal, open_journal
from .read_options import ReadOptions
from .tally import Tally, plural

if TYPE_CHECKING:
    from digitscan.outputs.overlay_folder import OverlayFolder
    from digitscan.run.alone import Alone
    from digitscan.run.pool import Pool


def run_read(options: ReadOptions) -> int:
    """Read everything the options name.

    Returns:
        The exit code.

    Raises:
        DigitscanError: wrong usage, nothing to read, an unusable model or device, or results that cannot be written;
            then there is no results file, or the older one.
        BrokenPipeError: standard output was closed by its reader.
    """
    tally = Tally()
    with ExitStack() as stack:
        stack.enter_context(single_interrupt())
        sources = _sources(options)
        threshold = promised(
            options.max_error, options.min_confidence, options.calibration, reader=options.reader, model=options.model
        )
        confidence = asked_confidence(threshold, options.min_confidence)
        journal = stack.enter_context(open_journal(options, confidence)) if options.resume else None
        results = _results(options)
        stack.enter_context(results)
        overlays = _overlay_folder(options)
        screen = stack.enter_context(
            Screen(quiet=options.quiet, bar=options.out is not None or not _stdout_is_terminal())
        )
        known = list(_in_shard(sources, options.shard)) if isinstance(sources, list) else None
        run = stack.enter_context(
            open_run(_setting(options, confidence), options.jobs, page_timeout=options.page_timeout, known=known)
        )
        screen.start_progress(None if known is None else len(known))
        found = _in_shard(tally.count_sources(sources), options.shard)
        resumption = None if journal is None else Resumption(journal)
        try:
            _read_all(run, found, _Sinks(results, overlays, options.format, resumption), screen, tally)
        except KeyboardInterrupt:
            screen.stop_progress()
            _keep_finished(results, screen, tally, journal)
            return EXIT_INTERRUPTED
        except OutputError as error:
            if journal is None:
                raise
            raise OutputError(f"{error}; what is finished is in {journal.path}, --resume goes on there") from error
        screen.stop_progress()
        if not tally.found and not tally.failed:
            raise NothingToReadError("nothing to read: no image, TIFF or PDF was found")
        results.commit()
        _tell(screen, tally, run, options, journal)
        if threshold is not None:
            for line in promise_lines(threshold, options.calibration, tally):
                screen.note(line)
    return tally.exit_code()


@dataclass(frozen=True)
class _Sinks:
    """Where results go."""

    results: ResultsFile | ResultsStream
    overlays: OverlayFolder | None
    format: str
    resumption: Resumption | None = None

    def open(self) -> None:
        """Write what stands before all rows."""
        if self.format == "csv":
            self.results.write(csv_header())

    def write(self, outcome: Outcome) -> None:
        """Write one page's rows and its overlay."""
        result = outcome.result
        rows = page_to_csv(result) if self.format == "csv" else page_to_jsonl(result)
        self.results.write(rows)
        if self.overlays is not None and outcome.drawing is not None:
            self.overlays.write(result.file, result.page, outcome.drawing)
        if self.resumption is not None:  # last: a page in the journal has its overlay
            self.resumption.keep(result, rows)

    def write_kept(self, kept: Kept) -> None:
        """Write the rows of a page that an earlier run finished; its overlay is there, and keeps its name."""
        self.results.write(kept.page.rows)
        if self.overlays is not None:
            self.overlays.name(kept.file, kept.number)


def _read_all(
    run: Alone | Pool, sources: Iterator[Source | PageFailure], sinks: _Sinks, screen: Screen, tally: Tally
) -> None:
    """Read and write page by page; the header waits for the first, so that nothing to read leaves nothing behind."""
    opened = False
    for outcome in _outcomes(run, sources, sinks.resumption):
        if not opened:
            sinks.open()
            opened = True
        if isinstance(outcome, Kept):
            sinks.write_kept(outcome)
            tally.add_kept(outcome)
            screen.page_done(tally.inputs_done, kept=True)
            continue
        sinks.write(outcome)
        result = outcome.result
        tally.add(result)
        if result.error is not None:
            screen.error(f"{_where(result)}: {result.error}")
        if outcome.undrawn:
            screen.error(f"{_where(result)}: read, but its overlay could not be drawn: {outcome.undrawn}")
        screen.page_done(tally.inputs_done)
    if not opened and tally.found:
        sinks.open()


def _outcomes(
    run: Alone | Pool, sources: Iterator[Source | PageFailure], resumption: Resumption | None
) -> Iterator[Outcome | Kept]:
    """All pages in their order, those among them that an earlier run finished."""
    if resumption is None:
        return run.read(sources)
    return resumption.results(run.read, sources, lambda outcome: outcome.result)


def _where(result: PageResult) -> str:
    return result.file if result.page == 1 else f"{result.file}, page {result.page}"


def _sources(options: ReadOptions) -> list[Source | PageFailure] | Iterator[Source | PageFailure]:
    """What to read: a list where all of it can be known at once, else an iterator that standard input feeds."""
    found = find_sources(options.inputs, files_from=options.files_from, files0_from=options.files0_from)
    hidden = _overlays_among_inputs(options)
    if hidden:
        found = (each for each in found if not (isinstance(each, Source) and _is_inside(each.path, hidden)))
    if options.out is not None:
        found = _spared(found, options.out)
    streamed = "-" in (*options.inputs, options.files_from, options.files0_from)
    return found if streamed else list(found)


def _in_shard(sources: Iterable[Source | PageFailure], shard: Shard | None) -> Iterator[Source | PageFailure]:
    return iter(sources) if shard is None else shard.select(sources)


def _spared(sources: Iterable[Source | PageFailure], out: str) -> Iterator[Source | PageFailure]:
    """The sources, as long as none of them is the file that the results would replace.

    Raises:
        UsageError: while iterating, one is.
    """
    try:
        status = os.stat(out)  # noqa: PTH116  a Path would alter the name
    except (OSError, ValueError):
        status = None  # nothing is there yet
    for source in sources:
        if status is not None and stat.S_ISREG(status.st_mode) and _is_file(source, status):
            raise UsageError(f"--out {out} is one of the inputs and would be overwritten; name another file")
        yield source


def _is_file(source: Source | PageFailure, status: os.stat_result) -> bool:
    if not isinstance(source, Source) or source.path is None:
        return False
    try:
        return os.path.samestat(os.stat(source.path), status)  # noqa: PTH116  a Path would alter the name
    except OSError:
        return False  # it went away since: loading it tells


def _overlays_among_inputs(options: ReadOptions) -> str | None:
    """The overlay folder if it lies in a folder that is read: overlays of an earlier run are no scans.

    Raises:
        UsageError: it is that folder itself, so that scans and overlays could not be told apart.
    """
    if options.overlay is None:
        return None
    overlay = os.path.realpath(options.overlay)
    folders = [os.path.realpath(name) for name in options.inputs if Path(name).is_dir()]
    if overlay in folders:
        raise UsageError(f"--overlay {options.overlay} is the folder that is read; name another, overlays are no scans")
    return overlay if any(_is_inside(overlay, folder) for folder in folders) else None


def _is_inside(path: str | None, folder: str) -> bool:
    return path is not None and Path(os.path.realpath(path)).is_relative_to(folder)


def _results(options: ReadOptions) -> ResultsFile | ResultsStream:
    if options.out is None:
        return ResultsStream()
    if not options.out:
        raise UsageError("--out needs the name of a file")
    return ResultsFile(options.out, alone=options.resume)  # its journal is locked


def _overlay_folder(options: ReadOptions) -> OverlayFolder | None:
    if options.overlay is None:
        return None
    if not options.overlay:
        raise UsageError("--overlay needs the name of a folder")
    from digitscan.outputs.overlay_folder import OverlayFolder

    return OverlayFolder(options.overlay)


def _setting(options: ReadOptions, confidence: float) -> Setting:
    """How pages are read, for whoever reads them."""
    names = ("model", "device", "batch_size", "blanks", "max_pixels", "reader")
    wanted = {name: getattr(options, name) for name in names}
    return Setting({**wanted, "min_confidence": confidence}, overlays=options.overlay is not None)


def _stdout_is_terminal() -> bool:
    """Rows that run over a terminal are progress enough, and would run into the bar."""
    return sys.stdout is not None and sys.stdout.isatty()


def _keep_finished(results: ResultsFile | ResultsStream, screen: Screen, tally: Tally, journal: Journal | None) -> None:
    done = plural(tally.pages + tally.failed, "page")
    if tally.pages + tally.failed == 0:
        screen.error("interrupted before the first page was finished; nothing is written")
        return
    kept = results.commit_partial()
    further = "" if journal is None else "; --resume goes on there"
    screen.error(f"interrupted; the {done} finished are in {kept}{further}" if kept else f"interrupted after {done}")


def _tell(screen: Screen, tally: Tally, run: Alone | Pool, options: ReadOptions, journal: Journal | None) -> None:
    screen.note(tally.summary())
    if run.about is not None:
        names = ", ".join(f"{name} {version}" for name, version, _ in run.about.models)
        screen.note(f"models {names} on {run.about.device} ({run.about.explanation})")
    for what, where in (("results", options.out), ("overlays", options.overlay)):
        if where is not None:
            screen.note(f"{what} in {where}")
    for line in about_journal(options, journal, tally.kept):
        screen.note(line)

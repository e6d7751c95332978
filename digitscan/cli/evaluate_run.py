"""One run of ``digitscan evaluate``: two tables → a report on the terminal, as JSON, as a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from digitscan import __version__
from digitscan.errors import EXIT_OK, NothingToReadError, UsageError
from digitscan.evaluation.counted import calibration_table
from digitscan.evaluation.outcomes import Judged, Matching, judge
from digitscan.evaluation.report import Report, as_json, make_report
from digitscan.evaluation.results import load_results
from digitscan.evaluation.truth import check_boxes, load_truth
from digitscan.outputs.names import to_utf8
from digitscan.outputs.results_file import ResultsFile
from digitscan.outputs.results_stream import ResultsStream
from digitscan.threshold import CalibrationTable, table_text

from .console import Screen
from .out_option import STDOUT
from .tally import plural


@dataclass(frozen=True)
class EvaluateOptions:
    """The options of ``digitscan evaluate``, as its help describes them."""

    truth: str
    results: str
    match: str = "auto"
    json: str | None = None
    html: str | None = None
    images: str | None = None
    calibration: str | None = None
    crops: int = 500
    bins: int = 10
    quiet: bool = False


def run_evaluate(options: EvaluateOptions) -> int:
    """Compare the two tables, and tell.

    Returns:
        The exit code.

    Raises:
        DigitscanError: a table is absent, empty or not what it should be; the two have no file in common; or something
            cannot be written.
        BrokenPipeError: standard output was closed by its reader.
    """
    _check(options)
    report = make_report(_judged(options), bins=options.bins)
    with ExitStack() as stack:
        screen = stack.enter_context(Screen(quiet=options.quiet, bar=False))
        if options.json is not None:
            out = ResultsStream() if options.json == STDOUT else stack.enter_context(ResultsFile(options.json))
            found = as_json(report, truth=options.truth, results=options.results, version=__version__)
            # ASCII: a name may hold bytes that are no UTF-8, and JSON has its own way to write them.
            out.write(json.dumps(found, indent=2, allow_nan=False) + "\n")
            out.commit()
        if options.calibration is not None:
            _write_calibration(report, options, stack.enter_context(ResultsFile(options.calibration)), screen)
        if options.html is not None:
            _write_html(report, options, stack.enter_context(ResultsFile(options.html)), screen)
        if not options.quiet and options.json != STDOUT:
            from .evaluate_tables import print_report

            print_report(report, f"{options.results} against {options.truth}")
    return EXIT_OK


def _check(options: EvaluateOptions) -> None:
    """Refuse what cannot be meant.

    Raises:
        UsageError: it cannot.
    """
    written = (("--json", options.json), ("--html", options.html), ("--calibration", options.calibration))
    for option, name in written:
        if name == "" or (option != "--json" and name == STDOUT):
            raise UsageError(f"{option} needs the name of a file")
        if name and name != STDOUT and any(_same_file(name, table) for table in (options.truth, options.results)):
            raise UsageError(f"{option} {name} is one of the tables and would be overwritten; name another file")
    if options.images is not None and not Path(options.images).is_dir():
        raise UsageError(f"--images {options.images} is no folder")


def _same_file(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except OSError:
        return False  # one of them is not there


def _judged(options: EvaluateOptions) -> Judged:
    truth = load_truth(options.truth)
    matching = Matching(options.match)
    boxes = check_boxes(truth, options.truth)
    if matching is Matching.BOX and not all(field.box is not None for field in truth):
        raise UsageError(f"--match box: {options.truth} has rows without x, y, width, height")
    results = load_results(options.results, boxes=boxes and matching in (Matching.AUTO, Matching.BOX))
    judged = judge(truth, results, matching)
    if not judged.files and judged.unknown:
        raise NothingToReadError(
            f"the tables have no file in common: {options.truth} names {truth[0].file}, {options.results} names "
            f"{judged.unknown[0]}"
        )
    return judged


def _write_html(report: Report, options: EvaluateOptions, out: ResultsFile, screen: Screen) -> None:
    # OpenCV is loaded where crops are cut and nowhere else.
    from digitscan.evaluation.html_page import html_page

    from .evaluate_images import fault_images

    folder = Path(options.images) if options.images is not None else Path(options.truth).parent
    images, missing = fault_images(report.faults[: options.crops], report.judged.files, folder)
    told = [f"{plural(len(missing), 'image')} could not be shown: {'; '.join(_first(missing))}"] if missing else []
    for line in told:
        screen.error(line)
    title = f"{Path(options.results).name} against {Path(options.truth).name}"
    out.write(to_utf8(html_page(report, images, shown=options.crops, title=title, told=told)))
    out.commit()
    screen.note(f"page in {options.html}")


def _write_calibration(report: Report, options: EvaluateOptions, out: ResultsFile, screen: Screen) -> None:
    words = f"{Path(options.results).name} against {Path(options.truth).name}"
    table = calibration_table(report.judged.outcomes, data=words, digitscan=__version__)
    out.write(table_text(table))
    out.commit()
    screen.note(f"{table.numbers:,} checked numbers counted in {options.calibration}: {_promised(table)}")


def _promised(table: CalibrationTable) -> str:
    """The least error that a table can promise, in words."""
    least = min(table.rungs, key=lambda rung: rung.bound)
    return f"the least error that they can promise is {100 * least.bound:.2g} %" if table.numbers else "none"


def _first(lines: Sequence[str], most: int = 5) -> Iterator[str]:
    yield from lines[:most]
    if len(lines) > most:
        yield f"and {len(lines) - most} more"

"""Measures the installed command on all data at hand and prints each figure beside what is aimed at.

    python tests/benchmarks/goals.py --data DIR [--model NAME] [--set NAME ...] [--keep DIR]

DIR is that of `accuracy.py`; forms are drawn anew (`forms.py`). Sets that are not there are named and left out. Nothing
here is tuned to: change the reader by other data, and look here whether it was worth it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import accuracy
import forms

from digitscan.evaluation.outcomes import Kind, judge
from digitscan.evaluation.report import Report, make_report

BOXED_FORMS = "boxed_forms"
"""The set that is drawn and not read from DIR."""


class Figure(NamedTuple):
    """A row of the table: a count out of a whole, or an error without one, and whether it is as it should be."""

    data: str
    what: str
    value: str
    count: str
    goal: str
    met: bool


def at_least(data: str, what: str, count: int, of: int, share: float) -> Figure:
    """A share that should not be smaller."""
    value = count / of if of else 0.0
    return Figure(data, what, f"{100 * value:.2f} %", f"{count} of {of}", f"≥ {100 * share:g} %", value >= share)


def at_most(data: str, what: str, count: int, of: int, share: float) -> Figure:
    """A share that should not be larger."""
    value = count / of if of else 0.0
    goal = f"≤ {100 * share:g} %" if share else "none"
    return Figure(data, what, f"{100 * value:.2f} %", f"{count} of {of}", goal, value <= share)


def no_more(data: str, what: str, count: int, most: int) -> Figure:
    """A count that should not be larger."""
    return Figure(data, what, str(count), "", f"≤ {most}" if most else "none", count <= most)


def cheques(data: str, report: Report) -> Iterator[Figure]:
    """Whole amounts; how many can be accepted; whether confidences mean what they say."""
    numbers, error = report.numbers, report.calibration.error or 0.0
    yield at_least(data, "whole amounts right", numbers.right, numbers.count, 0.95)
    point = next(each.point for each in report.allowed if each.error == 0.01)
    accepted = 0 if point is None else round(point.share * numbers.count)
    yield at_least(data, "accepted at 1 % error", accepted, numbers.count, 0.90)
    ok = report.decisions[0]
    yield at_most(data, "wrong among those marked ok", ok.wrong + ok.extra, ok.count, 0.005)
    count = f"of {report.calibration.count}, {100 * (report.calibration.chance or 0.0):.1f} % by chance"
    yield Figure(data, "expected calibration error", f"{100 * error:.2f} %", count, "≤ 2 %", error <= 0.02)


def tally(data: str, report: Report) -> Iterator[Figure]:
    """Numbers, and what was read besides."""
    yield at_least(data, "numbers right", report.numbers.right, report.numbers.count, 0.97)
    yield no_more(data, "extra numbers", report.numbers.extra, 1)


def sudoku_photos(data: str, report: Report) -> Iterator[Figure]:
    """Cells with a number, and blank ones."""
    yield at_least(data, "filled cells right", report.numbers.right, report.numbers.count, 0.99)
    yield at_most(data, "blank cells read", report.numbers.empty_read, report.numbers.empty, 0.0)
    outside = report.numbers.extra - report.numbers.empty_read
    yield no_more(data, "numbers read outside the cells", outside, 0)


def half_marks(data: str, report: Report) -> Iterator[Figure]:
    """Cells of which any part was accepted as a number."""
    read = [outcome for outcome in report.judged.outcomes if outcome.read is not None and outcome.value]
    accepted = {outcome.file for outcome in read if outcome.read is not None and outcome.read.status == "ok"}
    yield at_most(data, "accepted as a number", len(accepted), report.numbers.files, 0.01)


def pages(data: str, report: Report) -> Iterator[Figure]:
    """Pages with all their numbers and no other."""
    yield at_least(data, "numbers right", report.numbers.right, report.numbers.count, 1.0)
    yield no_more(data, "extra numbers", report.numbers.extra, 0)


def _share(what: str, share: float) -> Callable[[str, Report], Iterator[Figure]]:
    def figures(data: str, report: Report) -> Iterator[Figure]:
        yield at_least(data, what, report.numbers.right, report.numbers.count, share)

    return figures


FIGURES: dict[str, Callable[[str, Report], Iterator[Figure]]] = {
    "cheque_amounts_held_out": cheques,
    "tally_columns": tally,
    "sudoku_photos": sudoku_photos,
    "sudoku_mixed": _share("cells right", 0.97),
    "mark_cells": _share("cells right", 0.993),
    "half_mark_cells": half_marks,
    "historical_digits": _share("digits right", 0.90),
    "pages": pages,
}
"""What is said of each set."""


def boxed_forms(mnist: Path | None, model: str, keep: Path, *, count: int, altered: int) -> Iterator[Figure]:
    """Boxes of clean forms; what was read outside them; what other ways to scan lose."""
    folder = keep / BOXED_FORMS
    folder.mkdir(exist_ok=True)
    drawn = list(forms.draw_forms(folder, mnist, forms=count, altered=altered))
    results = accuracy.read([form.path for form in drawn], model, keep / f"{BOXED_FORMS}.csv")
    by_way = {
        way: judge([field for form in drawn if form.way == way for field in form.fields], results) for way in forms.WAYS
    }
    clean = by_way.pop(forms.CLEAN)
    report = make_report(clean)
    outside = [o for o in clean.outcomes if o.kind is Kind.EXTRA]
    yield at_least("boxed forms", "boxes right", report.numbers.right, report.numbers.count, 0.995)
    yield no_more("boxed forms", "read outside the boxes", len(outside), 0)
    sure = sum(o.read is not None and o.read.status == "ok" for o in outside)
    yield no_more("boxed forms", "accepted outside the boxes", sure, 0)
    again = [str(form.path) for form in drawn if form.way == forms.CLEAN][:altered]
    for way, judged in by_way.items():
        if judged.outcomes:
            yield at_most(f"boxed forms, {way}", "boxes lost", *forms.lost(clean, judged, again), 0.01)


def figures(data: Path, names: Sequence[str], model: str, keep: Path) -> Iterator[Figure]:
    """Measure sets one after another."""
    for name in names:
        if name == BOXED_FORMS:
            mnist = data / "glyphs" / "mnist.npz"
            found = mnist if mnist.is_file() else None
            yield from boxed_forms(found, model, keep, count=forms.FORMS, altered=forms.ALTERED)
            continue
        for row, report in accuracy.measure(data, [name], model, keep):
            yield from FIGURES[name](str(row["set"]).replace("_", " "), report)


def line(data: str, what: str, value: str, count: str, goal: str, verdict: str) -> str:
    """A row of the table as text."""
    return f"{data:<31}{what:<29}{value:>9}  {count:<14}{goal:<9}{verdict}".rstrip()


def main(arguments: list[str] | None = None) -> int:
    """Print the table, row by row as figures come."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets")
    parser.add_argument("--model", default="digits", help="as for digitscan read")
    parser.add_argument("--set", dest="names", action="append", choices=(*FIGURES, BOXED_FORMS), help="only these sets")
    parser.add_argument("--keep", type=Path, help="folder for results, wrong pages and the forms drawn")
    options = parser.parse_args(arguments)
    there = [*(name for name in accuracy.sets_at_hand(options.data) if name in FIGURES), BOXED_FORMS]
    wanted = options.names or [*FIGURES, BOXED_FORMS]
    started = time.monotonic()
    print(line("data", "figure", "measured", "count", "goal", ""))
    with tempfile.TemporaryDirectory() as scratch:
        keep = options.keep or Path(scratch)
        keep.mkdir(parents=True, exist_ok=True)
        for found in figures(options.data, [name for name in wanted if name in there], options.model, keep):
            print(line(*found[:5], "met" if found.met else "not met"), flush=True)
    for name in wanted:
        if name not in there:
            print(f"left out: {name}, no labels.csv in {options.data / name.removesuffix('_held_out')}")
    print(f"measured in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Reads real scans with the installed command and counts the numbers that come out right.

    python tests/benchmarks/accuracy.py --data DIR [--model NAME] [--set NAME ...] [--keep DIR]

DIR holds the sets below, each a folder of images with a `labels.csv`. A page is right when its numbers are exactly the
true ones, in reading order: every digit right, none extra, none missing. The columns from `numbers` on count single
numbers, as `digitscan evaluate` does. One row a set is printed as CSV; `--keep` leaves each set's results and a list of
its wrong pages there. `goals.py` says the same in words, beside what is aimed at.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digitscan.evaluation.outcomes import Judged, Kind, Matching, Outcome, judge
from digitscan.evaluation.report import Report, make_report
from digitscan.evaluation.results import ReadField, Results, load_results
from digitscan.evaluation.truth import NOT_JUDGED, TrueField

GRIDS = ("sudoku_photos", "sudoku_mixed")
"""Photos of sudokus: 81 cells each, row by row; some cells of the first set are blank."""

SETS = (
    "pages",
    "mark_cells",
    "cheque_amounts",
    "cheque_amounts_held_out",
    "tally_columns",
    "historical_digits",
    *GRIDS,
)
"""Sets whose labels are whole numbers; those of cells that must be refused are counted by `half_mark_cells`."""

REFUSED = "half_mark_cells"
"""Cells with a half mark, as 3½: accepting one as a plain number is an error."""

CELLS = 81
BLANK, CANDIDATES = "0", "10"
"""Labels of a sudoku's cells: nothing in it; small pencilled candidates, which are no number, and not judged."""

HELD_OUT_SEED, HELD_OUT = 2018, 176
"""The cheque strips kept out of training and tuning: this seed's permutation of the sorted names, its first 176."""

COLUMNS = (
    "set", "pages", "right", "share", "extra_numbers", "marked_ok", "ok_but_wrong",
    "numbers", "numbers_right", "numbers_extra", "numbers_share", "share_at_1_percent", "calibration_error",
)  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """One image and the numbers on it, in reading order; of a sudoku all cells, "" for a blank one."""

    path: Path
    values: tuple[str, ...]


def load_truth(data: Path, name: str) -> list[Truth]:
    """The labelled images of a set, sorted by name."""
    folder = data / name.removesuffix("_held_out")
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(list(csv.reader(file))[1:])
    column = 2 if name == "pages" else 1
    truth = [Truth(folder / row[0], tuple(row[column].split())) for row in rows]
    if name in GRIDS:
        meaning = {BLANK: "", CANDIDATES: NOT_JUDGED}
        truth = [Truth(item.path, tuple(meaning.get(cell, cell) for cell in item.values)) for item in truth]
    if name.endswith("_held_out"):
        chosen = np.random.default_rng(HELD_OUT_SEED).permutation(len(truth))[:HELD_OUT]
        truth = [truth[i] for i in sorted(chosen.tolist())]
    return truth


def read(paths: Sequence[Path], model: str, out: Path, *more: str) -> Results:
    """Run `digitscan read` on images, and load what it wrote."""
    names = "\0".join(str(path) for path in paths).encode()
    # -P: what is installed, not the checkout this may be started in.
    command = [sys.executable, "-P", "-m", "digitscan", "read", "--files0-from", "-", "--quiet"]
    subprocess.run([*command, "--out", str(out), "--model", model, *more], input=names, check=True)
    return load_results(str(out))


def compare(name: str, truth: Sequence[Truth], results: Results) -> Judged:
    """Each true number with what was read for it."""
    fields = [TrueField(str(t.path), 0, i, value) for t in truth for i, value in enumerate(t.values, 1)]
    if name not in GRIDS:
        return judge(fields, results)
    # Where all cells were found, a field's number is its cell's. Elsewhere the best order is looked for, which
    # flatters: among single digits some agree by chance.
    rows = _by_file(results)
    whole = [field for field in fields if len(rows[field.file]) == CELLS]
    others = [field for field in fields if len(rows[field.file]) != CELLS]
    first, second = judge(whole, results, Matching.FIELD), judge(others, results, Matching.ORDER)
    outcomes = first.outcomes + second.outcomes
    return Judged(outcomes, first.files | second.files, (), (), (), first.failed | second.failed)


def count(name: str, truth: Sequence[Truth], results: Results) -> tuple[dict[str, object], list[str], Report]:
    """Count a set: its row of the table, a line for each page that is wrong, and the whole report."""
    rows = _by_file(results)
    report = make_report(compare(name, truth, results))
    spoilt = {o.file for o in report.faults}
    right = extra = ok = ok_wrong = 0
    wrong = []
    for item in truth:
        found = rows[str(item.path)]
        values = tuple(row.value for row in found)
        accepted = bool(found) and all(row.status == "ok" for row in found)
        is_right = values == item.values
        if name == REFUSED:
            is_right = not accepted
        elif name in GRIDS:
            is_right = str(item.path) not in spoilt
        right += is_right
        extra += max(0, len(values) - len(item.values))
        ok += accepted
        ok_wrong += accepted and not is_right
        if not is_right:
            confidences = " ".join(f"{row.confidence:.4f}" for row in found)
            wrong.append(f"{item.path.name}: {' '.join(item.values)} read as {' '.join(values)} ({confidences})")
    pages = (name, len(truth), right, f"{right / len(truth):.4f}", extra, ok, ok_wrong)
    return dict(zip(COLUMNS, (*pages, *_numbers(report)), strict=True)), wrong, report


def share_accepted(report: Report, error: float) -> float:
    """The share of the numbers that can be accepted at an error."""
    point = next(each.point for each in report.allowed if each.error == error)
    return 0.0 if point is None else point.share


def blank_cells(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    """How many fields are blank, and how many of these were read as a number."""
    blank = [o for o in outcomes if o.true is not None and o.true.value == ""]
    return len(blank), sum(o.kind is Kind.EXTRA for o in blank)


def measure(data: Path, names: Sequence[str], model: str, keep: Path) -> Iterator[tuple[dict[str, object], Report]]:
    """Read and count each set."""
    for name in names:
        truth = load_truth(data, name)
        more = ("--blanks",) if name in GRIDS else ()
        results = read([item.path for item in truth], model, keep / f"{name}.csv", *more)
        row, wrong, report = count(name, truth, results)
        (keep / f"{name}.wrong.txt").write_text("\n".join(wrong), encoding="utf-8")
        yield row, report


def sets_at_hand(data: Path) -> list[str]:
    """The sets that are in the folder."""
    return [name for name in (*SETS, REFUSED) if (data / name.removesuffix("_held_out") / "labels.csv").is_file()]


def _numbers(report: Report) -> tuple[object, ...]:
    n, error = report.numbers, report.calibration.error
    share = "" if n.accuracy is None else f"{n.accuracy:.4f}"
    certain = f"{share_accepted(report, 0.01):.4f}"
    return n.count, n.right, n.extra, share, certain, "" if error is None else f"{error:.4f}"


def _by_file(results: Results) -> dict[str, list[ReadField]]:
    rows = defaultdict(list)
    for field in results.fields:
        rows[field.file].append(field)
    return rows


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets")
    parser.add_argument("--model", default="digits", help="as for digitscan read")
    parser.add_argument("--set", dest="names", action="append", choices=(*SETS, REFUSED), help="only these sets")
    parser.add_argument("--keep", type=Path, help="folder for results and wrong pages")
    options = parser.parse_args(arguments)
    names = options.names or sets_at_hand(options.data)
    with tempfile.TemporaryDirectory() as scratch:
        keep = options.keep or Path(scratch)
        keep.mkdir(parents=True, exist_ok=True)
        writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row, _ in measure(options.data, names, options.model, keep):
            writer.writerow(row)
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Reads real scans with the installed command and counts the numbers that come out right.

    python tests/benchmarks/accuracy.py --data DIR [--model NAME] [--set NAME ...] [--keep DIR]

DIR holds the sets below, each a folder of images with a `labels.csv`. A page is right when its numbers are exactly the
true ones, in reading order: every digit right, none extra, none missing. One row a set is printed as CSV, with the
counts; `--keep` leaves each set's results and a list of its wrong pages there.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SETS = ("pages", "mark_cells", "cheque_amounts", "cheque_amounts_held_out", "tally_columns", "historical_digits")
"""Sets whose labels are whole numbers; those of cells that must be refused are counted by `half_mark_cells`."""

REFUSED = "half_mark_cells"
"""Cells with a half mark, as 3½: accepting one as a plain number is an error."""

HELD_OUT_SEED, HELD_OUT = 2018, 176
"""The cheque strips kept out of training and tuning: this seed's permutation of the sorted names, its first 176."""

COLUMNS = ("set", "pages", "right", "share", "extra_numbers", "marked_ok", "ok_but_wrong")


@dataclass(frozen=True)
class Truth:
    """One image and the numbers on it, in reading order."""

    path: Path
    values: tuple[str, ...]


def load_truth(data: Path, name: str) -> list[Truth]:
    """The labelled images of a set, sorted by name."""
    folder = data / name.removesuffix("_held_out")
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(list(csv.reader(file))[1:])
    column = 2 if name == "pages" else 1
    truth = [Truth(folder / row[0], tuple(row[column].split())) for row in rows]
    if name.endswith("_held_out"):
        chosen = np.random.default_rng(HELD_OUT_SEED).permutation(len(truth))[:HELD_OUT]
        truth = [truth[i] for i in sorted(chosen.tolist())]
    return truth


def read(truth: list[Truth], model: str, out: Path) -> dict[str, list[dict[str, str]]]:
    """Run `digitscan read` on the images: the rows of each file name."""
    names = "\0".join(str(item.path) for item in truth).encode()
    # -P: what is installed, not the checkout this may be started in.
    command = [
        sys.executable,
        "-P",
        "-m",
        "digitscan",
        "read",
        "--files0-from",
        "-",
        "--out",
        str(out),
        "--model",
        model,
        "--quiet",
    ]
    subprocess.run(command, input=names, check=True)
    rows = defaultdict(list)
    with out.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["file"]].append(row)
    return rows


def judge(name: str, truth: list[Truth], rows: dict[str, list[dict[str, str]]]) -> tuple[dict[str, object], list[str]]:
    """Count a set: its row of the table, and a line for each page that is wrong."""
    right = extra = ok = ok_wrong = 0
    wrong = []
    for item in truth:
        found = rows.get(str(item.path), [])
        values = tuple(row["value"] for row in found)
        accepted = bool(found) and all(row["status"] == "ok" for row in found)
        is_right = not accepted if name == REFUSED else values == item.values
        right += is_right
        extra += max(0, len(values) - len(item.values))
        ok += accepted
        ok_wrong += accepted and not is_right
        if not is_right:
            confidences = " ".join(row["confidence"] for row in found)
            wrong.append(f"{item.path.name}: {' '.join(item.values)} read as {' '.join(values)} ({confidences})")
    numbers = (name, len(truth), right, f"{right / len(truth):.4f}", extra, ok, ok_wrong)
    return dict(zip(COLUMNS, numbers, strict=True)), wrong


def measure(data: Path, names: list[str], model: str, keep: Path) -> Iterator[dict[str, object]]:
    """Read and count each set."""
    for name in names:
        truth = load_truth(data, name)
        row, wrong = judge(name, truth, read(truth, model, keep / f"{name}.csv"))
        (keep / f"{name}.wrong.txt").write_text("\n".join(wrong), encoding="utf-8")
        yield row


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets")
    parser.add_argument("--model", default="digits", help="as for digitscan read")
    parser.add_argument("--set", dest="names", action="append", choices=(*SETS, REFUSED), help="only these sets")
    parser.add_argument("--keep", type=Path, help="folder for results and wrong pages")
    options = parser.parse_args(arguments)
    names = options.names or [
        name for name in (*SETS, REFUSED) if (options.data / name.removesuffix("_held_out")).is_dir()
    ]
    with tempfile.TemporaryDirectory() as scratch:
        keep = options.keep or Path(scratch)
        keep.mkdir(parents=True, exist_ok=True)
        writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in measure(options.data, names, options.model, keep):
            writer.writerow(row)
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Check that two results files say the same.

Every cell must be the same, save that confidences may differ by a little: another processor adds floating-point numbers
in another order.
"""

from __future__ import annotations

import csv
import sys
from itertools import zip_longest
from pathlib import Path

TOLERANCE = 0.0005
"""Largest difference between confidences: five in the last of their four decimals."""

Row = dict[str, str]


def main(expected_path: str, found_path: str) -> int:
    """Print each row that differs; 1 if there is any."""
    expected, found = _rows(expected_path), _rows(found_path)
    differing = 0
    for number, (want, have) in enumerate(zip_longest(expected, found), start=2):
        if want is None or have is None or not _same(want, have):
            differing += 1
            print(f"line {number}:\n  expected {_line(want)}\n  found    {_line(have)}", file=sys.stderr)
    verdict = f"{differing} rows differ" if differing else "the same"
    print(f"{found_path}: {len(found)} rows, {expected_path}: {len(expected)} rows, {verdict}", file=sys.stderr)
    return 1 if differing else 0


def _rows(path: str) -> list[Row]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def _same(want: Row, have: Row) -> bool:
    if want.keys() != have.keys():
        return False
    if any(want[name] != have[name] for name in want if name != "confidence"):
        return False
    if want["confidence"] == have["confidence"]:
        return True
    return abs(float(want["confidence"] or -1) - float(have["confidence"] or -1)) <= TOLERANCE


def _line(row: Row | None) -> str:
    return "nothing" if row is None else ",".join(row.values())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

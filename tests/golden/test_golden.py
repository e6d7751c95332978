"""Each sample gives its expected rows; `make golden` writes them anew, for a person to read the difference."""

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from digitscan.cli.entry import main

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    out = tmp_path_factory.mktemp("golden") / "results.csv"
    assert main(["read", str(ROOT / "samples"), "--device", "cpu", "--quiet", "--out", str(out)]) == 0
    return out


def test_the_samples_are_read_as_expected(results):
    check = [
        sys.executable,
        str(ROOT / ".ci" / "same_results.py"),
        str(ROOT / "samples" / "expected.csv"),
        str(results),
    ]
    found = subprocess.run(check, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


def test_nearly_every_number_that_was_written_is_read(results):
    """What is expected is what the reader answers; this holds it to what was written."""
    written = _values(ROOT / "samples" / "truth.csv")
    read = _values(results)
    assert (written & read).total() >= 0.97 * written.total()


def test_what_is_marked_ok_is_right(results):
    wrong = _values(results, status="ok") - _values(ROOT / "samples" / "truth.csv")
    assert wrong.total() <= 1, wrong


def _values(path: Path, status: str | None = None) -> Counter[tuple[str, str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if status is None or row["status"] == status]
    return Counter((row["file"], row["page"], row["value"]) for row in rows if row["value"])

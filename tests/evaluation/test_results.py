"""Results are read back as `digitscan read` writes them, CSV and JSON lines alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from digitscan.errors import UsageError
from digitscan.evaluation.results import Results, load_results
from digitscan.outputs.rows import COLUMNS, csv_header, page_to_csv, page_to_jsonl
from digitscan.types import Box, Digit, PageResult, Reading, Status

_DIGITS = (Digit("7", Box(1, 2, 3, 4), np.eye(11, dtype=np.float32)[7]),)
_FIELD = Box(0, 0, 9, 9)
_PAGES = (
    PageResult("a,b.tif", 1, (Reading(1, "7", 0.91234, Status.OK, Box(1, 2, 31, 42), digits=_DIGITS),), None, 50, 60),
    PageResult(
        "a,b.tif",
        2,
        (Reading(2, "", 0.0, Status.REVIEW, _FIELD, "no digit"), Reading(3, "", 1.0, Status.BLANK, _FIELD)),
    ),
    PageResult("c.pdf", 1, error="cut short"),
)  # fmt: skip


def _load(tmp_path: Path, text: str, **options: bool) -> Results:
    path = tmp_path / "results"
    path.write_text(text, encoding="utf-8", newline="")
    return load_results(str(path), **options)


def test_what_read_writes_comes_back(tmp_path: Path) -> None:
    csv = _load(tmp_path, csv_header() + "".join(map(page_to_csv, _PAGES)), boxes=True)
    jsonl = _load(tmp_path, "".join(map(page_to_jsonl, _PAGES)), boxes=True)
    assert csv == jsonl
    assert [(f.file, f.page, f.field, f.value, f.confidence, f.status) for f in csv.fields] == [
        ("a,b.tif", 1, 1, "7", 0.9123, Status.OK),
        ("a,b.tif", 2, 2, "", 0.0, Status.REVIEW),
        ("a,b.tif", 2, 3, "", 1.0, Status.BLANK),
    ]
    assert csv.fields[0].box == Box(1, 2, 31, 42) and csv.fields[1].note == "no digit"
    assert csv.failed == {("c.pdf", 1): "cut short"} and csv.files == ("a,b.tif", "c.pdf")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("a,1,1,5,0.9,fine,1,1,9,9,", "line 2: unknown status 'fine'; there are ok, review, blank, error"),
        ("a,1,1,5,1.5,ok,1,1,9,9,", "line 2: confidence is a number from 0 to 1, not '1.5'"),
        ("a,1,1,5,,ok,1,1,9,9,", "line 2: confidence is a number"),
        ("a,one,1,5,0.9,ok,1,1,9,9,", "line 2: page is a number, not 'one'"),
        ("a,1,1,5,0.9,ok,,,,,", "line 2: truth goes by boxes, and this result has none"),
        ("a,1,1,5,0.9,ok,1,1,9,9,\r\na,1,1,6,0.9,ok,1,1,9,9,", "line 3: field 1 of a, page 1 stood on line 2 already"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, cells: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        _load(tmp_path, f"{','.join(COLUMNS)}\r\n{cells}\r\n", boxes=True)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="lacks the columns confidence, status"):
        _load(tmp_path, "file,page,field,value\na,1,1,5\n")
    with pytest.raises(UsageError, match="lacks the columns x, y, width, height"):
        _load(tmp_path, "file,page,field,value,confidence,status\na,1,1,5,1,ok\n", boxes=True)
    assert _load(tmp_path, "file,page,field,value,confidence,status\na,1,1,5,1,ok\n").fields[0].box is None

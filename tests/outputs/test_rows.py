"""Each reading becomes one row: CSV that other readers parse to the same cells, JSON lines with more detail."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitscan.outputs.rows import COLUMNS, csv_header, page_to_csv, page_to_jsonl
from digitscan.types import Box, Digit, PageResult, Reading, Status

_SURE = np.array([0, 0, 0, 0, 0.99996, 0, 0, 0, 0, 0, 0.00004], np.float32)
_FOUR = Digit("4", Box(12, 22, 20, 40), _SURE)
_READING = Reading(
    3,
    "004",
    0.98765,
    Status.REVIEW,
    Box(10, 20, 60, 45),
    "two marks not read",
    "comb",
    (_FOUR,),
    (("009", 0.01),),
    "00A",
)
_PAGE = PageResult("a/form 1.png", 2, (_READING,), None, 800, 600)
_FAILED = PageResult("b.pdf", 1, (), "it is encrypted")


def _parse(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_the_header_is_the_one_that_is_documented() -> None:
    assert csv_header() == "file,page,field,value,confidence,status,x,y,width,height,note\r\n"


def test_a_reading_is_one_row_with_zeros_kept_and_four_decimals() -> None:
    assert page_to_csv(_PAGE) == "a/form 1.png,2,3,004,0.9877,review,10,20,50,25,two marks not read\r\n"


def test_a_failed_page_is_a_row_with_its_reason() -> None:
    assert _parse(page_to_csv(_FAILED)) == [["b.pdf", "1", "", "", "", "error", "", "", "", "", "it is encrypted"]]


def test_a_page_without_numbers_has_no_rows() -> None:
    assert page_to_csv(PageResult("a.png", 1)) == page_to_jsonl(PageResult("a.png", 1)) == ""


@given(name=st.text(max_size=30), note=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_name_and_note_come_back_from_the_csv(name: str, note: str) -> None:
    file = name.encode("utf-8", "ignore").decode("utf-8")
    page = replace(_PAGE, file=file, readings=(replace(_READING, note=note),))
    (cells,) = _parse(page_to_csv(page))
    row = dict(zip(COLUMNS, cells, strict=True))
    assert (row["file"], row["note"], row["value"]) == (file, note, "004")


def test_names_that_need_care_are_quoted_not_changed() -> None:
    for name in ["=1+1.png", 'say "hi".png', "a,b.png", "two\nlines.png", "two\r\nlines.png", " lead.png"]:
        (cells,) = _parse(page_to_csv(replace(_PAGE, file=name)))
        assert cells[0] == name


def test_bytes_that_are_no_utf8_do_not_stop_the_csv() -> None:
    file = b"\xff\xfe.png".decode("utf-8", "surrogateescape")
    text = page_to_csv(replace(_PAGE, file=file)) + page_to_jsonl(replace(_FAILED, file=file))
    assert text.encode("utf-8").count(rb"\xff") == 2


def test_json_lines_have_the_columns_and_the_details() -> None:
    (line,) = page_to_jsonl(_PAGE).splitlines()
    row = json.loads(line)
    assert tuple(row)[: len(COLUMNS)] == COLUMNS
    assert (row["value"], row["confidence"], row["status"]) == ("004", 0.9877, "review")
    assert (row["kind"], row["raw_value"], row["page_width"], row["page_height"]) == ("comb", "00A", 800, 600)
    assert row["alternatives"] == [{"value": "009", "confidence": 0.01}]
    (digit,) = row["digits"]
    assert (digit["value"], digit["x"], digit["y"], digit["width"], digit["height"]) == ("4", 12, 22, 8, 18)
    assert digit["confidence"] == 1.0
    assert len(digit["probabilities"]) == 11


def test_a_failed_page_is_one_json_object() -> None:
    row = json.loads(page_to_jsonl(_FAILED))
    assert tuple(row) == COLUMNS
    assert (row["value"], row["status"], row["note"], row["field"]) == ("", "error", "it is encrypted", None)

"""The three forms of truth, and what is wrong with a fourth."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitscan.errors import NothingToReadError, UsageError
from digitscan.evaluation.truth import TrueField, check_boxes, load_truth
from digitscan.types import Box


def _load(tmp_path: Path, text: str) -> list[TrueField]:
    path = tmp_path / "truth.csv"
    path.write_text(text, encoding="utf-8")
    return load_truth(str(path))


def test_a_label_file_has_the_numbers_of_each_file(tmp_path: Path) -> None:
    for heading in ("value", "values", "label", "labels", "values_top_to_bottom"):
        fields = _load(tmp_path, f"file,{heading},boxes\na.png,161 069 -3,x\nb.png,,\nc.png,07,\n")
        assert fields == [
            TrueField("a.png", 0, 1, "161"),
            TrueField("a.png", 0, 2, "069"),
            TrueField("a.png", 0, 3, "-3"),
            TrueField("b.png", 0, 1, ""),
            TrueField("c.png", 0, 1, "07"),
        ]


def test_several_rows_of_a_file_go_on_counting(tmp_path: Path) -> None:
    fields = _load(tmp_path, "file,page,value\na.tif,1,1 2\nb.tif,,9\na.tif,1,3\na.tif,2,4\n")
    assert [(f.file, f.page, f.field, f.value) for f in fields] == [
        ("a.tif", 1, 1, "1"), ("a.tif", 1, 2, "2"), ("a.tif", 1, 3, "3"), ("b.tif", 1, 1, "9"), ("a.tif", 2, 1, "4"),
    ]  # fmt: skip


def test_fields_are_sorted_and_their_spaces_left_out(tmp_path: Path) -> None:
    fields = _load(tmp_path, "file,page,field,value\na,1,10,5\na,1,2,12 345\na,1,3,\n")
    assert [(f.field, f.value) for f in fields] == [(2, "12345"), (3, ""), (10, "5")]


def test_boxes(tmp_path: Path) -> None:
    fields = _load(tmp_path, "file,x,y,width,height,value\na,10,20,30,40,5\na,60,20,30,40,\n")
    assert [(f.field, f.page, f.box) for f in fields] == [(1, 0, Box(10, 20, 40, 60)), (2, 0, Box(60, 20, 90, 60))]
    assert check_boxes(fields, "t") and not check_boxes([TrueField("a", 1, 1, "5")], "t")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,value\na,1\n", "lacks the column file; it has name, value"),
        ("file,number\na,1\n", "lacks the column value"),
        ("file,x,y,value\na,1,2,3\n", "lacks the columns width, height"),
        ("file,page,field,value\na,1,1,5\na,1,1,6\n", "line 3: field 1 of a, page 1 stood on line 2 already"),
        ("file,page,value\na,first,5\n", "line 2: page is a number, not 'first'"),
        ("file,value\n,5\n", "line 2: the name of the file is missing"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        _load(tmp_path, text)


def test_headings_alone_are_no_truth(tmp_path: Path) -> None:
    with pytest.raises(NothingToReadError, match="no row"):
        _load(tmp_path, "file,value\n")


def test_half_of_the_boxes_will_not_do() -> None:
    fields = [TrueField("a", 1, 1, "5", Box(0, 0, 1, 1)), TrueField("a", 1, 2, "6")]
    with pytest.raises(UsageError, match="some rows of a, page 1 have a box and some have none"):
        check_boxes(fields, "t")

"""Tables as people save them: CSV of several kinds, JSON lines; what is wrong is named with its line."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from digitscan.errors import NothingToReadError, UsageError
from digitscan.evaluation.table_file import Row, need, read_rows
from digitscan.types import Box


def _read(tmp_path: Path, data: str | bytes) -> tuple[list[str], list[Row]]:
    path = tmp_path / "table.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_rows(str(path))


@pytest.mark.parametrize(
    "text",
    [
        "file,value\na.png,12\n",
        "\ufefffile,value\r\na.png,12\r\n",  # as spreadsheets save "CSV UTF-8"
        "File;VALUE\na.png; 12 \n\n",
        "file\tvalue\na.png\t12",
        '{"file": "a.png", "value": "12", "digits": [{"value": "1"}]}\n',
    ],
)
def test_the_kinds_of_table_say_the_same(tmp_path: Path, text: str) -> None:
    headings, rows = _read(tmp_path, text)
    assert headings == ["file", "value"]
    assert [row.cells for row in rows] == [{"file": "a.png", "value": "12"}]


def test_quotes_keep_separators_and_line_ends(tmp_path: Path) -> None:
    _, rows = _read(tmp_path, 'file,value\n"a,\nb.png",1\nc.png,2\n')
    assert [(row.cells["file"], row.line) for row in rows] == [("a,\nb.png", 3), ("c.png", 4)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("file,value\na.png,1,2\n", "line 2: 3 cells under 2 headings"),
        ("file,value,file\n", "two columns file"),
        (b"file,value\n\xff.png,1\n", "line 2: this is no UTF-8"),
        ('{"file": "a"}\n{"file" "b"}\n', "line 2: this is no JSON"),
        ('{"file": "a"}\n[1]\n', "line 2: a JSON object"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(tmp_path: Path, data: str | bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        _read(tmp_path, data)


def test_nothing_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NothingToReadError, match=r"absent\.csv cannot be read: no such file"):
        read_rows(str(tmp_path / "absent.csv"))
    with pytest.raises(NothingToReadError, match="is empty"):
        _read(tmp_path, " \n")


def test_standard_input_is_a_table_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"file,value\na,1\n")))
    assert read_rows("-")[1][0].cells == {"file": "a", "value": "1"}


def test_missing_columns_are_named_beside_those_that_are_there() -> None:
    with pytest.raises(UsageError, match=r"t\.csv lacks the columns file, value; it has name, label"):
        need(["name", "label"], ["file", "value"], "t.csv")
    with pytest.raises(UsageError, match="lacks the column value; it has file"):
        need(["file"], ["file", "value"], "t.csv")


def _row(**cells: str) -> Row:
    return Row("t.csv", 7, cells)


def test_numbers_are_checked() -> None:
    assert _row(page="2").whole("page") == 2 and _row(page="2.0").whole("page") == 2
    for text in ("0", "1.5", "x", "", "inf", "nan"):
        with pytest.raises(UsageError, match=r"t\.csv, line 7: page is a"):
            _row(page=text).whole("page")


def test_a_box_is_all_or_nothing_and_covers_its_pixels() -> None:
    assert _row(x="", y="", width="", height="").box() is None and _row().box() is None
    assert _row(x="1.5", y="2", width="3", height="4.2").box() == Box(1, 2, 5, 7)
    with pytest.raises(UsageError, match="width is a number"):
        _row(x="1", y="2", width="", height="4").box()
    with pytest.raises(UsageError, match="above 0"):
        _row(x="1", y="2", width="0", height="4").box()

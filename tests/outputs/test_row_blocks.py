"""Rows of results are found as blocks, one for each page, without being taken apart."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitscan.errors import UsageError
from digitscan.outputs.names import to_utf8
from digitscan.outputs.row_blocks import CSV, JSONL, Block, find_blocks, find_format
from digitscan.outputs.rows import csv_header, page_to_csv, page_to_jsonl
from digitscan.types import Box, PageResult, Reading, Status

NAME = st.one_of(st.sampled_from(["a.png", 'b,"c"\r\n.png', "ü/1.tif", "\udcff\\x"]), st.text(min_size=1, max_size=5))
VALUE = st.sampled_from(["", "7", "-12", "0"])
PAGE = st.tuples(NAME, st.integers(1, 3), st.lists(VALUE, max_size=3), st.booleans())


def _result(file: str, page: int, values: list[str], failed: bool) -> PageResult:
    if failed:
        return PageResult(file, page, error='broken,\n"so"')
    readings = (
        Reading(2 * n + 1, value, 0.5, Status.OK, Box(1, 2, 3, 4), 'a "note", or\ntwo')
        for n, value in enumerate(values)
    )
    return PageResult(file, page, tuple(readings), None, 9, 9)


def _blocks(data: bytes) -> list[Block]:
    stream = io.BytesIO(data)
    form = find_format(stream, "table")
    return [] if form is None else list(find_blocks(stream, form, "table"))


@pytest.mark.parametrize("form", [CSV, JSONL])
@given(st.lists(PAGE, max_size=6))
def test_each_page_with_rows_is_a_block(form: str, pages: list[tuple[str, int, list[str], bool]]) -> None:
    """Adjoining pages of one name and number are two inputs, and two blocks, for their fields begin anew."""
    encode = page_to_csv if form == CSV else page_to_jsonl
    data, expected, turns = csv_header().encode() if form == CSV else b"", [], dict[str, list[int]]()
    for file, page, values, failed in pages:
        rows = encode(_result(file, page, values, failed)).encode()
        if rows:
            turn = turns.setdefault(to_utf8(file), [0, 0])
            turn[:] = turn[0] + (page <= turn[1]), page
            expected.append(Block(to_utf8(file), turn[0], page, len(data), len(data) + len(rows), failed))
        data += rows
    assert _blocks(data) == expected


def test_rows_of_other_makers_of_json_are_found_too() -> None:
    rows = b'{"page":1,"file":"a","field":1,"status":"ok"}\n{"page":1,"file":"a","field":3,"status":"ok"}\n'
    assert _blocks(rows) == [Block("a", 0, 1, 0, len(rows), False)]


HEADER = csv_header().encode()
ROW = b"a.png,1,1,7,0.9000,ok,1,2,3,4,\r\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"file;page;field\r\n", "does not begin as results do"),
        (b"\xef\xbb\xbf" + HEADER, "does not begin as results do"),
        (HEADER[:-2] + b"\n" + ROW, "does not begin as results do"),
        (HEADER + ROW + ROW[:-9], "line 3 is cut short"),
        (HEADER + ROW + ROW[:-2] + b"\n", "line 3 does not end with CR LF"),
        (HEADER + ROW.replace(b"a.png", b'"a.png'), "line 2 is cut short|is no row"),
        (HEADER + ROW.replace(b",ok,", b",right,"), "line 2 is no row of results"),
        (HEADER + ROW.replace(b"1,1,7", b"0,1,7"), "line 2 is no row of results"),
        (HEADER + ROW.replace(b",1,1,", b",x,1,"), "line 2 is no row of results"),
        (HEADER + ROW + b"a.png,1,2,7\r\n", "line 3 is no row of results"),
        (HEADER + ROW.replace(b"a.png", b"\xff"), "line 2 is no row of results"),
        (b'{"file": "a"}\n', "line 1 is no row of results"),
        (b'{"file": 3, "page": 1, "field": 1, "status": "ok"}\n', "line 1 is no row of results"),
        (b'{"file": "a"', "line 1 is cut short"),
        (b"{nonsense\n", "line 1 is no row of results"),
    ],
)
def test_what_was_changed_or_cut_is_told_with_its_line(data: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=rf"^table.*({words})"):
        _blocks(data)


def test_nothing_and_only_a_header_have_no_blocks() -> None:
    assert _blocks(b"") == [] and _blocks(HEADER) == []
    assert find_format(io.BytesIO(b""), "table") is None
    assert find_format(io.BytesIO(HEADER), "table") == CSV

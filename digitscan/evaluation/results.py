"""The table of results, as ``digitscan read`` writes it, CSV or JSON lines."""

from __future__ import annotations

from dataclasses import dataclass

from digitscan.errors import UsageError
from digitscan.types import Box, Status

from .table_file import Row, need, read_rows

COLUMNS = ("file", "page", "field", "value", "confidence", "status")
"""Columns that are needed; boxes are needed besides where truth goes by them."""


@dataclass(frozen=True)
class ReadField:
    """What was read in one field.

    Attributes:
        file: as the results name it.
        page: from 1.
        field: its number on the page, from 1.
        value: the number as text, "" where none was read.
        confidence: probability that it is right, 0–1.
        status: what was decided.
        box: where it stands, pixels of the page as stored, or None.
        note: why it is not `ok`.
    """

    file: str
    page: int
    field: int
    value: str
    confidence: float
    status: Status
    box: Box | None = None
    note: str = ""


@dataclass(frozen=True)
class Results:
    """A table of results.

    Attributes:
        fields: those that were read, in the order of file, page and field.
        failed: the pages that could not be read, (file, page), and why.
        files: all files named, in their order.
    """

    fields: tuple[ReadField, ...]
    failed: dict[tuple[str, int], str]
    files: tuple[str, ...]


def load_results(path: str, *, boxes: bool = False) -> Results:
    """Read a table of results.

    Args:
        path: of the table; ``-`` is standard input.
        boxes: whether each field must have a box.

    Raises:
        NothingToReadError: there is no table.
        UsageError: a column is missing, a cell holds something else than it should, or a field stands twice.
    """
    headings, rows = read_rows(path)
    need(headings, (*COLUMNS, "x", "y", "width", "height") if boxes else COLUMNS, path)
    fields: list[ReadField] = []
    failed: dict[tuple[str, int], str] = {}
    lines: dict[tuple[str, int, int], int] = {}
    for row in rows:
        status = _status(row)
        if status is Status.ERROR:
            page = row.whole("page") if row.cells["page"] else 1
            failed[row.cells["file"], page] = row.cells.get("note", "")
            continue
        field = _field(row, status, boxes)
        key = (field.file, field.page, field.field)
        if key in lines:
            raise row.wrong(
                f"field {field.field} of {field.file}, page {field.page} stood on line {lines[key]} already"
            )
        lines[key] = row.line
        fields.append(field)
    files = dict.fromkeys(row.cells["file"] for row in rows)
    place = {file: i for i, file in enumerate(files)}
    fields.sort(key=lambda field: (place[field.file], field.page, field.field))
    return Results(tuple(fields), failed, tuple(files))


def _field(row: Row, status: Status, boxes: bool) -> ReadField:
    cells = row.cells
    if not cells["file"]:
        raise row.wrong("the name of the file is missing")
    confidence = row.real("confidence")
    if not 0 <= confidence <= 1:
        raise row.wrong(f"confidence is a number from 0 to 1, not {cells['confidence']!r}")
    box = row.box()
    if boxes and box is None:
        raise row.wrong("truth goes by boxes, and this result has none")
    value = "" if status is Status.BLANK else "".join(cells["value"].split())
    return ReadField(
        cells["file"], row.whole("page"), row.whole("field"), value, confidence, status, box, cells.get("note", "")
    )


def _status(row: Row) -> Status:
    text = row.cells["status"]
    try:
        return Status(text)
    except ValueError:
        known = ", ".join(status.value for status in Status)
        raise UsageError(f"{row.source}, line {row.line}: unknown status {text!r}; there are {known}") from None

"""The table of truth: what stands in each field, by place or by box, or just the numbers of each file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from digitscan.errors import NothingToReadError, UsageError
from digitscan.types import Box

from .table_file import Row, need, read_rows

VALUE_COLUMNS = ("value", "label")
"""What the heading of the numbers is, or begins with (values, labels, values_in_reading_order)."""

NOT_JUDGED = "?"
"""The value of a field that nobody can say: whatever is read there counts neither way."""


@dataclass(frozen=True)
class TrueField:
    """What stands in one field.

    Attributes:
        file: as the table names it.
        page: from 1; 0 where the table has no pages, so that the numbers are those of the whole file.
        field: its number on the page; from 1, in the order of the table where that has no numbers.
        value: the number as text; "" for an empty field, `NOT_JUDGED` where nobody can say.
        box: where it stands, pixels of the page as stored, or None.
    """

    file: str
    page: int
    field: int
    value: str
    box: Box | None = None


def load_truth(path: str) -> list[TrueField]:
    """Read the table of truth.

    It has ``file`` and ``value`` (or ``values``, ``label``, ``labels_in_order``) and may have ``page``, ``field`` and
    ``x``, ``y``, ``width``, ``height``. With fields or boxes, a row is one field, spaces in its value being left out,
    and no value says that the field is empty. Without, a row holds all numbers of a file or page, separated by spaces.

    Args:
        path: of the table; CSV or JSON lines.

    Returns:
        The fields of each file and page together, in the order of their numbers.

    Raises:
        NothingToReadError: there is no table, or it has no row.
        UsageError: a column is missing, a cell holds something else than it should, or a field is named twice.
    """
    headings, rows = read_rows(path)
    value = _value_column(headings)
    need(headings, ("file", value), path)
    boxed = [column for column in ("x", "y", "width", "height") if column in headings]
    if boxed:
        need(headings, ("x", "y", "width", "height"), path)
    if not rows:
        raise NothingToReadError(f"{path} has no row below its headings")
    single = bool(boxed) or "field" in headings
    groups: dict[tuple[str, int], list[TrueField]] = defaultdict(list)
    lines: dict[tuple[str, int, int], int] = {}
    for row in rows:
        for field in _fields(row, value, single, len(groups[_page_of(row)])):
            _refuse_twice(lines, row, field)
            groups[field.file, field.page].append(field)
    return [field for group in groups.values() for field in sorted(group, key=lambda field: field.field)]


def _value_column(headings: list[str]) -> str:
    """The heading of the numbers: ``value`` or ``label`` itself before one that only begins so."""
    beginning = [heading for name in VALUE_COLUMNS for heading in headings if heading.startswith(name)]
    return next((name for name in VALUE_COLUMNS if name in headings), beginning[0] if beginning else VALUE_COLUMNS[0])


def _page_of(row: Row) -> tuple[str, int]:
    if not row.cells["file"]:
        raise row.wrong("the name of the file is missing")
    if "page" not in row.cells:
        return row.cells["file"], 0
    return row.cells["file"], row.whole("page") if row.cells["page"] else 1


def _fields(row: Row, column: str, single: bool, before: int) -> list[TrueField]:
    """The fields of one row; `before` are on its page already."""
    file, page = _page_of(row)
    text = row.cells[column]
    if single:
        number = row.whole("field") if row.cells.get("field") else before + 1
        return [TrueField(file, page, number, "".join(text.split()), row.box())]
    # A row without a number still says that the page was looked at: its one field is empty.
    values = text.split() or [""]
    return [TrueField(file, page, before + i, value) for i, value in enumerate(values, 1)]


def _refuse_twice(lines: dict[tuple[str, int, int], int], row: Row, field: TrueField) -> None:
    key = (field.file, field.page, field.field)
    if key in lines and row.cells.get("field"):
        where = f"{field.file}, page {field.page}" if field.page else field.file
        raise row.wrong(f"field {field.field} of {where} stood on line {lines[key]} already")
    lines[key] = row.line


def check_boxes(fields: list[TrueField], source: str) -> bool:
    """Whether the truth names fields by box.

    Raises:
        UsageError: on one page some rows have a box and some have none.
    """
    pages: dict[tuple[str, int], set[bool]] = defaultdict(set)
    for field in fields:
        pages[field.file, field.page].add(field.box is not None)
    for (file, page), kinds in pages.items():
        if len(kinds) > 1:
            where = f"{file}, page {page}" if page else file
            raise UsageError(f"{source}: some rows of {where} have a box and some have none; give all or none of them")
    return any(True in kinds for kinds in pages.values())

"""A table in a file (CSV, or JSON lines) → rows of text, each with its line number for messages.

A spreadsheet saves CSV with a byte-order mark, with semicolons or tabs, and with headings in any case: all of these are
read, for the people who check numbers use spreadsheets.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from digitscan.errors import NothingToReadError, UsageError
from digitscan.types import Box

_DELIMITERS = ",;\t"
_SHOWN = 6
"""Headings that a message lists at most."""


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        source: name of the table, for messages.
        line: the line on which it ends, from 1.
        cells: text by heading in lower case; stripped, "" where nothing stands.
    """

    source: str
    line: int
    cells: dict[str, str]

    def wrong(self, problem: str) -> UsageError:
        """An error that names the place."""
        return UsageError(f"{self.source}, line {self.line}: {problem}")

    def whole(self, column: str, least: int = 1) -> int:
        """The whole number in a column.

        Raises:
            UsageError: there is none, or it is below `least`.
        """
        number = self.real(column)
        if number != int(number) or number < least:
            raise self.wrong(f"{column} is a whole number from {least} on, not {self.cells[column]!r}")
        return int(number)

    def real(self, column: str) -> float:
        """The finite number in a column.

        Raises:
            UsageError: there is none.
        """
        text = self.cells.get(column, "")
        try:
            number = float(text)
        except ValueError:
            raise self.wrong(f"{column} is a number, not {text!r}") from None
        if not abs(number) < float("inf"):
            raise self.wrong(f"{column} is a number, not {text!r}")
        return number

    def box(self) -> Box | None:
        """The box in ``x, y, width, height``, whole pixels around it; None where all four are empty or absent.

        Raises:
            UsageError: some are empty, or width or height is not above 0.
        """
        columns = ("x", "y", "width", "height")
        if not any(self.cells.get(column) for column in columns):
            return None
        x, y, width, height = (self.real(column) for column in columns)
        if width <= 0 or height <= 0:
            raise self.wrong("width and height of a box are above 0")
        return Box(int(x // 1), int(y // 1), int(-(-(x + width) // 1)), int(-(-(y + height) // 1)))


def read_rows(path: str) -> tuple[list[str], list[Row]]:
    """Read a table.

    Args:
        path: of a CSV with headings, or of JSON lines (one object a line); ``-`` is standard input.

    Returns:
        The headings in lower case, and the rows.

    Raises:
        NothingToReadError: there is no such file, it cannot be read, or it is empty.
        UsageError: it is no table.
    """
    name = "standard input" if path == "-" else path
    text = _text(path, name)
    if not text.strip():
        raise NothingToReadError(f"{name} is empty")
    rows = list(_json_rows(text, name) if text.lstrip().startswith("{") else _csv_rows(text, name))
    if not rows:
        return _headings(text), rows
    # Each object of JSON lines has its own names: a column is what all of them have.
    return [heading for heading in rows[0].cells if all(heading in row.cells for row in rows)], rows


def need(headings: Sequence[str], needed: Sequence[str], source: str) -> None:
    """Check that columns are there.

    Raises:
        UsageError: some are not; the message names them, and those that are there.
    """
    missing = [column for column in needed if column not in headings]
    if missing:
        found = ", ".join(heading or "(no name)" for heading in headings[:_SHOWN])
        more = ", …" if len(headings) > _SHOWN else ""
        raise UsageError(
            f"{source} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}; it has {found}{more}"
        )


def _text(path: str, name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise NothingToReadError(f"{name} cannot be read: {(error.strerror or str(error)).lower()}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UsageError(f"{name}, line {line}: this is no UTF-8 text; save the table as CSV in UTF-8") from None


def _headings(text: str) -> list[str]:
    first = text.lstrip().splitlines()[0]
    cells = next(csv.reader([first], delimiter=_delimiter(first)))
    return [cell.strip().lower() for cell in cells]


def _delimiter(heading: str) -> str:
    return max(_DELIMITERS, key=heading.count)


def _csv_rows(text: str, name: str) -> Iterator[Row]:
    text = text.lstrip()
    headings = _headings(text)
    doubled = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    if doubled:
        raise UsageError(f"{name} has two columns {doubled[0]}")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text.splitlines()[0]), strict=True)
    next(reader)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(headings):
                raise UsageError(
                    f"{name}, line {reader.line_num}: {len(cells)} cells under {len(headings)} headings; put quotes "
                    "around text that holds the separator"
                )
            padded = cells + [""] * (len(headings) - len(cells))
            row = {heading: cell.strip() for heading, cell in zip(headings, padded, strict=True)}
            yield Row(name, reader.line_num, row)
    except csv.Error as error:
        raise UsageError(f"{name}, line {reader.line_num}: this is no CSV ({error})") from None


def _json_rows(text: str, name: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{name}, line {number}: this is no JSON ({error})") from None
        if not isinstance(found, dict):
            raise UsageError(f"{name}, line {number}: a JSON object stands on each line, not {line.strip()[:20]!r}")
        # Lists and objects (each digit's probabilities) are not what is judged here.
        flat = {key.lower(): value for key, value in found.items() if not isinstance(value, (list, dict))}
        yield Row(name, number, {key: "" if value is None else str(value).strip() for key, value in flat.items()})

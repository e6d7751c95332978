"""PageResult → lines of CSV or JSON. The order of the columns stands here and nowhere else.

CSV is UTF-8 as RFC 4180 has it: comma, double quotes where needed, lines ended by CR LF, a header always. Fields are
written as they are: a file name with a leading ``=`` keeps it, so that the name still names the file. (A spreadsheet
may take such a cell for a formula: import the column as text.) JSON lines has one object for each row of the CSV, with
the same names and more beside them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from typing import Any

from digitscan.types import Box, Digit, PageResult, Reading, Status

from .names import to_utf8

COLUMNS = ("file", "page", "field", "value", "confidence", "status", "x", "y", "width", "height", "note")
"""The columns of the CSV, in their order."""

_DECIMALS = 4
"""Decimals of confidences and probabilities; the network is not surer of itself than that."""

Encoder = Callable[[PageResult], str]
"""Turns one page's result into its lines, line ends included."""


def csv_header() -> str:
    """The header line of the CSV."""
    return _csv_lines([COLUMNS])


def page_to_csv(result: PageResult) -> str:
    """The rows of one page as CSV lines: one for each reading, or one with status ``error``."""
    return _csv_lines(_csv_row(row) for row in _rows(result))


def page_to_jsonl(result: PageResult) -> str:
    """The rows of one page as JSON lines.

    Each object has the columns of the CSV (numbers as numbers, null where the CSV has an empty cell), and for a reading
    ``kind``, ``raw_value``, ``page_width``, ``page_height``, ``alternatives`` (value and confidence, best first) and
    ``digits`` (value, confidence, box, and the eleven probabilities).
    """
    details = (_details(reading, result) for reading in result.readings) if result.error is None else iter([{}])
    lines = [
        json.dumps(row | more, ensure_ascii=False, allow_nan=False)
        for row, more in zip(_rows(result), details, strict=True)
    ]
    return "".join(to_utf8(line) + "\n" for line in lines)


def _rows(result: PageResult) -> list[dict[str, Any]]:
    if result.error is not None:
        empty = dict.fromkeys(COLUMNS)
        named = {"file": to_utf8(result.file), "page": result.page, "value": "", "note": to_utf8(result.error)}
        return [empty | named | {"status": str(Status.ERROR)}]
    return [_row(result, reading) for reading in result.readings]


def _row(result: PageResult, reading: Reading) -> dict[str, Any]:
    cells = (
        to_utf8(result.file),
        result.page,
        reading.field,
        reading.value,
        round(float(reading.confidence), _DECIMALS),
        str(reading.status),
        *_corner_and_size(reading.box),
        to_utf8(reading.note),
    )
    return dict(zip(COLUMNS, cells, strict=True))


def _csv_row(row: dict[str, Any]) -> list[str]:
    confidence = row["confidence"]
    cells = row | {"confidence": None if confidence is None else f"{confidence:.{_DECIMALS}f}"}
    return ["" if cells[column] is None else str(cells[column]) for column in COLUMNS]


def _csv_lines(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, dialect="excel", lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _details(reading: Reading, result: PageResult) -> dict[str, Any]:
    return {
        "kind": reading.kind,
        "raw_value": reading.raw_value,
        "page_width": result.width,
        "page_height": result.height,
        "alternatives": [
            {"value": value, "confidence": round(float(confidence), _DECIMALS)}
            for value, confidence in reading.alternatives
        ],
        "digits": [_digit(digit) for digit in reading.digits],
    }


def _digit(digit: Digit) -> dict[str, Any]:
    x, y, width, height = _corner_and_size(digit.box)
    return {
        "value": digit.value,
        "confidence": round(digit.confidence, _DECIMALS),
        "x": x,
        "y": y,
        "width": width,
        "height": height,
        "probabilities": [round(float(probability), _DECIMALS) for probability in digit.probabilities],
    }


def _corner_and_size(box: Box) -> tuple[int, int, int, int]:
    return int(box.left), int(box.top), int(box.width), int(box.height)

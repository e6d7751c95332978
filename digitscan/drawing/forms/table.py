"""A table of marks: names printed, marks written by hand, some cells left empty."""

from __future__ import annotations

from collections.abc import Sequence

from digitscan.drawing.paper import A4, Drawn, Sheet
from digitscan.drawing.writer import Hand

Row = tuple[str, Sequence[str]]
"""Name and the marks beside it; empty for none."""

HEADINGS = ("Written", "Oral", "Lab", "Total")

MARKS: tuple[Row, ...] = (
    ("Adler, Robin", ("34", "18", "27", "79")),
    ("Birch, Kim", ("41", "20", "30", "91")),
    ("Castle, Jo", ("28", "", "22", "50")),
    ("Dale, Sasha", ("19", "11", "16", "46")),
    ("Elm, Noor", ("37", "17", "", "54")),
    ("Field, Alex", ("45", "19", "29", "93")),
    ("Grove, Toni", ("", "", "", "")),
    ("Heath, Charlie", ("30", "15", "25", "70")),
    ("Isle, Manu", ("22", "8", "13", "43")),
    ("Lake, Dominique", ("39", "16", "28", "83")),
)


def mark_table(
    hand: Hand,
    rows: Sequence[Row] = MARKS,
    headings: Sequence[str] = HEADINGS,
    *,
    title: str = "Marks, summer term",
    size: tuple[float, float] = A4,
    dpi: float = 300,
    row_height: float = 10.0,
    numbered: bool = True,
    note: str = "Group 4 · at most 50, 20 and 30 points",
) -> Drawn:
    """Draw the table.

    Args:
        hand: who fills it in.
        rows: names and marks.
        headings: of the columns of marks.
        title: printed at the top.
        size: width and height of the sheet, millimetres.
        dpi: dots per inch.
        row_height: millimetres.
        numbered: print a running number before each name.
        note: printed below the title.

    Returns:
        The page; kind ``cell``, empty cells with an empty value.
    """
    sheet = Sheet(size, dpi)
    sheet.print(title, 18, 24, 15, weight=700)
    sheet.print(note, 18, 31, 9, grey=60)
    left, top, right = 18.0, 38.0, size[0] - 18
    names = 55.0 if size[0] > 180 else 42.0
    pitch = (right - left - names) / len(headings)
    _print_grid(sheet, (left, top, right), names, len(headings), len(rows) + 1, row_height)
    for i, heading in enumerate(headings):
        sheet.print(heading, left + names + (i + 0.5) * pitch, top + 0.64 * row_height, 9, weight=700, align="center")
    sheet.print("Name", left + 3, top + 0.64 * row_height, 9, weight=700)
    for number, (name, marks) in enumerate(rows, 1):
        y = top + number * row_height
        sheet.print(f"{number}. {name}" if numbered else name, left + 3, y + 0.64 * row_height, 9)
        for i, mark in enumerate(marks):
            sheet.write(mark, sheet.box(left + names + i * pitch, y, pitch, row_height), hand, "cell")
    return sheet.drawn()


def _print_grid(
    sheet: Sheet, frame: tuple[float, float, float], names: float, columns: int, rows: int, height: float
) -> None:
    left, top, right = frame
    for i in range(rows + 1):
        sheet.rule(left, top + i * height, right, top + i * height, 0.4 if i < 2 else 0.2)
    pitch = (right - left - names) / columns
    for x in (left, *(left + names + i * pitch for i in range(columns + 1))):
        sheet.rule(x, top, x, top + rows * height, 0.25)

"""A form with combs: one cell for each character."""

from __future__ import annotations

from collections.abc import Sequence

from digitscan.drawing.paper import A5_WIDE, Drawn, Sheet
from digitscan.drawing.writer import Hand
from digitscan.types import Box

CELL = (6.5, 9.0)
"""Width and height of a cell, millimetres, as on many forms."""

Entry = tuple[str, str, int]
"""Prompt, what is written (a space leaves a cell empty), number of cells."""

STUDENT: tuple[Entry, ...] = (
    ("Student number", "40718259", 10),
    ("Date of birth: day, month, year", "14032004", 8),
    ("Course code", "30612", 6),
)


def comb_form(
    hand: Hand,
    entries: Sequence[Entry] = STUDENT,
    *,
    title: str = "Registration for examination",
    size: tuple[float, float] = A5_WIDE,
    dpi: float = 300,
    style: str = "closed",
    note: str = "Write one digit in each box. Use a dark pen.",
) -> Drawn:
    """Draw the form.

    Args:
        hand: who fills it in.
        entries: the combs, one below the other.
        title: printed at the top.
        size: width and height of the sheet, millimetres.
        dpi: dots per inch.
        style: ``closed`` (cells with all four sides), ``open`` (a base line with teeth), ``apart`` (boxes with gaps).
        note: printed below the title.

    Returns:
        The page; kind ``comb``, values without spaces.
    """
    sheet = Sheet(size, dpi)
    sheet.print(title, 18, 20, 15, weight=700)
    sheet.print(note, 18, 27, 9)
    y = 42.0
    for prompt, text, count in entries:
        sheet.print(prompt, 18, y - 3, 10)
        cells = draw_comb(sheet, 18, y, count, style)
        sheet.write_comb(text, cells, hand)
        y += CELL[1] + 18
    sheet.print("For office use only", size[0] - 18, size[1] - 12, 7, align="right", grey=90)
    return sheet.drawn()


def draw_comb(
    sheet: Sheet, left: float, top: float, count: int, style: str = "closed", cell: tuple[float, float] = CELL
) -> list[Box]:
    """Print an empty comb, lengths in millimetres; the boxes of its cells in pixels."""
    width, height = cell
    pitch = width + (1.5 if style == "apart" else 0)
    if style == "apart":
        return [sheet.frame(left + i * pitch, top, width, height) for i in range(count)]
    if style == "closed":
        sheet.frame(left, top, count * width, height, line=0.35)
    else:
        sheet.rule(left, top + height, left + count * width, top + height, 0.3)
    teeth = top if style == "closed" else top + 0.45 * height
    for i in range(0 if style == "open" else 1, count + (style == "open")):
        sheet.rule(left + i * width, teeth, left + i * width, top + height, 0.3)
    return [sheet.box(left + i * width, top, width, height) for i in range(count)]

"""A grid of equal cells, some of them empty: number puzzles, count sheets, tables of single figures."""

from __future__ import annotations

from collections.abc import Sequence

from digitscan.drawing.paper import A5, Drawn, Sheet
from digitscan.drawing.writer import Hand


def grid_form(
    hand: Hand,
    rows: Sequence[Sequence[str]],
    *,
    cell: tuple[float, float] = (12.0, 12.0),
    line: float = 0.25,
    heavy: int = 3,
    grey: int = 60,
    dpi: float = 300,
) -> Drawn:
    """Draw the grid filled in.

    Args:
        hand: who fills it in.
        rows: the numbers of each row, as many in each; an empty text leaves its cell empty.
        cell: width and height of a cell, millimetres.
        line: width of the lines, millimetres.
        heavy: every so many lines one is four times as wide; 0 for none.
        grey: of the lines.
        dpi: dots per inch.

    Returns:
        The page; its cells row by row, the empty ones too, kind ``cell``.
    """
    sheet = Sheet(A5, dpi)
    wide, high = cell[0] * len(rows[0]), cell[1] * len(rows)
    left, top = (A5[0] - wide) / 2, (A5[1] - high) / 2
    sheet.print("Figures", left, top - 5, 12, weight=700)
    for i in range(len(rows) + 1):
        y = top + i * cell[1]
        sheet.rule(left, y, left + wide, y, 4 * line if heavy and i % heavy == 0 else line, grey)
    for j in range(len(rows[0]) + 1):
        x = left + j * cell[0]
        sheet.rule(x, top, x, top + high, 4 * line if heavy and j % heavy == 0 else line, grey)
    for i, numbers in enumerate(rows):
        for j, number in enumerate(numbers):
            box = sheet.box(left + j * cell[0], top + i * cell[1], *cell)
            sheet.write(number, box, hand, "cell")
    return sheet.drawn()

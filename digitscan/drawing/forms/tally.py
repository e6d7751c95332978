"""A column of an election tally: ruled rows, a dash before each number, empty rows struck through with a pen."""

from __future__ import annotations

from collections.abc import Sequence

import cv2

from digitscan.drawing.paper import Drawn, Sheet
from digitscan.drawing.writer import Hand

VOTES: tuple[str, ...] = ("243", "069", "120", "002")


def tally_column(
    hand: Hand,
    values: Sequence[str] = VOTES,
    *,
    empty: int = 4,
    pitch: float = 9.0,
    size: float = 0.8,
    over: float | None = None,
    dpi: float = 200,
) -> Drawn:
    """Draw the crop of one column, cut off at the left.

    Args:
        hand: who writes.
        values: one for each of the first rows.
        empty: rows after them, each struck through with a pen.
        pitch: distance of the lines, millimetres.
        size: height of the digits, in pitches; from about 1 on they touch the lines and one another.
        over: millimetres by which the numbers reach over the column's edge; None keeps them clear of it.
        dpi: dots per inch.

    Returns:
        The crop; kind ``row``, boxes of the ink.
    """
    rows = len(values) + empty
    sheet = Sheet((60, (rows + 2) * pitch), dpi)
    right, top = 50.0, pitch
    align = "left" if over is None else "right"
    for i in range(rows + 1):
        sheet.rule(-1, top + i * pitch, right, top + i * pitch, 0.3, 120)
    sheet.rule(right, top, right, top + rows * pitch, 0.3, 120)
    for i, value in enumerate(values):
        middle = top + (i + 0.5) * pitch
        sheet.rule(-1, middle, 18, middle, 0.5, 60)
        width = 28 if over is None else right - 20 + over
        high = size + 0.06
        room = sheet.box(20, top + (i + 0.55 - high / 2) * pitch, width, high * pitch)
        sheet.write(value, room, hand, "row", align=align, height=sheet.px(size * pitch))
    for i in range(len(values), rows):
        ends = (0, sheet.px(top + (i + 0.3) * pitch)), (sheet.px(right), sheet.px(top + (i + 0.02) * pitch))
        cv2.line(sheet.pixels, *ends, (50, 50, 50), sheet.px(0.5), cv2.LINE_AA)
    return sheet.drawn()

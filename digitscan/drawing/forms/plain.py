"""Numbers on plain paper, without any print."""

from __future__ import annotations

from collections.abc import Sequence

from digitscan.drawing.paper import A5, Drawn, Sheet
from digitscan.drawing.writer import Hand

LINES: tuple[str, ...] = ("38 204 17", "5960", "712 83", "46105", "9 330 28")


def plain_page(
    hand: Hand,
    lines: Sequence[str] = LINES,
    *,
    size: tuple[float, float] = A5,
    dpi: float = 300,
    height: float = 9.0,
    slope: float = 0.0,
) -> Drawn:
    """Draw the page.

    Args:
        hand: who writes.
        lines: numbers separated by spaces, which become wide gaps.
        size: width and height of the sheet, millimetres.
        dpi: dots per inch.
        height: height of a digit, millimetres.
        slope: how far the lines rise to the right, as a fraction.

    Returns:
        The page; kind ``line``, boxes of the ink.
    """
    sheet = Sheet(size, dpi)
    y = 20.0
    for line in lines:
        x = 16.0 + float(hand.rng.uniform(0, 8))
        for number in line.split():
            room = sheet.box(x, y - slope * x, 1.5 * height * len(number), height)
            sheet.write(number, room, hand, "line", align="left", height=sheet.px(height))
            x = sheet.truth[-1].box.right * 25.4 / dpi + height * float(hand.rng.uniform(1.3, 2.0))
        y += height * float(hand.rng.uniform(1.9, 2.3))
    return sheet.drawn()

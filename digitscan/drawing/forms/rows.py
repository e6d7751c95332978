"""Ruled rows: numbers written on lines that run across the page, their strokes crossing them; and underlined blanks."""

from __future__ import annotations

from collections.abc import Sequence

from digitscan.drawing.paper import A5, Drawn, Sheet
from digitscan.drawing.writer import Hand
from digitscan.types import Box

READINGS: tuple[str, ...] = (
    "20418", "20577", "20731", "20896", "21043", "21209", "21388", "21540", "21695", "21872", "22036", "22194",
)  # fmt: skip

METER: tuple[tuple[str, str], ...] = (
    ("Meter number", "5830271"),
    ("Previous reading", "41906"),
    ("Reading today", "42385"),
    ("Difference", "479"),
    ("Day, month", "2306"),
)


def ruled_rows(
    hand: Hand,
    values: Sequence[str] = READINGS,
    *,
    title: str = "Water meter, pump house 2",
    size: tuple[float, float] = A5,
    dpi: float = 300,
    pitch: float = 11.0,
    sink: float = 0.12,
    margin_line: bool = True,
) -> Drawn:
    """Draw the page.

    Args:
        hand: who writes.
        values: one for each row; an empty one leaves its row empty.
        title: printed at the top.
        size: width and height of the sheet, millimetres.
        dpi: dots per inch.
        pitch: distance of the lines, millimetres.
        sink: how far the digits reach through their line, as a part of the pitch.
        margin_line: print a vertical line at the left.

    Returns:
        The page; kind ``row``, boxes of the ink.
    """
    sheet = Sheet(size, dpi)
    sheet.print(title, 16, 18, 13, weight=700)
    top = 26.0
    for i in range(len(values) + 1):
        sheet.rule(12, top + i * pitch, size[0] - 12, top + i * pitch, 0.2, 90)
    if margin_line:
        sheet.rule(36, top - 4, 36, top + len(values) * pitch + 4, 0.25, 90)
    tall = 0.72 * pitch
    for i, value in enumerate(values):
        base = top + (i + 1) * pitch + sink * pitch
        room = sheet.box(42, base - tall, size[0] - 70, tall)
        sheet.write(value, room, hand, "row", align="left", height=sheet.px(tall * _scale(hand)))
    return sheet.drawn()


def _scale(hand: Hand) -> float:
    """Large hands fill the row, small ones leave a quarter of it."""
    return float(min(1.0, 0.45 + 0.75 * hand.style.size))


def underlined_form(
    hand: Hand,
    entries: Sequence[tuple[str, str]] = METER,
    *,
    title: str = "Meter card",
    size: tuple[float, float] = A5,
    dpi: float = 300,
    dotted: bool = False,
    note: str = "Return this card within ten days.",
) -> Drawn:
    """Draw a form of prompts, each followed by a line to write on.

    Args:
        hand: who fills it in.
        entries: prompt and what is written.
        title: printed at the top.
        size: width and height of the sheet, millimetres.
        dpi: dots per inch.
        dotted: the lines are rows of dots.
        note: printed below the title.

    Returns:
        The page; kind ``line``, boxes of the ink.
    """
    sheet = Sheet(size, dpi)
    sheet.print(title, 16, 22, 15, weight=700)
    sheet.print(note, 16, 29, 9, grey=60)
    for i, (prompt, text) in enumerate(entries):
        y = 46.0 + 17 * i
        sheet.print(prompt, 16, y, 10)
        if dotted:
            sheet.dots(62, size[0] - 16, y + 0.8)
        else:
            sheet.rule(62, y + 0.8, size[0] - 16, y + 0.8, 0.25)
        room: Box = sheet.box(64, y - 6.6, size[0] - 84, 7.2)
        sheet.write(text, room, hand, "line", align="left", height=sheet.px(6.2 * _scale(hand)))
    return sheet.drawn()

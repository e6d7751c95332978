"""A handwriting sample form, laid out like the one on which NIST gathered Special Database 19.

Title, 28 boxes of 2 to 10 digits with the digits to be copied printed above each, two boxes of letters, a paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitscan.drawing.numbers import draw_number
from digitscan.drawing.paper import A4, Drawn, Sheet
from digitscan.drawing.writer import Hand
from digitscan.types import Box

LENGTHS: tuple[tuple[int, ...], ...] = (
    (10, 10, 10),
    (2, 3, 4, 5, 6),
    (3, 4, 5, 6, 2),
    (4, 5, 6, 2, 3),
    (5, 6, 2, 3, 4),
    (6, 2, 3, 4, 5),
)
"""Digits of each box, row by row: 28 boxes, 130 digits."""

PARAGRAPH = (
    "We, the people of the village, in order to keep the wells clean, the paths open and the records true, do write "
    "down each week what was drawn, and give the sheet to the keeper of the book, who adds it up at the end of a year."
)

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def sample_form(hand: Hand, values: Sequence[str] | None = None, *, seed: int = 0, dpi: float = 300) -> Drawn:
    """Draw the form filled in.

    Args:
        hand: who fills it in; a `GlyphHand` puts given glyphs into the boxes.
        values: 28 numbers of the lengths in `LENGTHS`; None draws them.
        seed: for the values and the order of the letters.
        dpi: dots per inch.

    Returns:
        The page; its 28 boxes of digits, kind ``box``. The boxes of letters are not in the truth.
    """
    rng = np.random.default_rng(seed)
    numbers = list(values) if values is not None else sample_values(rng)
    sheet = Sheet(A4, dpi)
    _print_head(sheet)
    y, taken = 62.0, 0
    for lengths in LENGTHS:
        _draw_row(sheet, lengths, numbers[taken : taken + len(lengths)], y, hand)
        taken += len(lengths)
        y += 16.5
    for prompt in ("".join(rng.permutation(list(_ALPHABET))), "".join(rng.permutation(list(_ALPHABET.upper())))):
        sheet.print(prompt, 22, y, 9)
        _letters(sheet, prompt, sheet.frame(20, y + 1.5, 170, 9.5), hand)
        y += 16.5
    sheet.print("Please print the following text in the box below:", 20, y, 8)
    y = sheet.paragraph(PARAGRAPH, 20, y + 5, 170, 8)
    _write_paragraph(sheet, sheet.frame(20, y, 170, 42), hand)
    return sheet.drawn()


def sample_values(rng: np.random.Generator) -> list[str]:
    """Numbers for the 28 boxes: the first row 0 to 9 in order, as on the original; the others drawn, digits evenly."""
    count = sum(sum(lengths) for lengths in LENGTHS[1:])
    pool = list(rng.permutation(np.resize(np.arange(10), count)))
    first = ["0123456789"] * len(LENGTHS[0])
    return first + ["".join(str(pool.pop()) for _ in range(n)) for lengths in LENGTHS[1:] for n in lengths]


def _print_head(sheet: Sheet) -> None:
    sheet.print("HANDWRITING SAMPLE FORM", 105, 17, 13, weight=700, align="center")
    for left, width, prompt in ((20, 55, "NAME"), (80, 25, "DATE"), (110, 50, "CITY"), (165, 25, "STATE  ZIP")):
        sheet.print(prompt, left + 1, 24.5, 6)
        sheet.rule(left, 33, left + width, 33, 0.25)
    sheet.paragraph(
        "This sample of handwriting is being collected for use in testing computer recognition of hand printed numbers "
        "and letters. Please print the following characters in the boxes that appear below.", 20, 40, 170, 8
    )  # fmt: skip


def _draw_row(sheet: Sheet, lengths: Sequence[int], numbers: Sequence[str], y: float, hand: Hand) -> None:
    """Boxes as wide as their digits need, spread over the line."""
    gap = 6.0
    per_digit = (170 - gap * (len(lengths) - 1)) / sum(max(3, n) for n in lengths)
    x = 20.0
    for length, number in zip(lengths, numbers, strict=True):
        width = per_digit * max(3, length)
        sheet.print(number, x + 2, y, 9)
        sheet.write(number, sheet.frame(x, y + 1.5, width, 9.5), hand, "box", align="left")
        x += width + gap


def _letters(sheet: Sheet, text: str, box: Box, hand: Hand) -> None:
    """Letters into a box, spread over its width."""
    pitch = (box.width - sheet.px(6)) / len(text)
    for i, letter in enumerate(text):
        left = box.left + sheet.px(3) + round(i * pitch)
        place = Box(left, box.top, left + round(pitch), box.bottom)
        draw_number(sheet.pixels, letter, place, hand, dpi=sheet.dpi, height=0.55 * box.height)


def _write_paragraph(sheet: Sheet, box: Box, hand: Hand) -> None:
    """The paragraph written word by word, line below line, until the box is full."""
    tall, x, y = sheet.px(4.0), box.left + sheet.px(3), box.top + sheet.px(2)
    for word in PARAGRAPH.split():
        width = round((0.62 * len(word) + 0.68) * tall)
        if x + width > box.right:
            x, y = box.left + sheet.px(3), y + round(1.75 * tall)
        if y + 1.4 * tall > box.bottom:
            return
        place = Box(x, y, x + width, y + tall)
        draw_number(sheet.pixels, word, place, hand, dpi=sheet.dpi, align="left", height=tall, gap=0.1)
        x += width

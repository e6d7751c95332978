"""Numbers and words written on a page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Box

from .pens import Ink, lay
from .writer import Hand

_WORD_SPACE = 0.45
"""Width of a space, in heights of a digit."""

_SEEN = 0.1
"""Coverage from which a column counts as inked when characters are set beside each other."""


def draw_number(
    canvas: NDArray[np.uint8],
    text: str,
    box: Box,
    hand: Hand,
    *,
    dpi: float = 300,
    align: str = "center",
    height: float | None = None,
    gap: float | None = None,
) -> list[Box]:
    """Write a number, or any text, into a box, in place.

    Args:
        canvas: uint8 (H, W) or (H, W, 3).
        text: digits, signs, letters and spaces.
        box: the room for it; the writing is made smaller where it would be too wide.
        hand: who writes.
        dpi: dots per inch of the canvas, for the width of the pen.
        align: ``left``, ``center`` or ``right``.
        height: height of a digit in pixels; None takes what the hand would, in a box of that height.
        gap: room between digits in heights; None takes the hand's own. With a negative one they touch, their inks
            overlapping by so much where they are nearest.

    Returns:
        The boxes of the digits' ink, in order; signs and letters have none.
    """
    tall = float(height or box.height * hand.style.size)
    room = max(8.0, box.width - 0.25 * tall)
    inks, width = _set(text, hand, tall, dpi, gap)
    if width > 1.15 * room:
        # Smaller at first, as somebody does who sees that the room is short; the rest is squeezed.
        tall *= 1.1 * room / width
        inks, width = _set(text, hand, tall, dpi, gap)
    if width > room:
        inks, width = _squeezed(inks, width - room), room
    spare = box.width - width
    start = box.left + {"left": min(0.2 * tall, spare / 2), "center": spare / 2, "right": spare - 0.2 * tall}[align]
    baseline = box.top + (box.height - tall) / 2 + hand.rng.normal(0, hand.style.wander) * tall
    return _lay_all(canvas, text, inks, hand, start, baseline)


def _set(text: str, hand: Hand, tall: float, dpi: float, gap: float | None) -> tuple[list[Ink], float]:
    """Write each character and move it to its place on the line: the inks, from x = 0, and the whole width."""
    between = hand.style.gap if gap is None else gap
    inks: list[Ink] = []
    space = 0.0
    for character in text:
        if character == " ":
            space += _WORD_SPACE * tall
            continue
        ink = hand.character(character, tall, dpi)
        ink = ink._replace(left=-_edges(ink)[0], top=ink.top + round(hand.rng.normal(0, hand.style.wander) * tall))
        if inks:
            wanted = between + hand.rng.normal(0, 0.25 * abs(between) + 0.01)
            wanted = tall * (max(0.02, wanted) if between > 0 else wanted) + space
            ink = ink._replace(left=_beside(inks[-1], ink, wanted))
        inks.append(ink)
        space = 0.0
    return inks, float(_right(inks[-1])) if inks else 0.0


def _beside(last: Ink, ink: Ink, gap: float) -> int:
    """Column for an ink right of the last one: apart by `gap`, or overlapping by −`gap` where they are nearest."""
    if gap >= 0:
        return round(_right(last) + gap) - _edges(ink)[0]
    top, bottom = max(last.top, ink.top), min(last.top + len(last.coverage), ink.top + len(ink.coverage))
    if bottom <= top:
        return round(_right(last) + gap) - _edges(ink)[0]
    right = last.coverage[top - last.top : bottom - last.top, ::-1] > _SEEN
    left = ink.coverage[top - ink.top : bottom - ink.top] > _SEEN
    # In rows without ink nothing is near.
    free_right = np.where(right.any(1), right.argmax(1), right.shape[1])
    free_left = np.where(left.any(1), left.argmax(1), left.shape[1])
    nearest = int((free_right + free_left).min())
    return round(last.left + last.coverage.shape[1] - nearest + gap)


def _right(ink: Ink) -> int:
    """The column after an ink's last one."""
    return ink.left + ink.coverage.shape[1] - _edges(ink)[1]


def _edges(ink: Ink) -> tuple[int, int]:
    """Empty columns left and right of an ink."""
    filled = np.flatnonzero(ink.coverage.max(0) > _SEEN)
    return (int(filled[0]), int(ink.coverage.shape[1] - 1 - filled[-1])) if len(filled) else (0, 0)


def _squeezed(inks: Sequence[Ink], excess: float) -> list[Ink]:
    """Push characters together so that they take so many pixels less."""
    share = excess / max(1, len(inks) - 1)
    return [ink._replace(left=round(ink.left - i * share)) for i, ink in enumerate(inks)]


def _lay_all(canvas: NDArray[np.uint8], text: str, inks: Sequence[Ink], hand: Hand, x: float, y: float) -> list[Box]:
    boxes = []
    for character, ink in zip(text.replace(" ", ""), inks, strict=True):
        seen = lay(canvas, Ink(ink.coverage, ink.left + round(x), ink.top + round(y)), hand.pen.colour)
        if seen is not None and character.isdigit():
            boxes.append(seen)
    return boxes


def draw_in_cells(
    canvas: NDArray[np.uint8],
    text: str,
    cells: Sequence[Box],
    hand: Hand,
    *,
    dpi: float = 300,
    height: float | None = None,
) -> list[Box]:
    """Write one character in each cell, as into a comb; a space leaves its cell empty.

    Args:
        canvas: uint8 (H, W) or (H, W, 3), changed in place.
        text: at most as many characters as cells.
        cells: their inner boxes.
        hand: who writes.
        dpi: dots per inch of the canvas.
        height: height of a digit in pixels; None takes what the hand would.

    Returns:
        The boxes of the digits' ink, in order.
    """
    boxes = []
    for character, cell in zip(text, cells, strict=False):
        shift = round(hand.rng.normal(0, 0.03) * cell.width)
        moved = Box(cell.left + shift, cell.top, cell.right + shift, cell.bottom)
        # In narrow cells people write smaller, so that a wide digit has its place too.
        tall = height or min(hand.style.size * cell.height, 0.9 * cell.width)
        boxes += draw_number(canvas, character, moved, hand, dpi=dpi, height=tall)
    return boxes

"""Pages with a given number of digits, for measuring speed."""

from __future__ import annotations

import math

import numpy as np

from digitscan.drawing.paper import A4, Drawn, Sheet
from digitscan.drawing.writer import Hand


def dense_page(hand: Hand, digits: int, *, seed: int = 0, dpi: float = 300, kind: str = "box") -> Drawn:
    """Draw an A4 page with exactly so many digits in a grid of boxes of five.

    Args:
        hand: who writes.
        digits: 1 … about 1,500.
        seed: for the values.
        dpi: dots per inch.
        kind: ``box`` (boxes apart), ``cell`` (a table without gaps), ``line`` (no ruling at all).

    Returns:
        The page; the last field may be shorter.
    """
    rng = np.random.default_rng(seed)
    fields = math.ceil(digits / 5)
    columns = min(8, max(2, math.ceil(math.sqrt(fields / 2.2))))
    rows = math.ceil(fields / columns)
    pitch = (186 / columns, min(28.0, 268 / rows))
    gap = (0.0, 0.0) if kind == "cell" else (3.0, min(3.5, 0.25 * pitch[1]))
    sheet = Sheet(A4, dpi)
    sheet.print(f"{digits} digits", 12, 12, 10)
    for index in range(fields):
        row, column = divmod(index, columns)
        left, top = 12 + column * pitch[0], 17 + row * pitch[1]
        size = (pitch[0] - gap[0], min(11.0, pitch[1] - gap[1]) if kind != "cell" else pitch[1])
        text = "".join(str(d) for d in rng.integers(0, 10, min(5, digits - 5 * index)))
        box = sheet.box(left, top, *size) if kind == "line" else sheet.frame(left, top, *size, line=0.2)
        sheet.write(text, box, hand, kind, height=min(0.68 * box.height, sheet.px(6.0)))
    return sheet.drawn()

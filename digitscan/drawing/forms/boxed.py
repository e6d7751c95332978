"""A form whose numbers stand in boxes, with printed prompts above or left of them and printed text around."""

from __future__ import annotations

from collections.abc import Sequence

from digitscan.drawing.paper import A4, Drawn, Sheet
from digitscan.drawing.writer import Hand

Entry = tuple[str, str]
"""Prompt and what is written; empty for an empty box."""

DELIVERY: tuple[Entry, ...] = (
    ("Customer number", "205814"),
    ("Order number", "77310"),
    ("Parcels", "12"),
    ("Pallets", "3"),
    ("Gross weight, kg", "648"),
    ("Net weight, kg", "593"),
    ("Invoice number", "1904462"),
    ("Amount due", "27350"),
)

NOTICE = (
    "Please check all particulars before the goods are unloaded. Damage that can be seen from outside is noted on "
    "this form and signed by the driver; other damage is reported within 7 days. Our terms of 1 January 2024 apply."
)


def boxed_form(
    hand: Hand,
    entries: Sequence[Entry] = DELIVERY,
    *,
    title: str = "Delivery note",
    size: tuple[float, float] = A4,
    dpi: float = 300,
    prompts: str = "above",
    columns: int = 2,
    notice: str = NOTICE,
    mark: str = "Form 12-B · page 1 of 1",
) -> Drawn:
    """Draw the form.

    Args:
        hand: who fills it in.
        entries: its boxes, row by row.
        title: printed at the top.
        size: width and height of the sheet, millimetres.
        dpi: dots per inch.
        prompts: where the prompts stand, ``above`` or ``left`` of their boxes.
        columns: boxes beside each other.
        notice: printed text above and below the boxes; empty for none.
        mark: printed small in the right top corner.

    Returns:
        The page; kind ``box``.
    """
    sheet = Sheet(size, dpi)
    wide = size[0] - 40
    sheet.print(title, 20, 26, 18, weight=700)
    sheet.print(mark, size[0] - 20, 26, 8, align="right", grey=70)
    sheet.rule(20, 30, size[0] - 20, 30, 0.5)
    y = sheet.paragraph(notice, 20, 38, wide, 9) + 4 if notice else 38.0
    pitch = wide / columns
    for index, (prompt, text) in enumerate(entries):
        row, column = divmod(index, columns)
        left, top = 20 + column * pitch, y + row * 21.0
        if prompts == "above":
            sheet.print(prompt, left, top + 4.5, 9)
            box = sheet.frame(left, top + 6, pitch - 10, 10)
        else:
            sheet.print(prompt, left, top + 12, 9)
            box = sheet.frame(left + 0.45 * pitch, top + 6, 0.55 * pitch - 8, 10)
        sheet.write(text, box, hand, "box", align="center" if index % 3 else "left")
    if notice:
        below = y + -(-len(entries) // columns) * 21.0 + 10
        sheet.paragraph("To be filled in by hand, in figures. " + notice, 20, below, wide, 8)
    return sheet.drawn()

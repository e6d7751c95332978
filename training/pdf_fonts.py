"""Digits and signs in the standard fonts of PDF (Helvetica, Times, Courier), which PDFium draws without a font file.

Most printed forms and puzzles are set in a grotesque such as Helvetica or Arial, whose 1 has a flag and no foot; the
other fonts at hand have none of that kind.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

_FONTS = tuple(
    family + style
    for family, styles in (
        ("Helvetica", ("", "-Bold", "-Oblique", "-BoldOblique")),
        ("Times", ("-Roman", "-Bold", "-Italic", "-BoldItalic")),
        ("Courier", ("", "-Bold", "-Oblique", "-BoldOblique")),
    )
    for style in styles
)
_SIZE = 60
"""Type size, points, and pixels at one pixel a point: a digit is about 43 pixels high."""


@cache
def standard_fonts(sign: str) -> list[NDArray[np.uint8]]:
    """One sign of ASCII in each of the twelve fonts: uint8 (H, W), white ink on black."""
    import pypdfium2

    drawn = []
    for font in _FONTS:
        document = pypdfium2.PdfDocument(_document(font, sign))
        grey = document[0].render(scale=1, grayscale=True).to_numpy()
        document.close()
        drawn.append(np.ascontiguousarray(255 - grey.reshape(grey.shape[:2])))
    return drawn


def _document(font: str, sign: str) -> bytes:
    """A page with one sign; PDFium finds the objects without a table of references."""
    escaped = "\\" + sign if sign in "()\\" else sign
    content = f"BT /F {_SIZE} Tf 20 30 Td ({escaped}) Tj ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        f"<</Type/Font/Subtype/Type1/BaseFont/{font}>>",
    )
    body = "".join(f"{number} 0 obj{text} endobj\n" for number, text in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>".encode("ascii")

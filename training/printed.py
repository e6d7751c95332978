"""Printed digits and letters, drawn with OpenCV's stroke fonts and the DejaVu fonts that matplotlib ships."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.normalize import normalize_all
from digitscan.types import NOT_A_DIGIT

from .glyphset import GlyphSet

LETTERS = "ACEFHJKLMNPRTUVWXYacdefhkmnprtuvwx%&$#@*+=?<>^~{}!"
"""Letters and signs that look like no digit (left out: B D G I O Q S Z b g i j l o q s y z, bars and slashes)."""

_STROKE_FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_PLAIN,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
)
_ITALIC = cv2.FONT_ITALIC


def printed_digits() -> GlyphSet:
    """The ten digits in every font and weight at hand."""
    return _printed("0123456789", "printed")


def printed_letters() -> GlyphSet:
    """Letters and signs that look like no digit, likewise, labelled *not a digit*."""
    return _printed(LETTERS, "printed_letters")


@cache
def _printed(text: str, name: str) -> GlyphSet:
    inks: list[NDArray[np.uint8]] = []
    labels: list[int] = []
    for sign in text:
        drawn = [*_stroke_font(sign), *_outline_fonts(sign)]
        inks += drawn
        labels += [int(sign) if sign.isdigit() else NOT_A_DIGIT] * len(drawn)
    licence = "drawn with OpenCV's Hershey fonts and DejaVu (free)"
    return GlyphSet(name, licence, normalize_all(inks), np.array(labels, np.int64))


def _stroke_font(sign: str) -> list[NDArray[np.uint8]]:
    """One sign in OpenCV's stroke fonts, upright and italic, pens of 1 to 6 pixels at 50 pixels' height."""
    drawn = []
    for font in _STROKE_FONTS:
        for slant in (0, _ITALIC):
            for pen in (1, 2, 4, 6):
                canvas = np.zeros((120, 120), np.uint8)
                scale = 4.5 if font == cv2.FONT_HERSHEY_PLAIN else 2.2
                cv2.putText(canvas, sign, (30, 85), font | slant, scale, 255, pen, cv2.LINE_AA)
                if canvas.any():
                    drawn.append(canvas)
    return drawn


def _outline_fonts(sign: str) -> list[NDArray[np.uint8]]:
    """One sign in DejaVu Sans, Sans Mono and Serif, each plain, bold and oblique, drawn by FreeType."""
    from matplotlib import get_data_path
    from matplotlib.ft2font import FT2Font

    drawn = []
    for path in sorted(Path(get_data_path(), "fonts", "ttf").glob("DejaVuSans*.ttf")) + sorted(
        Path(get_data_path(), "fonts", "ttf").glob("DejaVuSerif*.ttf")
    ):
        if "Display" in path.name:
            continue
        font = FT2Font(str(path))
        font.set_size(48, 72)
        font.set_text(sign, 0)
        font.draw_glyphs_to_bitmap(antialiased=True)
        drawn.append(np.array(font.get_image(), np.uint8))
    return drawn

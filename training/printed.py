"""Printed digits and letters: OpenCV's stroke fonts, matplotlib's DejaVu fonts, PDFium's standard fonts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.normalize import normalize_all
from digitscan.types import NOT_A_DIGIT

from .glyphset import GlyphSet
from .pdf_fonts import standard_fonts
from .scripts import SIGNS

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
_LICENCE = "drawn with OpenCV's Hershey fonts, DejaVu and PDFium's standard fonts (free)"


def printed_digits() -> GlyphSet:
    """The ten digits in every font and weight at hand."""
    return _printed("0123456789", "printed")


def printed_letters() -> GlyphSet:
    """Letters and signs that look like no digit, likewise, labelled *not a digit*."""
    return _printed(LETTERS, "printed_letters")


@cache
def printed_signs() -> GlyphSet:
    """Signs of other scripts, as printed and with thin strokes as a pen writes them, labelled *not a digit*."""
    inks = [ink for sign in SIGNS for ink in _outline_fonts(sign)]
    pixels = normalize_all([*inks, *map(thin, inks)])
    return GlyphSet("printed_signs", _LICENCE, pixels, np.full(len(pixels), NOT_A_DIGIT, np.int64))


def thin(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Wear strokes away evenly while at least a third of the ink is left: uint8 (H, W) white on black, likewise."""
    padded = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    left = padded
    for _ in range(12):  # strokes of DejaVu Bold are 12 pixels wide at this size
        worn = cv2.erode(left, cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)))
        if worn.sum(dtype=np.int64) < padded.sum(dtype=np.int64) / 3 or worn.max() < 200:
            break
        left = worn
    return left


@cache
def _printed(text: str, name: str) -> GlyphSet:
    inks: list[NDArray[np.uint8]] = []
    labels: list[int] = []
    for sign in text:
        drawn = [*_stroke_font(sign), *_outline_fonts(sign), *standard_fonts(sign)]
        inks += drawn
        labels += [int(sign) if sign.isdigit() else NOT_A_DIGIT] * len(drawn)
    return GlyphSet(name, _LICENCE, normalize_all(inks), np.array(labels, np.int64))


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
    """One sign in DejaVu Sans, Sans Mono and Serif, each plain, bold and oblique where they have it, by FreeType."""
    drawn: list[NDArray[np.uint8]] = []
    for font in _dejavu():
        if ord(sign) not in font.get_charmap():
            continue
        font.set_text(sign, 0)
        font.draw_glyphs_to_bitmap(antialiased=True)
        ink = np.array(font.get_image(), np.uint8)
        if ink.any():
            drawn.append(ink)
    return drawn


@cache
def _dejavu() -> list[Any]:
    from matplotlib import get_data_path
    from matplotlib.ft2font import FT2Font

    folder = Path(get_data_path(), "fonts", "ttf")
    paths = sorted(folder.glob("DejaVuSans*.ttf")) + sorted(folder.glob("DejaVuSerif*.ttf"))
    fonts = [FT2Font(str(path)) for path in paths if "Display" not in path.name]
    for font in fonts:
        font.set_size(48, 72)
    return fonts

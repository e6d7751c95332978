"""Printed text, in the faces that OpenCV brings along."""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.types import Box

_HERSHEY_HEIGHT = 30.0
"""Pixels from descender to ascender of OpenCV's Hershey simplex face at scale 1."""


@cache
def _face(name: str) -> Any:
    return cv2.FontFace(name)


def _has_faces() -> bool:
    """OpenCV 5 has outline faces; OpenCV 4 has only the Hershey strokes, with which the forms look plainer."""
    return hasattr(cv2, "FontFace")


def text_width(text: str, size: int, weight: int = 400, face: str = "sans") -> int:
    """Width of a printed line, pixels."""
    if _has_faces():
        return int(cv2.getTextSize((1, 1), text, (0, 0), _face(face), size, weight)[2])
    return int(cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size / _HERSHEY_HEIGHT, 1)[0][0])


def print_text(
    canvas: NDArray[np.uint8],
    text: str,
    left: float,
    baseline: float,
    size: int,
    *,
    weight: int = 400,
    face: str = "sans",
    grey: int = 30,
    align: str = "left",
) -> Box:
    """Print one line of text, in place.

    Args:
        canvas: uint8 (H, W) or (H, W, 3).
        text: what to print.
        left: column of its left end, of its middle with ``align="center"``, of its right end with ``"right"``.
        baseline: row on which it stands.
        size: height of the face, pixels; a capital is about 0.7 of it.
        weight: 300 light … 700 bold.
        face: ``sans``, ``italic`` or ``uni``.
        grey: ink, 0 black … 255.
        align: which part of the line stands at `left`.

    Returns:
        The box it takes.
    """
    width = text_width(text, size, weight, face)
    x = round(left - {"left": 0.0, "center": width / 2, "right": float(width)}[align])
    y = round(baseline)
    colour = (grey, grey, grey)
    if _has_faces():
        cv2.putText(canvas, text, (x, y), colour, _face(face), size, weight)
    else:
        cv2.putText(
            canvas,
            text,
            (x, y),
            cv2.FONT_HERSHEY_SIMPLEX,
            size / _HERSHEY_HEIGHT,
            colour,
            max(1, size // 14),
            cv2.LINE_AA,
        )
    return Box(x, y - round(0.75 * size), x + width, y + round(0.25 * size))


def print_paragraph(
    canvas: NDArray[np.uint8], text: str, left: float, baseline: float, width: float, size: int, *, grey: int = 30
) -> float:
    """Print text broken into lines of at most `width` pixels; the baseline of the line after the last."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size) > width:
            print_text(canvas, line, left, baseline, size, grey=grey)
            baseline += round(1.35 * size)
            line = word
        else:
            line = longer
    print_text(canvas, line, left, baseline, size, grey=grey)
    return baseline + round(1.35 * size)

"""A hand that does not write but pastes digits it was given, such as those of a data set."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from .pens import BLACK_BALL, Ink, Pen
from .writer import NEAT, Style, Writer


class GlyphHand:
    """Writes with given glyphs; what is no digit, or has no glyph, a neat writer writes.

    Attributes:
        pen: whose colour the ink has.
        style: size and gap of the digits.
        rng: chooses among the glyphs of a digit.
    """

    def __init__(
        self,
        glyphs: NDArray[np.uint8],
        labels: NDArray[np.integer] | Sequence[int],
        seed: int = 0,
        pen: Pen = BLACK_BALL,
        style: Style = NEAT,
    ) -> None:
        """Take the glyphs: uint8 (N, h, w) white ink on black, with a margin or without, and their N labels 0–9."""
        labels = np.asarray(labels)
        if glyphs.ndim != 3 or len(glyphs) != len(labels):
            raise ValueError(f"glyphs (N, h, w) need N labels, not {glyphs.shape} and {labels.shape}")
        self._by_digit = {str(d): glyphs[labels == d] for d in range(10)}
        self._other = Writer(seed, pen, style)
        self.pen = pen
        self.style = style
        self.rng = np.random.default_rng([seed, 4])

    def character(self, character: str, height: float, dpi: float) -> Ink:
        """As `Writer.character`: one of the given glyphs of that digit, its ink scaled to the height."""
        choices = self._by_digit.get(character)
        if choices is None or len(choices) == 0:
            return self._other.character(character, height, dpi)
        glyph = choices[int(self.rng.integers(len(choices)))]
        # One pixel more on each side, so that soft edges are not cut.
        padded = np.pad(glyph, 1)
        x, y, w, h = cv2.boundingRect((glyph > 40).view(np.uint8))
        crop = padded[y : y + h + 2, x : x + w + 2].astype(np.float32) / 255
        # A lying digit, or a data set's slanted bar, must not get wider than digits are.
        scale = height / max(h, w / 1.1)
        size = (max(1, round((w + 2) * scale)), max(1, round((h + 2) * scale)))
        coverage = cv2.resize(crop, size, interpolation=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA)
        coverage = cv2.copyMakeBorder(np.clip(coverage, 0, 1), 2, 2, 2, 2, cv2.BORDER_CONSTANT)
        return Ink(coverage, -2, round(height) - size[1] - 2)

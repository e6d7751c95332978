"""The glyphs of a run that teaches fractions: what a set holds is a number or nothing; fractions and rows are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.types import FRACTION, NOT_A_DIGIT

from .augment import augment
from .fractions import Digits, columns, fractions, rows
from .glyphset import Parts
from .marks import draw_marks
from .recipe import Fractions, Recipe
from .source import RecipeSource
from .trainer import Arrays

_VALIDATION = 4000
"""Made glyphs in the validation part: errors of a tenth of a percent are seen."""


@dataclass(frozen=True, eq=False)
class FractionSource:
    """Epochs as a recipe with a section ``fractions`` mixes them.

    Attributes:
        recipe: the mixture.
        parts: the sets, parted, by name.
        epochs: of the run where they are not the recipe's.
    """

    recipe: Recipe
    parts: dict[str, Parts]
    epochs: int | None = None

    def count_per_epoch(self) -> int:
        """How many glyphs each epoch has."""
        return self._sets.count_per_epoch() + self.recipe.fractions.total

    def training_data(self) -> tuple[dict[str, Any], ...]:
        """Name, counts and licence of each set that trains, and of what is drawn in each epoch."""
        licence = "made anew in each epoch from the digits of the sets above and drawn lines"
        made = {"name": "made fractions and rows", "count": self.recipe.fractions.total, "licence": licence}
        return (*self._sets.training_data(), made)

    def epoch(self, number: int) -> Arrays:
        """The glyphs of one epoch, shuffled and altered; the same number gives the same glyphs."""
        cv2.setNumThreads(1)  # as in RecipeSource
        rng = np.random.default_rng([self.recipe.seed, number])
        drawn = self._sets.drawn(rng)
        made, labels = self._made("train", self.recipe.fractions, rng)
        pixels = np.concatenate([*(x for x, _ in drawn), made])
        labels = np.concatenate([*(np.zeros(len(y), np.int64) for _, y in drawn), labels])
        order = rng.permutation(len(labels))
        pixels, labels = pixels[order], labels[order]
        settings = self.recipe.augmentation.at(number, self.epochs or self.recipe.training.epochs)
        # As no digit: a neighbour left beside a glyph, or a side cut off, could make a fraction or unmake one.
        return augment(pixels, np.full(len(labels), NOT_A_DIGIT, np.int64), settings, rng), labels

    def validation(self) -> dict[str, Arrays]:
        """The validation part of each set, and fractions and rows of its digits that no epoch holds."""
        found = {n: (p.validation.pixels, np.zeros(len(p.validation), np.int64)) for n, p in self.parts.items()}
        found = {name: arrays for name, arrays in found.items() if len(arrays[1])}
        if found:
            rng = np.random.default_rng([self.recipe.seed, 1 << 32])
            found["made"] = self._made("validation", Fractions(_VALIDATION // 2, _VALIDATION // 2), rng)
        return found

    @property
    def _sets(self) -> RecipeSource:
        return RecipeSource(self.recipe, self.parts, self.epochs)

    def _made(self, part: str, wanted: Fractions, rng: np.random.Generator) -> tuple[NDArray[np.uint8], Any]:
        digits = Digits(*self._sets.digits(part))
        made = [
            fractions(digits, wanted.fractions, rng),
            rows(digits, wanted.rows, rng),
            columns(digits, wanted.columns, rng),
            draw_marks(wanted.marks, rng),
        ]
        labels = np.zeros(wanted.total, np.int64)
        labels[: wanted.fractions] = FRACTION
        return np.concatenate(made), labels

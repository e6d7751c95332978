"""The strips of a run: real ones altered and recombined, and numbers written in the digits of the glyph sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.strip import strip
from digitscan.recognition.batches import pad_strips, padded_width
from digitscan.types import NOT_A_DIGIT

from .glyphset import GlyphSet, Parts
from .hands import written_digits
from .printed import printed_digits, printed_letters, printed_signs
from .recipe import Recipe
from .strip_alter import alter
from .strip_digits import DigitBank, crop, glyph_bank, real_bank
from .strip_making import Drawn, as_it_is, splice, write_nothing, write_row
from .strip_network import COLUMN
from .strip_paper import paper_of
from .strip_set import StripSet
from .trainer import batch_slices

Canvas = NDArray[np.uint8]
Labelled = list[tuple[Canvas, str]]
"""Strips uint8 (32, W) with the digits on each."""

_VALIDATION = 300
"""Made-up strips to validate on, one kind in turn after the other."""


@dataclass(frozen=True, eq=False)
class StripBatch:
    """N strips of one step of training.

    Attributes:
        pixels: uint8 (N, 32, W), padded to one width.
        labels: int32 (N, L), the digits of each, -1 after the last.
    """

    pixels: Canvas
    labels: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class StripSource:
    """Epochs of strips as a recipe mixes them.

    Attributes:
        recipe: the mixture.
        parts: the glyph sets, parted, by name.
        real: the real strips, or None where there are none; the recipe's share of them is then left out.
    """

    recipe: Recipe
    parts: dict[str, Parts]
    real: StripSet | None = None

    def count_per_epoch(self) -> int:
        """How many strips each epoch has."""
        return sum(count for _, count in self._kinds("train"))

    def training_data(self) -> tuple[dict[str, Any], ...]:
        """Name, counts and licence of each set that trains."""
        data = [
            _facts(name, parts.train.licence, len(parts.train), len(parts.validation), len(parts.held_out))
            for name, parts in self.parts.items()
        ]
        if self.real:
            real = self.real
            data.append(_facts(real.name, real.licence, len(real.train), len(real.validation), len(real.held_out)))
        drawn = "drawn: marks, papers, digits; the fonts of OpenCV, DejaVu and PDFium"
        return (*data, {"name": "made strips", "count": self.count_per_epoch(), "licence": drawn})

    def epoch(self, number: int) -> list[StripBatch]:
        """The strips of one epoch, altered and in batches of like width; the same number gives the same strips."""
        # OpenCV's threads cost more than they bring on pictures this small.
        cv2.setNumThreads(1)
        rng = np.random.default_rng([self.recipe.seed, number])
        made = [_readable(make, rng) for make, count in self._kinds("train") for _ in range(count)]
        return batches(made, self.recipe.training.batch_size, rng)

    def validation(self) -> dict[str, Labelled]:
        """Real strips as reading cuts them, and made-up ones from digits that no epoch holds."""
        rng = np.random.default_rng([self.recipe.seed, 1 << 32])
        found: dict[str, Labelled] = {}
        if self.real and self.real.validation:
            found[self.real.name] = plain(self.real.validation)
        made = self.made("validation", _VALIDATION, rng)
        return found | ({"made_strips": made} if made else {})

    def made(self, part: str, count: int, rng: np.random.Generator) -> Labelled:
        """Made-up strips, altered as in training, of digits in the sets' ``validation`` or ``held_out``."""
        writers = self._writers(part)
        nothing = [self._nothing(part)] if self.recipe.strips.nothing else []
        # Blank strips a tenth of them, as in training.
        kinds = [*writers, *writers, *nothing] if writers else []
        return [_readable(kinds[i % len(kinds)], rng) for i in range(count)] if kinds else []

    def _kinds(self, part: str) -> list[tuple[Callable[[np.random.Generator], Drawn], int]]:
        """What makes strips, and how many in an epoch."""
        recipe = self.recipe
        use = {each.name: each.per_epoch for each in recipe.sets} | {
            "printed": recipe.printed,
            "written": recipe.written,
        }
        kinds = [(w, use[name]) for w, name in zip(self._writers(part), self._banks(part), strict=True)]
        mixture = self.recipe.strips
        if self.real:
            real, papers, bank = self.real.train, self._papers, self._real_bank
            kinds += [
                (lambda rng: as_it_is(real, rng), mixture.real),
                (lambda rng: splice(real, rng), mixture.spliced),
                (lambda rng: write_row(bank, papers, rng), mixture.pasted),
            ]
        return [*kinds, (self._nothing(part), mixture.nothing)]

    def _writers(self, part: str) -> list[Callable[[np.random.Generator], Drawn]]:
        papers = self._papers

        def writer(bank: DigitBank) -> Callable[[np.random.Generator], Drawn]:
            return lambda rng: write_row(bank, papers, rng)

        return [writer(bank) for bank in self._banks(part).values()]

    def _nothing(self, part: str) -> Callable[[np.random.Generator], Drawn]:
        others, papers = self._others(part), self._papers
        return lambda rng: write_nothing(others, papers, rng)

    def _banks(self, part: str) -> dict[str, DigitBank]:
        if part == "train":
            return self._train_banks
        return _glyph_banks({name: getattr(parts, part) for name, parts in self.parts.items()})

    @cached_property
    def _train_banks(self) -> dict[str, DigitBank]:
        banks = _glyph_banks({name: parts.train for name, parts in self.parts.items()})
        if self.recipe.printed:
            banks["printed"] = glyph_bank(printed_digits())
        if self.recipe.written:
            banks["written"] = glyph_bank(written_digits())
        return banks

    @cached_property
    def _real_bank(self) -> DigitBank:
        assert self.real is not None
        return real_bank(self.real.train)

    @cached_property
    def _papers(self) -> list[Canvas]:
        return [paper_of(strip) for strip in self.real.train] if self.real else []

    def _others(self, part: str) -> list[Canvas]:
        """Inks of letters and signs; those of drawn alphabets where the recipe has them."""
        glyphs = [*printed_letters().pixels, *printed_signs().pixels]
        if "characters" in self.parts:
            # As often as the printed ones, which are more by fonts.
            own = list(getattr(self.parts["characters"], part).pixels)
            glyphs += own * max(1, len(glyphs) // max(1, len(own)))
        return [crop(glyph) for glyph in glyphs]


def plain(strips: Any) -> Labelled:
    """Real strips cut by the box of their digits, as reading cuts them, with their values."""
    return [(strip(each.contrast, each.box), each.value) for each in strips]


def batches(made: Labelled, size: int, rng: np.random.Generator) -> list[StripBatch]:
    """Batches of strips of like width, in random order, as large as `batch_slices` makes them.

    Args:
        made: N strips, at least one.
        size: strips in a batch.
        rng: source of chance.
    """
    widths = np.array([pixels.shape[1] for pixels, _ in made])
    # Not quite by width, so that a batch is not one kind of number.
    order = np.argsort(widths + rng.uniform(0, 24, len(made)))
    groups = [order[part] for part in batch_slices(len(order), size)]
    return [_batch([made[i] for i in groups[g]]) for g in rng.permutation(len(groups))]


def _batch(made: Labelled) -> StripBatch:
    width = padded_width(max(pixels.shape[1] for pixels, _ in made))
    pixels = pad_strips([pixels for pixels, _ in made], made[0][0].shape[0], width, len(made))
    labels = np.full((len(made), max(1, *(len(value) for _, value in made))), -1, np.int32)
    for row, (_, value) in zip(labels, made, strict=True):
        row[: len(value)] = [int(digit) for digit in value]
    return StripBatch(pixels, labels)


def _readable(make: Callable[[np.random.Generator], Drawn], rng: np.random.Generator) -> tuple[Canvas, str]:
    """A strip with two columns for each digit: one for it, and one for what parts it from the next."""
    while True:
        drawn = make(rng)
        pixels = alter(drawn, rng)
        if pixels.shape[1] >= 2 * COLUMN * len(drawn.value):
            return pixels, drawn.value


def _glyph_banks(sets: dict[str, GlyphSet]) -> dict[str, DigitBank]:
    """A bank of each set that has all ten digits."""
    return {name: glyph_bank(s) for name, s in sets.items() if set(range(NOT_A_DIGIT)) <= set(s.labels.tolist())}


def _facts(name: str, licence: str, count: int, validation: int, held_out: int) -> dict[str, Any]:
    return {"name": name, "count": count, "validation": validation, "held_out": held_out, "licence": licence}

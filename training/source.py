"""The glyphs of a run: drawn from the parts of a recipe's sets, with what is made anew, altered and shuffled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.types import NOT_A_DIGIT

from .augment import augment
from .defocus import defocus_all
from .glyphset import GlyphSet, Parts
from .hands import written_digits
from .marks import draw_marks
from .printed import printed_digits, printed_letters, printed_signs
from .recipe import Recipe
from .rejects import chimeras, fractions, halves, pairs, partial, struck_out, turned
from .trainer import Arrays

_PRINT_OUT_OF_FOCUS = 0.5
"""Share of printed digits that are blurred: print is bold and small in photographs, and melts first."""


@dataclass(frozen=True, eq=False)
class RecipeSource:
    """Epochs as a recipe mixes them.

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
        sets = [
            (use.per_epoch or len(self.parts[use.name].train)) for use in self.recipe.sets if use.name in self.parts
        ]
        return sum(sets) + self.recipe.printed + self.recipe.written + self.recipe.rejects.total

    def training_data(self) -> tuple[dict[str, Any], ...]:
        """Name, counts and licence of each set that trains, and of what is drawn in each epoch."""
        data = [
            {
                "name": name,
                "count": len(parts.train),
                "validation": len(parts.validation),
                "held_out": len(parts.held_out),
                "licence": parts.train.licence,
            }
            for name, parts in self.parts.items()
        ]
        recipe = self.recipe
        made = {
            "printed digits": recipe.printed,
            "digits drawn with a pen": recipe.written,
            "made rejects": recipe.rejects.total,
        }
        licence = "made anew in each epoch from the sets above, the fonts of OpenCV, DejaVu and PDFium, and drawn lines"
        return (*data, *({"name": n, "count": c, "licence": licence} for n, c in made.items() if c))

    def epoch(self, number: int) -> Arrays:
        """The glyphs of one epoch, shuffled and altered; the same number gives the same glyphs."""
        # OpenCV's threads cost more than they bring on pictures this small.
        cv2.setNumThreads(1)
        rng = np.random.default_rng([self.recipe.seed, number])
        drawn = self.drawn(rng)
        pixels = np.concatenate([x for x, _ in drawn])
        labels = np.concatenate([y for _, y in drawn])
        settings = self.recipe.augmentation
        calm = settings.at(number, self.epochs or self.recipe.training.epochs)
        strong = np.full(len(labels), calm.strong)
        strong[: self._repeated()] = settings.strong
        order = rng.permutation(len(labels))
        pixels, labels, strong = pixels[order], labels[order], strong[order]
        pixels = defocus_all(pixels, settings.defocus, rng)
        return (augment(pixels, labels, settings, rng, strong) if settings.strong + settings.mild else pixels), labels

    def drawn(self, rng: np.random.Generator) -> list[Arrays]:
        """The glyphs of one epoch as they are drawn and made, neither altered nor shuffled."""
        return [*self._from_sets(rng), *self._made(rng)]

    def validation(self) -> dict[str, Arrays]:
        """The validation part of each set, unaltered, and made rejects that no epoch holds."""
        found = {
            name: (p.validation.pixels, p.validation.labels) for name, p in self.parts.items() if len(p.validation)
        }
        if self.recipe.rejects.total and found:
            # From validation digits, and a stream of chance of its own: no epoch has a negative number.
            rng = np.random.default_rng([self.recipe.seed, 1 << 32])
            made = self._rejects("validation", 2000 / self.recipe.rejects.total, rng)
            found["made_rejects"] = (np.concatenate(made), np.full(sum(map(len, made)), NOT_A_DIGIT, np.int64))
        return found

    def _uses(self) -> list[tuple[GlyphSet, int]]:
        """The training part of each set at hand and how many glyphs an epoch draws from it, the repeated ones first."""
        uses = [(self.parts[use.name].train, use.per_epoch) for use in self.recipe.sets if use.name in self.parts]
        counted = [(train, count or len(train)) for train, count in uses]
        return sorted(counted, key=lambda use: not _is_repeated(*use))

    def _repeated(self) -> int:
        """How many of the glyphs `_from_sets` draws are of sets whose glyphs an epoch holds several times."""
        return sum(count for train, count in self._uses() if _is_repeated(train, count))

    def _from_sets(self, rng: np.random.Generator) -> list[Arrays]:
        drawn = []
        for train, count in self._uses():
            index = draw(len(train), count, rng)
            drawn.append((train.pixels[index], train.labels[index]))
        return drawn

    def _made(self, rng: np.random.Generator) -> list[Arrays]:
        made = []
        if self.recipe.printed:
            printed = printed_digits()
            index = draw(len(printed), self.recipe.printed, rng)
            share = _PRINT_OUT_OF_FOCUS if self.recipe.augmentation.defocus else 0.0
            made.append((defocus_all(printed.pixels[index], share, rng), printed.labels[index]))
        if self.recipe.written:
            written = written_digits()
            index = draw(len(written), self.recipe.written, rng)
            made.append((written.pixels[index], written.labels[index]))
        if self.recipe.rejects.total:
            for pixels in self._rejects("train", 1.0, rng):
                made.append((pixels, np.full(len(pixels), NOT_A_DIGIT, np.int64)))
        return made

    def _rejects(self, part: str, share: float, rng: np.random.Generator) -> list[NDArray[np.uint8]]:
        wanted = self.recipe.rejects
        pixels, labels = self.digits(part)
        letters, signs = printed_letters().pixels, printed_signs().pixels
        return [
            halves(pixels, labels, round(share * wanted.halves), rng),
            pairs(pixels, round(share * wanted.pairs), rng),
            partial(pixels, round(share * wanted.partial), rng),
            draw_marks(round(share * wanted.marks), rng),
            letters[draw(len(letters), round(share * wanted.letters), rng)],
            signs[draw(len(signs), round(share * wanted.scripts), rng)],
            turned(pixels, labels, round(share * wanted.turned), rng),
            chimeras(self._characters(part), round(share * wanted.chimeras), rng),
            fractions(pixels, round(share * wanted.fractions), rng),
            struck_out(pixels, labels, round(share * wanted.struck_out), rng),
        ]

    def _characters(self, part: str) -> NDArray[np.uint8]:
        if "characters" not in self.parts:
            return np.zeros((0, 28, 28), np.uint8)
        return np.asarray(getattr(self.parts["characters"], part).pixels)

    def digits(self, part: str) -> Arrays:
        """The digits of all sets in one part, ``train`` or ``validation``."""
        sets: list[GlyphSet] = [getattr(parts, part) for parts in self.parts.values()]
        pixels = np.concatenate([s.pixels for s in sets])
        labels = np.concatenate([s.labels for s in sets])
        return pixels[labels != NOT_A_DIGIT], labels[labels != NOT_A_DIGIT]


def _is_repeated(train: GlyphSet, count: int) -> bool:
    # MNIST is drawn 1.2 times and counts as drawn once.
    return count >= 1.5 * len(train)


def draw(total: int, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """`count` indices below `total`, each as often as any other within one: whole permutations, then part of one."""
    rounds = [rng.permutation(total) for _ in range(-(-count // total))] if total else []
    return np.concatenate([np.zeros(0, np.int64), *rounds])[:count]

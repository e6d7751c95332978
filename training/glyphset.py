"""What a data set is once it is read: normalised glyphs with their labels, and how to part them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class GlyphSet:
    """N labelled glyphs of one source.

    Attributes:
        name: of the set.
        licence: as its source states it.
        pixels: uint8 (N, 28, 28), white ink on black, as `digitscan.glyphs.normalize` yields.
        labels: int64 (N,), 0 … 9, and 10 for *not a digit*.
        groups: int64 (N,), glyphs that belong together (a writer, a form, a letter) and are never parted; None where
            the source does not tell.
        held_out: bool (N,), the part that no training ever sees, where the set itself fixes it; else None.
    """

    name: str
    licence: str
    pixels: NDArray[np.uint8]
    labels: NDArray[np.int64]
    groups: NDArray[np.int64] | None = None
    held_out: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        if self.pixels.dtype != np.uint8 or self.pixels.shape != (len(self.labels), 28, 28):
            raise ValueError(f"set {self.name}: {len(self.labels)} labels for {self.pixels.dtype} {self.pixels.shape}")

    def __len__(self) -> int:
        return len(self.labels)

    def part(self, chosen: NDArray[np.bool_]) -> GlyphSet:
        """The glyphs where `chosen`, bool (N,), is True."""
        groups = None if self.groups is None else self.groups[chosen]
        return GlyphSet(self.name, self.licence, self.pixels[chosen], self.labels[chosen], groups)


@dataclass(frozen=True, eq=False)
class Parts:
    """A set in three parts that share no writer, form or letter where the set tells them apart.

    Attributes:
        train: what the network learns from.
        validation: what settings are chosen on.
        held_out: what is measured at the end, and nothing is chosen on.
    """

    train: GlyphSet
    validation: GlyphSet
    held_out: GlyphSet


def split(glyphs: GlyphSet, validation: int, held_out: float, seed: int) -> Parts:
    """Part a set: first what is held out, by a seed of its own, then the validation part of the rest.

    Args:
        glyphs: the set.
        validation: glyphs wanted for validation.
        held_out: share held out, 0 … 1; ignored where the set fixes that part itself.
        seed: of both choices, mixed with the set's name.
    """
    name = zlib.crc32(glyphs.name.encode())
    out = glyphs.held_out
    if out is None:
        out = choose(glyphs.groups, len(glyphs), round(held_out * len(glyphs)), np.random.default_rng([seed, name]))
    rest = np.flatnonzero(~out)
    groups = None if glyphs.groups is None else glyphs.groups[rest]
    inside = choose(groups, len(rest), validation, np.random.default_rng([seed, name, 1]))
    checked = np.zeros(len(glyphs), bool)
    checked[rest[inside]] = True
    return Parts(glyphs.part(~out & ~checked), glyphs.part(checked), glyphs.part(out))


def choose(groups: NDArray[np.int64] | None, total: int, count: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Choose `count` of `total` glyphs, whole groups where there are groups.

    Returns:
        bool (total,): `count` glyphs, or a few less where no choice of whole groups found gives that number.
    """
    if groups is None:
        chosen = np.zeros(total, bool)
        chosen[rng.permutation(total)[:count]] = True
        return chosen
    names, sizes = np.unique(groups, return_counts=True)
    best: list[int] = []
    most = -1
    # Groups of 19 to 131 digits (MNIST's writers): taking each that still fits leaves a rest of a few; some try of 200
    # leaves none.
    for _ in range(200):
        picked, filled = _fill(rng.permutation(len(names)), sizes, count)
        if filled > most:
            best, most = picked, filled
        if most == count:
            break
    return np.isin(groups, names[best])


def _fill(order: NDArray[np.int64], sizes: NDArray[np.int64], count: int) -> tuple[list[int], int]:
    picked: list[int] = []
    filled = 0
    for group in order:
        if filled + sizes[group] <= count:
            picked.append(int(group))
            filled += int(sizes[group])
    return picked, filled

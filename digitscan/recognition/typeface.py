"""Digits like some that are known to be print: of the same height and, where both are the same digit, alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_SAME_HEIGHT = (1.5, 0.08)
"""Largest difference in height, in pixels and as a part of it: print is of one height, and in photos some is nearer."""

_ALIKE = 0.9
"""Least correlation of normalised pictures, 0 to 1, of the same digit in print: noise, blur and rests of rulings keep
it from 1. On 36 drawn pages of schools none of the 554 right numbers that are told as sure is for review by it."""

SIZE = 28
"""Side of a normalised picture, pixels."""

_SHARE = 0.5
"""Least share of the digits of a number that must be alike; others are as high as known ones, none of them the same."""

_LAST = 2
"""Digits at the end of a number that are print behind it when they are alike."""


class Glyphs(NamedTuple):
    """The digits of a field.

    Attributes:
        value: n digits.
        boxes: int32 (n, 4), left, top, right, bottom, working pixels.
        pictures: uint8 (n, 28, 28), normalised.
    """

    value: str
    boxes: NDArray[np.int32]
    pictures: NDArray[np.uint8]

    @property
    def heights(self) -> NDArray[np.float64]:
        """Heights of the digits, pixels."""
        return (self.boxes[:, 3] - self.boxes[:, 1]).astype(np.float64)


def join_glyphs(parts: Sequence[Glyphs]) -> Glyphs:
    """The digits of a field from those of its parts, from left to right."""
    if not parts:
        return Glyphs("", np.zeros((0, 4), np.int32), np.zeros((0, 28, 28), np.uint8))
    values, boxes, pictures = zip(*parts, strict=True)
    return Glyphs("".join(values), np.concatenate(boxes), np.concatenate(pictures))


def find_same_type(fields: Sequence[Glyphs], printed: Sequence[Glyphs]) -> list[int]:
    """Which fields hold print like the one that is known.

    Args:
        fields: to be judged.
        printed: digits that are known to be print.

    Returns:
        Indices.
    """
    if not printed:
        return []
    values = np.array(list("".join(one.value for one in printed)))
    heights = np.concatenate([one.heights for one in printed])
    shapes = _shapes(np.concatenate([one.pictures for one in printed]))
    return [i for i, one in enumerate(fields) if len(one.value) and _is_print(one, values, heights, shapes)]


def _is_print(
    field: Glyphs, values: NDArray[np.str_], heights: NDArray[np.float64], shapes: NDArray[np.float32]
) -> bool:
    own = field.heights[:, None]
    high = np.abs(own - heights) <= np.maximum(_SAME_HEIGHT[0], _SAME_HEIGHT[1] * own)
    same = np.array(list(field.value))[:, None] == values
    alike = (high & same & (_shapes(field.pictures) @ shapes.T >= _ALIKE)).any(axis=1)
    unknown = high.any(axis=1) & ~(high & same).any(axis=1)
    whole = (alike | unknown).all() and alike.mean() >= _SHARE
    return bool(whole or (len(alike) > _LAST and alike[-_LAST:].all()))


def _shapes(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Pictures (n, 28, 28) as float32 (n, 784) of mean 0 and length 1: products are correlations."""
    flat = pictures.reshape(len(pictures), SIZE * SIZE).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    return flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6)

"""Batch sizes: few shapes are ever run, and little is padded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SMALLEST_BATCH = 16
"""Glyphs in the smallest batch: a page with one field; smaller ones gain nothing."""

WIDTH_STEP = 32
"""Strips are padded to a multiple of this, pixels: a sixth more work on average, and about eight shapes in all."""


def batch_sizes(largest: int) -> tuple[int, ...]:
    """Doubling sizes up to the largest, ascending.

    Args:
        largest: glyphs in the largest batch, 1 or more.
    """
    return _sizes(largest, 2)


def few_sizes(largest: int) -> tuple[int, ...]:
    """As `batch_sizes`, each four times the one before: a GPU plans for every size, and padding costs it little."""
    return _sizes(largest, 4)


def _sizes(largest: int, step: int) -> tuple[int, ...]:
    sizes = [largest]
    while sizes[0] > SMALLEST_BATCH:
        sizes.insert(0, max(SMALLEST_BATCH, sizes[0] // step))
    return tuple(sizes)


def plan_batches(count: int, sizes: tuple[int, ...]) -> list[int]:
    """Cover `count` glyphs with batches of the given sizes, so that few shapes are ever run and little is padded.

    Args:
        count: number of glyphs, 0 or more.
        sizes: the allowed sizes, ascending.

    Returns:
        Sizes in order of running, largest first; their sum is at least `count`, and only the last may be padded.
    """
    plan: list[int] = []
    while count > 0:
        fitting = [size for size in sizes if size <= count]
        above = next((size for size in sizes if size >= count), None)
        # Padding by a quarter costs less than another run does.
        size = above if above is not None and (not fitting or above * 4 <= count * 5) else fitting[-1]
        plan.append(size)
        count -= size
    return plan


def pad_batch(chunk: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Fill a batch up with blank glyphs: uint8 (n, 28, 28), n ≤ size → contiguous uint8 (size, 28, 28)."""
    if len(chunk) == size:
        return np.ascontiguousarray(chunk)
    padded = np.zeros((size, *chunk.shape[1:]), np.uint8)
    padded[: len(chunk)] = chunk
    return padded


def padded_width(width: int) -> int:
    """The width to which a strip of that width is padded, pixels: the next step, whatever its neighbours are.

    A strip's result may then not depend on what is read with it.
    """
    return max(1, -(-width // WIDTH_STEP)) * WIDTH_STEP


def width_groups(widths: Sequence[int]) -> list[tuple[int, list[int]]]:
    """Group N strips by the width that they are padded to.

    Args:
        widths: of the strips, pixels.

    Returns:
        For each padded width that occurs, ascending: the width, and the numbers of its strips in their order. Every
        strip is in one group.
    """
    groups: dict[int, list[int]] = {}
    for number, width in enumerate(widths):
        groups.setdefault(padded_width(width), []).append(number)
    return sorted(groups.items())


def pad_strips(strips: Sequence[NDArray[np.uint8]], height: int, width: int, size: int) -> NDArray[np.uint8]:
    """Strips in one batch, paper at their right and below the last.

    Args:
        strips: n of uint8 (height, w), w ≤ width.
        height: of all strips, pixels.
        width: of the batch, pixels.
        size: strips in the batch, n or more.

    Returns:
        uint8 (size, height, width).
    """
    batch = np.zeros((size, height, width), np.uint8)
    for row, strip in zip(batch, strips, strict=False):
        row[:, : strip.shape[1]] = strip
    return batch

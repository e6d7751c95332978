"""The second reader's network at work: strips in batches of one width each, and their columns back in order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .batches import few_sizes, pad_strips, plan_batches, width_groups
from .catalog import CONTRACTS, STRIPS
from .session import LoadedModel

STRIP_HEIGHT = int(CONTRACTS[STRIPS].input_shape[1] or 0)
"""Height of every strip, pixels."""

_CPU_BATCH = 16
"""Strips in a batch on the CPU: activations of more leave the cache."""


class StripSession(LoadedModel):
    """A model that reads strips.

    Attributes:
        classes: what the columns' entries mean, always the eleven of `digitscan.types.STRIP_CLASSES`.
    """

    def __init__(
        self,
        model: str | os.PathLike[str] = "strips",
        device: str = "auto",
        *,
        batch_size: int = 256,
        threads: int | None = None,
    ) -> None:
        """Load a model, as `LoadedModel` does.

        Args:
            model: as for `LoadedModel`.
            device: as for `LoadedModel`.
            batch_size: largest number of strips given to the network at once (on the CPU at most 16).
            threads: as for `LoadedModel`.

        Raises:
            ModelError, DeviceError, DependencyError, ValueError: as for `LoadedModel`; `batch_size` is below 1.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size is at least 1, not {batch_size}")
        super().__init__(model, device, threads, STRIPS, batch_size)
        self._largest = min(batch_size, _CPU_BATCH) if self.device == "cpu" else batch_size

    def read(self, strips: Sequence[NDArray[np.uint8]]) -> list[NDArray[np.float32]]:
        """What the columns of N strips say.

        Args:
            strips: N of uint8 (32, W), as `digitscan.glyphs.strip` cuts them; N may be 0, W differs.

        Returns:
            For each strip, in order, float32 (T, 11): the log-probabilities of the ten digits, then of the blank, in
            each of T columns. They depend neither on the other strips nor on their order.

        Raises:
            ValueError: dtype or shape of a strip is another.
        """
        for strip in strips:
            if strip.dtype != np.uint8 or strip.ndim != 2 or strip.shape[0] != STRIP_HEIGHT or not strip.shape[1]:
                raise ValueError(f"strips are uint8 ({STRIP_HEIGHT}, W), not {strip.dtype} {strip.shape}")
        found: dict[int, NDArray[np.float32]] = {}
        for width, numbers in width_groups([strip.shape[1] for strip in strips]):
            for part, size in self._plan(numbers):
                batch = pad_strips([strips[number] for number in part], STRIP_HEIGHT, width, size)
                found |= zip(part, self.run(batch), strict=False)
        return [found[number] for number in range(len(strips))]

    def _plan(self, numbers: list[int]) -> Iterator[tuple[list[int], int]]:
        """Strips of each batch and the batch's size: few sizes on a GPU, which plans anew for each; none too large."""
        start = 0
        while start < len(numbers):
            left = len(numbers) - start
            size = min(left, self._largest)
            if self.device != "cpu":
                size = plan_batches(left, few_sizes(self._largest))[0]
            yield numbers[start : start + size], size
            start += size

"""Which pages are finished and where their results stand: 28 bytes a page, for runs of millions."""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

_HALVES = struct.Struct(">QQ")
"""An identity of 16 bytes."""

_END = 0
"""Stands for a page's number where an input's end is noted; its number of pages stands for the offset."""


@dataclass(frozen=True)
class Finished:
    """What is known of one input.

    Attributes:
        pages: number and offset of each finished page, by number.
        count: the number of its pages, or 0 where it was not read to its end.
    """

    pages: tuple[tuple[int, int], ...] = ()
    count: int = 0


class FinishedPages:
    """An index of finished pages by their input's identity, filled once and then only asked."""

    def __init__(self) -> None:
        # The two halves of each identity, the page's number and the offset of its result.
        self._high, self._low, self._numbers, self._offsets = array("Q"), array("Q"), array("I"), array("Q")

    def __len__(self) -> int:
        """The number of finished pages."""
        return len(self._numbers) - self._numbers.count(_END)

    def add_page(self, identity: bytes, number: int, offset: int) -> None:
        """Note a page, numbered from 1, whose result stands at an offset; the last of the same number counts."""
        high, low = _HALVES.unpack(identity)
        self._high.append(high)
        self._low.append(low)
        self._numbers.append(number)
        self._offsets.append(offset)

    def add_end(self, identity: bytes, count: int) -> None:
        """Note that an input has so many pages."""
        self.add_page(identity, _END, count)

    def sort(self) -> None:
        """Make ready to be asked."""
        columns = (self._high, self._low, self._numbers, self._offsets)
        high, low, numbers, _ = arrays = [np.asarray(column) for column in columns]
        # lexsort goes by its last key first, and leaves what is equal in the order in which it was noted.
        order = np.lexsort((numbers, low, high))
        self._high, self._low, self._numbers, self._offsets = (
            array(column.typecode, values[order].tobytes()) for column, values in zip(columns, arrays, strict=True)
        )

    def of(self, identity: bytes) -> Finished:
        """What is finished of an input."""
        high, low = _HALVES.unpack(identity)
        noted: dict[int, int] = {}
        for at in range(bisect_left(self._high, high), len(self._high)):
            if self._high[at] != high:
                break
            if self._low[at] == low:
                noted[self._numbers[at]] = self._offsets[at]
        count = noted.pop(_END, 0)
        return Finished(tuple(noted.items()), count)

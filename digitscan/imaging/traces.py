"""The pixels of rulings, listed one by one: of a page's millions of pixels some ten thousand belong to a ruling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Traces:
    """The pixels of N pieces of ink, each pixel of one piece: n in all.

    As in `Segments`, u runs along a piece (x for horizontal ones, y for vertical ones) and v across it. Pixels of one
    piece are in the order of v, then u.

    Attributes:
        u: intp (n,), pixels.
        v: intp (n,), pixels.
        owner: intp (n,), the piece 0 … N - 1.
    """

    u: NDArray[np.intp]
    v: NDArray[np.intp]
    owner: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.owner)

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Traces:
        """The pixels of an index or boolean array (n,)."""
        return Traces(self.u[chosen], self.v[chosen], self.owner[chosen])

    def renumber(self, numbers: NDArray[np.intp]) -> Traces:
        """With the new number of each piece, intp (N,); the pixels of those with a negative one are left out."""
        owner = numbers[self.owner]
        kept = owner >= 0
        return Traces(self.u[kept], self.v[kept], owner[kept])

    def keep(self, pieces: NDArray[np.bool_]) -> Traces:
        """Only some of the pieces, bool (N,), numbered anew."""
        return self.renumber(np.where(pieces, np.cumsum(pieces) - 1, -1))

    def join(self, other: Traces, count: int) -> Traces:
        """These, of `count` pieces, and the other's after them; where they share a pixel it is the other's."""
        size = [1 + int(max(a.max(initial=0), b.max(initial=0))) for a, b in ((self.v, other.v), (self.u, other.u))]
        theirs = np.zeros(size, bool)
        theirs[other.v, other.u] = True
        own = self.take(~theirs[self.v, self.u])
        return Traces(
            np.concatenate([own.u, other.u]),
            np.concatenate([own.v, other.v]),
            np.concatenate([own.owner, other.owner + count]),
        )


def inked(image: NDArray[np.uint8]) -> NDArray[np.intp]:
    """The flat index of each pixel of uint8 (H, W) that is not 0, row by row: intp (n,)."""
    # NumPy lists what is true six times as fast as what is not zero.
    return np.flatnonzero(image > 0)

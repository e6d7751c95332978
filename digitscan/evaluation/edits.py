"""How one text becomes another with the fewest insertions, deletions and substitutions of characters.

Levenshtein's distance by the algorithm of Wagner and Fischer (1974, https://doi.org/10.1145/321796.321811). It is
written here because it is a page long, and the libraries that have it (RapidFuzz, jiwer) would be one more compiled
dependency for texts of ten characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Pair = tuple[str, str]
"""A true character and the one read for it; "" on one side is an insertion or a deletion."""


@lru_cache(maxsize=1 << 16)
def edit_pairs(truth: str, read: str) -> tuple[Pair, ...]:
    """Align two texts.

    Args:
        truth: what stands there.
        read: what was read.

    Returns:
        One best alignment from left to right. Where several are as good, the one whose last characters stand together.
    """
    table = _distances(truth, read)
    pairs: list[Pair] = []
    i, j = len(truth), len(read)
    while i or j:
        if i and j and table[i][j] == table[i - 1][j - 1] + (truth[i - 1] != read[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((truth[i], read[j]))
        elif i and table[i][j] == table[i - 1][j] + 1:
            i -= 1
            pairs.append((truth[i], ""))
        else:
            j -= 1
            pairs.append(("", read[j]))
    return tuple(reversed(pairs))


def edit_distances(truth: str, read: Sequence[str]) -> NDArray[np.int64]:
    """The smallest number of insertions, deletions and substitutions from one text to each of others.

    Args:
        truth: what stands there.
        read: N texts.

    Returns:
        int64 (N,).
    """
    longest = max(map(len, read), default=0)
    codes = np.array([[*map(ord, text), *[0] * (longest - len(text))] for text in read], np.int64)
    steps = np.arange(longest + 1)
    row = np.tile(steps, (len(read), 1))
    for i, character in enumerate(truth, 1):
        best = np.full_like(row, i)
        best[:, 1:] = np.minimum(row[:, 1:] + 1, row[:, :-1] + (codes != ord(character)))
        # An insertion costs one more than what stands left of it, all along the row at once.
        row = np.minimum.accumulate(best - steps, axis=1) + steps
    return row[np.arange(len(read)), [len(text) for text in read]]


def _distances(truth: str, read: str) -> list[list[int]]:
    """Row i, column j: the distance of the first i characters to the first j."""
    rows = [list(range(len(read) + 1))]
    for i, character in enumerate(truth, 1):
        above, row = rows[-1], [i]
        for j, other in enumerate(read, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (character != other)))
        rows.append(row)
    return rows

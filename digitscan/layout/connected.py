"""What hangs together, given which two do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def connected(adjacent: NDArray[np.bool_]) -> list[list[int]]:
    """Connected components of a symmetric boolean (N, N) matrix."""
    groups = [[i] for i in range(len(adjacent))]
    for i, j in np.argwhere(np.triu(adjacent, 1)).tolist():
        if groups[i] is not groups[j]:
            groups[i] += groups[j]
            for k in groups[j]:
                groups[k] = groups[i]
    # Each once, at the place of its first.
    return [sorted(group) for group in {id(group): group for group in groups}.values()]

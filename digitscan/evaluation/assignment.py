"""The assignment of rows to columns with the least sum of costs.

Shortest augmenting paths with dual variables (Jonker and Volgenant 1987, https://doi.org/10.1007/BF02278710; the form
here follows Crouse 2016, https://doi.org/10.1109/TAES.2016.140952). SciPy has it and is no dependency of reading; the
tests compare the two.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def assign(costs: NDArray[np.float64]) -> NDArray[np.intp]:
    """Give each row a column of its own so that the costs are least.

    Args:
        costs: float64 (N, M), N ≤ M, finite.

    Returns:
        intp (N,), the column of each row.

    Raises:
        ValueError: there are more rows than columns.
    """
    n, m = costs.shape
    if n > m:
        raise ValueError(f"each row needs a column of its own, and {n} rows have {m} columns")
    row_of = np.full(m, -1, np.intp)
    u, v = np.zeros(n), np.zeros(m)
    for row in range(n):
        _augment(costs, row, row_of, u, v)
    columns = np.empty(n, np.intp)
    taken = np.flatnonzero(row_of >= 0)
    columns[row_of[taken]] = taken
    return columns


def _augment(
    costs: NDArray[np.float64],
    start: int,
    row_of: NDArray[np.intp],
    u: NDArray[np.float64],
    v: NDArray[np.float64],
) -> None:
    """Assign one more row along the shortest path to a free column; `row_of` and the dual variables u, v change."""
    m = len(v)
    distance, through = np.full(m, np.inf), np.full(m, -1, np.intp)
    done = np.zeros(m, bool)
    row, walked, rows = start, 0.0, [start]
    while True:
        reduced = walked + costs[row] - u[row] - v
        better = ~done & (reduced < distance)
        distance[better], through[better] = reduced[better], row
        column = int(np.argmin(np.where(done, np.inf, distance)))
        walked = float(distance[column])
        done[column] = True
        if row_of[column] < 0:
            break
        row = int(row_of[column])
        rows.append(row)
    passed = [int(c) for c in np.flatnonzero(done) if row_of[c] >= 0]
    u[start] += walked
    for c in passed:
        u[row_of[c]] += walked - distance[c]
        v[c] -= walked - distance[c]
    while True:  # back along the path, each column to the row that reached it
        row = int(through[column])
        before = np.flatnonzero(row_of == row)
        row_of[column] = row
        if row == start:
            return
        column = int(before[0])

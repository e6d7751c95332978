"""Where the atoms of a field stand, and the digits that are made of them, in heights of the writing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Lattice


def atom_boxes(lattice: Lattice) -> NDArray[np.float64]:
    """The boxes of the atoms, float64 (A, 4), in heights of the writing."""
    single = np.flatnonzero(lattice.spans[:, 1] - lattice.spans[:, 0] == 1)
    frames = np.empty((lattice.atoms, 4))
    frames[lattice.spans[single, 0]] = lattice.boxes[single] / lattice.height
    return frames


def used_atoms(lattice: Lattice, chosen: Sequence[int]) -> NDArray[np.bool_]:
    """Which atoms some candidates are made of, bool (A,)."""
    used = np.zeros(lattice.atoms, bool)
    for first, last in lattice.spans[list(chosen)].tolist():
        used[first:last] = True
    return used


def whole_atoms(lattice: Lattice) -> NDArray[np.bool_]:
    """Which atoms are pieces of ink that no cut parted, bool (A,)."""
    return ~lattice.tied & ~np.append(lattice.tied[1:], False)


def digit_bodies(lattice: Lattice, chosen: Sequence[int], frames: NDArray[np.float64]) -> NDArray[np.float64]:
    """The boxes of some candidates without the marks that are joined to them, float64 (n, 4)."""
    return np.stack([_body(frames, lattice, span) for span in lattice.spans[list(chosen)].tolist()])


def _body(frames: NDArray[np.float64], lattice: Lattice, span: Sequence[int]) -> NDArray[np.float64]:
    own = np.arange(*span)
    large = own[~lattice.marks[own]]
    parts = frames[large if len(large) else own]
    return np.concatenate([parts[:, :2].min(axis=0), parts[:, 2:].max(axis=0)])

"""The pieces of a field become a lattice of glyph candidates: components, their cuts, and their joins.

Wide components are cut wherever a cut is cheap, and every run of neighbouring pieces that could be one digit is a
candidate. What the network surely takes for a digit as it is, and is no wider than one, is neither cut nor joined to
another such: most digits stand apart, and of eight candidates for each of them one and a half are left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.cut import cut
from digitscan.glyphs.normalize import normalize_all
from digitscan.types import NOT_A_DIGIT, Lattice, Pieces

MOST_ATOMS = 160
"""A field with more atoms than this is a picture or a text, not a number."""

_LONGEST = 5
"""Most atoms in one candidate: a broken digit in three pieces, or a wide one with four cuts that were not needed."""

_WIDEST = 1.7
"""Widest candidate of several atoms, in heights of the writing: a broad 0, 2 or 4 with its tail."""

_MARK = 0.36
"""Height, in heights of the writing, below which a lone atom is a mark: zeros of 5.000 are written at 0.45 and more."""

_DASH = 1.2
"""Longest mark, in heights of the writing: a dash; what is longer is a stroke that ran through digits."""

_GAP = 0.5
"""Gap, in heights of the writing, that is never inside a digit."""

_SURE = 0.95
"""Probability of a digit from which on a component is one. Of 480 drawn numbers 457 are right with all candidates (42 a
number), with 0.95 (7.5), and with 0.9 (7); 5 wrong ones are accepted with each, and 423, 431 and 431 in all."""

_SURE_HEIGHT = 0.5
"""Least height, in heights of the writing, of such a component: a lower one may be a part of a digit."""

_SURE_WIDTH = 1.0
"""Greatest width, in heights of the writing, of such a component, or of two of them that are still joined: two that
touch may look like one digit, and the halves of a 0 like two ones."""


_SURE_SHARE = 0.5
"""Share of the pieces the size of a digit that must be such, for any to be: o, l and z in a word are sure digits too,
and that the word is one is told by all the ways to cut it."""


class _Atom(NamedTuple):
    """A component, or a part of one that cuts parted from the rest.

    Attributes:
        middle: mean x of its columns, working pixels.
        component: its number.
        box: left, top, right, bottom, working pixels.
        ink: uint8 (h, w), its contrast with its soft edge.
        corner: left and top of `ink`, working pixels.
    """

    middle: float
    component: int
    box: tuple[int, int, int, int]
    ink: NDArray[np.uint8]
    corner: tuple[int, int]


def lay_lattice(pieces: Pieces, probabilities: NDArray[np.float32] | None) -> Lattice:
    """Cut the pieces of a field and join them again in every way that could be a digit.

    Args:
        pieces: n components.
        probabilities: float32 (n, 11), what the network says of each; None for no knowledge of it: everything is cut.

    Returns:
        The lattice; candidates that are components as they were have their probabilities already.
    """
    plain = pieces.lattice
    sure = np.zeros(plain.atoms, bool) if probabilities is None else _are_sure(plain, probabilities)
    atoms = _cut_all(pieces, sure)
    if len(atoms) > MOST_ATOMS:
        atoms = _cut_all(pieces, np.ones(plain.atoms, bool))
    owners = np.array([atom.component for atom in atoms], np.intp)
    tied = np.concatenate([[False], owners[1:] == owners[:-1]])
    frames = np.array([atom.box for atom in atoms], np.int32)
    spans, boxes = _spans(frames, plain.height, (sure[owners] & ~tied).tolist())
    if probabilities is not None and len(spans) == plain.atoms:
        # Nothing was cut and nothing may be joined: most fields with digits that stand apart.
        return replace(plain, known=probabilities)
    same = _components(spans, owners)
    known = np.full((len(spans), NOT_A_DIGIT + 1), np.nan, np.float32)
    pixels = np.empty((len(spans), *plain.pixels.shape[1:]), np.uint8)
    pixels[same >= 0] = plain.pixels[same[same >= 0]]
    pixels[same < 0] = normalize_all([_join(atoms[first:last]) for first, last in spans[same < 0].tolist()])
    if probabilities is not None:
        known[same >= 0] = probabilities[same[same >= 0]]
    marks = find_marks(frames, plain.height)
    return Lattice(spans, boxes, marks, tied, plain.height, pixels, known=None if probabilities is None else known)


def find_marks(frames: NDArray[np.int32], height: float) -> NDArray[np.bool_]:
    """Which atoms are dots, dashes or specks: bool (A,), of boxes int32 (A, 4) in writing of that height."""
    return (frames[:, 3] - frames[:, 1] < _MARK * height) & (frames[:, 2] - frames[:, 0] < _DASH * height)


def _are_sure(plain: Lattice, probabilities: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which components are a digit as they are, bool (n,)."""
    width, height = (plain.boxes[:, 2:] - plain.boxes[:, :2]).T
    likely = probabilities[:, :NOT_A_DIGIT].max(axis=1) >= _SURE
    sure = likely & (height >= _SURE_HEIGHT * plain.height) & (width <= _SURE_WIDTH * plain.height)
    return sure & (np.count_nonzero(sure) >= _SURE_SHARE * np.count_nonzero(~plain.marks))


def _cut_all(pieces: Pieces, sure: NDArray[np.bool_]) -> list[_Atom]:
    """The atoms of all components, in order of their middles; of those that are sure, the components."""
    boxes, corners = pieces.lattice.boxes.tolist(), pieces.corners.tolist()
    atoms = []
    for number, (mask, ink, box, corner) in enumerate(zip(pieces.masks, pieces.inks, boxes, corners, strict=True)):
        paths = [] if sure[number] else _cuts(mask, pieces.lattice.height)
        if paths:
            atoms += _parts(number, mask, ink, box, corner, paths)
        else:
            atoms.append(_Atom((box[0] + box[2] - 1) / 2, number, tuple(box), ink, tuple(corner)))
    return sorted(atoms, key=lambda atom: atom.middle)


def _cuts(mask: NDArray[np.bool_], height: float) -> list[NDArray[np.float32]]:
    """The cuts of a component."""
    if mask.shape[0] < _MARK * height and mask.shape[1] < _DASH * height:
        # A dash is one mark: in pieces nobody could tell a minus from dots.
        return []
    return cut(mask.view(np.uint8) * np.uint8(255), height)


def _parts(
    number: int,
    mask: NDArray[np.bool_],
    ink: NDArray[np.uint8],
    box: list[int],
    corner: list[int],
    paths: list[NDArray[np.float32]],
) -> list[_Atom]:
    """The atoms of a component that is cut, from left to right; arguments as in `Pieces`, and the cuts."""
    left, top = box[0], box[1]
    columns = np.arange(mask.shape[1], dtype=np.float32)
    side = np.zeros(mask.shape, np.uint8)
    for path in paths:
        side += columns >= path[:, None]
    inset = np.s_[top - corner[1] : box[3] - corner[1], left - corner[0] : box[2] - corner[0]]
    own = np.zeros(ink.shape, np.uint8)
    own[inset][mask] = side[mask] + 1
    atoms = []
    for part in range(1, len(paths) + 2):
        piece = own == part
        if not piece.any():
            continue
        edge = cv2.dilate(piece.view(np.uint8), np.ones((3, 3), np.uint8))
        edge &= piece | (own == 0)
        x, y, width, height = cv2.boundingRect(piece.view(np.uint8))
        middle = corner[0] + float(np.flatnonzero(piece.any(axis=0)).mean())
        frame = (corner[0] + x, corner[1] + y, corner[0] + x + width, corner[1] + y + height)
        window = np.s_[max(0, y - 1) : y + height + 1, max(0, x - 1) : x + width + 1]
        start = (corner[0] + max(0, x - 1), corner[1] + max(0, y - 1))
        atoms.append(_Atom(middle, number, frame, (ink * edge)[window], start))
    return atoms


def _spans(frames: NDArray[np.int32], height: float, sure: list[bool]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """All runs of atoms that could be one glyph: int32 (N, 2) first and last + 1, and int32 (N, 4) their boxes."""
    spans, boxes = [], []
    listed = frames.tolist()
    for first in range(len(listed)):
        left, top, right, bottom = listed[first]
        digits = 0
        for last in range(first, min(first + _LONGEST, len(listed))):
            x, y, x_end, y_end = listed[last]
            if x - right > _GAP * height:
                break
            left, top, right, bottom = min(left, x), min(top, y), max(right, x_end), max(bottom, y_end)
            digits += sure[last]
            if last > first and right - left > (_WIDEST if digits < 2 else _SURE_WIDTH) * height:
                break
            spans.append((first, last + 1))
            boxes.append((left, top, right, bottom))
    return np.array(spans, np.int32).reshape(-1, 2), np.array(boxes, np.int32).reshape(-1, 4)


def _components(spans: NDArray[np.int32], owners: NDArray[np.intp]) -> NDArray[np.intp]:
    """The component that each candidate is all of, intp (N,); -1 for parts and joins. `owners` are the atoms'."""
    count = np.bincount(owners)
    changes = np.concatenate([[0], np.cumsum(owners[1:] != owners[:-1])])
    first, last = spans[:, 0], spans[:, 1] - 1
    all_of_it = (changes[first] == changes[last]) & (last - first + 1 == count[owners[first]])
    return np.where(all_of_it, owners[first], -1)


def _join(atoms: list[_Atom]) -> NDArray[np.uint8]:
    """The ink of neighbouring atoms together, white on black."""
    if len(atoms) == 1:
        return atoms[0].ink
    left, top = (min(atom.corner[axis] for atom in atoms) for axis in (0, 1))
    right = max(atom.corner[0] + atom.ink.shape[1] for atom in atoms)
    bottom = max(atom.corner[1] + atom.ink.shape[0] for atom in atoms)
    ink = np.zeros((bottom - top, right - left), np.uint8)
    for atom in atoms:
        x, y = atom.corner[0] - left, atom.corner[1] - top
        window = ink[y : y + atom.ink.shape[0], x : x + atom.ink.shape[1]]
        np.maximum(window, atom.ink, out=window)
    return ink

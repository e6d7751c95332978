"""A sample of a page's glyphs that does not depend on which way up the page is: whole pieces of ink."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.normalize import normalize_all

_MOST = 120
"""Glyphs in the sample at most: enough for a share to 5 %, and classified in the time of a short page."""

_FIELD, _TEXT = 8, 40
"""Pieces taken of one field at most, and pieces from which on a field holds text and gives none."""

_SIZE = (0.5, 1.8)
"""Longer side of a piece, in that of the usual one: dots and dashes are shorter, digits that touch longer."""

_SIGNS = 24
"""Signs that are looked at to tell whether they are digits: each stands in many fields."""

_SMALLEST = 8
"""Longer side of the smallest piece, pixels."""


def sample_pieces(fields: Sequence[NDArray[np.int32]]) -> NDArray[np.intp]:
    """Choose some of the pieces of ink that are shown to the network anyway.

    Args:
        fields: int32 (n, 4), the boxes of the pieces of each field.

    Returns:
        Which of all pieces, numbered through the fields, intp (k,), k at most 120.
    """
    first = np.cumsum([0, *map(len, fields)]).tolist()
    few = [
        _spread(np.arange(k, k + len(one)), _FIELD) for k, one in zip(first, fields, strict=False) if len(one) < _TEXT
    ]
    members = np.concatenate([np.zeros(0, np.intp), *few])
    return _of_usual_size(members, np.concatenate([np.zeros((0, 4), np.int32), *fields]))


def sample_glyphs(
    labels: NDArray[np.int32], contrast: NDArray[np.uint8], boxes: NDArray[np.int32]
) -> NDArray[np.uint8]:
    """Normalise some of the components of a page as they are, each as one glyph: there are no fields to choose from.

    Args:
        labels: int32 (H, W), component numbers from 1.
        contrast: uint8 (H, W), 0 paper … 255 ink.
        boxes: int32 (N, 4), left, top, right, bottom of all components.

    Returns:
        uint8 (n, 28, 28), white ink on black, n at most 120.
    """
    return _pictures(labels, contrast, boxes, _of_usual_size(np.arange(len(boxes)), boxes))


def sample_signs(
    labels: NDArray[np.int32], contrast: NDArray[np.uint8], boxes: NDArray[np.int32], signs: Sequence[int]
) -> NDArray[np.uint8]:
    """Normalise some of the signs that were left out of fields, arguments and result as above, n at most 24.

    Args:
        labels: as above.
        contrast: as above.
        boxes: as above.
        signs: indices of the signs among the components.
    """
    return _pictures(labels, contrast, boxes, _spread(np.array(signs, np.intp), _SIGNS))


def _pictures(
    labels: NDArray[np.int32], contrast: NDArray[np.uint8], boxes: NDArray[np.int32], some: NDArray[np.intp]
) -> NDArray[np.uint8]:
    """Some components, each as one glyph."""
    inks = []
    for i in some.tolist():
        left, top, right, bottom = boxes[i]
        window = np.s_[top:bottom, left:right]
        inks.append(np.where(labels[window] == i + 1, contrast[window], np.uint8(0)))
    return normalize_all(inks)


def _of_usual_size(members: NDArray[np.intp], boxes: NDArray[np.int32]) -> NDArray[np.intp]:
    """Some of the members whose boxes, among int32 (N, 4), are neither dots nor dashes nor digits that touch."""
    longer = (boxes[members, 2:] - boxes[members, :2]).max(axis=1, initial=0)
    members, longer = members[longer >= _SMALLEST], longer[longer >= _SMALLEST]
    if not len(members):
        return members
    share = longer / np.median(longer)
    return _spread(members[(share >= _SIZE[0]) & (share <= _SIZE[1])], _MOST)


def _spread(items: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """At most so many of the items, evenly spread."""
    return items[:: max(1, -(-len(items) // most))]

"""Backgrounds for made-up strips: the paper of real strips with the ink filled in, drawn textures, clean paper."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from .strip_marks import textures
from .strip_set import RealStrip

Canvas = NDArray[np.uint8]


def paper_of(strip: RealStrip) -> Canvas:
    """The paper of a real strip: where there is ink, what lies mirrored on the other side of it is put."""
    contrast = strip.contrast
    level = cv2.threshold(contrast, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0]
    # Well below Otsu's threshold, and 5 pixels round it: the soft edges of strokes are ink too.
    ink = cv2.dilate((contrast > 0.8 * level).view(np.uint8), np.ones((5, 5), np.uint8)) > 0
    paper, left = contrast.copy(), ink
    for axis in (1, 0):
        clean = ~np.flip(ink, axis) & left
        paper[clean] = np.flip(contrast, axis)[clean]
        left = left & ~clean
    paper[left] = int(np.median(contrast[~ink])) if not ink.all() else 0
    return paper


def lay_paper(shape: tuple[int, int], papers: Sequence[Canvas], rng: np.random.Generator) -> Canvas:
    """A background of some size: half of them real paper where there is any, a quarter drawn, the others clean."""
    lot = rng.random()
    if lot < 0.5 and papers:
        paper = papers[int(rng.integers(len(papers)))]
    elif lot < 0.75:
        paper = textures()[int(rng.integers(len(textures())))]
    else:
        return np.zeros(shape, np.uint8)
    paper = _reach(paper, shape, rng)
    strength = rng.uniform(0.2, 1.0)
    return np.asarray(cv2.convertScaleAbs(paper, alpha=strength), np.uint8)


def _reach(paper: Canvas, shape: tuple[int, int], rng: np.random.Generator) -> Canvas:
    """A piece of the paper of that shape, turned over at random and reflected where it is too small."""
    paper = cv2.flip(paper, int(rng.integers(-1, 2)))
    down, right = max(0, shape[0] - paper.shape[0]), max(0, shape[1] - paper.shape[1])
    if down or right:
        paper = cv2.copyMakeBorder(paper, 0, down, 0, right, cv2.BORDER_REFLECT)
    top = int(rng.integers(0, paper.shape[0] - shape[0] + 1))
    left = int(rng.integers(0, paper.shape[1] - shape[1] + 1))
    return paper[top : top + shape[0], left : left + shape[1]]

"""What scanning does to the shape of a page; the truth goes along."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from digitscan.types import Box

from .paper import Drawn, Truth


def warp(
    page: Drawn, matrix: ArrayLike, size: tuple[int, int], background: int | tuple[int, int, int] | None = 255
) -> Drawn:
    """Map a page through a projective transform.

    Args:
        page: the page.
        matrix: (3, 3), from pixels of the page to pixels of the result.
        size: width and height of the result.
        background: what stands around the page; None goes on with its edge.

    Returns:
        The page as it looks then; each box is the upright one around its field.
    """
    transform = np.asarray(matrix, np.float64)
    edge = cv2.BORDER_REPLICATE if background is None else cv2.BORDER_CONSTANT
    value = (background,) * 3 if isinstance(background, int) else (background or (0, 0, 0))
    pixels = cv2.warpPerspective(
        page.pixels, transform, size, flags=cv2.INTER_LINEAR, borderMode=edge, borderValue=value
    )
    return Drawn(pixels, [t._replace(box=_map_box(t.box, transform)) for t in page.truth])


def _map_box(box: Box, matrix: NDArray[np.float64]) -> Box:
    corners = np.array(
        [[box.left, box.top], [box.right, box.top], [box.right, box.bottom], [box.left, box.bottom]], np.float64
    )
    mapped = cv2.perspectiveTransform(corners[None], matrix)[0]
    left, top = np.floor(mapped.min(0) + 1e-6).astype(int)
    right, bottom = np.ceil(mapped.max(0) - 1e-6).astype(int)
    return Box(int(left), int(top), int(right), int(bottom))


def rotate(page: Drawn, degrees: float, background: int | None = 255) -> Drawn:
    """Turn a page counter-clockwise about its middle, its size kept, as a sheet lying askew on the glass."""
    height, width = page.pixels.shape[:2]
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1), [0, 0, 1]])
    return warp(page, matrix, (width, height), background)


def quarter_turns(page: Drawn, turns: int) -> Drawn:
    """Turn a page clockwise by quarters, exactly."""
    for _ in range(turns % 4):
        height = page.pixels.shape[0]
        truth = [
            t._replace(box=Box(height - t.box.bottom, t.box.left, height - t.box.top, t.box.right)) for t in page.truth
        ]
        page = Drawn(np.ascontiguousarray(np.rot90(page.pixels, -1)), truth)
    return page


def resample(page: Drawn, scale: float) -> Drawn:
    """Scan at another resolution: `scale` is the new dots per inch over the old."""
    height, width = page.pixels.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return Drawn(cv2.resize(page.pixels, size, interpolation=method), [_scaled(t, scale) for t in page.truth])


def _scaled(truth: Truth, scale: float) -> Truth:
    return truth._replace(box=Box(*(round(v * scale) for v in truth.box)))


def curl(page: Drawn, height: float) -> Drawn:
    """Bend a page as near the back of a book: rows sink by up to `height` pixels in the middle, and boxes grow."""
    rows, columns = page.pixels.shape[:2]
    x, y = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    sag = height * np.sin(np.pi * x / columns)
    pixels = cv2.remap(page.pixels, x, (y - sag).astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return Drawn(pixels, [t._replace(box=_sagged(t.box, height, columns)) for t in page.truth])


def _sagged(box: Box, height: float, columns: int) -> Box:
    sag = height * np.sin(np.pi * np.linspace(box.left, box.right, 9) / columns)
    return Box(box.left, box.top + int(np.floor(sag.min())), box.right, box.bottom + int(np.ceil(sag.max())))

"""Whole ways of a sheet into a file: a flatbed scanner, a black-and-white one, a phone held over a desk."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .degrade import add_noise, bilevel, blur, clouds, jpeg, paper_texture, shadow, to_grey, uneven_light
from .geometry import resample, rotate, warp
from .paper import Drawn


def flatbed(
    page: Drawn,
    rng: np.random.Generator,
    *,
    scale: float = 1.0,
    skew: float = 0.0,
    noise: float = 2.0,
    texture: float = 3.0,
    quality: int | None = None,
    grey: bool = False,
) -> Drawn:
    """Scan on a flatbed.

    Args:
        page: the sheet.
        rng: for texture and noise.
        scale: dots per inch of the scan over those of the sheet.
        skew: how it lies, degrees counter-clockwise.
        noise: of the sensor, grey levels.
        texture: of the paper, grey levels.
        quality: of JPEG; None leaves it out.
        grey: without colour.
    """
    scan = rotate(page, skew, background=None) if skew else page
    scan = paper_texture(scan, rng, texture) if texture else scan
    scan = resample(scan, scale) if scale != 1 else scan
    scan = to_grey(scan) if grey else scan
    scan = add_noise(blur(scan, 0.5), noise, rng) if noise else scan
    return jpeg(scan, quality) if quality else scan


def fax(page: Drawn, rng: np.random.Generator, *, scale: float = 1.0, skew: float = 0.0, level: int = 200) -> Drawn:
    """Scan to black and white, as feeders do: uint8 (H, W) of 0 and 255, edges ragged by noise."""
    return bilevel(flatbed(page, rng, scale=scale, skew=skew, noise=6.0, texture=4.0, grey=True), level)


def photograph(
    page: Drawn,
    rng: np.random.Generator,
    *,
    size: tuple[int, int] = (1200, 1600),
    tilt: float = 0.06,
    turn: float = 3.0,
    fill: float = 0.86,
    shade: float = 0.35,
    quality: int | None = None,
) -> Drawn:
    """Take a photo of the sheet on a desk.

    Args:
        page: the sheet.
        rng: for the place of the camera, the desk, light and noise.
        size: width and height of the photo, pixels.
        tilt: how far the sheet's corners move by perspective, as a part of its side.
        turn: the sheet lies askew by up to so many degrees.
        fill: part of the photo's width or height that the sheet takes.
        shade: part of the light missing in the shadow.
        quality: of JPEG; None leaves it out.

    Returns:
        The photo in colour; boxes upright around their fields.
    """
    in_colour = page.pixels if page.pixels.ndim == 3 else cv2.cvtColor(page.pixels, cv2.COLOR_GRAY2BGR)
    sheet = paper_texture(Drawn(np.asarray(in_colour, np.uint8), page.truth), rng)
    matrix = _camera(sheet.pixels.shape, size, tilt, turn, fill, rng)
    # Shrinking by interpolation alone would break thin lines: what the lens cannot resolve is averaged first.
    shrink = abs(np.linalg.det(matrix[:2, :2])) ** 0.5
    soft = blur(sheet, 0.45 / shrink) if shrink < 0.9 else sheet
    photo = warp(soft, matrix, size, (0, 0, 0))
    inside = cv2.warpPerspective(np.ones(sheet.pixels.shape[:2], np.float32), matrix, size, flags=cv2.INTER_LINEAR)
    photo = Drawn(_on_desk(photo.pixels, inside, rng), photo.truth)
    photo = shadow(uneven_light(photo, rng, 0.3), rng, shade)
    photo = add_noise(blur(photo, 0.6), 3.0, rng)
    return jpeg(photo, quality) if quality else photo


def _camera(
    shape: tuple[int, ...], size: tuple[int, int], tilt: float, turn: float, fill: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """A projective transform that puts the sheet on the photo, seen from somewhere above: float64 (3, 3)."""
    height, width = shape[:2]
    scale = fill * min(size[0] / width, size[1] / height)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    angle = np.deg2rad(rng.uniform(0.4, 1.0) * turn * rng.choice([-1, 1]))
    rotation = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    placed = (corners - (width / 2, height / 2)) @ rotation.T * scale
    placed += rng.uniform(-1, 1, (4, 2)) * tilt * 0.4 * min(width, height) * scale
    # From below: the far edge is the upper one, and shorter.
    placed[:2, 0] *= 1 - tilt
    placed[2:, 0] *= 1 + 0.4 * tilt
    placed += (size[0] / 2, size[1] / 2)
    return np.asarray(cv2.getPerspectiveTransform(corners, placed.astype(np.float32)), np.float64)


def _on_desk(sheet: NDArray[np.uint8], inside: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Put the sheet on a wooden desk, with the small shadow that paper throws."""
    height, width = inside.shape
    wood = np.array((72, 104, 142), np.float32) * (1 + 0.02 * clouds((height, width), 3, rng)[..., None])
    grain = cv2.resize(clouds((height, max(8, width // 40)), 4, rng), (width, height), interpolation=cv2.INTER_CUBIC)
    wood = wood * (1 + 0.06 * grain[..., None])
    thrown = cv2.GaussianBlur(np.roll(inside, (5, 4), (0, 1)), (0, 0), 5)[..., None]
    wood = wood * (1 - 0.5 * thrown)
    cover = inside[..., None]
    return np.clip(sheet + wood * (1 - cover), 0, 255).astype(np.uint8)

"""What scanning does to the tones of a page: paper, light, lens, sensor, compression. Nothing moves."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .paper import Drawn


def to_grey(page: Drawn) -> Drawn:
    """The page without colour: uint8 (H, W)."""
    pixels = page.pixels if page.pixels.ndim == 2 else cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY)
    return Drawn(pixels, page.truth)


def add_noise(page: Drawn, sigma: float, rng: np.random.Generator) -> Drawn:
    """Add a sensor's noise: normal, `sigma` grey levels, each channel for itself."""
    noise = rng.standard_normal(page.pixels.shape, np.float32) * np.float32(sigma)
    return _limited(page, page.pixels + noise)


def blur(page: Drawn, sigma: float) -> Drawn:
    """Put it out of focus: Gaussian of `sigma` pixels."""
    return Drawn(cv2.GaussianBlur(page.pixels, (0, 0), sigma), page.truth)


def motion_blur(page: Drawn, length: int) -> Drawn:
    """Move the camera sideways while the picture is taken, by `length` pixels."""
    return Drawn(cv2.blur(page.pixels, (max(1, length), 1)), page.truth)


def paper_texture(
    page: Drawn, rng: np.random.Generator, strength: float = 4.0, tint: tuple[int, int, int] = (244, 250, 252)
) -> Drawn:
    """Give the paper fibres, clouds and a tint.

    Args:
        page: the page.
        rng: for the texture.
        strength: standard deviation of fibres and of clouds, grey levels.
        tint: blue, green, red of white paper as scanned.
    """
    height, width = page.pixels.shape[:2]
    # Fibres are fine; the clouds that one sees against the light are wide and weak.
    texture = strength * (0.8 * clouds((height, width), 1.2, rng) + 0.3 * clouds((height, width), 120, rng))
    tone = np.array(tint, np.float32) / 255 if page.pixels.ndim == 3 else np.float32(sum(tint) / 765)
    lit = page.pixels * tone
    return _limited(page, lit + (texture[..., None] if page.pixels.ndim == 3 else texture))


def clouds(shape: tuple[int, int], grain: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Smooth noise: float32 of that shape, mean 0, standard deviation 1, spots about `grain` pixels wide."""
    step = max(1.0, grain)
    small = (max(4, round(shape[1] / step)), max(4, round(shape[0] / step)))
    noise = rng.standard_normal((small[1], small[0]), np.float32)
    noise = cv2.resize(noise, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray((noise - noise.mean()) / (noise.std() + 1e-6), np.float32)


def uneven_light(page: Drawn, rng: np.random.Generator, strength: float = 0.3) -> Drawn:
    """Light it from one side: one edge is darker by that part."""
    height, width = page.pixels.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    x, y = np.meshgrid(
        np.linspace(-0.5, 0.5, width, dtype=np.float32), np.linspace(-0.5, 0.5, height, dtype=np.float32)
    )
    slope = (np.cos(angle) * x + np.sin(angle) * y) / (abs(np.cos(angle)) + abs(np.sin(angle))) + 0.5
    return light(page, 1 - strength * slope**1.5)


def shadow(page: Drawn, rng: np.random.Generator, strength: float = 0.35, softness: float = 0.02) -> Drawn:
    """Let a shadow with a soft straight edge fall over a corner.

    Args:
        page: the page.
        rng: where the shadow lies.
        strength: part of the light that is missing in it.
        softness: half width of its edge, as a part of the page's diagonal.
    """
    height, width = page.pixels.shape[:2]
    angle, place = rng.uniform(0, 2 * np.pi), rng.uniform(0.0, 0.22)
    x, y = np.meshgrid(
        np.linspace(-0.5, 0.5, width, dtype=np.float32), np.linspace(-0.5, 0.5, height, dtype=np.float32)
    )
    across = np.cos(angle) * x + np.sin(angle) * y - place
    return light(page, 1 - strength / (1 + np.exp(-across / softness)))


def light(page: Drawn, amount: NDArray[np.floating]) -> Drawn:
    """Multiply the page's light, (H, W), 1 as it is."""
    factor = amount.astype(np.float32)
    return _limited(page, page.pixels * (factor[..., None] if page.pixels.ndim == 3 else factor))


def fade(page: Drawn, ink: float) -> Drawn:
    """Make all ink paler: 1 leaves it, 0.3 is a nearly empty pen."""
    return _limited(page, 255 - (255 - page.pixels.astype(np.float32)) * ink)


def whiten(page: Drawn, level: int = 225) -> Drawn:
    """Clean the background, as scanner drivers do: from that level on all is white."""
    stretched = page.pixels.astype(np.float32) * (255 / level)
    return _limited(page, stretched)


def specks(page: Drawn, rng: np.random.Generator, count: int = 60, largest: int = 3) -> Drawn:
    """Scatter dust: dark dots of up to `largest` pixels."""
    pixels = page.pixels.copy()
    height, width = pixels.shape[:2]
    for x, y, size, grey in zip(
        rng.integers(0, width, count), rng.integers(0, height, count), rng.integers(1, largest + 1, count),
        rng.integers(20, 150, count), strict=True,
    ):  # fmt: skip
        cv2.circle(pixels, (int(x), int(y)), int(size) // 2, (int(grey),) * 3, -1)
    return Drawn(pixels, page.truth)


def jpeg(page: Drawn, quality: int) -> Drawn:
    """Through JPEG and back; quality 1 … 100."""
    _, data = cv2.imencode(".jpg", page.pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    flag = cv2.IMREAD_COLOR if page.pixels.ndim == 3 else cv2.IMREAD_GRAYSCALE
    return Drawn(np.asarray(cv2.imdecode(data, flag), np.uint8), page.truth)


def bilevel(page: Drawn, level: int = 150) -> Drawn:
    """Scan in black and white: uint8 (H, W), 0 below the level and 255 from it on."""
    grey = to_grey(page).pixels
    return Drawn(np.where(grey < level, np.uint8(0), np.uint8(255)), page.truth)


def _limited(page: Drawn, pixels: NDArray[np.floating]) -> Drawn:
    return Drawn(np.clip(pixels + 0.5, 0, 255).astype(np.uint8), page.truth)

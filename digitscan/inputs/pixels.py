"""Decoding: the bytes of one image → upright uint8 pixels, grey or blue-green-red, by OpenCV."""

from __future__ import annotations

import os

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.errors import InputError
from digitscan.inputs.header import Header

_OPENCV_LIMIT = int(os.environ.get("OPENCV_IO_MAX_IMAGE_PIXELS", "") or 1 << 30)
"""Pixels above which OpenCV refuses to decode; it reads the variable once, when it is loaded."""

_PROBE = 16
"""Every so many-th row and column is looked at before all pixels are: most colour pages show themselves there."""


def check_size(width: float, height: float, max_pixels: int) -> None:
    """Refuse a page with too many pixels before it is decoded.

    Raises:
        InputError: it has more than `max_pixels`, or more than OpenCV decodes.
    """
    pixels = width * height
    if pixels > max_pixels:
        raise InputError(
            f"too large: {width:.0f}×{height:.0f} pixels are {pixels / 1e6:.1f} megapixels, the limit is "
            f"{max_pixels / 1e6:g} (--max-pixels)"
        )
    if pixels > _OPENCV_LIMIT:
        raise InputError(
            f"too large: {width:.0f}×{height:.0f} pixels are more than the {_OPENCV_LIMIT:,} that OpenCV decodes "
            "(environment variable OPENCV_IO_MAX_IMAGE_PIXELS)"
        )


_REDUCED = {
    (1, 2): cv2.IMREAD_REDUCED_GRAYSCALE_2,
    (1, 4): cv2.IMREAD_REDUCED_GRAYSCALE_4,
    (1, 8): cv2.IMREAD_REDUCED_GRAYSCALE_8,
    (3, 2): cv2.IMREAD_REDUCED_COLOR_2,
    (3, 4): cv2.IMREAD_REDUCED_COLOR_4,
    (3, 8): cv2.IMREAD_REDUCED_COLOR_8,
}
"""OpenCV's flags by channels and reduction: libjpeg leaves out what a smaller image does not need."""


def decode_reduced(data: bytes, channels: int, reduction: int) -> NDArray[np.generic]:
    """Decode a JPEG at a part of its size, as stored: (H, W) or (H, W, 3), sides rounded up.

    Args:
        data: the file.
        channels: 1 or 3.
        reduction: 2, 4 or 8.

    Raises:
        InputError: as `decode`.
    """
    return decode(data, _REDUCED[channels, reduction] | cv2.IMREAD_IGNORE_ORIENTATION)


def decode(data: bytes | bytearray, flags: int = cv2.IMREAD_UNCHANGED) -> NDArray[np.generic]:
    """Decode an image as stored: (H, W), (H, W, 3) or (H, W, 4) of the file's own depth, not yet upright.

    Raises:
        InputError: OpenCV cannot decode it.
    """
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error as error:
        raise InputError(f"the image cannot be decoded ({' '.join(str(error.err).split())})") from error
    if pixels is None:
        raise InputError("the image cannot be decoded: it is damaged, or of a variant that OpenCV does not know")
    return pixels


def finish(pixels: NDArray[np.generic], header: Header, *, premultiplied: bool = False) -> NDArray[np.uint8]:
    """Make decoded pixels a page: eight bits, transparent parts on white, upright, grey where it is grey.

    Args:
        pixels: as `decode` returns them.
        header: of the same image.
        premultiplied: whether colours were already multiplied by their opacity (OpenCV does so for TIFF).

    Returns:
        uint8 (H, W) or (H, W, 3) blue-green-red.
    """
    page = to_eight_bits(pixels)
    if header.peak < 255:
        page = cv2.convertScaleAbs(page, alpha=255 / header.peak).reshape(page.shape)
    if page.ndim == 3 and page.shape[2] == 4:
        page = _on_white(page, premultiplied)
    page = drop_colour(page)
    if header.transparent is not None and page.ndim == 2:
        page[page == header.transparent] = 255
    return np.ascontiguousarray(upright(page, header.orientation))


def to_eight_bits(pixels: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Scale samples of any type to 0…255, uint8 of the same shape.

    Sixteen bits are scaled by what the samples use: scanners store 10, 12 or 14 bits in them. Below 10 bits the page
    is black rather than shallow. Floating point is 0…1, or 0…255 or 0…65535 where it goes beyond.
    """
    if pixels.dtype == np.uint8:
        return pixels  # type: ignore[return-value]
    if not np.issubdtype(pixels.dtype, np.unsignedinteger):
        pixels = np.maximum(np.nan_to_num(pixels, nan=0, posinf=0, neginf=0), 0)
    peak = float(pixels.max()) if pixels.size else 0.0
    top = next((top for top in _tops(pixels.dtype, peak) if peak <= top), peak)
    return cv2.convertScaleAbs(pixels, alpha=255.0 / top)


def _tops(dtype: np.dtype[np.generic], peak: float) -> tuple[float, ...]:
    """The values that may stand for white in samples of a type, the smallest that fits being meant."""
    if np.issubdtype(dtype, np.floating):
        return 1.0, 255.0, 65535.0
    if dtype.itemsize == 2:
        return (1023.0, 4095.0, 16383.0, 65535.0) if peak > 255 else (65535.0,)
    return 255.0, 65535.0


def drop_colour(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(H, W, 3) → (H, W) where the three channels are the same in every pixel; else the page itself."""
    if page.ndim == 2:
        return page
    for part in (page[::_PROBE, ::_PROBE], page):
        blue, green, red = cv2.split(part)
        if not (np.array_equal(blue, green) and np.array_equal(green, red)):
            return page
    return blue


def upright(page: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Turn a stored page as its EXIF orientation (1…8) asks; uint8 of the same pixels."""
    if orientation in (5, 6, 7, 8):  # rows and columns change places
        page = cv2.transpose(page)
    flip = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}.get(orientation)
    return page if flip is None else cv2.flip(page, flip)


def _on_white(page: NDArray[np.uint8], premultiplied: bool) -> NDArray[np.uint8]:
    """(H, W, 4) blue-green-red-opacity over white → (H, W, 3)."""
    blue, green, red, opacity = cv2.split(page)
    if cv2.minMaxLoc(opacity)[0] == 255:
        return cv2.merge((blue, green, red))
    if premultiplied:
        clear = cv2.bitwise_not(opacity)
        return cv2.merge([cv2.add(c, clear) for c in (blue, green, red)])
    shades = (cv2.multiply(cv2.bitwise_not(c), opacity, scale=1 / 255) for c in (blue, green, red))
    return cv2.merge([cv2.bitwise_not(shade) for shade in shades])

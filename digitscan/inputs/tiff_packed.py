"""Grey TIFF pages of 2 or 4 bits, which OpenCV refuses: read as bytes and taken apart here.

Compression works on bytes and does not know how many pixels are in one. So the page's fields are changed to say that it
is an 8-bit page as many pixels wide as a row has bytes, and the samples are cut out of what comes back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitscan.inputs import tiff as tags
from digitscan.inputs.tiff import Directory, Tiff
from digitscan.inputs.window import DamagedError

_PACKED = (2, 4)
_GREY = (0, 1)  # white is zero, black is zero


def is_packed(tiff: Tiff, directory: Directory) -> bool:
    """Whether a page is grey of 2 or 4 bits, in strips."""
    return (
        tiff.value(directory, tags.BITS, 1) in _PACKED
        and tiff.value(directory, tags.SAMPLES, 1) == 1
        and tiff.value(directory, tags.PHOTOMETRIC, 1) in _GREY
        and tags.TILE_OFFSETS not in directory.entries
    )


def present_as_bytes(tiff: Tiff, directory: Directory, copy: bytearray) -> None:
    """Change a packed page's fields in a copy of the file, so that a row's bytes are its pixels, 0 black.

    Raises:
        DamagedError: one of the fields is missing.
    """
    bits, width = (tiff.value(directory, tag, 1) for tag in (tags.BITS, tags.WIDTH))
    for tag, value in ((tags.BITS, 8), (tags.WIDTH, (width * bits + 7) // 8), (tags.PHOTOMETRIC, 1)):
        entry = directory.entries.get(tag)
        length = {3: 2, 4: 4}.get(entry.kind, 0) if entry is not None else 0
        if entry is None or not length:
            raise DamagedError(f"the file is damaged: a TIFF page without its field {tag}")
        copy[entry.at : entry.at + length] = value.to_bytes(length, tiff.order)


def unpack(tiff: Tiff, directory: Directory, rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The samples in the bytes of each row.

    Args:
        tiff: the file as it was.
        directory: the page's.
        rows: uint8 (H, bytes a row).

    Returns:
        uint8 (H, W), 0 black … 255 white.
    """
    bits, width = (tiff.value(directory, tag, 1) for tag in (tags.BITS, tags.WIDTH))
    top = (1 << bits) - 1
    shifts = range(8 - bits, -1, -bits)
    # 255 is a multiple of 3 and of 15, so the levels are exact.
    samples = np.stack([(rows >> shift & top) * (255 // top) for shift in shifts], axis=-1).astype(np.uint8)
    pixels = samples.reshape(len(rows), -1)[:, :width]
    return 255 - pixels if tiff.value(directory, tags.PHOTOMETRIC, 1) == 0 else pixels

"""A folder of overlays: one JPEG for each page, named after its input."""

from __future__ import annotations

import os
import re
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.errors import OutputError
from digitscan.types import Drawing, Page, PageResult

from .overlay import draw_overlay

_LONGEST_STEM = 60
"""Characters kept of an input's name: at most 240 bytes of UTF-8, so that the whole stays below 255."""

_JPEG_LIMIT = 65_500
"""Longest side that libjpeg writes, pixels; larger drawings become PNG."""

# Thin coloured lines turn grey where colour is stored at half the resolution.
_JPEG_OPTIONS = [cv2.IMWRITE_JPEG_QUALITY, 85, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]


def draw(page: Page, result: PageResult) -> Drawing:
    """Draw what was read onto a page.

    Args:
        page: the page.
        result: what was read on it.

    Raises:
        OutputError: OpenCV could not encode it (memory ran out).
    """
    pixels = draw_overlay(page, result)
    suffix = ".jpg" if max(pixels.shape[:2]) <= _JPEG_LIMIT else ".png"
    return Drawing(_encode(pixels, suffix), suffix)


class OverlayFolder:
    """Writes overlays under names that are unique in one run.

    Attributes:
        path: the folder.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Create the folder if it is absent.

        Raises:
            OutputError: it cannot be created, or nothing can be written into it.
        """
        self.path = Path(path)
        self._used: set[str] = set()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = "a file has that name" if self.path.is_file() else error.strerror
            raise OutputError(f"cannot create the overlay folder {self.path}: {reason}") from error
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise OutputError(f"no permission to write in the overlay folder {self.path}")

    def write(self, file: str, number: int, drawing: Drawing) -> Path:
        """Write the drawing of one page.

        Args:
            file: the input's name, any text.
            number: of the page, from 1.
            drawing: of the page.

        Returns:
            The file.

        Raises:
            OutputError: it could not be written (a full disk).
        """
        path = self.path / self.name(file, number, drawing.suffix)
        try:
            path.write_bytes(drawing.data)
        except OSError as error:
            path.unlink(missing_ok=True)
            raise OutputError(f"cannot write the overlay {path}: {error.strerror}") from error
        return path

    def name(self, file: str, number: int, suffix: str = ".jpg") -> str:
        """A file name for a page: the input's name with everything odd replaced, the page number, unique in this run.

        Args:
            file: the input's name, any text.
            number: page number, from 1.
            suffix: with its dot.

        Returns:
            A name without separators or spaces, different from all others given, also where case does not count.
        """
        stem = re.sub(r"[^\w.-]+", "_", file).strip("._-")[-_LONGEST_STEM:] or "page"
        name, copy = f"{stem}-p{number}{suffix}", 1
        while name.casefold() in self._used:
            copy += 1
            name = f"{stem}-p{number}-{copy}{suffix}"
        self._used.add(name.casefold())
        return name


def _encode(pixels: NDArray[np.uint8], suffix: str) -> bytes:
    """Encode an image.

    Raises:
        OutputError: OpenCV could not (memory ran out).
    """
    done, data = cv2.imencode(suffix, pixels, _JPEG_OPTIONS if suffix == ".jpg" else [])
    if not done:
        raise OutputError(f"OpenCV could not encode an overlay of {pixels.shape[1]} × {pixels.shape[0]} pixels")
    return bytes(data.tobytes())

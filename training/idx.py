"""EMNIST Digits as NIST publishes it: idx files, plain or gzipped, images lying on their side."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitscan.errors import InputError

from .glyphset import GlyphSet

_LICENCE = "EMNIST (Cohen et al. 2017), from NIST Special Database 19"
_FOLDERS = ("", "glyphs", "emnist", "gzip")


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Read an idx file of unsigned bytes (http://yann.lecun.com/exdb/mnist/), gzipped if it ends in ``.gz``.

    Returns:
        uint8 array of the shape that the file states.

    Raises:
        InputError: it is no such file, or is cut short.
    """
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError) as error:
        raise InputError(f"{path}: {error}") from None
    # Two zero bytes, 8 for unsigned bytes, the number of dimensions; then each as four bytes, highest first.
    if len(content) < 4 or content[:3] != b"\0\0\x08":
        raise InputError(f"{path} is no idx file of unsigned bytes")
    dimensions = content[3]
    shape = (
        tuple(int(n) for n in np.frombuffer(content, ">u4", dimensions, 4))
        if len(content) >= 4 + 4 * dimensions
        else ()
    )
    if not shape or len(content) != 4 + 4 * dimensions + int(np.prod(shape)):
        raise InputError(f"{path} is cut short or holds more than it states")
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def emnist_training(data: Path | None) -> GlyphSet:
    """The 240,000 training digits of EMNIST Digits."""
    return _emnist(data, "train")


def emnist_test(data: Path | None) -> GlyphSet:
    """The 40,000 test digits of EMNIST Digits."""
    return _emnist(data, "test")


def _emnist(data: Path | None, part: str) -> GlyphSet:
    pixels = read_idx(_find(data, f"emnist-digits-{part}-images-idx3-ubyte"))
    labels = read_idx(_find(data, f"emnist-digits-{part}-labels-idx1-ubyte"))
    if pixels.ndim != 3 or pixels.shape[1:] != (28, 28) or labels.shape != pixels.shape[:1]:
        raise InputError(f"set emnist: {labels.shape} labels for images {pixels.shape}")
    # NIST's files hold each image transposed.
    upright = np.ascontiguousarray(pixels.transpose(0, 2, 1))
    return GlyphSet("emnist" if part == "train" else "emnist-test", _LICENCE, upright, labels.astype(np.int64))


def _find(data: Path | None, name: str) -> Path:
    for folder in _FOLDERS if data is not None else ():
        for ending in ("", ".gz"):
            path = Path(data or ".") / folder / (name + ending)
            if path.is_file():
                return path
    raise InputError(f"set emnist: {name}[.gz] is not in {data or 'a data folder: give one as --data'}")

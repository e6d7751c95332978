"""MNIST, from a local file or through keras.datasets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitscan.errors import DependencyError, InputError

from .glyphset import GlyphSet

MNIST_FILES = ("glyphs/mnist.npz", "mnist.npz")
"""Where a data folder may hold MNIST."""

_LICENCE = "MNIST (LeCun, Cortes, Burges), CC BY-SA 3.0; writers from QMNIST, BSD"


def load_mnist(data: Path | None) -> dict[str, NDArray]:
    """MNIST in its original order.

    Args:
        data: folder with ``glyphs/mnist.npz`` or ``mnist.npz``; None to take it from keras.datasets, which downloads it
            once and checks its SHA-256.

    Returns:
        ``x_train`` uint8 (60000, 28, 28) white on black, ``y_train`` (60000,), ``x_test`` (10000, 28, 28), ``y_test``
        (10000,), and where the file has them ``writer_train`` and ``writer_test`` int32, the writer of each digit.

    Raises:
        InputError: the folder holds no MNIST, or it cannot be downloaded.
    """
    if data is None:
        return _download()
    for name in MNIST_FILES:
        if (data / name).is_file():
            with np.load(data / name) as archive:
                return {key: archive[key] for key in archive.files}
    raise InputError(f"set mnist: neither of {', '.join(MNIST_FILES)} is in {data}; without --data it is downloaded")


def _download() -> dict[str, NDArray]:
    try:
        from keras.datasets import mnist
    except ImportError:
        raise DependencyError("training needs TensorFlow: pip install 'digitscan[train]'") from None
    try:
        (x_train, y_train), (x_test, y_test) = mnist.load_data()
    except Exception as error:
        # keras wraps network and checksum failures in a bare Exception.
        raise InputError(f"set mnist: the download failed ({error}); give a folder with mnist.npz as --data") from None
    return {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}


def mnist_training(data: Path | None) -> GlyphSet:
    """The 60,000 training digits, grouped by writer where the file names them."""
    mnist = load_mnist(data)
    groups = mnist["writer_train"].astype(np.int64) if "writer_train" in mnist else None
    return GlyphSet("mnist", _LICENCE, mnist["x_train"], mnist["y_train"].astype(np.int64), groups)


def mnist_test(data: Path | None) -> GlyphSet:
    """The 10,000 test digits."""
    mnist = load_mnist(data)
    return GlyphSet("mnist-test", _LICENCE, mnist["x_test"], mnist["y_test"].astype(np.int64))

"""Keras with the library that computes for it, imported late and quietly; a message says what to install."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

from digitscan.errors import DependencyError

TENSORFLOW, TORCH = "tensorflow", "torch"
"""What training runs on: TensorFlow, or, where ``KERAS_BACKEND`` says ``torch``, PyTorch."""


def import_keras() -> Any:
    """Keras on its backend, devices looked up.

    Raises:
        DependencyError: Keras or its backend cannot be imported, or the backend is none of the two.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    wanted = os.environ.setdefault("KERAS_BACKEND", TENSORFLOW)
    if wanted not in (TENSORFLOW, TORCH):
        raise DependencyError(f"training runs on TensorFlow or PyTorch: set KERAS_BACKEND to one, not to {wanted!r}")
    try:
        with quiet():
            import keras

            if keras.backend.backend() == TENSORFLOW:
                import tensorflow as tf

                tf.config.list_physical_devices()
                tf.zeros(())
            else:
                import torch

                torch.cuda.is_available()
    except ImportError:
        if wanted == TORCH:
            raise DependencyError(
                "with KERAS_BACKEND=torch training needs Keras and PyTorch: pip install keras torch"
            ) from None
        raise DependencyError("training and export need TensorFlow: pip install 'digitscan[train]'") from None
    return keras


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Nothing reaches file descriptor 2 meanwhile.

    TensorFlow tells there of its build and of absent GPUs, past all settings of its log; that is no news to a user.
    """
    try:
        sys.stderr.flush()
        kept = os.dup(2)
    except (OSError, AttributeError):
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)

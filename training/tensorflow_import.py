"""TensorFlow, imported late and quietly, with a message that says what to install where it is absent."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

from digitscan.errors import DependencyError


def import_keras() -> Any:
    """Keras on TensorFlow, its devices looked up.

    Raises:
        DependencyError: TensorFlow or Keras cannot be imported.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    try:
        with quiet():
            import keras
            import tensorflow as tf

            tf.config.list_physical_devices()
            tf.zeros(())
    except ImportError:
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

"""TensorFlow, imported late and quietly, with a message that says what to install where it is absent."""

from __future__ import annotations

import os
from typing import Any

from digitscan.errors import DependencyError


def import_keras() -> Any:
    """Keras on TensorFlow.

    Raises:
        DependencyError: TensorFlow or Keras cannot be imported.
    """
    # TensorFlow tells of its build and of absent GPUs at each start; that is no news to a user who trains.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        import keras
        import tensorflow  # noqa: F401
    except ImportError:
        raise DependencyError("training and export need TensorFlow: pip install 'digitscan[train]'") from None
    return keras

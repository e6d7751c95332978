"""Which library computes for Keras, and with it, which one trains."""

from __future__ import annotations

from .keras_import import TORCH, import_keras
from .learner import Learner
from .on_tensorflow import TensorFlowLearner
from .on_torch import TorchLearner


def learner_class() -> type[Learner]:
    """What runs the steps, as Keras's own backend is.

    Raises:
        DependencyError: as `import_keras`.
    """
    return TorchLearner if import_keras().backend.backend() == TORCH else TensorFlowLearner

"""The library that computes for Keras: what differs between TensorFlow and PyTorch in training."""

from __future__ import annotations

from types import ModuleType

from . import on_tensorflow, on_torch
from .keras_import import TORCH, import_keras


def backend() -> ModuleType:
    """What runs the steps, as Keras's own backend is: `on_tensorflow` or `on_torch`.

    Both have the same functions:

    - ``compile_step(learning, losses, pixels, labels)``: a step of the optimizer and of the average. `losses` takes
      tensors of pixels and labels to a loss and to what is told about the batch. `pixels` and `labels` are shape (None
      where it varies) and dtype of these. The step takes arrays, and gives tensors that need not be computed yet.
    - ``compile_predict(answers, pixels)``: a function from an array to an array; `answers` is the same on tensors.
    - ``ctc_loss(labels, log_odds, blank)``: the CTC loss of each strip, float32 (N,); labels int32 (N, L), -1 after the
      last; log-odds float32 (N, T, classes).

    Raises:
        DependencyError: as `import_keras`.
    """
    return on_torch if import_keras().backend.backend() == TORCH else on_tensorflow

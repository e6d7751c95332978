"""Steps of training and prediction as PyTorch runs them: as they are written, on a GPU where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .trainer import Losses, Predict, Spec, Step, Trainer


def compile_step(learning: Trainer, losses: Losses, pixels: Spec, labels: Spec) -> Step:
    """What `backend.Backend.compile_step` says."""
    import torch
    from keras import ops

    optimizer = learning.optimizer
    weights = learning.model.trainable_variables
    pairs = list(zip(learning.averaged.weights, learning.model.weights, strict=True))
    done: list[int] = []

    def step(given: Any, wanted: Any) -> tuple[Any, Any]:
        # Read once: a checkpoint may have been loaded since this was made. To read it each time would wait for the GPU.
        done[:] = [done[0] + 1 if done else int(optimizer.iterations) + 1]
        for weight in weights:
            weight.value.grad = None
        loss, told = losses(ops.convert_to_tensor(given), ops.convert_to_tensor(wanted, labels[1]))
        loss.backward()
        with torch.no_grad():
            optimizer.apply([weight.value.grad for weight in weights], weights)
            if learning.averaged is not learning.model:
                rate = learning.share_of_new(float(done[0]), min)
                for average, weight in pairs:
                    average.value.lerp_(weight.value.to(average.value.dtype), rate)
        return loss.detach(), told.detach()

    return step


def compile_predict(answers: Any, pixels: Spec) -> Predict:
    """What `backend.Backend.compile_predict` says."""
    import torch
    from keras import ops

    def predict(given: Any) -> Any:
        with torch.no_grad():
            return np.asarray(ops.convert_to_numpy(answers(ops.convert_to_tensor(given))))

    return predict


def ctc_loss(labels: Any, log_odds: Any, blank: int) -> Any:
    """What `backend.Backend.ctc_loss` says."""
    import torch
    from keras import ops

    labels, log_odds = ops.convert_to_tensor(labels), ops.convert_to_tensor(log_odds)
    logs = torch.log_softmax(log_odds, dim=-1).transpose(0, 1)
    lengths = (labels >= 0).sum(dim=1)
    columns = torch.full_like(lengths, logs.shape[0])
    filled = labels.clamp(min=0)
    return torch.nn.functional.ctc_loss(logs, filled, columns, lengths, blank, reduction="none", zero_infinity=True)

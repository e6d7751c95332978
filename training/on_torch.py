"""Training on PyTorch, on a GPU where there is one: the networks computed by it, the optimizers its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .learner import Learner, Losses, Network, Spec, share_of_new
from .recipe import Recipe
from .torch_network import TorchNetwork


class TorchLearner(Learner):
    """As `Learner` says, on networks that take over the weights of the Keras models and give them back."""

    def __init__(self, model: Any, averaged: Any, recipe: Recipe, steps: int, epochs: int) -> None:
        """As for `Learner`."""
        import torch

        self._models = model, averaged
        self.network: TorchNetwork = TorchNetwork(model)
        self.averaged: TorchNetwork = TorchNetwork(averaged, learns=False) if averaged is not model else self.network
        self._recipe, self._all, self._epochs = recipe, steps, epochs
        self._optimizer = _build_optimizer(recipe, self.network.learning)
        self._done = torch.zeros((), dtype=torch.int64)
        states = [value for each in self._optimizer.state.values() for value in each.values()]
        averages = self.averaged.weights if self.averaged is not self.network else []
        tensors = [*self.network.weights, *averages, *states, self._done]
        self.variables = [_Variable(tensor) for tensor in tensors if isinstance(tensor, torch.Tensor)]

    def prepare(self, losses: Losses, pixels: Spec, labels: Spec) -> None:
        """As for `Learner`."""
        self._losses, self._labels = losses, labels[1]

    def step(self, pixels: NDArray[np.uint8], labels: NDArray[Any]) -> tuple[Any, Any]:
        """As for `Learner`."""
        import torch
        from keras import ops

        settings = self._recipe.optimizer
        group = self._optimizer.param_groups[0]
        rate = group["lr"] = self.learning_rate
        loss, told = self._losses(ops.convert_to_tensor(pixels), ops.convert_to_tensor(labels, self._labels))
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if settings.clip:
            torch.nn.utils.clip_grad_norm_(group["params"], settings.clip, foreach=True)
        with torch.no_grad():
            if settings.kind == "sgd" and settings.weight_decay:
                # Decoupled, as Keras has it; PyTorch's own goes through the momentum.
                torch._foreach_mul_(group["params"], 1.0 - rate * settings.weight_decay)
            self._optimizer.step()
            self._done += 1
            if self.averaged is not self.network:
                share = share_of_new(self._recipe.training.ema, int(self._done))
                torch._foreach_lerp_(self.averaged.weights, [w.detach() for w in self.network.weights], share)
        return loss.detach(), told.detach()

    def predictor(self, answers: Callable[[Any], Any], pixels: Spec) -> Callable[[NDArray[np.uint8]], NDArray[Any]]:
        """As for `Learner`."""
        import torch
        from keras import ops

        def predict(given: NDArray[np.uint8]) -> NDArray[Any]:
            with torch.no_grad():
                return np.asarray(ops.convert_to_numpy(answers(ops.convert_to_tensor(given))))

        return predict

    @property
    def learning_rate(self) -> float:
        """As for `Learner`; Keras's `CosineDecay` in plain numbers, for its own would wait for the GPU at each step."""
        settings, done = self._recipe.optimizer, int(self._done)
        if settings.schedule != "cosine":
            return settings.learning_rate
        warm = round(settings.warmup * self._all / self._epochs)
        if done < warm:
            first = settings.learning_rate / 20
            return first + (settings.learning_rate - first) * done / warm
        share = min(1.0, (done - warm) / max(1, self._all - warm))
        return settings.learning_rate * 0.5 * (1.0 + math.cos(math.pi * share))

    def take(self) -> None:
        """As for `Learner`."""
        model, averaged = self._models
        self.network.read_weights(model)
        if self.averaged is not self.network:
            self.averaged.read_weights(averaged)

    def give(self) -> None:
        """As for `Learner`."""
        model, averaged = self._models
        self.network.write_weights(model)
        if averaged is not model:
            self.averaged.write_weights(averaged)

    def foreign(self, model: Any) -> Network:
        """As for `Learner`."""
        return TorchNetwork(model, learns=False)

    @staticmethod
    def ctc_loss(labels: Any, log_odds: Any, blank: int) -> Any:
        """As for `Learner`."""
        import torch
        from keras import ops

        labels, log_odds = ops.convert_to_tensor(labels), ops.convert_to_tensor(log_odds)
        logs = torch.log_softmax(log_odds, dim=-1).transpose(0, 1)
        lengths = (labels >= 0).sum(dim=1)
        columns = torch.full_like(lengths, logs.shape[0])
        filled = labels.clamp(min=0)
        return torch.nn.functional.ctc_loss(logs, filled, columns, lengths, blank, reduction="none", zero_infinity=True)


def _build_optimizer(recipe: Recipe, weights: list[Any]) -> Any:
    """The optimizer of a recipe, its state there and zero, so that a checkpoint can be put into it."""
    import torch

    settings = recipe.optimizer
    fused = bool(weights) and weights[0].is_cuda
    if settings.kind == "adamw":
        # Keras's epsilon.
        optimizer: Any = torch.optim.AdamW(weights, 0.0, eps=1e-7, weight_decay=settings.weight_decay, fused=fused)
    else:
        nesterov = settings.momentum > 0
        optimizer = torch.optim.SGD(weights, 0.0, momentum=settings.momentum, nesterov=nesterov, fused=fused)
    for weight in weights:
        weight.grad = torch.zeros_like(weight)
    optimizer.step()
    for state in optimizer.state.values():
        for value in state.values():
            if isinstance(value, torch.Tensor):
                value.zero_()
    return optimizer


class _Variable:
    """A tensor as checkpoints take it."""

    def __init__(self, tensor: Any) -> None:
        self._tensor = tensor

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self._tensor.shape)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.asarray(self._tensor.detach().cpu().numpy(), dtype)

    def assign(self, value: NDArray[Any]) -> None:
        import torch

        with torch.no_grad():
            self._tensor.copy_(torch.as_tensor(value))

"""What trains a network: the part of training in which TensorFlow and PyTorch differ."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .recipe import Recipe

Spec = tuple[tuple[int | None, ...], str]
"""Shape, None where it varies, and dtype."""

Losses = Callable[[Any, Any], tuple[Any, Any]]
"""Tensors of pixels and labels → the loss and what is told about the batch."""

Network = Callable[..., Any]
"""Called with a tensor of intensities and ``training``."""


class Learner(ABC):
    """A network with the running average of its weights and its optimizer, on one library.

    Attributes:
        network: the one that learns.
        averaged: the one that is used: the average of its weights where the recipe wants one, else the same.
        variables: all that changes, in a fixed order, each with ``shape`` and ``assign``, and readable as an array.
    """

    network: Network
    averaged: Network
    variables: list[Any]

    @abstractmethod
    def __init__(self, model: Any, averaged: Any, recipe: Recipe, steps: int, epochs: int) -> None:
        """Take over Keras models.

        Args:
            model: the one that learns.
            averaged: the one that is used; the same where there is no average.
            recipe: of the run.
            steps: of the whole run, for the schedule of the learning rate.
            epochs: of the whole run.
        """

    @abstractmethod
    def prepare(self, losses: Losses, pixels: Spec, labels: Spec) -> None:
        """Be ready for steps on batches of these shapes and dtypes, that minimise these losses."""

    @abstractmethod
    def step(self, pixels: NDArray[np.uint8], labels: NDArray[Any]) -> tuple[Any, Any]:
        """One step of the optimizer and of the average.

        Returns:
            What `Losses` gives, in tensors that need not be computed yet.
        """

    @abstractmethod
    def predictor(self, answers: Callable[[Any], Any], pixels: Spec) -> Callable[[NDArray[np.uint8]], NDArray[Any]]:
        """From arrays to arrays what `answers` is from tensors to tensors."""

    @property
    @abstractmethod
    def learning_rate(self) -> float:
        """As it is now."""

    @abstractmethod
    def take(self) -> None:
        """Go on with the weights that the Keras models have."""

    @abstractmethod
    def give(self) -> None:
        """Put the weights into the Keras models."""

    @abstractmethod
    def foreign(self, model: Any) -> Network:
        """Another Keras model, that does not learn."""

    @staticmethod
    @abstractmethod
    def ctc_loss(labels: Any, log_odds: Any, blank: int) -> Any:
        """The CTC loss of each strip.

        Args:
            labels: int32 (N, L), -1 after the last.
            log_odds: float32 (N, T, classes).
            blank: which class is none.

        Returns:
            float32 (N,).
        """


def share_of_new(ema: float, steps: Any, smaller: Callable[[float, Any], Any] = min) -> Any:
    """What the average of the weights takes of the new ones after a step.

    Args:
        ema: the average's decay.
        steps: done, this one included.
        smaller: the smaller of two numbers.
    """
    # The average starts fast, else the first thousand steps' weights would stay in it.
    return 1.0 - smaller(ema, (1.0 + steps) / (10.0 + steps))

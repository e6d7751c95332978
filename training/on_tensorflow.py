"""Training on TensorFlow: each step one compiled graph, the optimizer Keras's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .learner import Learner, Losses, Network, Spec, share_of_new
from .recipe import Recipe


class TensorFlowLearner(Learner):
    """As `Learner` says, on the Keras models themselves."""

    def __init__(self, model: Any, averaged: Any, recipe: Recipe, steps: int, epochs: int) -> None:
        """As for `Learner`."""
        self.network, self.averaged, self._ema = model, averaged, recipe.training.ema
        self.optimizer = build_optimizer(recipe, steps, epochs)
        self.optimizer.build(model.trainable_variables)
        averages = averaged.weights if averaged is not model else []
        weights = {id(weight) for weight in model.weights}
        # The states of the dropout layers' random generators: without them a continued run would drop other units.
        chances = [variable for variable in model.variables if id(variable) not in weights]
        self.variables = [*model.weights, *averages, *self.optimizer.variables, *chances]

    def prepare(self, losses: Losses, pixels: Spec, labels: Spec) -> None:
        """As for `Learner`."""
        import tensorflow as tf

        model: Any = self.network
        averaged: Any = self.averaged

        @tf.function(input_signature=[tf.TensorSpec(*pixels), tf.TensorSpec(*labels)])
        def step(pixels: Any, labels: Any) -> tuple[Any, Any]:
            with tf.GradientTape() as tape:
                loss, told = losses(pixels, labels)
            gradients = tape.gradient(loss, model.trainable_variables)
            self.optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
            if averaged is not model:
                rate = share_of_new(self._ema, tf.cast(self.optimizer.iterations, tf.float32), tf.minimum)
                for average, weight in zip(averaged.weights, model.weights, strict=True):
                    average.assign(average.value + (weight.value - average.value) * rate)
            return loss, told

        self._step, self._labels = step, labels[1]

    def step(self, pixels: NDArray[np.uint8], labels: NDArray[Any]) -> tuple[Any, Any]:
        """As for `Learner`."""
        import tensorflow as tf

        loss, told = self._step(tf.constant(pixels), tf.constant(labels, self._labels))
        return loss, told

    def predictor(self, answers: Callable[[Any], Any], pixels: Spec) -> Callable[[NDArray[np.uint8]], NDArray[Any]]:
        """As for `Learner`."""
        import tensorflow as tf

        compiled = tf.function(answers, input_signature=[tf.TensorSpec(*pixels)])
        return lambda given: np.asarray(compiled(tf.constant(given)).numpy())

    @property
    def learning_rate(self) -> float:
        """As for `Learner`."""
        return float(np.asarray(self.optimizer.learning_rate))

    def take(self) -> None:
        """The Keras models are what learns."""

    def give(self) -> None:
        """The Keras models are what has learnt."""

    def foreign(self, model: Any) -> Network:
        """As for `Learner`."""
        model.trainable = False
        network: Network = model
        return network

    @staticmethod
    def ctc_loss(labels: Any, log_odds: Any, blank: int) -> Any:
        """As for `Learner`."""
        import tensorflow as tf

        # The kernel refuses empty labels; of these the loss is that of the one path of blanks.
        empty = tf.reduce_all(labels < 0, axis=1)
        blanks = -tf.reduce_sum(tf.nn.log_softmax(log_odds)[..., blank], axis=1)
        filled = tf.where(empty[:, None] & (tf.range(tf.shape(labels)[1]) == 0)[None], 0, labels)
        places = tf.where(filled >= 0)
        # With sparse labels TensorFlow takes its kernel in C++; dense ones go through a loop over the columns.
        sparse = tf.sparse.SparseTensor(places, tf.gather_nd(filled, places), tf.shape(filled, tf.int64))
        shape = tf.shape(log_odds)
        losses = tf.nn.ctc_loss(
            sparse,
            tf.transpose(log_odds, (1, 0, 2)),
            label_length=None,
            logit_length=tf.fill([shape[0]], shape[1]),
            logits_time_major=True,
            blank_index=blank,
        )
        return tf.where(empty, blanks, losses)


def build_optimizer(recipe: Recipe, steps: int, epochs: int) -> Any:
    """The optimizer of a recipe, with its schedule over `steps` steps in `epochs` epochs."""
    from keras import optimizers

    settings = recipe.optimizer
    rate: Any = settings.learning_rate
    if settings.schedule == "cosine":
        warm = round(settings.warmup * steps / epochs)
        rate = optimizers.schedules.CosineDecay(
            rate / 20 if warm else rate, max(1, steps - warm), warmup_target=rate if warm else None, warmup_steps=warm
        )
    if settings.kind == "adamw":
        return optimizers.AdamW(rate, weight_decay=settings.weight_decay, global_clipnorm=settings.clip or None)
    decay = settings.weight_decay or None
    return optimizers.SGD(rate, momentum=settings.momentum, nesterov=settings.momentum > 0, weight_decay=decay)

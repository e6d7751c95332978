"""Steps of training and prediction as TensorFlow runs them: each one compiled graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .trainer import Losses, Predict, Spec, Step, Trainer


def compile_step(learning: Trainer, losses: Losses, pixels: Spec, labels: Spec) -> Step:
    """What `backend.Backend.compile_step` says."""
    import tensorflow as tf

    @tf.function(input_signature=[tf.TensorSpec(*pixels), tf.TensorSpec(*labels)])
    def step(pixels: Any, labels: Any) -> tuple[Any, Any]:
        with tf.GradientTape() as tape:
            loss, told = losses(pixels, labels)
        weights = learning.model.trainable_variables
        gradients = tape.gradient(loss, weights)
        learning.optimizer.apply_gradients(zip(gradients, weights, strict=True))
        if learning.averaged is not learning.model:
            rate = learning.share_of_new(tf.cast(learning.optimizer.iterations, tf.float32), tf.minimum)
            for average, weight in zip(learning.averaged.weights, learning.model.weights, strict=True):
                average.assign(average.value + (weight.value - average.value) * rate)
        return loss, told

    return lambda given, wanted: step(tf.constant(given), tf.constant(wanted, labels[1]))


def compile_predict(answers: Any, pixels: Spec) -> Predict:
    """What `backend.Backend.compile_predict` says."""
    import tensorflow as tf

    compiled = tf.function(answers, input_signature=[tf.TensorSpec(*pixels)])
    return lambda given: np.asarray(compiled(tf.constant(given)))


def ctc_loss(labels: Any, log_odds: Any, blank: int) -> Any:
    """What `backend.Backend.ctc_loss` says."""
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

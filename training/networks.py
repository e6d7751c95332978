"""The networks, as Keras models from uint8 glyphs' intensities (scaled 0 … 1) to probabilities."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from digitscan.errors import UsageError

from .blocks import convolution, shortcut
from .strip_network import strips, strips_large

PAPER_PARAMETERS = 421_642
"""Trainable parameters of the paper's network, as it states them."""


def paper(classes: int = 10) -> Any:
    """The paper's network: two convolutions, two poolings, two dense layers; 421,642 trainable parameters.

    Args:
        classes: outputs; the paper has ten.

    Returns:
        keras.Model, float32 (N, 28, 28, 1) in 0 … 1 → float32 (N, classes), softmax.
    """
    from keras import Sequential, layers

    model = Sequential(
        [
            layers.Input((28, 28, 1), name="intensities"),
            layers.Conv2D(32, 3, padding="same", activation="relu"),  # 28×28×32
            layers.MaxPooling2D(2),  # 14×14×32
            layers.Conv2D(64, 3, padding="same", activation="relu"),  # 14×14×64
            layers.MaxPooling2D(2),  # 7×7×64
            layers.Dropout(0.25),
            layers.Flatten(),  # 3136
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(classes, activation="softmax"),
        ],
        name="paper",
    )
    if classes == 10 and model.count_params() != PAPER_PARAMETERS:
        raise AssertionError(f"the paper's network has {PAPER_PARAMETERS} parameters, not {model.count_params()}")
    return model


def digits(classes: int = 11) -> Any:
    """The network that `read` uses: strided convolutions with batch normalisation, two shortcuts, a hidden layer.

    7.9 million multiply-adds a glyph (`multiply_adds`). The first layer halves the resolution, so that most of the work
    is done at 14×14 and 7×7, where a stroke is one or two pixels wide; most of the 0.5 million parameters are at 4×4
    and in the hidden layer, where they cost least. The last map is flattened rather than averaged, because where a
    stroke stands tells a 9 from a 6.

    Args:
        classes: outputs; the ten digits and *not a digit*.

    Returns:
        keras.Model, float32 (N, 28, 28, 1) in 0 … 1 → float32 (N, classes), softmax.
    """
    return _digits(classes, (32, 56, 96, 192), "digits")


def digits_large(classes: int = 11) -> Any:
    """The same with nearly three times the channels: 60 million multiply-adds a glyph, a teacher for `digits`.

    Arguments and result as of `digits`.
    """
    return _digits(classes, (88, 160, 256, 384), "digits-large")


def _digits(classes: int, channels: tuple[int, int, int, int], name: str) -> Any:
    """Args: the channels at each resolution, and of the hidden layer; the model's name."""
    from keras import Model, layers

    first, second, third, hidden = channels
    inputs = layers.Input((28, 28, 1), name="intensities")
    x = convolution(inputs, first, size=5, stride=2)  # 14×14×32
    x = convolution(x, first)  # 14×14×32
    x = shortcut(convolution(x, second, stride=2), convolutions=2)  # 7×7×56
    x = shortcut(convolution(x, third, stride=2), convolutions=1)  # 4×4×96
    x = layers.Dropout(0.3)(layers.Flatten()(x))  # 1536
    x = layers.Dense(hidden, use_bias=False, kernel_initializer="he_normal")(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    return Model(inputs, layers.Dense(classes, activation="softmax")(x), name=name)


def fractions(classes: int = 2) -> Any:
    """A small network that sees whether there is a fraction in the ink of a glyph or of several.

    0.6 million multiply-adds, a thirteenth of `digits`: it looks at every candidate beside that one.

    Args:
        classes: outputs; number and fraction.

    Returns:
        keras.Model, float32 (N, 28, 28, 1) in 0 … 1 → float32 (N, classes), softmax.
    """
    from keras import Model, layers

    inputs = layers.Input((28, 28, 1), name="intensities")
    x = convolution(inputs, 16, size=5, stride=2)  # 14×14×16
    x = convolution(x, 32, stride=2)  # 7×7×32
    x = convolution(x, 48, stride=2)  # 4×4×48
    x = layers.Dropout(0.2)(layers.Flatten()(x))  # 768
    x = layers.Dense(64, use_bias=False, kernel_initializer="he_normal")(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    return Model(inputs, layers.Dense(classes, activation="softmax")(x), name="fractions")


NETWORKS: dict[str, Callable[[int], Any]] = {
    "paper": paper,
    "digits": digits,
    "digits-large": digits_large,
    "strips": strips,
    "strips-large": strips_large,
    "fractions": fractions,
}
"""Networks by the name that recipes use."""


def build_network(name: str, classes: int) -> Any:
    """Build a network with fresh weights.

    Raises:
        UsageError: there is no network of that name.
    """
    if name not in NETWORKS:
        raise UsageError(f"no network {name!r}; known are {', '.join(sorted(NETWORKS))}")
    return NETWORKS[name](classes)


def multiply_adds(model: Any) -> int:
    """Multiplications (each with its addition) that one glyph costs, in convolutions and dense layers.

    Args:
        model: a built Keras model of Conv2D, DepthwiseConv2D and Dense layers; batch normalisation is not counted,
            since the export folds it into the convolution before it.
    """
    total = 0
    for layer in model.layers:
        kind = type(layer).__name__
        if kind in ("Conv2D", "DepthwiseConv2D"):
            _, height, width, _ = layer.output.shape
            total += int(height) * int(width) * prod(layer.kernel.shape)
        elif kind == "Dense":
            total += prod(layer.kernel.shape)
    return total

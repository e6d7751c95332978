"""The network that reads a strip whole, as a Keras model from intensities to log-odds of each column's character."""

from __future__ import annotations

from typing import Any

from digitscan.glyphs.strip import STRIP_HEIGHT

from .blocks import convolution, shortcut

COLUMN = 2
"""Pixels of a strip for each column that the network answers for: two 1s stand no closer than four such columns, and
CTC needs three to tell them from one."""


def strips(classes: int = 11) -> Any:
    """Convolutions down to one row of columns, then convolutions along the row.

    36 million multiply-adds for a strip of 32×160. Heights are halved four times and widths twice; each column of the
    last map answers for its left and its right half, which is how eight columns can stand where four were computed.
    Context comes from long depthwise convolutions along the row (after Jasper, Li et al. 2019,
    https://arxiv.org/abs/1904.03288): on a CPU they cost a twentieth of a recurrent layer that sees as far, and ONNX
    has them. A column sees about 280 pixels to each side, more than eight digits.

    Args:
        classes: outputs; the ten digits and the blank of CTC (Graves et al. 2006).

    Returns:
        keras.Model, float32 (N, 32, W, 1) in 0 … 1 → float32 (N, W / 2, classes) log-odds; W a multiple of four.
    """
    return _strips(classes, (20, 32, 64, 160), (9, 13, 17, 9, 13, 17), "strips")


def strips_large(classes: int = 11) -> Any:
    """The same with twice the channels and half as many blocks more: 157 million multiply-adds, for a third opinion.

    Arguments and result as of `strips`.
    """
    return _strips(classes, (40, 64, 128, 320), (9, 13, 17) * 3, "strips-large")


def _strips(classes: int, channels: tuple[int, int, int, int], along: tuple[int, ...], name: str) -> Any:
    """Args: the channels at each height, and of the row; the lengths of the convolutions along it; the model's name."""
    from keras import Model, layers

    first, second, third, row = channels
    inputs = layers.Input((STRIP_HEIGHT, None, 1), name="intensities")
    x = convolution(inputs, first, size=5, stride=2)  # 16×W/2×20
    x = convolution(x, second, stride=(2, 1))  # 8×W/2×32
    x = shortcut(x, convolutions=1)  # 8×W/2×32
    x = convolution(x, third, stride=2)  # 4×W/4×64
    x = shortcut(x, convolutions=2)  # 4×W/4×64
    x = layers.ZeroPadding2D((0, 1))(x)
    x = convolution(x, row, size=(4, 3), padding="valid")  # 1×W/4×160
    x = layers.Dropout(0.1)(x)
    for size in along:
        x = _along(x, size)
    x = layers.Dropout(0.2)(x)
    x = layers.Conv2D(2 * classes, 1, name="halves")(x)  # 1×W/4×22
    return Model(inputs, layers.Reshape((-1, classes), name="columns")(x), name=name)


def _along(x: Any, size: int) -> Any:
    """A depthwise convolution along the row, its channels mixed, and a shortcut around both."""
    from keras import layers
    from keras.initializers import Constant

    filters = x.shape[-1]
    inner = layers.DepthwiseConv2D((1, size), padding="same", use_bias=False)(x)
    inner = layers.BatchNormalization()(inner)
    inner = layers.Conv2D(filters, 1, use_bias=False, kernel_initializer="he_normal")(inner)
    # A tenth at the start (nearly as in Goyal et al. 2017, https://arxiv.org/abs/1706.02677): each block begins close
    # to passing on what it gets, so that blocks can be added to a network that has learnt.
    inner = layers.ReLU()(layers.BatchNormalization(gamma_initializer=Constant(0.1))(inner))
    return layers.Add()([x, inner])

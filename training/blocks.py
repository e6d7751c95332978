"""What the networks are built of."""

from __future__ import annotations

from typing import Any


def convolution(
    x: Any, filters: int, *, size: Any = 3, stride: Any = 1, padding: str = "same", activate: bool = True
) -> Any:
    """A convolution with batch normalisation and, unless told otherwise, a rectifier; arguments as for Conv2D."""
    from keras import layers

    x = layers.Conv2D(filters, size, strides=stride, padding=padding, use_bias=False, kernel_initializer="he_normal")(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x) if activate else x


def shortcut(x: Any, convolutions: int) -> Any:
    """Convolutions and a shortcut around them (He et al. 2015, https://arxiv.org/abs/1512.03385)."""
    from keras import layers

    inner = x
    for number in range(convolutions):
        inner = convolution(inner, x.shape[-1], activate=number + 1 < convolutions)
    return layers.ReLU()(layers.Add()([x, inner]))

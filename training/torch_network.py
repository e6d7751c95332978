"""A Keras model as PyTorch computes it: the same layers in the same order, with weights of its own.

Keras runs on PyTorch itself, but one layer after the other through a good deal of Python. On an NVIDIA H200 a step of
`digits-large` on 512 glyphs took 27 ms so, in its first epoch; one of `digits`, an eighth of the work, takes 6 to 11
here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from digitscan.errors import UsageError

if TYPE_CHECKING:
    import torch


class TorchNetwork:
    """What a Keras model computes, on the GPU where there is one.

    Attributes:
        weights: all of them, in the order of the Keras model's.
        learning: those of them that training moves.
    """

    def __init__(self, model: Any, *, learns: bool = True) -> None:
        """Take over a model's layers and weights.

        Args:
            model: of the layers that `networks` and `strip_network` use, one input and one output.
            learns: whether its trainable weights are to have gradients.

        Raises:
            UsageError: the model has another layer.
        """
        import torch

        device = "cuda" if torch.cuda.is_available() else "cpu"
        self._start, self._end = id(model.inputs[0]), id(model.outputs[0])
        self._calls = [_Call(layer) for layer in model.layers if type(layer).__name__ != "InputLayer"]
        self.weights: list[torch.Tensor] = []
        self.learning: list[torch.Tensor] = []
        for call in self._calls:
            for weight in call.layer.weights:
                value = _as_torch_likes(torch.tensor(np.asarray(weight), dtype=torch.float32)).to(device)
                call.weights.append(value)
                self.weights.append(value)
                if learns and weight.trainable:
                    self.learning.append(value.requires_grad_())

    def __call__(self, x: torch.Tensor, training: bool = False) -> torch.Tensor:
        """What the model gives for float32 `x`, both as the model has them; `training` drops units and moves means."""
        found = {self._start: x.permute(0, 3, 1, 2).contiguous()}
        for call in self._calls:
            found[call.gives] = call(*(found[each] for each in call.takes), training=training)
        return found[self._end]

    def read_weights(self, model: Any) -> None:
        """Take the weights of a Keras model of the same layers."""
        import torch

        with torch.no_grad():
            for tensor, value in zip(self.weights, model.get_weights(), strict=True):
                tensor.copy_(_as_torch_likes(torch.tensor(value, dtype=torch.float32)))

    def write_weights(self, model: Any) -> None:
        """Give the weights to a Keras model of the same layers."""
        model.set_weights([_as_keras_likes(tensor.detach().cpu()).numpy() for tensor in self.weights])


class _Call:
    """One layer: what it takes and gives, and how PyTorch computes it, channels first."""

    def __init__(self, layer: Any) -> None:
        kind = type(layer).__name__
        if kind not in _KINDS:
            raise UsageError(f"training on PyTorch has no layer {kind}: unset KERAS_BACKEND, for TensorFlow")
        self.layer, self.compute = layer, _KINDS[kind]
        inputs = layer.input if isinstance(layer.input, list) else [layer.input]
        self.takes, self.gives = [id(each) for each in inputs], id(layer.output)
        self.weights: list[Any] = []

    def __call__(self, *inputs: Any, training: bool) -> Any:
        return self.compute(self, *inputs, training=training)


def _as_torch_likes(value: Any) -> Any:
    """Kernels as (out, in, height, width), dense ones as (out, in)."""
    if value.dim() == 4:
        return value.permute(3, 2, 0, 1).contiguous()
    return value.t().contiguous() if value.dim() == 2 else value


def _as_keras_likes(value: Any) -> Any:
    if value.dim() == 4:
        return value.permute(2, 3, 1, 0).contiguous()
    return value.t().contiguous() if value.dim() == 2 else value


def _padded(x: Any, layer: Any, size: tuple[int, int]) -> Any:
    """As padding ``same`` has it: where it is odd, the larger part is right and below."""
    import torch.nn.functional as f

    if layer.padding == "valid":
        return x
    sides: list[int] = []
    for length, kernel, stride in zip(x.shape[2:], size, layer.strides, strict=True):
        total = max((-(-length // stride) - 1) * stride + kernel - length, 0)
        sides = [total // 2, total - total // 2, *sides]
    return f.pad(x, sides) if any(sides) else x


def _conv(call: _Call, x: Any, training: bool) -> Any:
    import torch
    import torch.nn.functional as f

    layer = call.layer
    kernel, *bias = call.weights
    if tuple(layer.kernel_size) == tuple(layer.strides) == (1, 1):
        # A product of matrices: cuDNN would plan it for each width of a row.
        y = torch.matmul(kernel.flatten(1), x.flatten(2)).unflatten(2, x.shape[2:])
        return _activated(layer, y + bias[0][:, None, None] if bias else y, 1)
    y = f.conv2d(_padded(x, layer, layer.kernel_size), kernel, *bias, stride=layer.strides)
    return _activated(layer, y, 1)


def _depthwise(call: _Call, x: Any, training: bool) -> Any:
    import torch.nn.functional as f

    layer = call.layer
    kernel, *bias = call.weights
    # Keras has (1, channels, height, width) by now, with the channels where PyTorch wants the outputs.
    turned = kernel.transpose(0, 1)
    return f.conv2d(_padded(x, layer, layer.kernel_size), turned, *bias, stride=layer.strides, groups=x.shape[1])


def _normalise(call: _Call, x: Any, training: bool) -> Any:
    import torch.nn.functional as f

    gamma, beta, mean, variance = call.weights
    layer = call.layer
    return f.batch_norm(x, mean, variance, gamma, beta, training, 1.0 - layer.momentum, layer.epsilon)


def _activated(layer: Any, y: Any, axis: int) -> Any:
    name = layer.activation.__name__
    if name == "linear":
        return y
    return y.relu() if name == "relu" else y.softmax(axis)


def _dense(call: _Call, x: Any, training: bool) -> Any:
    import torch.nn.functional as f

    kernel, *bias = call.weights
    return _activated(call.layer, f.linear(x, kernel, *bias), 1)


def _relu(call: _Call, x: Any, training: bool) -> Any:
    return x.relu()


def _add(call: _Call, *inputs: Any, training: bool) -> Any:
    return sum(inputs[1:], inputs[0])


def _drop(call: _Call, x: Any, training: bool) -> Any:
    import torch.nn.functional as f

    return f.dropout(x, call.layer.rate, training)


def _pad(call: _Call, x: Any, training: bool) -> Any:
    import torch.nn.functional as f

    (top, bottom), (left, right) = call.layer.padding
    return f.pad(x, (left, right, top, bottom))


def _pool(call: _Call, x: Any, training: bool) -> Any:
    import torch.nn.functional as f

    return f.max_pool2d(x, call.layer.pool_size, call.layer.strides)


def _flatten(call: _Call, x: Any, training: bool) -> Any:
    return x.permute(0, 2, 3, 1).flatten(1)


def _reshape(call: _Call, x: Any, training: bool) -> Any:
    return x.permute(0, 2, 3, 1).reshape(x.shape[0], *call.layer.target_shape)


_KINDS: dict[str, Any] = {
    "Conv2D": _conv,
    "DepthwiseConv2D": _depthwise,
    "BatchNormalization": _normalise,
    "Dense": _dense,
    "ReLU": _relu,
    "Add": _add,
    "Dropout": _drop,
    "ZeroPadding2D": _pad,
    "MaxPooling2D": _pool,
    "Flatten": _flatten,
    "Reshape": _reshape,
}

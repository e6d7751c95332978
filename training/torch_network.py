"""A Keras model as a PyTorch module: the same layers in the same order, with weights of its own.

Keras runs on PyTorch itself, but one layer after the other through a good deal of Python: on a GPU a step of a network
as small as these takes five times as long so as the GPU works on it.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch


def torch_network(model: Any) -> Any:
    """A module that computes what a Keras model does.

    Args:
        model: of the layers that `networks` and `strip_network` use, one input and one output.

    Returns:
        torch.nn.Module on the GPU where there is one: ``module(x, training=…)`` for a float32 tensor as the model
        takes it, ``read_weights(model)`` and ``write_weights(model)``, and ``twin()``, a copy that does not learn.

    Raises:
        NotImplementedError: the model has another layer.
    """
    import torch

    class TorchNetwork(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self._calls = [_Call(layer) for layer in model.layers if type(layer).__name__ != "InputLayer"]
            self._start, self._end = id(model.inputs[0]), id(model.outputs[0])
            self.held = torch.nn.ParameterList()
            self.kept: list[torch.Tensor] = []
            self._of: list[torch.Tensor] = []
            for call in self._calls:
                for weight in call.layer.weights:
                    value = torch.tensor(np.asarray(weight), dtype=torch.float32)
                    if weight.trainable:
                        value = torch.nn.Parameter(value)
                        self.held.append(value)
                    self._of.append(value)
            self._place()

        def _place(self) -> None:
            device = "cuda" if torch.cuda.is_available() else "cpu"
            for tensor in self._of:
                tensor.data = _as_torch_likes(tensor.data).to(device)
            weights = iter(self._of)
            for call in self._calls:
                call.weights = [next(weights) for _ in call.layer.weights]

        @property
        def weights(self) -> list[torch.Tensor]:
            """All of them, in the order of the Keras model's."""
            return self._of

        def forward(self, x: torch.Tensor, training: bool = False) -> torch.Tensor:
            if x.dim() == 4:
                x = x.permute(0, 3, 1, 2).contiguous()
            found = {self._start: x}
            for call in self._calls:
                found[call.gives] = call(*(found[each] for each in call.takes), training=training)
            return found[self._end]

        def read_weights(self, other: Any) -> None:
            with torch.no_grad():
                for tensor, value in zip(self._of, other.get_weights(), strict=True):
                    tensor.copy_(_as_torch_likes(torch.tensor(value, dtype=torch.float32)))

        def write_weights(self, other: Any) -> None:
            shapes = [tuple(weight.shape) for weight in other.weights]
            values = [_as_keras_likes(tensor.detach().cpu()).numpy() for tensor in self._of]
            other.set_weights([value.reshape(shape) for value, shape in zip(values, shapes, strict=True)])

        def twin(self) -> Any:
            other = copy.copy(self)
            other._calls = [copy.copy(call) for call in self._calls]
            other._of = [tensor.detach().clone() for tensor in self._of]
            other._parameters, other._modules = {}, {}
            weights = iter(other._of)
            for call in other._calls:
                call.weights = [next(weights) for _ in call.layer.weights]
            return other

    return TorchNetwork()


class _Call:
    """One layer: what it takes and gives, and how PyTorch computes it, channels first."""

    def __init__(self, layer: Any) -> None:
        self.layer, self.kind = layer, type(layer).__name__
        if self.kind not in _KINDS:
            raise NotImplementedError(f"no layer {self.kind} in torch_network")
        inputs = layer.input if isinstance(layer.input, list) else [layer.input]
        self.takes, self.gives = [id(each) for each in inputs], id(layer.output)
        self.weights: list[Any] = []
        self.compute = _KINDS[self.kind]

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

"""A tiny network in the form of a model file and its sidecar: enough to test what surrounds a network."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitscan.types import STRIP_CLASSES

CLASSES = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "not-a-digit"]


def write_tiny_model(folder: Path, stem: str = "tiny", *, outputs: int = 11, softmax: bool = True) -> Path:
    """Write ``<stem>.onnx``, a linear network with fixed random weights, and its sidecar; return the ONNX file."""
    onnx = pytest.importorskip("onnx", reason="needs the extra 'train' to write an ONNX file")
    proto, make = onnx.TensorProto, onnx.helper
    weights = np.random.default_rng(7).normal(scale=0.02, size=(784, outputs)).astype(np.float32)
    last = "Softmax" if softmax else "Abs"
    nodes = [
        make.make_node("Cast", ["glyphs"], ["numbers"], to=proto.FLOAT),
        make.make_node("Flatten", ["numbers"], ["flat"], axis=1),
        make.make_node("MatMul", ["flat", "weights"], ["logits"]),
        make.make_node(last, ["logits"], ["probabilities"], **({"axis": 1} if softmax else {})),
    ]
    graph = make.make_graph(
        nodes,
        stem,
        [make.make_tensor_value_info("glyphs", proto.UINT8, ["count", 28, 28])],
        [make.make_tensor_value_info("probabilities", proto.FLOAT, ["count", outputs])],
        [onnx.numpy_helper.from_array(weights, "weights")],
    )
    path = folder / f"{stem}.onnx"
    # IR 9 and opset 17 are read by every ONNX Runtime that the project supports.
    onnx.save(make.make_model(graph, opset_imports=[make.make_opsetid("", 17)], ir_version=9), path)
    write_sidecar(path, outputs=outputs)
    return path


def write_sidecar(path: Path, *, outputs: int = 11, **changes: Any) -> Path:
    """Write the sidecar of an ONNX file, with fields replaced by `changes` (None takes a field out)."""
    sidecar: dict[str, Any] = {
        "format": 1,
        "name": path.stem,
        "version": "1",
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "input": {"name": "glyphs", "dtype": "uint8", "shape": [None, 28, 28]},
        "output": {"name": "probabilities", "dtype": "float32", "shape": [None, outputs]},
        "classes": CLASSES[:outputs],
        "preprocessing": "digitscan.glyphs.normalize",
    }
    sidecar.update(changes)
    sidecar = {key: value for key, value in sidecar.items() if value is not None}
    target = path.with_suffix(".json")
    target.write_text(json.dumps(sidecar), encoding="utf-8")
    return target


def write_tiny_strip_model(
    folder: Path, stem: str = "tiny_strips", *, logarithms: bool = True, always: str | None = None
) -> Path:
    """Write ``<stem>.onnx``, which answers for every two columns of pixels by their intensities, and its sidecar.

    Args:
        folder: for both files.
        stem: of their names.
        logarithms: whether it gives logarithms of probabilities, as it should.
        always: one of `STRIP_CLASSES` that it finds in each column, whatever is there, so that a digit is its value of
            every strip; without it, it has no opinion worth mentioning.
    """
    onnx = pytest.importorskip("onnx", reason="needs the extra 'train' to write an ONNX file")
    proto, make = onnx.TensorProto, onnx.helper
    weights = np.random.default_rng(8).normal(scale=0.002, size=(11, 1, 32, 2)).astype(np.float32)
    if always is not None:
        weights[:] = 0.0
    bias = np.array([30.0 * (name == always) for name in STRIP_CLASSES], np.float32)
    nodes = [
        make.make_node("Cast", ["strips"], ["numbers"], to=proto.FLOAT),
        make.make_node("Unsqueeze", ["numbers", "one"], ["pictures"]),
        make.make_node("Conv", ["pictures", "weights", "bias"], ["rows"], strides=[32, 2]),
        make.make_node("Squeeze", ["rows", "two"], ["classes_first"]),
        make.make_node("Transpose", ["classes_first"], ["log_odds"], perm=[0, 2, 1]),
        make.make_node("LogSoftmax" if logarithms else "Softmax", ["log_odds"], ["log_probabilities"], axis=2),
    ]
    graph = make.make_graph(
        nodes,
        stem,
        [make.make_tensor_value_info("strips", proto.UINT8, ["N", 32, "W"])],
        [make.make_tensor_value_info("log_probabilities", proto.FLOAT, ["N", "T", 11])],
        [
            onnx.numpy_helper.from_array(weights, "weights"),
            onnx.numpy_helper.from_array(bias, "bias"),
            onnx.numpy_helper.from_array(np.array([1], np.int64), "one"),
            onnx.numpy_helper.from_array(np.array([2], np.int64), "two"),
        ],
    )
    path = folder / f"{stem}.onnx"
    onnx.save(make.make_model(graph, opset_imports=[make.make_opsetid("", 17)], ir_version=9), path)
    write_sidecar(
        path,
        kind="strips",
        input={"name": "strips", "dtype": "uint8", "shape": [None, 32, None]},
        output={"name": "log_probabilities", "dtype": "float32", "shape": [None, None, 11]},
        classes=[*STRIP_CLASSES],
    )
    return path

"""A tiny network in the form of a model file and its sidecar: enough to test what surrounds a network."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

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

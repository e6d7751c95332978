"""From a trained Keras network to the ONNX file and the sidecar that `read` uses, checked against each other.

.keras ──► tf.function (uint8 glyphs → probabilities) ──► tf2onnx ──► parity with ONNX Runtime ──► .onnx + .json
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitscan.errors import DependencyError, ModelError, OutputError

from .json_file import read_json, write_json
from .keras_file import Card, load_keras
from .networks import multiply_adds
from .onnx_graph import tidy
from .parity import GLYPHS, TOLERANCE, compare, parity_glyphs
from .tensorflow_import import import_keras, quiet
from .trainer import intensities

OPSET = 17
"""Operators that every ONNX Runtime since 1.13 knows; the networks need nothing newer."""

PREPROCESSING = (
    "white ink on black; cropped to its ink, aspect kept, longest side 20 pixels, centre of mass in the middle of "
    "28x28, brightest pixel 255 (digitscan.glyphs.normalize); scaling to 0..1 is inside the graph"
)
INPUT, OUTPUT = "glyphs", "probabilities"


@dataclass(frozen=True)
class Exported:
    """What an export wrote.

    Attributes:
        path: the ONNX file; its sidecar stands beside it.
        sidecar: what the sidecar says.
    """

    path: Path
    sidecar: dict[str, Any]


def export(weights: Path, out: Path, *, opset: int = OPSET) -> Exported:
    """Export a network; without parity nothing is written.

    Args:
        weights: a ``.keras`` file.
        out: the ``.onnx`` file to write; its sidecar gets the same name with ``.json``.
        opset: version of the ONNX operators.

    Raises:
        DependencyError: TensorFlow or tf2onnx is absent.
        ModelError: the weights cannot be read or converted, or ONNX Runtime and Keras disagree.
        OutputError: the folder of `out` is absent or not writable.
    """
    if out.suffix != ".onnx":
        raise OutputError(f"the ONNX file must end in .onnx, not {out.name}")
    if not out.parent.is_dir():
        raise OutputError(f"the folder {out.parent} does not exist")
    model, card = load_keras(weights)
    content = convert(model, card, opset)
    sidecar = describe(model, card, content, out.name, opset) | _known_results(weights)
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".export-") as folder:
            part = Path(folder) / out.name
            part.write_bytes(content)
            write_json(part.with_suffix(".json"), sidecar)
            sidecar["parity"] = _check_parity(model, part)
            write_json(part.with_suffix(".json"), sidecar)
            part.replace(out)
            part.with_suffix(".json").replace(out.with_suffix(".json"))
    except OSError as error:
        raise OutputError(f"cannot write {out}: {error.strerror or error}") from None
    return Exported(out, sidecar)


def convert(model: Any, card: Card, opset: int = OPSET) -> bytes:
    """Convert a Keras model to ONNX: input `glyphs` uint8 (N, 28, 28), output `probabilities` float32 (N, classes).

    Args:
        model: float32 (N, 28, 28, 1) in 0 … 1 → probabilities.
        card: goes into the file's metadata.
        opset: version of the ONNX operators.

    Returns:
        The serialized ONNX model.

    Raises:
        DependencyError: tf2onnx is absent.
        ModelError: tf2onnx cannot convert the model.
    """
    import_keras()
    import tensorflow as tf

    try:
        import onnx
        import tf2onnx
    except ImportError:
        raise DependencyError("export needs tf2onnx: pip install 'digitscan[train]'") from None

    signature = [tf.TensorSpec((None, 28, 28), tf.uint8, name=INPUT)]

    @tf.function(input_signature=signature)
    def classify(glyphs: Any) -> Any:
        return tf.identity(model(intensities(glyphs), training=False), name=OUTPUT)

    try:
        # tf2onnx.convert.from_keras fails on Keras 3 (KeyError on output names, seen with 1.17 and 3.15).
        with quiet():
            proto, _ = tf2onnx.convert.from_function(classify, input_signature=signature, opset=opset)
    except (ValueError, KeyError, NotImplementedError, RuntimeError) as error:
        raise ModelError(f"tf2onnx cannot convert {card.name} with opset {opset}: {error}") from None
    proto.graph.name = card.name
    tidy(proto, INPUT, OUTPUT)
    onnx.helper.set_model_props(proto, _metadata(card))
    onnx.checker.check_model(proto, full_check=True)
    return bytes(proto.SerializeToString())


def describe(model: Any, card: Card, content: bytes, file: str, opset: int) -> dict[str, Any]:
    """The sidecar of an ONNX file, without parity and results."""
    return {
        "format": 1,
        "name": card.name,
        "version": card.version,
        "file": file,
        "sha256": hashlib.sha256(content).hexdigest(),
        "input": {"name": INPUT, "dtype": "uint8", "shape": [None, 28, 28]},
        "output": {"name": OUTPUT, "dtype": "float32", "shape": [None, len(card.classes)]},
        "classes": list(card.classes),
        "preprocessing": PREPROCESSING,
        "recipe": card.recipe,
        "epochs": card.epochs,
        "training_data": list(card.training_data),
        "parameters": int(sum(np.prod(w.shape) for w in model.trainable_weights)),
        "multiply_adds": multiply_adds(model),
        "opset": opset,
        "versions": {name: _version(name) for name in ("digitscan", "tensorflow", "keras", "tf2onnx", "onnx")},
    }


def _metadata(card: Card) -> dict[str, str]:
    return {
        "name": card.name,
        "version": card.version,
        "classes": json.dumps(card.classes),
        "preprocessing": PREPROCESSING,
        "recipe": json.dumps(card.recipe),
        "training_data": json.dumps(card.training_data),
    }


def _check_parity(model: Any, path: Path) -> dict[str, Any]:
    from digitscan.recognition.session import Session

    glyphs = parity_glyphs()
    classes = int(model.output_shape[1])
    found = Session(path, device="cpu").classify(glyphs)[:, :classes]
    expected = _predict(model, glyphs)
    same, difference = compare(expected, found)
    if same < GLYPHS or difference > TOLERANCE:
        raise ModelError(
            f"ONNX Runtime and Keras disagree: {same} of {GLYPHS} glyphs alike, largest difference {difference:.2g} "
            f"(at most {TOLERANCE:.0e}); nothing was written"
        )
    return {"glyphs": GLYPHS, "same_argmax": same, "largest_difference": difference, "onnxruntime": _runtime_version()}


def _predict(model: Any, glyphs: NDArray[np.uint8]) -> NDArray[np.float32]:
    # In one call at a time of 250: `predict` would print a progress bar and trace a function of its own.
    scaled = glyphs.astype(np.float32)[..., None] / 255.0
    return np.concatenate([np.asarray(model(scaled[i : i + 250], training=False)) for i in range(0, len(scaled), 250)])


def _known_results(weights: Path) -> dict[str, Any]:
    """What was measured on these very weights, if the sidecar beside them tells."""
    known = read_json(weights.with_suffix(".json")) or {}
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    measured = known.get("results", {}) if known.get("weights_sha256") == digest else {}
    return {"weights_sha256": digest, "results": measured}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def _runtime_version() -> str:
    """The version of whichever of ONNX Runtime's packages is installed."""
    found = [_version(name) for name in ("onnxruntime-gpu", "onnxruntime")]
    return next((v for v in found if v != "unknown"), "unknown")

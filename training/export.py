"""From a trained Keras network to the ONNX file and the sidecar that `read` uses, checked against each other.

.keras ──► tf.function (uint8 pixels → probabilities) ──► tf2onnx ──► parity with ONNX Runtime ──► .onnx + .json
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
from digitscan.recognition.batches import pad_strips, padded_width
from digitscan.recognition.catalog import STRIPS

from .json_file import read_json, write_json
from .keras_file import Card, load_keras
from .keras_import import TENSORFLOW, import_keras, quiet
from .model_form import Form, form_of, with_fixed_width
from .networks import multiply_adds
from .onnx_graph import tidy
from .parity import TOLERANCE, compare, parity_glyphs, parity_strips

OPSET = 17
"""Operators that every ONNX Runtime since 1.13 knows; the networks need nothing newer."""


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
    """Convert a Keras model to ONNX, in the form that reading asks of its kind (`model_form.FORMS`).

    Args:
        model: of glyphs, float32 (N, 28, 28, 1) → probabilities, or of strips, (N, 32, W, 1) → log-odds.
        card: goes into the file's metadata.
        opset: version of the ONNX operators.

    Returns:
        The serialized ONNX model.

    Raises:
        DependencyError: tf2onnx is absent.
        ModelError: tf2onnx cannot convert the model.
    """
    if import_keras().backend.backend() != TENSORFLOW:
        raise DependencyError("export runs on TensorFlow: unset KERAS_BACKEND")
    import tensorflow as tf

    try:
        import onnx
        import tf2onnx
    except ImportError:
        raise DependencyError("export needs tf2onnx: pip install 'digitscan[train]'") from None

    form = form_of(model, card.name)
    signature = [tf.TensorSpec(form.contract.input_shape, tf.uint8, name=form.input_name)]

    @tf.function(input_signature=signature)
    def classify(pixels: Any) -> Any:
        outputs = model(form.intensities(pixels), training=False)
        return tf.identity(form.finish(outputs), name=form.output_name)

    try:
        # tf2onnx.convert.from_keras fails on Keras 3 (KeyError on output names, seen with 1.17 and 3.15).
        with quiet():
            proto, _ = tf2onnx.convert.from_function(classify, input_signature=signature, opset=opset)
    except (ValueError, KeyError, NotImplementedError, RuntimeError) as error:  # what tf2onnx raises for what it lacks
        raise ModelError(f"tf2onnx cannot convert {card.name} with opset {opset}: {error}") from None
    proto.graph.name = card.name
    tidy(proto, form.input_name, form.output_name, form.symbols)
    onnx.helper.set_model_props(proto, _metadata(card, form))
    onnx.checker.check_model(proto, full_check=True)
    return bytes(proto.SerializeToString())


def describe(model: Any, card: Card, content: bytes, file: str, opset: int) -> dict[str, Any]:
    """The sidecar of an ONNX file, without parity and results."""
    form = form_of(model, card.name)
    return {
        "format": 1,
        "kind": form.kind,
        "name": card.name,
        "version": card.version,
        "file": file,
        "sha256": hashlib.sha256(content).hexdigest(),
        "input": {"name": form.input_name, "dtype": "uint8", "shape": list(form.contract.input_shape)},
        "output": {
            "name": form.output_name,
            "dtype": "float32",
            "shape": [*form.contract.output_shape, len(card.classes)],
        },
        "classes": list(card.classes),
        "preprocessing": form.preprocessing,
        "recipe": card.recipe,
        "epochs": card.epochs,
        "training_data": list(card.training_data),
        "parameters": int(sum(np.prod(w.shape) for w in model.trainable_weights)),
        "multiply_adds": multiply_adds(with_fixed_width(model)),
        "opset": opset,
        "versions": {name: _version(name) for name in ("digitscan", "tensorflow", "keras", "tf2onnx", "onnx")},
    }


def _metadata(card: Card, form: Form) -> dict[str, str]:
    return {
        "name": card.name,
        "version": card.version,
        "classes": json.dumps(card.classes),
        "preprocessing": form.preprocessing,
        "recipe": json.dumps(card.recipe),
        "training_data": json.dumps(card.training_data),
    }


def _check_parity(model: Any, path: Path) -> dict[str, Any]:
    form = form_of(model, path.name)
    inputs: Any = parity_strips() if form.kind == STRIPS else parity_glyphs()
    found = _by_onnx_runtime(form, path, inputs)
    expected = _by_keras(form, model, inputs)
    same, difference = compare(expected, found[:, : expected.shape[1]])
    if same < len(expected) or difference > TOLERANCE:
        raise ModelError(
            f"ONNX Runtime and Keras disagree: {same} of {len(expected)} alike, largest difference {difference:.2g} "
            f"(at most {TOLERANCE:.0e}); nothing was written"
        )
    counts = {form.input_name: len(inputs)} | ({"columns": len(expected)} if form.kind == STRIPS else {})
    return {**counts, "same_argmax": same, "largest_difference": difference, "onnxruntime": _runtime_version()}


def _by_onnx_runtime(form: Form, path: Path, inputs: Any) -> NDArray[np.float32]:
    """Probabilities by the exported file: of each glyph, or of each column of each strip."""
    from digitscan.recognition.session import Session
    from digitscan.recognition.strip_session import StripSession

    if form.kind == STRIPS:
        return np.exp(np.concatenate(StripSession(path, device="cpu").read(inputs)))
    return Session(path, device="cpu", kind=form.kind).classify(inputs)


def _by_keras(form: Form, model: Any, inputs: Any) -> NDArray[np.float32]:
    """The same by Keras: glyphs 250 at a time, and each strip alone, padded to its own width."""
    import tensorflow as tf

    if form.kind == STRIPS:
        alone = [pad_strips([one], one.shape[0], padded_width(one.shape[1]), 1) for one in inputs]
    else:
        alone = [inputs[i : i + 250] for i in range(0, len(inputs), 250)]
    # Called, not `predict`: that would print a progress bar and trace a function of its own.
    made = [form.finish(model(form.intensities(tf.constant(each)), training=False)).numpy() for each in alone]
    rows = np.concatenate([each.reshape(-1, each.shape[-1]) for each in made])
    return np.exp(rows) if form.contract.logarithms else rows


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

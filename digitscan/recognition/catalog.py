"""Where models are found, and the sidecar that says what an ONNX file is and how it must be fed.

A model is two files side by side: ``<stem>.onnx`` and ``<stem>.json``. The sidecar names the SHA-256 of the file, its
input and output, and its classes. Reading refuses a pair that does not fit together, because a network fed the wrong
way gives wrong numbers without a sound.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from digitscan.errors import ModelError
from digitscan.types import CLASSES, FRACTION_CLASSES

SIDECAR_FORMAT = 1
"""The version of the sidecar's own layout that this code reads."""

_GLYPH_SHAPE = [None, 28, 28]
_PATH_SIGNS = {os.sep, os.altsep or "/", "/"}


@dataclass(frozen=True)
class ModelFile:
    """A model whose file and sidecar were found to fit together.

    Attributes:
        path: the ONNX file.
        content: its bytes, the very ones that were hashed.
        sidecar: the sidecar as read, for those who want the card's other fields.
        name: the model's name.
        version: the model's version.
        sha256: SHA-256 of `content`, lower-case hexadecimal.
        classes: what the outputs mean: the ten digits, or these and ``not-a-digit``; or ``number`` and ``fraction``.
        input_name: name of the graph's input.
        output_name: name of the graph's output.
    """

    path: Path
    content: bytes
    sidecar: Mapping[str, Any]
    name: str
    version: str
    sha256: str
    classes: tuple[str, ...]
    input_name: str
    output_name: str


def bundled_models() -> dict[str, Path]:
    """The models that came with the package: name → ONNX file."""
    folder = Path(str(resources.files("digitscan.models")))
    return {path.stem: path for path in sorted(folder.glob("*.onnx"))}


def find_model(model: str | os.PathLike[str]) -> Path:
    """Find the ONNX file of a model.

    Args:
        model: the name of a bundled model, or the path of an ``.onnx`` file.

    Raises:
        ModelError: there is no such model.
    """
    text = os.fspath(model)
    is_path = (
        isinstance(model, os.PathLike)
        or text.endswith((".onnx", ".keras"))
        or any(sign in text for sign in _PATH_SIGNS)
    )
    if not is_path:
        bundled = bundled_models()
        if text in bundled:
            return bundled[text]
        known = ", ".join(bundled) or "none"
        raise ModelError(
            f"there is no model named {text!r} (bundled: {known}); give one of these names or the path of an .onnx file"
        )
    path = Path(text)
    if path.is_dir():
        raise ModelError(f"model {path} is a folder; give the path of the .onnx file in it")
    if path.suffix.lower() == ".keras":
        raise ModelError(f"{path} is a Keras file; turn it into ONNX: digitscan export-onnx --weights {path}")
    if not path.is_file():
        raise ModelError(
            f"model file {path} does not exist; write it with 'digitscan export-onnx --out {path}', or check the path"
        )
    return path


def load_model(model: str | os.PathLike[str]) -> ModelFile:
    """Find a model, read it, and check it against its sidecar.

    Args:
        model: as `find_model` takes it.

    Raises:
        ModelError: the model or its sidecar is missing or unreadable, its hash differs, or its contract is not ours.
    """
    path = find_model(model)
    sidecar_path = path.with_suffix(".json")
    sidecar = _read_sidecar(sidecar_path, path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"model file {path} cannot be read: {error.strerror}") from error
    sha256 = hashlib.sha256(content).hexdigest()
    _check_contract(sidecar, sidecar_path)
    if sidecar["sha256"] != sha256:
        raise ModelError(
            f"model file {path} is not the one that {sidecar_path.name} describes: SHA-256 {sha256[:12]}… instead of"
            f" {sidecar['sha256'][:12]}…; it was altered or cut short: export it anew or reinstall digitscan"
        )
    return ModelFile(
        path=path,
        content=content,
        sidecar=sidecar,
        name=sidecar["name"],
        version=str(sidecar["version"]),
        sha256=sha256,
        classes=tuple(sidecar["classes"]),
        input_name=sidecar["input"]["name"],
        output_name=sidecar["output"]["name"],
    )


def _read_sidecar(sidecar_path: Path, model_path: Path) -> dict[str, Any]:
    try:
        sidecar = json.loads(sidecar_path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            f"model file {model_path} has no sidecar {sidecar_path.name} beside it, which says how to use it;"
            " 'digitscan export-onnx' writes both"
        ) from error
    except OSError as error:
        raise ModelError(f"sidecar {sidecar_path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ModelError(f"sidecar {sidecar_path} is not JSON ({error}); export the model anew") from error
    if not isinstance(sidecar, dict):
        raise ModelError(f"sidecar {sidecar_path} is not a JSON object; export the model anew")
    return sidecar


def _check_contract(sidecar: Mapping[str, Any], path: Path) -> None:
    """Raise ModelError unless the sidecar promises the one contract that reading keeps to."""
    if sidecar.get("format") != SIDECAR_FORMAT:
        raise ModelError(
            f"sidecar {path} has format {sidecar.get('format')!r}, this digitscan reads format {SIDECAR_FORMAT};"
            " export the model anew, or upgrade digitscan"
        )
    texts = [key for key in ("name", "version", "sha256") if not isinstance(sidecar.get(key), str)]
    if texts:
        raise ModelError(f"sidecar {path} lacks {', '.join(texts)}; export the model anew")
    classes = sidecar.get("classes")
    if classes not in (list(CLASSES), list(CLASSES[:10]), list(FRACTION_CLASSES)):
        raise ModelError(
            f"sidecar {path}: the classes must be the ten digits, then 'not-a-digit' or nothing; or number and fraction"
        )
    _check_tensor(sidecar, "input", "uint8", _GLYPH_SHAPE, path)
    _check_tensor(sidecar, "output", "float32", [None, len(classes)], path)


def _check_tensor(sidecar: Mapping[str, Any], key: str, dtype: str, shape: list[int | None], path: Path) -> None:
    tensor = sidecar.get(key)
    if not isinstance(tensor, dict) or not isinstance(tensor.get("name"), str):
        raise ModelError(f"sidecar {path} does not name the model's {key}; export the model anew")
    if tensor.get("dtype") != dtype or tensor.get("shape") != shape:
        raise ModelError(
            f"sidecar {path}: the {key} must be {dtype} {shape}, not {tensor.get('dtype')} {tensor.get('shape')};"
            " digitscan cannot use this model"
        )

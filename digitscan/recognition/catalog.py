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
from digitscan.types import CLASSES, FRACTION_CLASSES, NOT_A_DIGIT, STRIP_CLASSES

SIDECAR_FORMAT = 1
"""The version of the sidecar's own layout that this code reads."""


@dataclass(frozen=True)
class Contract:
    """What reading asks of one kind of model.

    Attributes:
        classes: the lists of classes that it may have.
        input_shape: of the uint8 input, None where any size goes; the batch first.
        output_shape: of the float32 output, likewise; the classes, which come last, left out.
        logarithms: whether the outputs are logarithms of probabilities.
    """

    classes: tuple[tuple[str, ...], ...]
    input_shape: tuple[int | None, ...]
    output_shape: tuple[int | None, ...]
    logarithms: bool = False


GLYPHS, STRIPS, FRACTIONS = "glyphs", "strips", "fractions"

CONTRACTS = {
    GLYPHS: Contract((CLASSES, CLASSES[:NOT_A_DIGIT]), (None, 28, 28), (None,)),
    STRIPS: Contract((STRIP_CLASSES,), (None, 32, None), (None, None), logarithms=True),
    FRACTIONS: Contract((FRACTION_CLASSES,), (None, 28, 28), (None,)),
}
"""Kinds of model, by the sidecar's ``kind``: those that classify glyphs (where it is absent), those that read whole
strips, column by column, and those that see fractions in what a field ends with."""

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
        kind: what it reads, ``glyphs``, ``strips`` or ``fractions``.
        classes: what the outputs mean: the ten digits, these and ``not-a-digit``, these and ``blank``, or
            ``number`` and ``fraction``.
        input_name: name of the graph's input.
        output_name: name of the graph's output.
    """

    path: Path
    content: bytes
    sidecar: Mapping[str, Any]
    name: str
    version: str
    sha256: str
    kind: str
    classes: tuple[str, ...]
    input_name: str
    output_name: str

    @property
    def contract(self) -> Contract:
        """What its kind promises."""
        return CONTRACTS[self.kind]


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


def load_model(model: str | os.PathLike[str], kind: str = GLYPHS) -> ModelFile:
    """Find a model, read it, and check it against its sidecar.

    Args:
        model: as `find_model` takes it.
        kind: which it must be.

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
    _check_contract(sidecar, sidecar_path, kind)
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
        kind=kind,
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


def _check_contract(sidecar: Mapping[str, Any], path: Path, kind: str) -> None:
    """Raise ModelError unless the sidecar promises what reading asks of that kind of model."""
    if sidecar.get("format") != SIDECAR_FORMAT:
        raise ModelError(
            f"sidecar {path} has format {sidecar.get('format')!r}, this digitscan reads format {SIDECAR_FORMAT};"
            " export the model anew, or upgrade digitscan"
        )
    texts = [key for key in ("name", "version", "sha256") if not isinstance(sidecar.get(key), str)]
    if texts:
        raise ModelError(f"sidecar {path} lacks {', '.join(texts)}; export the model anew")
    if sidecar.get("kind", GLYPHS) != kind:
        raise ModelError(
            f"sidecar {path}: the model reads {sidecar.get('kind', GLYPHS)}, where one for {kind} is asked"
        )
    contract, classes = CONTRACTS[kind], sidecar.get("classes")
    if not isinstance(classes, list) or tuple(classes) not in contract.classes:
        raise ModelError(f"sidecar {path}: the classes must be {_classes_in_words(contract)}")
    _check_tensor(sidecar, "input", "uint8", list(contract.input_shape), path)
    _check_tensor(sidecar, "output", "float32", [*contract.output_shape, len(classes)], path)


def _classes_in_words(contract: Contract) -> str:
    """The lists of classes that a contract allows, for a message."""
    *first, last = contract.classes[0]
    known = "the ten digits" if len(first) == NOT_A_DIGIT else ", ".join(map(repr, first))
    return f"{known}, then {last!r}" + (" or nothing" if len(contract.classes) > 1 else "")


def _check_tensor(sidecar: Mapping[str, Any], key: str, dtype: str, shape: list[int | None], path: Path) -> None:
    tensor = sidecar.get(key)
    if not isinstance(tensor, dict) or not isinstance(tensor.get("name"), str):
        raise ModelError(f"sidecar {path} does not name the model's {key}; export the model anew")
    if tensor.get("dtype") != dtype or tensor.get("shape") != shape:
        raise ModelError(
            f"sidecar {path}: the {key} must be {dtype} {shape}, not {tensor.get('dtype')} {tensor.get('shape')};"
            " digitscan cannot use this model"
        )

"""Weights and the card that says what they are, in one ``.keras`` file: neither is ever found without the other."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from digitscan.errors import ModelError, OutputError

from .keras_import import import_keras
from .model_form import form_of

_MEMBER = "digitscan-card.json"
"""Name of the card inside the archive; Keras reads the members that it knows by name and leaves others alone."""


@dataclass(frozen=True)
class Card:
    """What is known about a network once it is trained.

    Attributes:
        name: of the model.
        version: of the model.
        classes: what the outputs mean.
        recipe: the recipe as nested tables, defaults filled in; empty if unknown.
        training_data: of each set that trained: ``name``, ``count`` (distinct glyphs) and ``licence``.
        epochs: passes that were made; 0 if unknown.
        began: name and version of the model whose weights the run began with; empty for fresh weights.
        taught: name and version of the model whose answers it learnt; empty where it had labels alone.
    """

    name: str
    version: str
    classes: tuple[str, ...]
    recipe: dict[str, Any] = field(default_factory=dict)
    training_data: tuple[dict[str, Any], ...] = ()
    epochs: int = 0
    began: str = ""
    taught: str = ""


def save_keras(model: Any, path: Path, card: Card) -> None:
    """Write a model without its optimizer's state, with its card; the file is complete or absent.

    Raises:
        OutputError: the folder is absent or cannot be written.
    """
    # Keras wants the ending.
    part = path.with_name(path.stem + ".part.keras")
    try:
        model.save(part, include_optimizer=False)
        with zipfile.ZipFile(part, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_MEMBER, json.dumps(asdict(card), indent=1))
        part.replace(path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from None


def load_keras(path: Path) -> tuple[Any, Card]:
    """Read a model and its card.

    Args:
        path: a ``.keras`` file; one that digitscan did not write has no card and gets one from its name and outputs.

    Raises:
        ModelError: the file is absent, no Keras model, or of neither form that digitscan uses.
        DependencyError: TensorFlow is absent.
    """
    keras = import_keras()
    if not path.is_file():
        raise ModelError(f"weights {path} do not exist")
    try:
        model = keras.saving.load_model(path, compile=False)
        card = _read_card(path)
    except (ValueError, TypeError, KeyError, OSError, zipfile.BadZipFile) as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise ModelError(f"weights {path} cannot be read: {reason[0]}") from None
    contract = form_of(model, str(path)).contract
    outputs = model.output_shape[-1]
    return model, card or Card(path.stem, "0", next(names for names in contract.classes if len(names) == outputs))


def _read_card(path: Path) -> Card | None:
    with zipfile.ZipFile(path) as archive:
        if _MEMBER not in archive.namelist():
            return None
        table = json.loads(archive.read(_MEMBER))
    table["classes"] = tuple(table["classes"])
    table["training_data"] = tuple(table["training_data"])
    return Card(**table)

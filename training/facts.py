"""What is known of a trained network, in the JSON file beside its weights: what the sidecar of its ONNX file is made of."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from digitscan.errors import ModelError, OutputError
from digitscan.types import CLASSES

from .glyphset import Parts
from .networks import multiply_adds
from .recipe import Recipe

PREPROCESSING = (
    "white ink on black, longest side of the ink 20 pixels, centre of mass in the middle of 28x28, brightest pixel 255"
    " (digitscan.glyphs.normalize); scaled to 0..1 inside the graph"
)
"""What must be done to a glyph before a network sees it, the same for all of them."""

Facts = dict[str, Any]


def describe(recipe: Recipe, parts: dict[str, Parts], model: Any) -> Facts:
    """The facts of a run: name, version, classes, recipe, what it was trained on, size and cost.

    Args:
        recipe: of the run.
        parts: what it was trained on.
        model: the Keras model.
    """
    data: list[Facts] = [
        {"name": name, "count": len(part.train), "validation": len(part.validation), "held_out": len(part.held_out),
         "licence": part.train.licence}
        for name, part in parts.items()
    ]  # fmt: skip
    return describe_model(model) | {
        "name": recipe.name,
        "version": recipe.version,
        "recipe": recipe.name,
        "training_data": data + _drawn(recipe),
    }


def describe_model(model: Any) -> Facts:
    """The facts that a Keras model tells of itself; its name, version and data are unknown."""
    return {
        "name": str(model.name),
        "version": "unknown",
        "recipe": "unknown",
        "training_data": [],
        "classes": list(CLASSES[: int(model.output_shape[-1])]),
        "preprocessing": PREPROCESSING,
        "parameters": int(model.count_params()),
        "multiply_adds": multiply_adds(model),
    }


def _drawn(recipe: Recipe) -> list[Facts]:
    made = {"printed digits": recipe.printed, "made rejects": recipe.rejects.total}
    licence = "drawn anew in each epoch from the sets above, OpenCV's and DejaVu's fonts and lines"
    return [{"name": name, "count": count, "licence": licence} for name, count in made.items() if count]


def read_facts(path: Path) -> Facts | None:
    """Read a facts file (or a sidecar, which holds the same and more); None where there is none.

    Raises:
        ModelError: it is no JSON object.
    """
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{path} cannot be read as the facts of a model ({error}); move it away or train anew"
        ) from None
    if not isinstance(facts, dict):
        raise ModelError(f"{path} is no JSON object; move it away or train anew")
    return facts


def write_json(path: Path, content: Any) -> None:
    """Write JSON beside its name and rename it, so that it is complete or absent.

    Raises:
        OutputError: it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(part, path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from None

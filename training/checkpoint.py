"""Checkpoints of a training run: all that is needed to go on after a cut, in one file that is complete or absent."""

from __future__ import annotations

import dataclasses
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from digitscan.errors import OutputError, UsageError

from .recipe import Recipe, Teacher

CHECKPOINT = "checkpoint.npz"
"""Name of the checkpoint inside a run's folder."""

History = list[dict[str, float]]
"""One row for each finished epoch."""


def save_checkpoint(
    folder: Path, recipe: Recipe, epochs: int, variables: list[Any], history: History, taught: str = ""
) -> None:
    """Write the state after a whole epoch, beside the old one and then over it.

    Args:
        folder: of the run.
        recipe: of the run.
        epochs: the run's length, on which the learning rate's schedule depends.
        variables: Keras variables (weights, their averages, the optimizer's) in a fixed order.
        history: rows of the finished epochs.
        taught: name and version of the run's teacher.

    Raises:
        OutputError: the folder cannot be written.
    """
    arrays = {f"v{i:04d}": np.asarray(v) for i, v in enumerate(variables)}
    about = json.dumps({"recipe": _identity(recipe, epochs, taught), "history": history})
    arrays["about"] = np.array(about)
    part = folder / (CHECKPOINT + ".part")
    try:
        with part.open("wb") as stream:
            np.savez(stream, allow_pickle=False, **arrays)
        part.replace(folder / CHECKPOINT)
    except OSError as error:
        raise OutputError(f"cannot write a checkpoint into {folder}: {error.strerror}") from None


def load_checkpoint(
    folder: Path, recipe: Recipe, epochs: int, variables: list[Any], taught: str = ""
) -> History | None:
    """Put a checkpoint's values into the variables.

    Args:
        folder: of the run.
        recipe: of the run.
        epochs: the run's length.
        variables: as in `save_checkpoint`, built and of the same shapes.
        taught: name and version of the run's teacher.

    Returns:
        The history so far, or None where the folder has no checkpoint.

    Raises:
        UsageError: the checkpoint is of another recipe or teacher, or cannot be read.
    """
    path = folder / CHECKPOINT
    if not path.exists():
        return None
    try:
        with np.load(path) as archive:
            about = json.loads(str(archive["about"]))
            values = [archive[name] for name in sorted(archive.files) if name != "about"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise UsageError(f"{path} is no checkpoint ({error}); start over with --fresh") from None
    if about["recipe"] != _identity(recipe, epochs, taught) or [v.shape for v in values] != [
        tuple(v.shape) for v in variables
    ]:
        raise UsageError(
            f"{path} is of another recipe, length or teacher; start over with --fresh, or use another folder"
        )
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
    return list(about["history"])


def _identity(recipe: Recipe, epochs: int, taught: str) -> dict[str, Any]:
    table = {**dataclasses.asdict(recipe), "epochs": epochs}
    # As it was before there were teachers: their checkpoints still hold.
    if recipe.teacher == Teacher():
        del table["teacher"]
    if taught:
        table["taught"] = taught
    # Through JSON, so that it compares equal to what comes back from the file.
    return dict(json.loads(json.dumps(table)))

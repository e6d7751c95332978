"""Checkpoints, on variables that need no TensorFlow."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from digitscan.training.checkpoint import CHECKPOINT, load_checkpoint, save_checkpoint
from training_glyphs import recipe

from digitscan.errors import OutputError, UsageError


class Variable:
    """As much of a Keras variable as a checkpoint needs."""

    def __init__(self, *shape: int) -> None:
        self.value = np.zeros(shape, np.float32)
        self.shape = shape

    def assign(self, value: np.ndarray) -> None:
        self.value = value

    def __array__(self, dtype: object = None, copy: bool | None = None) -> np.ndarray:
        return self.value


ROWS = [{"epoch": 1, "loss": 0.5}]


def saved(folder: Path) -> list[Variable]:
    variables = [Variable(3, 2), Variable()]
    variables[0].value = np.arange(6, dtype=np.float32).reshape(3, 2)
    save_checkpoint(folder, recipe(), 3, variables, ROWS)
    return variables


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    before, after = saved(tmp_path), [Variable(3, 2), Variable()]
    assert load_checkpoint(tmp_path, recipe(), 3, after) == ROWS
    assert all((a.value == b.value).all() for a, b in zip(after, before, strict=True))
    assert [path.name for path in tmp_path.iterdir()] == [CHECKPOINT]


def test_a_run_without_a_teacher_goes_on_from_what_was_saved_before_there_were_any(tmp_path: Path) -> None:
    saved(tmp_path)
    with np.load(tmp_path / CHECKPOINT) as archive:
        known = json.loads(str(archive["about"]))["recipe"]
    assert "teacher" not in known and "taught" not in known


def test_a_run_does_not_go_on_with_another_teacher(tmp_path: Path) -> None:
    plan = recipe(teacher={"share": 0.5})
    save_checkpoint(tmp_path, plan, 3, [Variable(2)], ROWS, "large 1.0.0")
    assert load_checkpoint(tmp_path, plan, 3, [Variable(2)], "large 1.0.0") == ROWS
    for other in ("", "large 1.1.0"):
        with pytest.raises(UsageError, match="teacher"):
            load_checkpoint(tmp_path, plan, 3, [Variable(2)], other)


def test_without_a_checkpoint_there_is_no_history(tmp_path: Path) -> None:
    assert load_checkpoint(tmp_path, recipe(), 3, []) is None


@pytest.mark.parametrize(
    ("other", "epochs", "variables"),
    [
        (recipe(seed=4), 3, [Variable(3, 2), Variable()]),
        (recipe(), 4, [Variable(3, 2), Variable()]),
        (recipe(), 3, [Variable(3, 3), Variable()]),
        (recipe(), 3, [Variable(3, 2)]),
    ],
    ids=["recipe", "length", "shape", "network"],
)
def test_a_checkpoint_of_something_else_is_refused(tmp_path: Path, other, epochs: int, variables) -> None:
    saved(tmp_path)
    with pytest.raises(UsageError, match="--fresh"):
        load_checkpoint(tmp_path, other, epochs, variables)
    assert not any(v.value.any() for v in variables), "nothing was assigned"


@pytest.mark.parametrize("keep", [0, 10, 0.5])
def test_a_checkpoint_cut_short_is_told(tmp_path: Path, keep: float) -> None:
    saved(tmp_path)
    content = (tmp_path / CHECKPOINT).read_bytes()
    (tmp_path / CHECKPOINT).write_bytes(content[: keep if isinstance(keep, int) else int(keep * len(content))])
    with pytest.raises(UsageError, match="no checkpoint"):
        load_checkpoint(tmp_path, recipe(), 3, [Variable(3, 2), Variable()])


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="gone"):
        save_checkpoint(tmp_path / "gone", recipe(), 3, [], ROWS)

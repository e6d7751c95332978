"""Learning from another network's answers: what is asked of it, what is told, how the two losses are mixed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from digitscan.training.keras_file import Card, load_keras, save_keras
from digitscan.training.networks import build_network
from digitscan.training.source import RecipeSource
from digitscan.training.train import train
from digitscan.training.trainer import blend
from training_glyphs import parts, recipe

from digitscan.errors import UsageError
from digitscan.types import CLASSES

pytestmark = pytest.mark.train

TEACHER = {"share": 0.6, "temperature": 2.0}


@pytest.fixture(scope="module", autouse=True)
def _tensorflow() -> None:
    pytest.importorskip("tensorflow")


def run(folder: Path, by: Path | None = None, epochs: int = 3, **sections: object):
    tiny = recipe(training={"epochs": epochs, "batch_size": 32}, **sections)
    return train(tiny, RecipeSource(tiny, parts()), folder, teacher=by)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("teacher"), epochs=6).weights


def test_the_pupil_answers_more_like_its_teacher_than_labels_alone_would_make_it(learnt: Path, tmp_path: Path) -> None:
    taught = run(tmp_path / "taught", learnt, teacher={"share": 1.0, "temperature": 2.0})
    alone = run(tmp_path / "alone")
    pixels = parts()["mnist"].validation.pixels[..., None].astype(np.float32) / 255
    teacher, pupil, other = (
        np.log(np.asarray(load_keras(w)[0](pixels))) for w in (learnt, taught.weights, alone.weights)
    )
    assert np.abs(pupil - teacher).mean() < 0.8 * np.abs(other - teacher).mean()
    assert load_keras(taught.weights)[1].taught == "tiny 0.1"
    assert load_keras(alone.weights)[1].taught == ""


def test_a_recipe_without_a_share_takes_no_teacher(learnt: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no teacher"):
        run(tmp_path, learnt)


def test_a_teacher_that_answers_something_else_is_refused(tmp_path: Path) -> None:
    save_keras(build_network("digits", 11), tmp_path / "other.keras", Card("other", "1", CLASSES))
    with pytest.raises(UsageError, match="does not answer"):
        run(tmp_path / "run", tmp_path / "other.keras", teacher=TEACHER)


@pytest.mark.parametrize("shape", [(5, 11), (5, 7, 11)])
def test_both_losses_are_mixed_as_the_recipe_says(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    teacher, pupil = rng.normal(size=(2, *shape)).astype(np.float32)

    def log_softmax(x):
        return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))

    wanted, found = log_softmax(teacher / 2), log_softmax(pupil / 2)
    distance = (np.exp(wanted) * (wanted - found)).reshape(shape[0], -1).sum(axis=1).mean()
    mixed = float(np.asarray(blend(recipe(teacher=TEACHER), np.float32(3.0), teacher, pupil)))
    assert mixed == pytest.approx(0.4 * 3.0 + 0.6 * 4 * distance, rel=1e-4)
    same = float(np.asarray(blend(recipe(teacher=TEACHER), np.float32(3.0), teacher, teacher)))
    assert same == pytest.approx(1.2, abs=1e-5)

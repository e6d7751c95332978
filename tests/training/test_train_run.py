"""Training on printed digits with the paper's network: learning, cutting a run off and going on, the run's files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from digitscan.training.keras_file import load_keras
from digitscan.training.source import RecipeSource
from digitscan.training.train import Progress, train
from digitscan.training.trainer import batch_slices, steps_of
from training_glyphs import parts, recipe

from digitscan.errors import OutputError, UsageError

pytestmark = pytest.mark.train


@pytest.fixture(scope="module", autouse=True)
def _tensorflow() -> None:
    pytest.importorskip("tensorflow")


def run(folder: Path, progress=None, **options):
    tiny = recipe(training={"epochs": 3, "batch_size": 32, "ema": 0.9}, augmentation={"mild": 0.5})
    return train(tiny, RecipeSource(tiny, parts()), folder, progress=progress, **options)


def test_a_run_may_begin_with_the_weights_of_another(whole, tmp_path: Path) -> None:
    further = run(tmp_path, epochs=1, start=whole[0].weights)
    assert further.history[0]["loss"] < 0.7 * whole[0].history[0]["loss"]
    assert load_keras(further.weights)[1].began == "tiny 0.1"
    assert load_keras(whole[0].weights)[1].began == ""


def test_weights_of_another_network_are_refused(whole, tmp_path: Path) -> None:
    other = recipe(network="digits", training={"epochs": 1, "batch_size": 32})
    with pytest.raises(UsageError, match="another network"):
        train(other, RecipeSource(other, parts()), tmp_path, start=whole[0].weights)


def test_epochs_made_in_processes_are_the_same(whole, tmp_path: Path) -> None:
    done = run(tmp_path, jobs=2)
    for mine, theirs in zip(*(load_keras(r.weights)[0].get_weights() for r in (done, whole[0])), strict=True):
        assert np.allclose(mine, theirs, atol=1e-4)


@pytest.mark.parametrize(
    ("glyphs", "batch", "sizes"),
    [(0, 4, []), (8, 4, [4, 4]), (3, 4, [3]), (18, 8, [8, 8, 2]), (17, 8, [5, 6, 6]), (9, 8, [4, 5]), (1, 8, [1])],
)
def test_no_batch_is_of_a_few_glyphs_where_others_are_full(glyphs: int, batch: int, sizes: list[int]) -> None:
    slices = batch_slices(glyphs, batch)
    assert [part.stop - part.start for part in slices] == sizes
    assert [i for part in slices for i in range(part.start, part.stop)] == list(range(glyphs))
    assert len(slices) == steps_of(glyphs, batch)


class CutError(Exception):
    """Stands for whatever ends a process."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory):
    seen: list[Progress] = []
    return run(tmp_path_factory.mktemp("whole"), seen.append), seen


def test_it_learns_and_tells_how_far_it_is(whole) -> None:
    done, seen = whole
    losses = [row["loss"] for row in done.history]
    assert len(losses) == 3 and losses[2] < 0.8 * losses[0]
    assert [(p.epoch, p.step) for p in seen] == [(e, s) for e in (1, 2, 3) for s in range(1, 7)]
    assert all(p.steps == 6 and p.epochs == 3 for p in seen)
    assert seen[0].seconds_left > seen[-2].seconds_left >= seen[-1].seconds_left == 0


def test_a_run_cut_off_goes_on_and_ends_with_the_same_weights(whole, tmp_path: Path) -> None:
    def cut(progress: Progress) -> None:
        if (progress.epoch, progress.step) == (2, 4):
            raise CutError

    with pytest.raises(CutError):
        run(tmp_path, cut)
    assert not list(tmp_path.glob("*.keras"))
    seen: list[Progress] = []
    done = run(tmp_path, seen.append)
    assert seen[0].epoch == 2, "it goes on after the last whole epoch"
    assert [row["epoch"] for row in done.history] == [1, 2, 3]
    assert done.history[2]["val_loss"] == pytest.approx(whole[0].history[2]["val_loss"], abs=1e-4)
    for mine, theirs in zip(weights(done), weights(whole[0]), strict=True):
        assert np.allclose(mine, theirs, atol=1e-4)


def weights(done) -> list[np.ndarray]:
    return load_keras(done.weights)[0].get_weights()


def test_the_run_s_folder_holds_history_curves_and_report(whole) -> None:
    folder = whole[0].folder
    rows = list(csv.DictReader((folder / "history.csv").open()))
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert {"learning_rate", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"} <= set(rows[0])
    for name in ("curves.png", "confusion.png"):
        assert (folder / name).read_bytes().startswith(b"\x89PNG")
    report = json.loads((folder / "per_class.json").read_text())
    assert np.array(report["confusion"]).sum() == 40, "every validation glyph"
    table = list(csv.DictReader((folder / "per_class.csv").open()))
    assert list(table[0]) == ["class", "count", "precision", "recall", "f1"]


def test_the_weights_know_what_they_are(whole) -> None:
    card = load_keras(whole[0].weights)[1]
    assert (card.name, card.version, card.epochs, card.classes) == ("tiny", "0.1", 3, tuple("0123456789"))
    assert card.recipe["training"]["ema"] == 0.9
    assert card.training_data[0]["count"] == len(parts()["mnist"].train)


def test_another_recipe_does_not_go_on_from_this_checkpoint(whole) -> None:
    other = recipe(seed=99)
    with pytest.raises(UsageError, match="--fresh"):
        train(other, RecipeSource(other, parts()), whole[0].folder)


def test_fresh_starts_over(tmp_path: Path) -> None:
    run(tmp_path, epochs=1)
    seen: list[Progress] = []
    run(tmp_path, seen.append, epochs=1, resume=False)
    assert seen[0].epoch == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file"):
        run(tmp_path / "file" / "run")

"""A network that reads strips: its bounds, CTC against the runtime's own, learning, going on, export, evaluation."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from digitscan.training.export import export
from digitscan.training.keras_file import Card, load_keras, save_keras
from digitscan.training.model_form import strip_intensities, with_fixed_width
from digitscan.training.networks import build_network, multiply_adds
from digitscan.training.strip_source import StripSource
from digitscan.training.strip_trainer import collapse, ctc_loss
from digitscan.training.train import train
from training_glyphs import parts
from training_strips import real_strips, strip_recipe

from digitscan.errors import UsageError
from digitscan.recognition.ctc import log_probability
from digitscan.recognition.strip_session import StripSession
from digitscan.types import CLASSES, STRIP_CLASSES

pytestmark = pytest.mark.train


@pytest.fixture(scope="module", autouse=True)
def _tensorflow() -> None:
    pytest.importorskip("tensorflow")


def run(folder: Path, epochs: int, progress=None, start: Path | None = None):
    recipe = strip_recipe(training={"epochs": epochs, "batch_size": 16, "ema": 0.5})
    return train(recipe, StripSource(recipe, parts(), real_strips()), folder, progress=progress, start=start)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory):
    return run(tmp_path_factory.mktemp("learnt"), 3)


def test_the_network_keeps_its_bounds() -> None:
    model = build_network("strips", 11)
    assert (model.input_shape, model.output_shape) == ((None, 32, None, 1), (None, None, 11))
    assert 15_000_000 < multiply_adds(with_fixed_width(model)) <= 40_000_000
    assert model.count_params() * 4 < 3_000_000
    assert model(np.zeros((2, 32, 96, 1), np.float32)).shape == (2, 48, 11)


def test_the_loss_is_minus_the_log_probability_of_the_labels() -> None:
    log_odds = np.random.default_rng(0).normal(size=(4, 9, 11)).astype(np.float32)
    values = ["12", "", "777", "0"]
    labels = np.array([[1, 2, -1], [-1, -1, -1], [7, 7, 7], [0, -1, -1]], np.int32)
    logs = log_odds - np.logaddexp.reduce(log_odds, axis=2, keepdims=True)
    wanted = [-log_probability(columns, value) for columns, value in zip(logs, values, strict=True)]
    assert ctc_loss(labels, log_odds).numpy() == pytest.approx(wanted, rel=1e-4)


def test_a_path_collapses_to_its_value() -> None:
    paths = np.array([[10, 4, 4, 10, 4, 0], [10, 10, 10, 10, 10, 10], [1, 1, 2, 2, 2, 1]], np.int32)
    assert collapse(paths) == ["440", "", "121"]


def test_it_learns_and_leaves_its_history_and_what_is_wrong(learnt) -> None:
    folder = learnt.folder
    losses = [row["loss"] for row in learnt.history]
    assert losses[2] < 0.8 * losses[0]
    rows = list(csv.DictReader((folder / "history.csv").open()))
    assert {"loss", "accuracy", "val_accuracy", "val_digit_error_rate", "val_accuracy_cheque_strips"} <= set(rows[0])
    assert (folder / "curves.png").read_bytes().startswith(b"\x89PNG")
    wrong = list(csv.DictReader((folder / "wrong.csv").open()))
    assert len(wrong) == round((1 - learnt.history[-1]["val_accuracy"]) * 302)
    assert load_keras(learnt.weights)[1].classes == STRIP_CLASSES


def test_a_run_may_begin_with_the_weights_of_another(learnt, tmp_path: Path) -> None:
    further = run(tmp_path, 1, start=learnt.weights)
    assert further.history[0]["loss"] < 0.8 * learnt.history[0]["loss"]
    assert load_keras(further.weights)[1].began == "tiny_strips 0.1"


def test_weights_of_a_network_that_reads_glyphs_are_refused(tmp_path: Path) -> None:
    save_keras(build_network("paper", 10), tmp_path / "glyphs.keras", Card("glyphs", "1", CLASSES[:10]))
    with pytest.raises(UsageError, match="another network than recipe 'tiny_strips' trains"):
        run(tmp_path / "run", 1, start=tmp_path / "glyphs.keras")


class CutError(Exception):
    """Stands for whatever ends a process."""


def test_a_run_cut_off_goes_on_and_ends_with_the_same_weights(tmp_path: Path) -> None:
    def cut(progress) -> None:
        if (progress.epoch, progress.step) == (2, 1):
            raise CutError

    whole = run(tmp_path / "whole", 2)
    with pytest.raises(CutError):
        run(tmp_path / "cut", 2, cut)
    done = run(tmp_path / "cut", 2)
    for mine, theirs in zip(*(load_keras(r.weights)[0].get_weights() for r in (done, whole)), strict=True):
        assert np.allclose(mine, theirs, atol=1e-3)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("tf2onnx")
    import keras

    keras.utils.set_random_seed(1)
    folder = tmp_path_factory.mktemp("export")
    model = build_network("strips", 11)
    # Fresh batch normalisation is the identity: folding it would prove nothing.
    rng = np.random.default_rng(0)
    model.set_weights([w * rng.uniform(0.8, 1.2, w.shape).astype(np.float32) + 0.002 for w in model.get_weights()])
    save_keras(model, folder / "mine.keras", Card("mine", "7", STRIP_CLASSES))
    export(folder / "mine.keras", folder / "mine.onnx")
    return folder / "mine.onnx"


def test_the_exported_file_reads_strips_as_keras_does(exported: Path) -> None:
    strips = [np.random.default_rng(w).integers(0, 256, (32, w), np.uint8) for w in (64, 96, 320)]
    model, _ = load_keras(exported.with_suffix(".keras"))
    for strip, found in zip(strips, StripSession(exported, "cpu").read(strips), strict=True):
        log_odds = model(strip_intensities(strip[None]), training=False).numpy()[0]
        logs = log_odds - np.logaddexp.reduce(log_odds, axis=1, keepdims=True)
        assert np.abs(found - logs).max() < 1e-3
    facts = json.loads(exported.with_suffix(".json").read_text())
    assert (facts["kind"], facts["input"]["shape"], facts["classes"]) == ("strips", [None, 32, None], [*STRIP_CLASSES])
    assert facts["parity"]["strips"] >= 200 and facts["parity"]["largest_difference"] <= 1e-4


def test_the_graph_is_clean_and_its_free_sizes_are_named(exported: Path) -> None:
    import onnx

    proto = onnx.load(exported)
    shapes = [end.type.tensor_type.shape.dim for end in (proto.graph.input[0], proto.graph.output[0])]
    assert [[dim.dim_param or dim.dim_value for dim in shape] for shape in shapes] == [["N", 32, "W"], ["N", "T", 11]]
    kinds = [node.op_type for node in proto.graph.node]
    assert "BatchNormalization" not in kinds and "Dropout" not in kinds and kinds.count("Transpose") <= 2

"""``digitscan train``: options, notes on standard error, the run's folder, errors."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from digitscan.training.recipe import RECIPES
from training_glyphs import printed

from digitscan.cli.entry import main


@pytest.fixture
def data(tmp_path: Path) -> Path:
    digits = printed(120)
    folder = tmp_path / "data"
    folder.mkdir()
    arrays = {"x_train": digits.pixels, "y_train": digits.labels, "x_test": digits.pixels, "y_test": digits.labels}
    np.savez(folder / "mnist.npz", **arrays)
    return folder


@pytest.fixture
def small(tmp_path: Path) -> str:
    text = (RECIPES / "paper.toml").read_text().replace("validation = 5000", "validation = 20")
    path = tmp_path / "small.toml"
    path.write_text(text.replace('name = "paper"', 'name = "small"', 1))
    return str(path)


@pytest.mark.train
def test_a_run_ends_with_weights_and_report(
    data: Path, small: str, tmp_path: Path, capfd: pytest.CaptureFixture
) -> None:
    pytest.importorskip("tensorflow")
    capfd.readouterr()  # what TensorFlow said when the line above imported it
    out = tmp_path / "run"
    arguments = ["train", "--recipe", small, "--data", str(data), "--out", str(out), "--epochs", "2"]
    assert main(arguments) == 0
    told = capfd.readouterr()
    assert told.out == ""
    assert "set mnist: 100 to train, 20 to validate" in told.err and "epoch 2 of 2" in told.err
    assert "left" in told.err and str(out / "small.keras") in told.err
    assert {"small.keras", "history.csv", "curves.png", "confusion.png", "per_class.csv"} <= {
        p.name for p in out.iterdir()
    }
    assert main([*arguments, "--quiet"]) == 0
    assert capfd.readouterr().err == ""


def test_errors_are_one_line_with_their_code(tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    assert main(["train", "--recipe", "nothing"]) == 2
    assert main(["train", "--data", str(tmp_path / "absent")]) == 2
    assert main(["train", "--epochs", "0"]) == 2
    error = capfd.readouterr().err
    assert "digits, digits-large, fractions, paper" in error and "is no folder" in error


@pytest.mark.train
def test_an_absent_set_is_named(tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    pytest.importorskip("tensorflow")
    assert main(["train", "--recipe", "paper", "--data", str(tmp_path)]) == 3
    assert "set mnist" in capfd.readouterr().err


@pytest.mark.parametrize("command", [["train"], ["export-onnx"]])
def test_without_tensorflow_the_extra_is_named(
    command: list[str], data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture
) -> None:
    for name in ("tensorflow", "keras"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.chdir(tmp_path)
    assert main([*command, *(["--data", str(data)] if command == ["train"] else [])]) == 5
    assert "pip install 'digitscan[train]'" in capfd.readouterr().err
    assert not (tmp_path / "runs").exists()


def test_a_backend_that_training_does_not_know_is_told(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    monkeypatch.chdir(tmp_path)
    assert main(["train", "--recipe", "paper", "--data", str(data)]) == 5
    assert "set KERAS_BACKEND to one, not to 'jax'" in capfd.readouterr().err

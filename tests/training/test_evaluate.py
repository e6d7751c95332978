"""Measuring through the bundled ONNX files, on the test digits of a small MNIST file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from digitscan.training.evaluate import main, table
from training_glyphs import printed

from digitscan.recognition.catalog import bundled_models


@pytest.fixture
def data(tmp_path: Path) -> Path:
    digits = printed(200, seed=5)
    (tmp_path / "data").mkdir()
    arrays = {"x_train": digits.pixels, "y_train": digits.labels, "x_test": digits.pixels, "y_test": digits.labels}
    np.savez(tmp_path / "data" / "mnist.npz", **arrays)
    return tmp_path / "data"


@pytest.mark.parametrize("model", ["digits", "paper"])
def test_a_bundled_model_is_measured(data: Path, tmp_path: Path, model: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["--model", model, "--recipe", model, "--data", str(data), "--out", str(tmp_path / "r.json")]) == 0
    results = json.loads((tmp_path / "r.json").read_text())["sets"]
    assert results["mnist-test"]["count"] == 200
    assert results["mnist-test"]["accuracy"] > (0.97 if model == "digits" else 0.5), "printed digits"
    assert "mnist-test" in capsys.readouterr().out


def test_results_are_recorded_in_the_sidecar_and_the_model_stays_valid(data: Path, tmp_path: Path) -> None:
    for ending in (".onnx", ".json"):
        shutil.copy(bundled_models()["digits"].with_suffix(ending), tmp_path)
    model = str(tmp_path / "digits.onnx")
    arguments = ["--model", model, "--data", str(data), "--record", "--report", str(tmp_path / "report")]
    assert main(arguments) == 0
    sidecar = json.loads((tmp_path / "digits.json").read_text())
    assert sidecar["results"]["mnist-test"]["count"] == 200
    assert (tmp_path / "report" / "confusion.png").exists()
    assert main(["--model", model, "--data", str(data)]) == 0


def test_what_is_absent_is_one_line_and_a_code(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["--model", "digits", "--data", str(tmp_path)]) == 3
    assert "set mnist" in capsys.readouterr().err
    assert main(["--model", "nothing", "--data", str(tmp_path)]) == 5


def test_the_table_leaves_empty_what_a_set_cannot_tell() -> None:
    row = {"count": 5, "accuracy": 0.5, "precision": 1.0, "recall": 1.0, "f1": 1.0, "rejected": 0.5}
    head, line = table({"letters": row}).splitlines()
    assert "digits lost" in head and line.count("%") == 5

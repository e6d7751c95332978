"""``digitscan export-onnx``: the bundled models, other weights, errors."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from training_glyphs import printed

from digitscan.cli.entry import main
from digitscan.recognition.catalog import bundled_models
from digitscan.recognition.session import Session


@pytest.mark.train
def test_without_arguments_the_default_model_comes_out_as_it_is_bundled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture
) -> None:
    pytest.importorskip("tf2onnx")
    monkeypatch.chdir(tmp_path)
    capfd.readouterr()  # what TensorFlow said when the line above imported it
    assert main(["export-onnx"]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["digits.json", "digits.onnx"]
    told = capfd.readouterr()
    assert told.out == "" and "1000 of 1000 glyphs" in told.err and len(told.err.splitlines()) == 1
    glyphs = printed(50).pixels
    mine, bundled = (Session(m, device="cpu").classify(glyphs) for m in (tmp_path / "digits.onnx", "digits"))
    assert np.abs(mine - bundled).max() < 1e-5
    old = json.loads(bundled_models()["digits"].with_suffix(".json").read_text())
    new = json.loads((tmp_path / "digits.json").read_text())
    for key in ("name", "version", "classes", "training_data", "results", "weights_sha256"):
        assert new[key] == old[key]


@pytest.mark.train
def test_another_model_to_another_place_with_another_opset(tmp_path: Path) -> None:
    pytest.importorskip("tf2onnx")
    assert main(["export-onnx", "--model", "paper", "--out", str(tmp_path / "p.onnx"), "--opset", "15"]) == 0
    sidecar = json.loads((tmp_path / "p.json").read_text())
    assert (sidecar["name"], sidecar["file"], sidecar["opset"]) == ("paper", "p.onnx", 15)
    assert sidecar["parameters"] == 421_642


def test_errors_are_one_line_with_their_code(tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    assert main(["export-onnx", "--model", "nothing"]) == 5
    assert "digits, fractions, paper" in capfd.readouterr().err
    assert main(["export-onnx", "--model", "paper", "--weights", "x.keras"]) == 2
    assert main(["export-onnx", "--out", str(tmp_path / "absent" / "x.onnx")]) == 2
    assert "does not exist" in capfd.readouterr().err


@pytest.mark.train
def test_weights_that_are_absent_are_named(tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    pytest.importorskip("tensorflow")
    assert main(["export-onnx", "--weights", str(tmp_path / "no.keras"), "--out", str(tmp_path / "x.onnx")]) == 5
    assert "no.keras" in capfd.readouterr().err

"""Measuring a model of strips: on which numbers, what is counted, and the command that prints and keeps it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from digitscan.training import evaluate_strips
from digitscan.training.cheques import held_out_strips
from digitscan.training.evaluate import main
from digitscan.training.evaluate_strips import measure_strips, measured_strips, strip_table
from tiny_model import write_tiny_strip_model
from training_glyphs import printed, recipe
from training_strips import strip_recipe, write_cheques

from digitscan.errors import UsageError
from digitscan.recognition.strip_session import StripSession

REAL, MADE = "cheque_strips (held out)", "made strips (held out)"


def write_mnist(data: Path, test_digits: range = range(10)) -> Path:
    """A small ``mnist.npz`` of printed digits, with these digits alone in its test part."""
    digits = printed(200, seed=5)
    kept = np.isin(digits.labels, test_digits)
    arrays = {"x_train": digits.pixels, "y_train": digits.labels}
    np.savez(data / "mnist.npz", **arrays, x_test=digits.pixels[kept], y_test=digits.labels[kept])
    return data


@pytest.fixture(autouse=True)
def _few_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate_strips, "MADE", 30)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    write_cheques(folder, [str(1000 + number) for number in range(20)])
    return write_mnist(folder)


def test_it_measures_on_the_cheques_held_out_and_on_numbers_made_of_test_digits(data: Path) -> None:
    found = measured_strips(strip_recipe(), data)
    assert list(found) == [REAL, MADE]
    apart = held_out_strips([f"images/{number}.png" for number in range(20)])
    assert sorted(value for _, value in found[REAL]) == sorted(str(1000 + int(Path(name).stem)) for name in apart)
    assert len(found[MADE]) == 30 and any(value for _, value in found[MADE])
    again = measured_strips(strip_recipe(), data)[MADE]
    assert all(np.array_equal(a, b) and v == w for (a, v), (b, w) in zip(found[MADE], again, strict=True))


def test_nothing_is_made_of_training_digits_where_test_digits_do_not_suffice(data: Path) -> None:
    write_mnist(data, range(9))
    assert list(measured_strips(strip_recipe(), data)) == [REAL]


def test_without_cheques_the_made_strips_remain(tmp_path: Path) -> None:
    assert list(measured_strips(strip_recipe(), write_mnist(tmp_path))) == [MADE]


def test_whole_numbers_and_edits_are_counted(data: Path, tmp_path: Path) -> None:
    """A network that sees only blanks misses every digit, and is right where there is none."""
    session = StripSession(write_tiny_strip_model(tmp_path, always="blank"), "cpu")
    measured, found = measured_strips(strip_recipe(), data), measure_strips(session, strip_recipe(), data)
    for name, labelled in measured.items():
        empty = sum(value == "" for _, value in labelled)
        assert found[name]["count"] == len(labelled)
        assert found[name]["accuracy"] == empty / len(labelled)
        assert found[name]["digit_error_rate"] == 1.0
        assert found[name]["wrong"] == [[value, ""] for _, value in labelled if value]
    assert found[MADE]["accuracy"] > 0.0 == found[REAL]["accuracy"], "some made strips hold no digit"


def test_a_recipe_for_glyphs_holds_out_no_strips(data: Path) -> None:
    with pytest.raises(UsageError, match="recipe tiny holds out no strips"):
        measured_strips(recipe(), data)


def test_the_table_has_a_line_for_each_set_in_per_cent() -> None:
    head, line = strip_table({"cheques": {"count": 8, "accuracy": 0.875, "digit_error_rate": 0.031}}).splitlines()
    assert "read whole" in head and "digit error rate" in head
    assert line.split() == ["cheques", "8", "87.50%", "3.10%"]


@pytest.fixture
def recipe_file(tmp_path: Path) -> str:
    text = """
    name = "tiny_strips"
    version = "0.1"
    network = "strips"
    seed = 3
    training = { epochs = 1, batch_size = 16 }
    optimizer = { kind = "adamw", learning_rate = 0.005 }
    sets = [{ name = "mnist", validation = 40, per_epoch = 14 }]
    strips = { real = 4, nothing = 3, validation = 2 }
    """
    (tmp_path / "tiny.toml").write_text(text)
    return str(tmp_path / "tiny.toml")


def test_the_command_prints_the_table_and_keeps_the_results(
    data: Path, recipe_file: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    model = write_tiny_strip_model(tmp_path, always="blank")
    arguments = ["--model", str(model), "--recipe", recipe_file, "--data", str(data)]
    assert main([*arguments, "--record", "--out", str(tmp_path / "r.json")]) == 0
    assert "read whole" in capsys.readouterr().out
    results = json.loads((tmp_path / "r.json").read_text())
    assert results["model"] == "tiny_strips" and results["sets"][MADE]["wrong"]
    recorded = json.loads(model.with_suffix(".json").read_text())["results"]
    assert recorded[MADE]["count"] == 30 and "wrong" not in recorded[MADE]
    StripSession(model, "cpu")  # the sidecar is still one


def test_what_strips_cannot_have_is_wrong_usage(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    arguments = ["--model", str(write_tiny_strip_model(tmp_path)), "--data", str(data)]
    assert main([*arguments, "--report", str(tmp_path / "report")]) == 2
    assert "strips have no such table" in capsys.readouterr().err
    assert main([*arguments, "--recipe", "paper"]) == 2
    assert "recipe paper holds out no strips" in capsys.readouterr().err

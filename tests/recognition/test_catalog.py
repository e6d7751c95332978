"""Models are found by name or path, and refused with a reason when file and sidecar do not fit together."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_model import CLASSES, write_sidecar

from digitscan.errors import EXIT_UNUSABLE, ModelError
from digitscan.recognition.catalog import CONTRACTS, FRACTIONS, bundled_models, find_model, load_model


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """A file that stands for a model, with a fitting sidecar; the catalogue never looks into the file."""
    path = tmp_path / "some.onnx"
    path.write_bytes(b"not looked into")
    write_sidecar(path)
    return path


def test_a_fitting_pair_is_loaded_with_what_the_sidecar_says(pair: Path) -> None:
    model = load_model(pair)
    assert (model.path, model.content, model.name) == (pair, b"not looked into", "some")
    assert model.classes == tuple(CLASSES)
    assert (model.input_name, model.output_name) == ("glyphs", "probabilities")


def test_a_path_may_be_a_string(pair: Path) -> None:
    assert load_model(str(pair)).path == pair


def test_a_ten_class_model_is_accepted(pair: Path) -> None:
    write_sidecar(pair, outputs=10)
    assert load_model(pair).classes == tuple(CLASSES[:10])


def test_an_unknown_name_lists_the_bundled_ones() -> None:
    with pytest.raises(ModelError, match="no model named 'nonesuch'") as caught:
        find_model("nonesuch")
    assert all(name in str(caught.value) for name in bundled_models())
    assert caught.value.exit_code == EXIT_UNUSABLE


def test_a_bundled_name_is_found_inside_the_package() -> None:
    models = bundled_models()
    if not models:
        pytest.skip("no model file is in models/ yet")
    for name, path in models.items():
        assert find_model(name) == path
        assert path.is_file()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"absent\.onnx does not exist"):
        load_model(tmp_path / "absent.onnx")


def test_a_folder_and_a_keras_file_are_no_models(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is a folder"):
        load_model(tmp_path)
    with pytest.raises(ModelError, match=r"export-onnx --weights mine\.keras"):
        load_model("mine.keras")


def test_an_altered_file_is_refused(pair: Path) -> None:
    pair.write_bytes(pair.read_bytes() + b"!")
    with pytest.raises(ModelError, match=r"some\.onnx is not the one that some\.json describes"):
        load_model(pair)


def test_a_missing_sidecar_is_named(pair: Path) -> None:
    pair.with_suffix(".json").unlink()
    with pytest.raises(ModelError, match=r"no sidecar some\.json"):
        load_model(pair)


@pytest.mark.parametrize("text", ["{", "[1]", "\ufeff", ""])
def test_a_broken_sidecar_is_named(pair: Path, text: str) -> None:
    pair.with_suffix(".json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"sidecar .*some\.json is not"):
        load_model(pair)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": 2}, "format 2"),
        ({"format": None}, "format None"),
        ({"sha256": None}, "lacks sha256"),
        ({"name": None, "version": None}, "lacks name, version"),
        ({"classes": CLASSES[1:]}, "ten digits"),
        ({"classes": None}, "ten digits"),
        ({"input": {"name": "glyphs", "dtype": "float32", "shape": [None, 28, 28]}}, "input must be uint8"),
        ({"input": {"name": "glyphs", "dtype": "uint8", "shape": [None, 28, 28, 1]}}, "input must be uint8"),
        ({"input": {"dtype": "uint8", "shape": [None, 28, 28]}}, "does not name the model's input"),
        ({"output": None}, "does not name the model's output"),
        ({"output": {"name": "p", "dtype": "float32", "shape": [None, 10]}}, "output must be float32"),
    ],
)
def test_another_contract_is_refused(pair: Path, changes: dict[str, object], words: str) -> None:
    write_sidecar(pair, **changes)
    with pytest.raises(ModelError, match=words):
        load_model(pair)


def test_a_network_of_fractions_is_no_reader_of_digits_and_the_other_way_round(pair: Path) -> None:
    with pytest.raises(ModelError, match="reads fractions, where one for glyphs is asked"):
        load_model("fractions")
    with pytest.raises(ModelError, match="reads glyphs, where one for fractions is asked"):
        load_model(pair, FRACTIONS)
    assert load_model("fractions", FRACTIONS).classes in CONTRACTS[FRACTIONS].classes


def test_classes_of_fractions_in_another_order_are_refused(pair: Path) -> None:
    write_sidecar(pair, kind=FRACTIONS, classes=["fraction", "number"])
    with pytest.raises(ModelError, match="'number', then 'fraction'"):
        load_model(pair, FRACTIONS)

"""Export: the ONNX file is what Keras is, says what it is, and is written whole or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from digitscan.training import export as export_module
from digitscan.training.export import export
from digitscan.training.keras_file import Card, load_keras, save_keras
from digitscan.training.networks import build_network
from training_glyphs import printed

from digitscan.errors import ModelError, OutputError
from digitscan.recognition.session import Session
from digitscan.types import CLASSES

pytestmark = pytest.mark.train


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("tensorflow")
    pytest.importorskip("tf2onnx")
    import keras

    keras.utils.set_random_seed(1)
    folder = tmp_path_factory.mktemp("export")
    model = build_network("digits", 11)
    # Fresh batch normalisation is the identity: folding it would prove nothing.
    rng = np.random.default_rng(0)
    model.set_weights([w + rng.uniform(0, 0.2, w.shape).astype(np.float32) for w in model.get_weights()])
    data = ({"name": "mnist", "count": 3, "licence": "free"},)
    save_keras(model, folder / "mine.keras", Card("mine", "7", CLASSES, {"seed": 5}, data, 2))
    export(folder / "mine.keras", folder / "mine.onnx")
    return folder


def sidecar(folder: Path) -> dict:
    return json.loads((folder / "mine.json").read_text())


def test_onnx_runtime_reads_what_keras_reads(folder: Path) -> None:
    glyphs = printed(64, seed=9).pixels
    model, _ = load_keras(folder / "mine.keras")
    expected = np.asarray(model(glyphs[..., None].astype(np.float32) / 255, training=False))
    found = Session(folder / "mine.onnx", device="cpu").classify(glyphs)
    assert np.abs(found - expected).max() < 1e-4


def test_the_sidecar_says_what_the_file_is(folder: Path) -> None:
    facts = sidecar(folder)
    assert (facts["name"], facts["version"], facts["classes"]) == ("mine", "7", list(CLASSES))
    assert facts["recipe"] == {"seed": 5} and facts["training_data"][0]["count"] == 3
    assert facts["multiply_adds"] <= 8_000_000 and facts["opset"] == 17
    assert facts["parity"]["same_argmax"] == 1000 and facts["parity"]["largest_difference"] <= 1e-4


def test_the_graph_is_named_dynamic_clean_and_carries_its_metadata(folder: Path) -> None:
    import onnx

    proto = onnx.load(folder / "mine.onnx")
    ends = [proto.graph.input[0], proto.graph.output[0]]
    assert [end.name for end in ends] == ["glyphs", "probabilities"]
    assert [end.type.tensor_type.shape.dim[0].dim_param for end in ends] == ["N", "N"]
    assert ends[0].type.tensor_type.elem_type == onnx.TensorProto.UINT8
    kinds = [node.op_type for node in proto.graph.node]
    assert "BatchNormalization" not in kinds, "folded into the convolutions"
    assert kinds.count("Transpose") <= 1 and "Shape" not in kinds and "Dropout" not in kinds
    assert kinds.count("Conv") == 7
    metadata = {prop.key: prop.value for prop in proto.metadata_props}
    assert metadata["name"] == "mine" and json.loads(metadata["classes"]) == list(CLASSES)
    assert {"version", "preprocessing", "recipe", "training_data"} <= set(metadata)


def test_without_parity_nothing_is_written(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        export_module, "_by_keras", lambda form, model, glyphs: np.full((len(glyphs), 11), 1 / 11, np.float32)
    )
    with pytest.raises(ModelError, match="disagree"):
        export(folder / "mine.keras", tmp_path / "mine.onnx")
    assert not list(tmp_path.iterdir())


def test_what_was_measured_on_the_same_weights_is_kept(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "mine.keras", tmp_path)
    facts = sidecar(folder) | {"results": {"mnist-test": {"accuracy": 0.5}}}
    (tmp_path / "mine.json").write_text(json.dumps(facts))
    assert export(tmp_path / "mine.keras", tmp_path / "mine.onnx").sidecar["results"] == facts["results"]
    (tmp_path / "mine.json").write_text(json.dumps(facts | {"weights_sha256": "of others"}))
    assert export(tmp_path / "mine.keras", tmp_path / "mine.onnx").sidecar["results"] == {}


@pytest.mark.parametrize("name", ["mine.bin", "absent/mine.onnx"])
def test_a_place_that_cannot_be_written_is_told(folder: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError):
        export(folder / "mine.keras", tmp_path / name)


def test_what_is_no_keras_file_is_told(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ModelError, match="do not exist"):
        load_keras(tmp_path / "no.keras")
    (tmp_path / "bad.keras").write_bytes(b"no archive")
    with pytest.raises(ModelError, match="cannot be read"):
        load_keras(tmp_path / "bad.keras")


def test_a_network_of_another_shape_is_refused(tmp_path: Path, folder: Path) -> None:
    from keras import Sequential, layers

    Sequential([layers.Input((32, 32, 1)), layers.Flatten(), layers.Dense(10)]).save(tmp_path / "other.keras")
    with pytest.raises(ModelError, match=r"\(None, 32, 32, 1\)"):
        load_keras(tmp_path / "other.keras")


def test_a_file_that_keras_wrote_gets_a_card_from_its_name(tmp_path: Path, folder: Path) -> None:
    build_network("paper", 10).save(tmp_path / "theirs.keras")
    assert load_keras(tmp_path / "theirs.keras")[1] == Card("theirs", "0", CLASSES[:10])

"""A GPU's part of a session: what is asked of ONNX Runtime, and buffers that stay; on a GPU, the CPU's values."""

from __future__ import annotations

import types
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from tiny_model import write_tiny_model, write_tiny_strip_model

from digitscan.errors import DeviceError
from digitscan.recognition import gpu
from digitscan.recognition.catalog import GLYPHS, STRIPS, load_model
from digitscan.recognition.networks import Asked, Networks
from digitscan.recognition.session import Session


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("tiny"))


def _runtime(available: list[str]) -> types.SimpleNamespace:
    return types.SimpleNamespace(__version__="9.9", get_available_providers=lambda: available)


def test_buffers_that_stay_give_what_a_plain_run_gives(tiny: Path) -> None:
    """On the CPU, which ONNX Runtime binds in the same way."""
    file = load_model(tiny, GLYPHS)
    session = onnxruntime.InferenceSession(file.content, providers=[gpu.CPU])
    bound = gpu.BoundRun(onnxruntime, session, file, "cpu")
    rng = np.random.default_rng(0)
    batches = [rng.integers(0, 256, (size, 28, 28), np.uint8) for size in (16, 64, 16, 64, 16)]
    results = [bound(batch) for batch in batches]
    for batch, result in zip(batches, results, strict=True):
        (plain,) = session.run([file.output_name], {file.input_name: batch})
        np.testing.assert_array_equal(result, plain)
    assert len(bound._bound) == 2, "one buffer for each shape"


def test_a_result_is_the_callers_own(tiny: Path) -> None:
    file = load_model(tiny, GLYPHS)
    session = onnxruntime.InferenceSession(file.content, providers=[gpu.CPU])
    bound = gpu.BoundRun(onnxruntime, session, file, "cpu")
    first = bound(np.zeros((16, 28, 28), np.uint8))
    kept = first.copy()
    bound(np.full((16, 28, 28), 255, np.uint8))
    np.testing.assert_array_equal(first, kept)


def test_each_shape_has_a_session_of_its_own_up_to_a_limit(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "_MOST_SESSIONS", 3)
    file = load_model(tiny, GLYPHS)
    sessions = [onnxruntime.InferenceSession(file.content, providers=[gpu.CPU]) for _ in range(4)]
    further = iter(sessions[1:])
    bound = gpu.BoundRun(onnxruntime, sessions[0], file, "cpu", another=lambda: next(further))
    rng = np.random.default_rng(0)
    for size in (16, 64, 32, 16, 128, 256, 64):
        batch = rng.integers(0, 256, (size, 28, 28), np.uint8)
        (plain,) = sessions[0].run([file.output_name], {file.input_name: batch})
        np.testing.assert_array_equal(bound(batch), plain)
    used = {shape[0]: sessions.index(session) for shape, (session, *_) in bound._bound.items()}
    assert used == {16: 0, 64: 1, 32: 2, 128: 0, 256: 0}


def test_a_card_that_holds_no_further_session_runs_all_shapes_in_the_first(tiny: Path) -> None:
    file = load_model(tiny, GLYPHS)
    session = onnxruntime.InferenceSession(file.content, providers=[gpu.CPU])
    asked = []

    def full():
        asked.append(1)
        raise RuntimeError("out of memory")

    bound = gpu.BoundRun(onnxruntime, session, file, "cpu", another=full)
    for size in (16, 32, 64):
        assert len(bound(np.zeros((size, 28, 28), np.uint8))) == size
    assert len(asked) == 1 and all(used is session for used, *_ in bound._bound.values())


def test_cuda_is_asked_for_before_the_cpu_with_a_heuristic_search_and_all_bits(tiny: Path) -> None:
    (name, options), last = gpu.providers("cuda", load_model(tiny, GLYPHS), 1024)
    assert (name, last) == (gpu.CUDA, gpu.CPU)
    assert options == {"cudnn_conv_algo_search": "HEURISTIC", "use_tf32": "0"}


def test_tensorrt_plans_once_for_all_shapes_and_keeps_its_engines(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    strips = load_model(write_tiny_strip_model(tmp_path), STRIPS)
    (name, options), (second, _), last = gpu.providers("tensorrt", strips, 256)
    assert (name, second, last) == (gpu.TENSORRT, gpu.CUDA, gpu.CPU)
    shapes = [options[f"trt_profile_{which}_shapes"].partition(":") for which in ("min", "opt", "max")]
    assert {name for name, _, _ in shapes} == {strips.input_name}
    assert [shape for _, _, shape in shapes] == ["1x32x32", "256x32x160", "256x32x2048"]
    assert Path(options["trt_engine_cache_path"]).is_dir()
    assert strips.sha256[:12] in options["trt_engine_cache_prefix"], "another file is another engine"


def test_what_rules_a_gpu_out_is_told_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "may_have_gpu", lambda: False)
    assert "has no TensorRT provider; " in gpu.obstacle(_runtime([gpu.CUDA, gpu.CPU]), "tensorrt")  # type: ignore[arg-type]
    assert "has no CUDA provider; " in gpu.obstacle(_runtime([gpu.CPU]), "cuda")  # type: ignore[arg-type]
    assert "no NVIDIA driver is installed" in gpu.obstacle(_runtime([gpu.CUDA]), "cuda")  # type: ignore[arg-type]
    monkeypatch.setattr(gpu, "may_have_gpu", lambda: True)
    assert gpu.obstacle(_runtime([gpu.CUDA]), "cuda") == ""  # type: ignore[arg-type]


@pytest.mark.skipif(gpu.may_have_gpu(), reason="an NVIDIA driver is installed here")
def test_tensorrt_without_a_driver_is_refused_and_not_replaced(tiny: Path) -> None:
    with pytest.raises(DeviceError, match="device tensorrt cannot be used: "):
        Session(tiny, "tensorrt")


def _asked(rng: np.random.Generator, count: int) -> Asked:
    strips = [rng.integers(0, 256, (32, width), np.uint8) for width in (40, 96, 200, 333)]
    glyphs, sample, tails, unsure = (rng.integers(0, 256, (n, 28, 28), np.uint8) for n in (count, 9, 5, 7))
    return Asked(glyphs, sample, tails, strips, strips[1:], unsure)


@pytest.mark.gpu
@pytest.mark.parametrize("device", ["cuda", "tensorrt"])
def test_the_bundled_networks_say_on_a_gpu_what_they_say_on_the_cpu(device: str) -> None:
    try:
        networks = Networks(device=device, batch_size=4096)
    except DeviceError as error:
        pytest.skip(str(error))
    on_gpu = [model for model in networks.models if model not in (networks.third, networks.fourth)]
    assert {model.provider for model in on_gpu} == {gpu.PROVIDERS[device]}
    rng = np.random.default_rng(3)
    asked = [_asked(rng, count) for count in (1, 300, 5000)]
    for here, there in zip(networks.see(asked), Networks(device="cpu").see(asked), strict=True):
        np.testing.assert_allclose(here.glyphs, there.glyphs, atol=1e-4)
        np.testing.assert_allclose(here.tails, there.tails, atol=1e-4)
        np.testing.assert_allclose(here.unsure, there.unsure, atol=1e-4)
        for one, other in zip([*here.strips, *here.doubtful], [*there.strips, *there.doubtful], strict=True):
            np.testing.assert_allclose(np.exp(one), np.exp(other), atol=1e-4)

"""A session gives each glyph its own probabilities, whatever the batches, and says which device it really got."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tiny_model import write_sidecar, write_tiny_model

from digitscan.errors import DeviceError, ModelError
from digitscan.recognition.session import Session


def _driver_is_installed() -> bool:
    try:
        ctypes.CDLL("libcuda.so.1")
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def session(tiny: Path) -> Session:
    return Session(tiny, "cpu", batch_size=64)


def _glyphs(count: int, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (count, 28, 28), np.uint8)


def test_probabilities_have_eleven_columns_that_sum_to_one(session: Session) -> None:
    found = session.classify(_glyphs(5))
    assert found.shape == (5, 11)
    assert found.dtype == np.float32
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)


def test_no_glyphs_give_no_rows(session: Session) -> None:
    assert session.classify(_glyphs(0)).shape == (0, 11)


@settings(max_examples=20, deadline=None)
@given(count=st.integers(1, 300), seed=st.integers(0, 9))
def test_a_row_depends_on_its_own_glyph_alone(session: Session, count: int, seed: int) -> None:
    glyphs = _glyphs(count, seed)
    order = np.random.default_rng(seed).permutation(count)
    together = session.classify(glyphs)
    assert np.allclose(session.classify(glyphs[order]), together[order], atol=1e-6)
    assert np.allclose(session.classify(glyphs[:1]), together[:1], atol=1e-6)


def test_glyphs_need_not_be_contiguous(session: Session) -> None:
    glyphs = _glyphs(64)
    turned = glyphs.transpose(0, 2, 1)
    assert np.allclose(session.classify(turned), session.classify(np.ascontiguousarray(turned)))


@pytest.mark.parametrize(
    "wrong", [np.zeros((2, 28, 28)), np.zeros((28, 28), np.uint8), np.zeros((1, 28, 27), np.uint8)]
)
def test_other_arrays_are_refused(session: Session, wrong: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match="glyphs are uint8"):
        session.classify(wrong)


def test_a_ten_class_model_gets_a_zero_eleventh_column(tmp_path: Path) -> None:
    found = Session(write_tiny_model(tmp_path, outputs=10), "cpu").classify(_glyphs(3))
    assert found.shape == (3, 11)
    assert (found[:, 10] == 0).all()
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)


def test_a_session_says_what_it_is(session: Session, tiny: Path) -> None:
    assert (session.name, session.path, session.device) == ("tiny", tiny, "cpu")
    assert session.provider == "CPUExecutionProvider"
    assert session.classes[10] == "not-a-digit"
    assert len(session.model_sha256) == 64
    assert session.explanation == "the CPU was asked for"


def test_a_graph_that_differs_from_its_sidecar_is_refused(tmp_path: Path) -> None:
    path = write_tiny_model(tmp_path, outputs=10)
    write_sidecar(path, outputs=11)
    with pytest.raises(ModelError, match="its sidecar says"):
        Session(path, "cpu")


def test_a_network_without_probabilities_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not give probabilities"):
        Session(write_tiny_model(tmp_path, softmax=False), "cpu")


def test_a_file_that_is_no_network_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.onnx"
    path.write_text("hello")
    write_sidecar(path)
    with pytest.raises(ModelError, match=r"does not accept model file .*text\.onnx"):
        Session(path, "cpu")


def test_wrong_arguments_are_refused(tiny: Path) -> None:
    with pytest.raises(ValueError, match="device is one of"):
        Session(tiny, "tpu")
    with pytest.raises(ValueError, match="at least 1"):
        Session(tiny, "cpu", batch_size=0)


@pytest.mark.skipif(_driver_is_installed(), reason="an NVIDIA driver is installed here")
def test_cuda_without_a_driver_says_how_to_mend_it(tiny: Path) -> None:
    with pytest.raises(DeviceError, match="device cuda cannot be used: ") as caught:
        Session(tiny, "cuda")
    assert "nvidia-smi" in str(caught.value) or "digitscan[cuda]" in str(caught.value)


@pytest.mark.skipif(_driver_is_installed(), reason="an NVIDIA driver is installed here")
def test_auto_takes_the_cpu_and_says_why(tiny: Path) -> None:
    session = Session(tiny, "auto")
    assert session.device == "cpu"
    assert "NVIDIA driver" in session.explanation or "CUDA provider" in session.explanation


def test_a_failing_cuda_provider_falls_back_without_a_word(tiny: Path) -> None:
    """Where a driver is there but CUDA is not, ONNX Runtime prints to both streams: nothing of it may come through."""
    code = (
        "import sys; from digitscan.recognition import session as module\n"
        "module.obstacle = lambda ort, device: ''\n"
        f"found = module.Session({str(tiny)!r}, 'auto')\n"
        "sys.stderr.write(found.device + '|' + found.explanation)"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    device, explanation = done.stderr.split("|")
    assert device in ("cpu", "cuda")
    assert explanation
    assert "\n" not in done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.gpu
def test_cuda_gives_what_the_cpu_gives(tiny: Path) -> None:
    try:
        cuda = Session(tiny, "cuda")
    except DeviceError as error:
        pytest.skip(str(error))
    glyphs = _glyphs(700)
    assert cuda.provider == "CUDAExecutionProvider"
    assert np.allclose(cuda.classify(glyphs), Session(tiny, "cpu").classify(glyphs), atol=1e-4)

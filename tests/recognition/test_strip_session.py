"""A session for strips gives each strip its own columns, whatever it is batched with, and takes no other model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tiny_model import write_tiny_model, write_tiny_strip_model

from digitscan.errors import ModelError
from digitscan.recognition.batches import padded_width
from digitscan.recognition.session import Session
from digitscan.recognition.strip_session import StripSession
from digitscan.types import STRIP_CLASSES


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_strip_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def session(tiny: Path) -> StripSession:
    return StripSession(tiny, "cpu", batch_size=4)


def _strips(widths: list[int], seed: int = 0) -> list[NDArray[np.uint8]]:
    rng = np.random.default_rng(seed)
    return [rng.integers(0, 256, (32, width), np.uint8) for width in widths]


def test_columns_are_log_probabilities(session: StripSession) -> None:
    found = session.read(_strips([50, 90, 1]))
    assert [rows.shape for rows in found] == [(padded_width(w) // 2, 11) for w in (50, 90, 1)]
    for rows in found:
        assert rows.dtype == np.float32
        assert np.allclose(np.exp(rows).sum(axis=1), 1, atol=1e-5)


def test_no_strips_give_nothing(session: StripSession) -> None:
    assert session.read([]) == []


@settings(max_examples=25, deadline=None)
@given(widths=st.lists(st.integers(1, 300), min_size=1, max_size=30), seed=st.integers(0, 9))
def test_a_strip_s_columns_depend_on_it_alone(session: StripSession, widths: list[int], seed: int) -> None:
    strips = _strips(widths, seed)
    together = session.read(strips)
    order = np.random.default_rng(seed).permutation(len(strips))
    for number, rows in zip(order, session.read([strips[i] for i in order]), strict=True):
        assert np.allclose(rows, together[number], atol=1e-5)
    assert np.allclose(session.read(strips[-1:])[0], together[-1], atol=1e-5)


def test_batches_of_fixed_sizes_change_nothing(session: StripSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """CUDA gets padded batches; the plan is the same here."""
    strips = _strips([40, 40, 40, 90, 40, 40, 40])
    expected = session.read(strips)
    monkeypatch.setattr(session, "device", "cuda")
    for rows, wanted in zip(session.read(strips), expected, strict=True):
        assert np.allclose(rows, wanted, atol=1e-5)


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((32, 9)), np.zeros((28, 28), np.uint8), np.zeros((1, 32, 9), np.uint8), np.zeros((32, 0), np.uint8)],
)
def test_other_arrays_are_refused(session: StripSession, wrong: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match="strips are uint8"):
        session.read([wrong])


def test_a_session_says_what_it_is(session: StripSession, tiny: Path) -> None:
    assert (session.name, session.path, session.device) == ("tiny_strips", tiny, "cpu")
    assert session.classes == STRIP_CLASSES


def test_kinds_are_told_apart(tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="the model reads strips, where one for glyphs is asked"):
        Session(tiny, "cpu")
    with pytest.raises(ModelError, match="the model reads glyphs, where one for strips is asked"):
        StripSession(write_tiny_model(tmp_path), "cpu")


def test_a_network_without_logarithms_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not give probabilities"):
        StripSession(write_tiny_strip_model(tmp_path, logarithms=False), "cpu")


def test_no_batch_is_smaller_than_one(tiny: Path) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        StripSession(tiny, "cpu", batch_size=0)

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from digitscan.training.idx import emnist_training, read_idx

from digitscan.errors import InputError


def idx(array: np.ndarray) -> bytes:
    return b"\0\0\x08" + bytes([array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def write_emnist(folder: Path, *, packed: bool) -> np.ndarray:
    folder.mkdir(exist_ok=True)
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28)).astype(np.uint8)
    for name, array in (("images-idx3", images), ("labels-idx1", np.arange(5, dtype=np.uint8))):
        content = idx(array)
        path = folder / f"emnist-digits-train-{name}-ubyte{'.gz' if packed else ''}"
        path.write_bytes(gzip.compress(content) if packed else content)
    return images


@pytest.mark.parametrize("packed", [False, True])
def test_emnist_is_found_and_stood_upright(tmp_path: Path, packed: bool) -> None:
    images = write_emnist(tmp_path / "emnist", packed=packed)
    found = emnist_training(tmp_path)
    assert found.labels.tolist() == [0, 1, 2, 3, 4]
    assert (found.pixels == images.transpose(0, 2, 1)).all()


@pytest.mark.parametrize("content", [b"", b"\0\0\x08", b"\0\0\x08\x03\0\0\0\x01", b"\0\0\x0d\x01\0\0\0\x01x"])
def test_what_is_no_idx_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(InputError, match="x "):
        read_idx(tmp_path / "x")


def test_a_file_cut_short_is_told(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(idx(np.zeros((2, 28, 28), np.uint8))[:-1])
    with pytest.raises(InputError, match="cut short"):
        read_idx(tmp_path / "x")
    (tmp_path / "y.gz").write_bytes(gzip.compress(idx(np.zeros(100, np.uint8)))[:-9])
    with pytest.raises(InputError):
        read_idx(tmp_path / "y.gz")


def test_an_absent_set_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"emnist-digits-train-images.*is not in"):
        emnist_training(tmp_path)

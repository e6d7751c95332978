"""What ONNX Runtime prints is caught, and becomes one line that says what is wrong and how to mend it."""

from __future__ import annotations

import os

import pytest

from digitscan.recognition import chatter
from digitscan.recognition.chatter import explain_cuda_failure, silence


def test_both_streams_are_caught_and_given_back(capfd: pytest.CaptureFixture[str]) -> None:
    with silence() as said:
        os.write(2, b"from native code\n")
        print("from Python")
    os.write(2, b"after\n")
    assert "from native code" in said[0]
    assert "from Python" in said[1]
    assert capfd.readouterr() == ("", "after\n")


def test_no_place_for_a_temporary_file_is_no_error(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr(chatter.tempfile, "TemporaryFile", fail)
    with silence() as said:
        os.write(2, b"from native code\n")
    assert said == []
    assert capfd.readouterr().err == "from native code\n"


def test_the_streams_come_back_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError), silence() as said:
        os.write(2, b"reason\n")
        raise RuntimeError
    os.write(2, b"after\n")
    assert "reason" in said[0]
    assert capfd.readouterr().err == "after\n"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("with error: libcublasLt.so.13: cannot open shared object file: No such file", "libcublasLt.so.13"),
        ('Error 126: depends on "cudnn64_9.dll" which is missing', "cudnn64_9.dll"),
        ("CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=0", "too old"),
        ("CUDA failure 100: no CUDA-capable device is detected ; GPU=-1", "finds no GPU"),
        ("\x1b[1;31msomething else\x1b[m\nmore", "something else; check"),
        ("", "gave no reason"),
    ],
)
def test_what_onnx_runtime_says_becomes_one_line(said: str, words: str) -> None:
    explained = explain_cuda_failure(said)
    assert words in explained
    assert "\n" not in explained
    assert "\x1b" not in explained

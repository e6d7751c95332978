"""A failed import of a known library becomes one line that names what mends it."""

from __future__ import annotations

import pytest

from digitscan.dependencies import explain_import_error


@pytest.mark.parametrize(
    ("library", "debian", "fedora"),
    [
        ("libGL.so.1", "libgl1", "mesa-libGL"),
        ("libgthread-2.0.so.0", "libglib2.0-0", "glib2"),
        ("libSM.so.6", "libsm6", "libSM"),
    ],
)
def test_a_missing_system_library_names_its_package(library: str, debian: str, fedora: str) -> None:
    said = explain_import_error(ImportError(f"{library}: cannot open shared object file: No such file or directory"))
    assert said is not None
    assert library in said
    assert f"apt-get install {debian};" in said
    assert f"dnf install {fedora})" in said
    assert "opencv-python-headless" in said
    assert "\n" not in said


def test_an_unknown_system_library_is_still_named() -> None:
    said = explain_import_error(ImportError("libfoo-3.so.7: cannot open shared object file: No such file"))
    assert said is not None
    assert "libfoo-3.so.7" in said


@pytest.mark.parametrize("module", ["tensorflow", "keras.src", "tf2onnx", "sklearn.metrics", "matplotlib"])
def test_a_training_library_names_the_extra(module: str) -> None:
    said = explain_import_error(ModuleNotFoundError(f"No module named {module!r}", name=module))
    assert said is not None
    assert "pip install 'digitscan[train]'" in said


def test_opencv_that_is_absent_or_broken_is_named() -> None:
    absent = explain_import_error(ModuleNotFoundError("No module named 'cv2'", name="cv2"))
    broken = explain_import_error(ImportError("undefined symbol: foo", path="/site-packages/cv2/cv2.abi3.so"))
    assert absent is not None and "pip install opencv-python" in absent
    assert broken is not None and "undefined symbol: foo" in broken


def test_an_error_of_the_program_is_not_explained_away() -> None:
    assert explain_import_error(ImportError("cannot import name 'Rader' from 'digitscan.reader'")) is None
    assert explain_import_error(ModuleNotFoundError("No module named 'digitscan.x'", name="digitscan.x")) is None

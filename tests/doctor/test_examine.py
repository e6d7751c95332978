"""What is broken is told with its mend, and the rest all the same; nothing is raised."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from digitscan.bench.machine import find_machine
from digitscan.doctor import examine as examine_module
from digitscan.doctor import libraries, networks, speed
from digitscan.doctor.examine import examine
from digitscan.doctor.findings import Device, Diagnosis, Library, Model, Speed
from digitscan.doctor.networks import find_networks
from digitscan.errors import DependencyError
from digitscan.recognition.catalog import bundled_models

needs_models = pytest.mark.skipif("digits" not in bundled_models(), reason="no model file is in models/ yet")


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A copy of the network of glyphs with one byte altered."""
    for ending in ("onnx", "json"):
        shutil.copy(bundled_models()["digits"].with_suffix(f".{ending}"), tmp_path / f"mine.{ending}")
    data = bytearray((tmp_path / "mine.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "mine.onnx").write_bytes(data)
    return tmp_path / "mine.onnx"


@needs_models
def test_the_device_and_every_network_are_found() -> None:
    device, models = find_networks("cpu", "digits")
    assert (device.used, device.provider, device.problem) == ("cpu", "CPUExecutionProvider", "")
    needed = ["digits", "strips", "strips-large", "digits-large", "fractions"]
    assert [model.name for model in models if model.needed] == needed
    assert {model.name for model in models} == bundled_models().keys()
    for model in models:
        assert model.problem == "" and model.version
        assert model.sha256 == hashlib.sha256(Path(model.path).read_bytes()).hexdigest()


@needs_models
def test_a_damaged_model_is_told_and_the_device_is_tried_with_another(damaged: Path) -> None:
    device, models = find_networks("cpu", str(damaged))
    assert device.used == "cpu"
    first = models[0]
    assert first.needed and "was altered or cut short" in first.problem
    assert first.sha256 == hashlib.sha256(damaged.read_bytes()).hexdigest()
    assert all(model.problem == "" for model in models[1:])
    found = examine("cpu", str(damaged))
    assert found.problems == [first.problem]
    assert found.speed.problem


def test_a_model_that_is_not_there_is_told() -> None:
    models = find_networks("cpu", "nowhere.onnx")[1]
    assert "nowhere.onnx" in models[0].problem
    assert models[0].sha256 == ""


def test_a_runtime_that_cannot_be_loaded_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str, device: str) -> None:
        raise DependencyError("ONNX Runtime cannot be loaded (no such library); reinstall it: pip install")

    monkeypatch.setattr(networks, "_session", broken)
    found = examine("auto", "digits")
    assert found.device.used == ""
    assert found.problems == ["ONNX Runtime cannot be loaded (no such library); reinstall it: pip install"]


def test_whatever_a_library_raises_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise RuntimeError("compiled for another numpy\nand much more")

    monkeypatch.setattr(libraries, "import_module", broken)
    found = {library.name: library for library in libraries.find_libraries()}
    told = [library.problem for library in found.values() if library.problem]
    assert len(told) == 2
    assert all("compiled for another numpy)" in problem and "pip install" in problem for problem in told)


def test_packages_that_overwrite_each_other_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {"python": "3.11", "onnxruntime": "1.22", "onnxruntime-gpu": "1.22", "opencv-python": "5"}
    monkeypatch.setattr(libraries, "library_versions", lambda: both)
    (clash,) = libraries.clashes()
    assert "onnxruntime-gpu and onnxruntime are both installed" in clash


def test_what_pdf_lacks_is_no_problem_for_images() -> None:
    without = Library("pypdfium2", "", "no PDF can be read", needed=False)
    model = Model("digits", "1", "00", "digits.onnx", needed=True)
    device = Device("cpu", "cpu", "CPUExecutionProvider", "asked for")
    found = Diagnosis("digitscan", (without,), device, (model,), find_machine(), Speed("a page", 1.0), ())
    assert found.problems == []
    unread = Diagnosis("digitscan", (), device, (model,), find_machine(), Speed("a page", problem="no room"), ())
    assert unread.problems == ["the test page was not read: no room"]


def test_notes_tell_what_a_big_run_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    small = replace(
        find_machine(), cpus=8, cpu_quota=2.0, memory_available=350 << 20, memory_limit=None, temporary_free=1 << 20
    )
    notes = " ".join(examine_module._notes(small, Device("cpu", "cpu")))
    assert "use --jobs 2" in notes and "about 1 of 2 workers" in notes and "set TMPDIR" in notes
    large = replace(small, cpu_quota=None, memory_available=64 << 30, temporary_free=64 << 30)
    assert not list(examine_module._notes(large, Device("cpu", "cpu")))


@needs_models
def test_all_of_it_is_json_and_the_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "_DIGITS", 50)
    found = examine("cpu", "digits")
    told = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert told["usable"] is True and told["problems"] == []
    assert told["device"]["provider"] == "CPUExecutionProvider"
    assert told["speed"]["right"] >= 0.8 * told["speed"]["written"] == 8
    assert sum(told["speed"]["stages"].values()) == pytest.approx(told["speed"]["seconds"])
    assert {library["name"] for library in told["libraries"]} >= {"python", "numpy", "pypdfium2"}

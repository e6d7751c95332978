"""The doctor's exit code says whether reading works, on the terminal and as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitscan.bench.machine import find_machine
from digitscan.cli import doctor_run, entry, network_options
from digitscan.doctor.findings import Device, Diagnosis, Library, Model, Speed
from digitscan.recognition import session
from digitscan.recognition.catalog import bundled_models


def diagnosis(device: Device) -> Diagnosis:
    models = (
        Model("digits", "1.1.0", "ab" * 32, "digits.onnx", needed=True),
        Model("paper", "1.0.0", "cd" * 32, "paper.onnx", needed=False),
    )
    stages = (("decode", 0.1), ("rulings", 0.3), ("write", 0.001))
    speed = Speed("A4", 0.401, stages, 59, 60) if device.used else Speed("A4", problem="reading does not work here")
    libraries = (Library("python", "3.11.7"), Library("pypdfium2", "", "no PDF can be read", needed=False))
    return Diagnosis("digitscan 0", libraries, device, models, find_machine(), speed, ("use --jobs 2",))


WORKS = Device("auto", "cpu", "CPUExecutionProvider", "no driver", not_taken=(("cuda", "no driver; install it"),))
BROKEN = Device("cuda", problem="device cuda cannot be used: no driver; install it")


@pytest.mark.parametrize(("device", "code"), [(WORKS, 0), (BROKEN, 5)])
def test_the_exit_code(
    device: Device, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor_run, "examine", lambda device_, model: diagnosis(device))
    assert entry.main(["doctor"]) == code
    shown = capsys.readouterr()
    assert shown.err == ""
    for words in (
        "digitscan 0",
        "3.11.7",
        "abababababab",
        "not used by these options",
        "no PDF can be read",
        "--jobs 2",
    ):
        assert words in shown.out
    if code:
        assert "problem: device cuda cannot be used: no driver; install it" in shown.out
        assert "not measured: reading does not work here" in shown.out
    else:
        assert "no driver; install it" in shown.out and "59 of 60 numbers right" in shown.out
        assert "rulings" in shown.out and "write" not in shown.out and "2.49 pages/s" in shown.out


def test_json_is_the_same(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(doctor_run, "examine", lambda device, model: diagnosis(BROKEN))
    assert entry.main(["doctor", "--device", "cuda", "--json"]) == 5
    told = json.loads(capsys.readouterr().out)
    assert told["usable"] is False
    assert told["device"] == {
        "asked": "cuda", "used": "", "provider": "", "explanation": "", "problem": BROKEN.problem, "not_taken": {},
    }  # fmt: skip


@pytest.mark.skipif("digits" not in bundled_models(), reason="no model file is in models/ yet")
@pytest.mark.skipif(Path("/dev/nvidiactl").exists(), reason="there may be a GPU here")
def test_cuda_without_a_gpu_is_5_with_the_reason_and_the_mend(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["doctor", "--device", "cuda"]) == 5
    shown = capsys.readouterr().out
    assert "problem: device cuda cannot be used: " in shown
    assert "install" in shown.partition("problem: ")[2]


@pytest.mark.parametrize("module", ["onnxruntime", "cv2", "numpy", "pypdfium2"])
def test_a_library_that_does_not_load_is_a_line(module: str, tmp_path: Path) -> None:
    (tmp_path / module).mkdir()
    (tmp_path / module / "__init__.py").write_text("raise ImportError('it is broken')\n")
    command = [sys.executable, "-P", "-c", "import sys; from digitscan.cli.entry import main; sys.exit(main())"]
    # A device that is not there, so that no page is read: the library alone is looked at.
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run([*command, "doctor", "--device", "cuda"], capture_output=True, text=True, env=environment)
    assert done.returncode == 5
    assert "Traceback" not in done.stderr + done.stdout
    assert "it is broken" in done.stdout or (module == "pypdfium2" and "no PDF can be read" in done.stdout)
    assert "Machine" in done.stdout


def test_the_devices_that_commands_offer_are_those_there_are() -> None:
    assert network_options.DEVICES == session.DEVICES

"""The imports point one way, and reading needs nothing of training: what is not enforced rots."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitscan.recognition.catalog import bundled_models

ROOT = Path(__file__).parents[1]

BLOCKED = (
    *("tensorflow", "keras", "tf2onnx", "onnx", "sklearn", "matplotlib", "digitscan.training"),
    *("digitscan.drawing", "digitscan.bench", "digitscan.doctor"),
)
"""What reading may not import: the extra 'train', and the project's own code for training and for benchmarks."""

_READ_WITH_BLOCKED_IMPORTS = f"""
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if any(name == blocked or name.startswith(blocked + ".") for blocked in {BLOCKED!r}):
            raise AssertionError(f"{{name}} was imported while reading")

sys.meta_path.insert(0, Blocked())
from digitscan.cli.entry import main
sys.exit(main(sys.argv[1:]))
"""


def test_the_import_contracts_of_pyproject_hold() -> None:
    pytest.importorskip("importlinter", reason="needs the extra 'test'")
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif("digits" not in bundled_models(), reason="no model file is in models/ yet")
def test_reading_never_imports_the_training_libraries(tmp_path: Path) -> None:
    page = np.full((400, 600), 255, np.uint8)
    cv2.putText(page, "407", (150, 250), cv2.FONT_HERSHEY_SIMPLEX, 4, 0, 10)
    cv2.imwrite(str(tmp_path / "page.png"), page)
    options = ["--device", "cpu", "--overlay", str(tmp_path / "overlays")]
    command = [sys.executable, "-P", "-c", _READ_WITH_BLOCKED_IMPORTS, "read", str(tmp_path / "page.png"), *options]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("file,page,field,value,")


def test_the_block_of_imports_blocks() -> None:
    """Keeps the test above honest: the same block does stop a command that imports the training code."""
    code = _READ_WITH_BLOCKED_IMPORTS.replace("sys.exit(main(sys.argv[1:]))", "import digitscan.training")
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True)
    assert "digitscan.training was imported while reading" in done.stderr


def _imports_at_the_top(path: Path) -> set[str]:
    """The modules of its own package that a module imports when it is imported itself."""
    lines = ast.parse(path.read_text(encoding="utf-8")).body
    return {line.module for line in lines if isinstance(line, ast.ImportFrom) and line.level == 1 and line.module}


def test_the_training_modules_import_one_another_without_a_circle() -> None:
    """Whichever of them comes first can be imported: import-linter does not see a package mapped into another."""
    needs = {path.stem: _imports_at_the_top(path) for path in (ROOT / "training").glob("*.py")}
    assert "trainer" in needs["train"]
    order = list(TopologicalSorter(needs).static_order())  # CycleError names the circle
    assert order.index("trainer") < order.index("train")

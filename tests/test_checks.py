"""The checks of style and types are tests, so that one command runs everything.

They need the configuration in `pyproject.toml` and the source tree: they are skipped where the tests were taken apart
from it.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]],
    ids=["ruff check", "ruff format", "mypy"],
)
def test_the_source_passes(command: list[str]) -> None:
    if not (ROOT / "pyproject.toml").exists() or not (ROOT / "digitscan").is_dir():
        pytest.skip("the source tree is not here")
    if find_spec(command[0]) is None:
        pytest.skip(f"needs {command[0]}, from the extra 'test'")
    done = subprocess.run([sys.executable, "-P", "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr

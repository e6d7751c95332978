"""`python -m` finds the checkout's `digitscan` before an installed one: `models` and `training` must be there too."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_python_m_digitscan_reads_in_the_checkout():
    command = [sys.executable, "-m", "digitscan", "read", "samples/07-receipt.pdf", "--quiet"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("file,page,field,value")

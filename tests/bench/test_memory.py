"""Memory is that of the whole tree of processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from digitscan.bench.memory import TreePeak, tree_size

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell")

_GRANDCHILD = "import time; held = bytearray(60 << 20); print('ready', flush=True); time.sleep(60)"
_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_GRANDCHILD!r}])"


def test_the_memory_of_a_child_s_child_counts() -> None:
    alone = tree_size(os.getpid())
    command = [sys.executable, "-c", _CHILD]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as child,
        TreePeak(child.pid) as tree,
    ):
        assert child.stdout is not None and child.stdout.readline() == b"ready\n"
        time.sleep(0.2)
        both = tree_size(os.getpid())
        os.killpg(child.pid, 9)
    assert alone is not None and both is not None
    assert both - alone > 60 << 20
    assert tree.peak is not None and tree.peak > 60 << 20


def test_a_process_that_is_gone_has_no_size() -> None:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    assert tree_size(done.pid) is None

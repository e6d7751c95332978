"""The memory of a process and all that it started, watched while they run."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

_EVERY = 0.05
"""Seconds between two looks: a page takes longer, and a look takes 0.1 ms a process."""

_PROC = Path("/proc")


class TreePeak:
    """Watches a process and its descendants from a thread of its own; a context manager.

    The resident sizes of all processes are summed up, so that pages which they share count in each: it is an upper
    limit of what the run takes. Linux tells; elsewhere `peak` stays None.

    Attributes:
        peak: largest sum so far, bytes, or None where the system does not tell.
    """

    def __init__(self, pid: int) -> None:
        """Watch the process `pid`."""
        self.peak: int | None = None
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> TreePeak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(_EVERY):
            size = tree_size(self._pid)
            if size is not None:
                self.peak = max(self.peak or 0, size)


def tree_size(pid: int) -> int | None:
    """Resident bytes of a process and its descendants; None where the system does not tell, or it has ended."""
    sizes = [_resident(one) for one in _family(pid)]
    known = [size for size in sizes if size is not None]
    return sum(known) if known else None


def _family(pid: int) -> list[int]:
    """The process and its descendants, as Linux lists them under each thread."""
    family = [pid]
    for one in family:  # grows as it goes
        with contextlib.suppress(OSError):  # it ended meanwhile
            for task in (_PROC / str(one) / "task").iterdir():
                with contextlib.suppress(OSError):
                    family += map(int, (task / "children").read_text().split())
    return family


def _resident(pid: int) -> int | None:
    try:
        pages = int((_PROC / str(pid) / "statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")

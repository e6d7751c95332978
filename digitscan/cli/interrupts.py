"""Interrupts: Ctrl-C, and the request to end that batch systems and containers send."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


@contextlib.contextmanager
def terminate_as_interrupt() -> Iterator[None]:
    """Let SIGTERM (``kill``, ``timeout``, ``docker stop``, a batch system's time limit) end the block as Ctrl-C does.

    Without it the process would end on the spot and leave the half-written file behind. It is left alone where it is
    ignored, and outside the main thread, which alone may set it.

    Raises:
        KeyboardInterrupt: inside the block, on SIGTERM.
    """
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def ignore_interrupts() -> None:
    """Take no further Ctrl-C: what was finished is being saved, and the process is about to end.

    Impatient people press it twice; the second would end the saving, or show a traceback of the threads' end.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def interrupts_restored() -> Iterator[None]:
    """Give a program that calls the command line as a function its Ctrl-C back at the end of the block."""
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, before)


def _interrupt(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a second one ends a process that hangs
    raise KeyboardInterrupt

"""Interrupts: Ctrl-C, and the request to end that batch systems and containers send."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


@contextlib.contextmanager
def single_interrupt() -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM end the block, and no further Ctrl-C disturb what follows.

    SIGTERM comes from ``kill``, ``timeout``, ``docker stop`` or a batch system's time limit; by itself it would end the
    process on the spot and leave a half-written file behind. Impatient people press Ctrl-C twice; the second would end
    the saving of what was finished, or show a traceback out of the threads' end. Signals that somebody else handles or
    ignores are left alone, and so are all outside the main thread, which alone may set them.

    Raises:
        KeyboardInterrupt: inside the block, on the first signal.
    """
    handlers = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
    if threading.current_thread() is not threading.main_thread():
        handlers = {}
    ours = {number: usual for number, usual in handlers.items() if signal.getsignal(number) == usual}
    for number in ours:
        signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, usual in ours.items():
            if signal.getsignal(number) is _interrupt:
                signal.signal(number, usual)


def ignore_interrupts() -> None:
    """Take no further Ctrl-C: the process is about to end. A second SIGTERM still ends one that hangs."""
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
    ignore_interrupts()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    raise KeyboardInterrupt

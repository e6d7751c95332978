"""The first Ctrl-C or SIGTERM ends a run, the second disturbs nothing, and a caller's handlers come back."""

from __future__ import annotations

import os
import signal
import sys
import threading

import pytest

from digitscan.cli.interrupts import ignore_interrupts, interrupts_restored, single_interrupt

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


def _handlers() -> list[object]:
    return [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
def test_the_first_ends_the_block_and_a_second_ctrl_c_does_nothing(first: signal.Signals) -> None:
    before = _handlers()
    saved = False
    with interrupts_restored():
        with pytest.raises(KeyboardInterrupt), single_interrupt():
            try:
                os.kill(os.getpid(), first)
                pytest.fail("the signal did not end the block")
            finally:
                os.kill(os.getpid(), signal.SIGINT)
                saved = True
        os.kill(os.getpid(), signal.SIGINT)
    assert saved
    assert _handlers() == before


def test_without_a_signal_all_is_as_before() -> None:
    before = _handlers()
    with single_interrupt():
        assert _handlers() != before
    assert _handlers() == before


def test_what_somebody_else_set_is_left_alone() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with single_interrupt():
            os.kill(os.getpid(), signal.SIGTERM)
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


def test_other_threads_change_nothing() -> None:
    before, seen = _handlers(), []

    def run() -> None:
        with interrupts_restored(), single_interrupt():
            ignore_interrupts()
            seen.append(_handlers())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [before]
    assert _handlers() == before

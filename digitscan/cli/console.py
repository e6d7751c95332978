"""What a person sees on standard error: progress, lines about failed inputs, the closing summary.

The decoders catch what image libraries print by pointing file descriptor 2 elsewhere for a moment; the progress bar
writes to a copy of the descriptor, so that it stays on the terminal. rich is imported only where a bar is shown.
"""

from __future__ import annotations

import io
import os
import sys
import time
from typing import TYPE_CHECKING, TextIO

from digitscan.outputs.names import to_one_line

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Screen:
    """Standard error for the length of one run; a context manager."""

    def __init__(self, *, quiet: bool = False, bar: bool = True) -> None:
        """Take standard error.

        Args:
            quiet: show neither progress nor notes; errors are shown always.
            bar: whether a progress bar may be shown; none is where standard error is no terminal.
        """
        self._quiet = quiet
        self._stream, self._owned = _copy_of_stderr()
        self._bar = bar and not quiet and self._stream is not None and self._stream.isatty()
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._pages = 0
        self._started = time.monotonic()

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_progress()
        if self._owned and self._stream is not None:
            self._stream.close()
            self._stream = None

    def start_progress(self, total: int | None) -> None:
        """Show the bar.

        Args:
            total: number of inputs, or None where it is not known (then there is no time left to tell).
        """
        if not self._bar:
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(file=self._stream, highlight=False, markup=False)
        self._progress = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("inputs · {task.fields[pages]} pages · {task.fields[rate]:.1f} pages/s · left"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._started = time.monotonic()
        self._task = self._progress.add_task("", total=total, pages=0, rate=0.0)
        self._progress.start()

    def page_done(self, inputs_done: int, *, kept: bool = False) -> None:
        """Count one page.

        Args:
            inputs_done: inputs that are finished by now.
            kept: whether an earlier run read it: that says nothing of the speed.
        """
        self._pages += not kept
        if self._progress is not None and self._task is not None:
            rate = self._pages / max(1e-3, time.monotonic() - self._started)
            self._progress.update(self._task, completed=inputs_done, pages=self._pages, rate=rate)

    def stop_progress(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def error(self, text: str) -> None:
        """Show one line about something that failed, above the bar, quiet or not."""
        line = f"digitscan: {to_one_line(text)}"
        if self._progress is not None:
            self._progress.console.print(line, soft_wrap=True)
        elif self._stream is not None:
            self._stream.write(line + "\n")
            self._stream.flush()

    def note(self, text: str) -> None:
        """Show one line, unless quiet."""
        if not self._quiet and self._stream is not None:
            self._stream.write(to_one_line(text) + "\n")
            self._stream.flush()


def _copy_of_stderr() -> tuple[TextIO | None, bool]:
    """A text stream to where standard error goes now, and whether it is ours to close."""
    if sys.stderr is None:
        return None, False
    try:
        descriptor = os.dup(sys.stderr.fileno())
    except (OSError, io.UnsupportedOperation):  # replaced by an object without a descriptor
        return sys.stderr, False
    return os.fdopen(descriptor, "w", encoding=sys.stderr.encoding, errors="backslashreplace"), True

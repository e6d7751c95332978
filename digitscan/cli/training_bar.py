"""The progress of a training run on standard error: a bar on a terminal, one line for each epoch elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from digitscan.training.train import Progress


class TrainingBar:
    """Shows a `digitscan.training.train.Progress` after each step; a context manager."""

    def __init__(self, *, quiet: bool, note: Callable[[str], None]) -> None:
        """Prepare; nothing is shown before the first step.

        Args:
            quiet: show nothing.
            note: shows one line.
        """
        self._quiet, self._note = quiet, note
        self._terminal = sys.stderr is not None and sys.stderr.isatty()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> TrainingBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, progress: Progress) -> None:
        """Show where the run stands."""
        if self._quiet:
            return
        if self._terminal:
            self._draw(progress)
        elif progress.step == progress.steps:
            self._note(f"epoch {progress.epoch} of {progress.epochs}: {_numbers(progress)}")

    def _draw(self, progress: Progress) -> None:
        if self._bar is None:
            self._bar, self._task = _start()
        assert self._task is not None
        done = (progress.epoch - 1) * progress.steps + progress.step
        total = progress.epochs * progress.steps
        text = f"epoch {progress.epoch}/{progress.epochs} · {_numbers(progress)}"
        self._bar.update(self._task, completed=done, total=total, text=text)


def _start() -> tuple[Bar, Any]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    console = Console(stderr=True, highlight=False, markup=False)
    bar = Progress(BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[text]}"), console=console)
    task = bar.add_task("", total=None, text="")
    bar.start()
    return bar, task


def _numbers(progress: Progress) -> str:
    minutes, seconds = divmod(round(progress.seconds_left), 60)
    left = f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes}:{seconds:02}"
    return f"loss {progress.loss:.4f}, accuracy {100 * progress.accuracy:.2f} %, {left} left"

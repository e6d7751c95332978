"""A run without worker processes: for one page, a process more would only cost its start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from digitscan.inputs.source import Source
from digitscan.reader import Reader
from digitscan.types import PageFailure, PageResult

from .messages import Outcome, Setting, Task
from .reading import read_task


class Alone:
    """Reads sources one after another in this process; a context manager with the face of a `Pool`.

    Attributes:
        about: which networks read, and where.
    """

    def __init__(self, setting: Setting, jobs: int) -> None:
        """Load the networks.

        Args:
            setting: how to read.
            jobs: threads of each network.

        Raises:
            ModelError, DeviceError, DependencyError: as `Reader`.
        """
        self._reader = Reader(**setting.reader, jobs=jobs)
        self._overlays = setting.overlays
        self.about = None if self._reader.networks is None else self._reader.networks.about

    def __enter__(self) -> Alone:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def read(self, sources: Iterable[Source | PageFailure]) -> Iterator[Outcome]:
        """Read all pages of some sources; one result for each page, in their order."""
        for number, source in enumerate(sources):
            if isinstance(source, PageFailure):
                yield Outcome(PageResult(source.file, source.number, error=source.error))
                continue
            for message in read_task(self._reader, Task(number, source, source.first), overlays=self._overlays):
                if isinstance(message, Outcome):
                    yield message

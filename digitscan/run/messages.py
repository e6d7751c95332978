"""What a run and its worker processes say to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from digitscan.inputs.source import Source
from digitscan.recognition.networks import About, Asked, Seen
from digitscan.types import Drawing, PageResult


@dataclass(frozen=True)
class Setting:
    """How all workers read.

    Attributes:
        reader: the arguments of `digitscan.reader.Reader`, by name.
        overlays: whether pages are drawn, too.
        remote: whether the networks are in the run's own process.
    """

    reader: Mapping[str, Any] = field(default_factory=dict)
    overlays: bool = False
    remote: bool = False


@dataclass(frozen=True)
class Task:
    """Pages of one source that one worker reads one after another.

    Attributes:
        number: of the source in the run, from 0.
        source: what to read.
        first: number of the first page, from 1.
        step: pages from one to the next.
        count: how many at most.
        more: whether pages before these were read, so that the source is known to have many.
    """

    number: int
    source: Source
    first: int = 1
    step: int = 1
    count: int = 1 << 31
    more: bool = False


@dataclass(frozen=True)
class Started:
    """A worker is ready for tasks; `about` is None where its networks are in the run's own process."""

    about: About | None


@dataclass(frozen=True)
class Refused:
    """A worker cannot be: what its reader raised."""

    error: Exception


@dataclass(frozen=True, eq=False)
class Outcome:
    """One page is read, or could not be.

    Attributes:
        result: with an error where it could not.
        drawing: the page with what was read drawn onto it, where that is wanted.
        undrawn: why it could not be drawn; empty where it was, or was not wanted.
    """

    result: PageResult
    drawing: Drawing | None = None
    undrawn: str = ""


@dataclass(frozen=True)
class Ended:
    """A task is done; `more` where its source may have further pages."""

    more: bool


@dataclass(frozen=True, eq=False)
class Question:
    """What a worker asks the networks in the run's own process."""

    asked: tuple[Asked, ...]


@dataclass(frozen=True, eq=False)
class Answer:
    """What they say; an error where they failed."""

    seen: tuple[Seen, ...]
    error: str | None = None

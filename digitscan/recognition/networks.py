"""All networks of one way to read, and what they say of the pages that are put before them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from digitscan.types import FRACTION

from .catalog import FRACTIONS
from .session import LoadedModel, Session
from .strip_session import StripSession

_NO_GLYPHS = np.zeros((0, 28, 28), np.uint8)


class Asked(NamedTuple):
    """What of one page is put before the networks.

    Attributes:
        glyphs: uint8 (N, 28, 28), the candidates.
        sample: uint8 (S, 28, 28), glyphs that tell which way up the page is.
        tails: uint8 (T, 28, 28), where fractions may stand.
        strips: uint8 (32, W) each, fields whole; none where they are not read.
        doubtful: uint8 (32, W) each, those of them that a larger network is to read, too.
        unsure: uint8 (U, 28, 28), candidates that a larger network is to classify, too.
    """

    glyphs: NDArray[np.uint8]
    sample: NDArray[np.uint8]
    tails: NDArray[np.uint8]
    strips: Sequence[NDArray[np.uint8]] = ()
    doubtful: Sequence[NDArray[np.uint8]] = ()
    unsure: NDArray[np.uint8] | None = None


class Seen(NamedTuple):
    """What the networks say of one page.

    Attributes:
        glyphs: float32 (N, 11), probabilities of the candidates.
        sample: float32 (S, 11), of the sample.
        tails: float32 (T,), the probability of a fraction.
        strips: float32 (columns, 11) each, log-probabilities of the strips' columns.
        doubtful: likewise, of the doubtful ones' by the larger network; None each where there is none.
        unsure: float32 (U, 11), probabilities of those candidates by the larger network; None where there is none.
    """

    glyphs: NDArray[np.float32]
    sample: NDArray[np.float32]
    tails: NDArray[np.float32]
    strips: Sequence[NDArray[np.float32]]
    doubtful: Sequence[NDArray[np.float32] | None] = ()
    unsure: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class About:
    """Which networks read, and where.

    Attributes:
        models: name, version and SHA-256 of each.
        device: ``cpu``, ``cuda`` or ``tensorrt``.
        explanation: why this device, in words for the user.
    """

    models: tuple[tuple[str, str, str], ...]
    device: str
    explanation: str


class Sight(Protocol):
    """Whatever can say what is seen: networks in this process, or in another."""

    def see(self, asked: Sequence[Asked]) -> list[Seen]:
        """What the networks say of each page, in order."""
        ...


class Networks:
    """The networks on one device.

    Attributes:
        glyphs: classifies glyphs.
        fractions: sees fractions.
        strips: reads strips; None where only glyphs are read.
        third: a larger network that reads the doubtful ones, too, on the CPU; None where nobody is asked.
        fourth: one that classifies their unsure candidates, too, likewise.
    """

    def __init__(
        self,
        model: str | os.PathLike[str] = "digits",
        device: str = "auto",
        *,
        strip_model: str | os.PathLike[str] | None = "strips",
        third_model: str | os.PathLike[str] | None = "strips-large",
        fourth_model: str | os.PathLike[str] | None = "digits-large",
        batch_size: int = 1024,
        threads: int | None = None,
    ) -> None:
        """Load all of them.

        Args:
            model: of the glyphs, as `Session` takes it.
            device: as `Session` takes it.
            strip_model: of the strips; None leaves it out.
            third_model: of the doubtful strips; None leaves it out, as it is without `strip_model`.
            fourth_model: of their candidates, likewise.
            batch_size: largest number of glyphs given to a network at once.
            threads: of each network on the CPU; None takes the CPUs that this process may use.

        Raises:
            ModelError, DeviceError, DependencyError, ValueError: as `Session`.
        """
        self.glyphs = Session(model, device, batch_size=batch_size, threads=threads)
        # On the same device, or the first one's reason not to take a GPU would be sought anew for each.
        same = self.glyphs.device
        self.fractions = Session("fractions", same, batch_size=batch_size, threads=threads, kind=FRACTIONS)
        self.strips = self.third = self.fourth = None
        if strip_model is not None:
            self.strips = StripSession(strip_model, same, threads=threads)
            # Few fields are in doubt: a GPU would spend a second on the plan for each size of a batch of strips.
            if third_model is not None:
                self.third = StripSession(third_model, "cpu", threads=threads)
            if fourth_model is not None:
                self.fourth = Session(fourth_model, "cpu", batch_size=batch_size, threads=threads)

    @property
    def models(self) -> list[LoadedModel]:
        """All that are loaded."""
        others = [one for one in (self.strips, self.third, self.fourth) if one is not None]
        return [self.glyphs, *others, self.fractions]

    @property
    def about(self) -> About:
        """Which they are, and where."""
        models = tuple((model.name, model.version, model.model_sha256) for model in self.models)
        return About(models, self.glyphs.device, self.glyphs.explanation)

    def see(self, asked: Sequence[Asked]) -> list[Seen]:
        """What the networks say of each page, in order; each network runs once over all of them."""
        known = _in_parts(self.glyphs.classify, [part for page in asked for part in (page.glyphs, page.sample)])
        halves = _in_parts(self.fractions.classify, [page.tails for page in asked])
        columns = iter(self.strips.read([strip for page in asked for strip in page.strips]) if self.strips else ())
        doubtful = [strip for page in asked for strip in page.doubtful]
        others = iter(self.third.read(doubtful) if self.third else [None] * len(doubtful))
        unsure = [_NO_GLYPHS if page.unsure is None else page.unsure for page in asked]
        again = _in_parts(self.fourth.classify, unsure) if self.fourth else [None] * len(asked)
        return [
            Seen(
                known[2 * i],
                known[2 * i + 1],
                halves[i][:, FRACTION],
                [next(columns) for _ in page.strips],
                [next(others) for _ in page.doubtful],
                again[i],
            )
            for i, page in enumerate(asked)
        ]


def _in_parts(
    classify: Callable[[NDArray[np.uint8]], NDArray[np.float32]], parts: Sequence[NDArray[np.uint8]]
) -> list[NDArray[np.float32]]:
    """Classify uint8 (n, 28, 28) arrays in one go: the rows of each."""
    if not parts:
        return []
    return np.split(classify(np.concatenate(parts)), np.cumsum([len(part) for part in parts])[:-1])

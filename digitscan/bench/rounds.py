"""The whole command, the floor and the peers by turns, round after round, so that a noisy machine harms all alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from .floor import Floor, measure_floor
from .judged import judge_run
from .pages import PageSet
from .peers import Peer, PeerRun, run_peer, share_found
from .rows import Row
from .whole import Whole

Tell = Callable[[str], None]
"""Takes a line about what is going on."""

Read = Callable[[PageSet, Path, int], Whole]
"""Runs the whole command over pages: (pages, file for the results, worker processes)."""


@dataclass
class Rounds:
    """All runs over one set of pages.

    Attributes:
        pages: that are read.
        floors: by number of jobs, one a round.
        wholes: likewise; each number of jobs has its own file of results, which its last run wrote.
        peers: by name, one a round.
    """

    pages: PageSet
    floors: dict[int, list[Floor]]
    wholes: dict[int, list[Whole]]
    peers: dict[str, list[PeerRun]] = field(default_factory=dict)

    @property
    def results_differ(self) -> bool:
        """Whether the results depend on the number of jobs, which they never should."""
        return len({runs[-1].results.read_bytes() for runs in self.wholes.values()}) > 1

    def rows(self) -> Iterator[Row]:
        """The medians; ratios are medians of those of each round."""
        for jobs, floors in self.floors.items():
            yield from _rows_of_jobs(self.pages, jobs, floors, self.wholes[jobs])
        most = max(self.wholes)
        for name, runs in self.peers.items():
            yield _peer_row(self.pages, name, most, runs, self.wholes[most])


def run_rounds(
    pages: PageSet, jobs: Sequence[int], repeat: int, read: Read, peers: Sequence[Peer], count: int, tell: Tell
) -> Rounds:
    """Run everything `repeat` times.

    Args:
        pages: to be read, and decoded.
        jobs: processes, each number in turn.
        repeat: rounds.
        read: runs the whole command.
        peers: that are installed.
        count: pages for each peer.
        tell: is told how it goes.

    Raises:
        DigitscanError: a run failed.
    """
    rounds = Rounds(pages, {one: [] for one in jobs}, {one: [] for one in jobs})
    for number in range(1, repeat + 1):
        for one in jobs:
            floor = measure_floor(pages.paths, one)
            whole = read(pages, pages.folder.parent / f"results-{one}.csv", one)
            rounds.floors[one].append(floor)
            rounds.wholes[one].append(whole)
            rates = f"read {whole.pages / whole.seconds:.2f} pages/s, floor {floor.pages / floor.seconds:.1f}"
            tell(f"  round {number} of {repeat}, jobs {one}: {rates}")
        for peer in peers:
            run = run_peer(peer, pages.paths[:count], max(jobs))
            rounds.peers.setdefault(f"{peer.name} {peer.version}", []).append(run)
            tell(f"  round {number} of {repeat}, {peer.name}: {run.pages / run.seconds:.2f} pages/s")
    return rounds


def _rows_of_jobs(pages: PageSet, jobs: int, floors: Sequence[Floor], wholes: Sequence[Whole]) -> Iterator[Row]:
    runs, count = len(wholes), len(pages.names)
    pairs = list(zip(wholes, floors, strict=True))
    shares = judge_run(pages.truth(), wholes[-1].results)
    yield Row(
        pages.format, pages.digits, "whole", "digitscan read", jobs, count, runs, median(w.seconds for w in wholes),
        median(w.seconds / f.seconds for w, f in pairs), cpu=_median([w.cpu for w in wholes]),
        cpu_ratio=_median([None if w.cpu is None else w.cpu / f.cpu for w, f in pairs]),
        start=median(w.first for w in wholes), peak=largest(wholes), right=shares.right, review=shares.review,
        wrong=shares.wrong,
    )  # fmt: skip
    steady = [count / whole.steady for whole in wholes if whole.steady is not None]
    if len(steady) == runs:
        ratio = median(s / f.seconds for s, f in zip(steady, floors, strict=True))
        yield Row(pages.format, pages.digits, "steady", "digitscan read", jobs, count, runs, median(steady), ratio)
    yield Row(
        pages.format, pages.digits, "floor", "decoding alone", jobs, count, runs, median(f.seconds for f in floors),
        1.0, cpu=median(f.cpu for f in floors), cpu_ratio=1.0,
    )  # fmt: skip


def _peer_row(pages: PageSet, name: str, jobs: int, runs: Sequence[PeerRun], wholes: Sequence[Whole]) -> Row:
    """A peer's medians; the ratio is that of the whole command's pages/s, its start counted, to the peer's own."""
    count = runs[0].pages
    ratio = median(
        (whole.pages / whole.seconds) / (run.pages / run.seconds) for run, whole in zip(runs, wholes, strict=True)
    )
    right = [share_found(pages.values[i % len(pages.values)], text) for i, text in enumerate(runs[-1].texts)]
    seconds = median(run.seconds for run in runs)
    return Row(
        pages.format, pages.digits, "peer", name, jobs, count, len(runs), seconds, ratio, right=sum(right) / count
    )


def largest(wholes: Sequence[Whole]) -> int | None:
    """Largest peak of some runs, bytes; None where the system does not tell."""
    return max((whole.peak for whole in wholes if whole.peak is not None), default=None)


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None

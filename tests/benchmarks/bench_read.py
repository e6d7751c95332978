"""Times each stage of reading, one page after another on one thread, and prints a CSV.

    python tests/benchmarks/bench_read.py [INPUT...] [--device auto|cpu|cuda] [--repeat N]

Each stage's seconds are its own, without those of stages inside it. The first row, `decode`, is the floor: loading the
pages and nothing else. `other` is what no stage accounts for. Pages are read once before the clock starts.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import cv2

from digitscan.inputs.pages import load_pages
from digitscan.inputs.sources import Source, find_sources
from digitscan.outputs.rows import page_to_csv
from digitscan.pipeline import read_page, segment_page
from digitscan.recognition.catalog import FRACTIONS
from digitscan.recognition.session import Session
from digitscan.recognition.strip_session import StripSession
from digitscan.types import FRACTION, Page

ROOT = Path(__file__).resolve().parents[2]

STAGES = {
    # stage: the names under which the code that calls it knows its functions
    "binarize": ("digitscan.imaging.ground:rescale", "digitscan.imaging.ground:binarize"),
    "lattices": ("digitscan.imaging.ground:find_lattice", "digitscan.pipeline:draw_lattice"),
    "deskew": ("digitscan.imaging.ground:find_skew", "digitscan.imaging.ground:_straighten"),
    "rulings": ("digitscan.pipeline:find_rulings", "digitscan.pipeline:remove_rulings"),
    "find fields": (
        "digitscan.pipeline:find_frames",
        "digitscan.pipeline:find_components",
        "digitscan.pipeline:find_fields",
    ),
    "segment": ("digitscan.pipeline:segment",),
    "strips": ("digitscan.pipeline:field_strip",),
    "tails": ("digitscan.pipeline:tails",),
    "normalise": ("digitscan.glyphs.segment:normalize_all",),
}


@dataclass
class Clock:
    """Seconds of each stage, those of stages inside it taken off."""

    seconds: dict[str, float] = field(default_factory=dict)
    _inner: list[float] = field(default_factory=lambda: [0.0])

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time spent here as the stage's."""
        self._inner.append(0.0)
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - start
            self.seconds[name] = self.seconds.get(name, 0.0) + spent - self._inner.pop()
            self._inner[-1] += spent

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, its time counted as the stage's."""

        def run(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return function(*args, **kwargs)

        return run

    @contextmanager
    def attached(self) -> Iterator[None]:
        """Time the functions of `STAGES` for as long as this lasts."""
        before = []
        try:
            for stage, targets in STAGES.items():
                for target in targets:
                    module, name = import_module(target.partition(":")[0]), target.partition(":")[2]
                    before.append((module, name, getattr(module, name)))
                    setattr(module, name, self.timed(stage, getattr(module, name)))
            yield
        finally:
            for module, name, function in before:
                setattr(module, name, function)


@dataclass(frozen=True)
class Networks:
    """The networks of ``digitscan read``, each on one thread."""

    glyphs: Session
    strips: StripSession
    fractions: Session

    @classmethod
    def load(cls, device: str) -> Networks:
        """Load all of them onto one device."""
        glyphs = Session(device=device, threads=1)
        rest = Session("fractions", glyphs.device, threads=1, kind=FRACTIONS)
        return cls(glyphs, StripSession(device=glyphs.device, threads=1), rest)


def read_all(paths: list[str], networks: Networks, clock: Clock) -> tuple[int, int]:
    """Read everything and return (pages, glyphs)."""
    pages = glyphs = 0
    for page in load_all(paths, clock):
        with clock.stage("other"):
            segmented = segment_page(page, strips=True)
        with clock.stage("classify"):
            probabilities = networks.glyphs.classify(segmented.glyphs)
        with clock.stage("read strips"):
            columns = networks.strips.read(segmented.strips)
        with clock.stage("see fractions"):
            fractions = networks.fractions.classify(segmented.tails)[:, FRACTION]
        with clock.stage("decide"):
            result = read_page(segmented, probabilities, 0.5, columns, fractions=fractions)
        with clock.stage("write"):
            page_to_csv(result)
        pages, glyphs = pages + 1, glyphs + len(probabilities)
    return pages, glyphs


def load_all(paths: list[str], clock: Clock) -> Iterator[Page]:
    """Every page that can be loaded."""
    for source in find_sources(paths):
        loaded = load_pages(source) if isinstance(source, Source) else iter(())
        while True:
            with clock.stage("decode"):
                page = next(loaded, None)
            if page is None:
                break
            if isinstance(page, Page):
                yield page


def main(arguments: list[str] | None = None) -> int:
    """Print the CSV."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="*", default=[str(ROOT / "samples")])
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda"])
    parser.add_argument("--repeat", type=int, default=3, help="the fastest of so many runs is reported")
    options = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    networks = Networks.load(options.device)
    pages, glyphs = read_all(options.inputs, networks, Clock())
    if not pages:
        parser.error("nothing to read")
    best = min((_one_run(options.inputs, networks) for _ in range(options.repeat)), key=lambda run: sum(run.values()))
    writer = csv.writer(sys.stdout)
    writer.writerow(
        ["stage", "seconds", "share", "pages", "glyphs", "pages_per_s", "glyphs_per_s", *_setting(networks)]
    )
    total = sum(best.values())
    for stage, seconds in [*best.items(), ("all", total)]:
        rates = [f"{count / seconds:.1f}" if seconds > 0 else "" for count in (pages, glyphs)]
        row = [stage, f"{seconds:.4f}", f"{seconds / total:.3f}", pages, glyphs, *rates]
        writer.writerow([*row, *_setting(networks).values()])
    return 0


def _one_run(paths: list[str], networks: Networks) -> dict[str, float]:
    clock = Clock()
    with clock.attached():
        read_all(paths, networks, clock)
    order = ["decode", *STAGES, "classify", "read strips", "see fractions", "decide", "write", "other"]
    return {stage: clock.seconds.get(stage, 0.0) for stage in order}


def _setting(networks: Networks) -> dict[str, str]:
    """What the figures hold for."""
    import onnxruntime

    python, runtime = platform.python_version(), onnxruntime.__version__
    versions = {"python": python, "opencv": cv2.__version__, "onnxruntime": runtime}
    return {
        "model": ", ".join(f"{n.name} {n.version}" for n in (networks.glyphs, networks.strips, networks.fractions)),
        "provider": networks.glyphs.provider,
        "processor": f"{platform.machine()}, {os.cpu_count()} CPUs, 1 thread used",
        "versions": ", ".join(f"{name} {version}" for name, version in versions.items()),
        "commit": _commit(),
        "peak_mb": _peak_memory(),
    }


def _commit() -> str:
    done = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "none"


def _peak_memory() -> str:
    """Largest resident size so far, MiB; empty where the system does not tell (Windows)."""
    try:
        import resource
    except ImportError:
        return ""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"{peak / (1 << 20 if sys.platform == 'darwin' else 1 << 10):.0f}"


if __name__ == "__main__":
    sys.exit(main())

"""Times each stage of reading files of your own, one page after another on one thread, and prints a CSV.

    python tests/benchmarks/bench_read.py [INPUT...] [--device auto|cpu|cuda] [--repeat N]

`digitscan bench` does the same with generated pages, beside the whole command and the floor of decoding. Each stage's
seconds are its own, without those of stages inside it; `other` is what no stage accounts for. A page is read before
the clock starts.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from digitscan.bench.machine import commit, find_machine, library_versions
from digitscan.bench.stages import StageTimes, measure_stages
from digitscan.inputs.sources import Source, find_sources
from digitscan.reader import Reader

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Print the CSV."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="*", default=[str(ROOT / "samples")])
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda", "tensorrt"])
    parser.add_argument("--repeat", type=int, default=3, help="the fastest of so many runs is reported")
    options = parser.parse_args(arguments)
    paths = [one.path for one in find_sources(options.inputs) if isinstance(one, Source) and one.path is not None]
    if not paths:
        parser.error("nothing to read")
    _print(measure_stages(paths, Reader(device=options.device, jobs=1), options.repeat), options.device)
    return 0


def _print(times: StageTimes, device: str) -> None:
    machine = find_machine()
    versions = ", ".join(f"{name} {version}" for name, version in library_versions().items())
    setting = {
        "device": device,
        "processor": f"{machine.processor}, 1 of {machine.cpus} CPUs used",
        "versions": versions,
        "commit": commit(),
    }
    writer = csv.writer(sys.stdout)
    writer.writerow(["stage", "seconds", "share", "pages", "classified", "pages_per_s", *setting])
    for stage, seconds in [*times.seconds.items(), ("all", times.total)]:
        rate = f"{times.pages / seconds:.1f}" if seconds > 0 else ""
        share = f"{seconds / times.total:.3f}"
        writer.writerow([stage, f"{seconds:.4f}", share, times.pages, times.classified, rate, *setting.values()])


if __name__ == "__main__":
    sys.exit(main())

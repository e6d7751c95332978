"""Reads drawn handwriting sample forms, turned and badly scanned, and counts the boxes that come out right.

    python tests/benchmarks/bench_form.py [--data DIR] [--writers N] [--case NAME ...] [--model NAME] [--wrong FILE]

Each form has 28 boxes of 2 to 10 digits under printed prompts, two boxes of letters and a paragraph. N of them are
written by the pen-stroke generator and, with --data, N with the digits of MNIST test writers (`glyphs/mnist.npz`, the
digits of one writer a form). One row a case is printed as CSV: boxes, boxes right, those right on the clean page that
are lost here, values read outside the boxes of digits, and those of them that were accepted.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from digitscan.drawing import Drawn, GlyphHand, Hand, Writer, fax, flatbed, jpeg, quarter_turns, rotate, sample_form
from digitscan.reader import Reader
from digitscan.types import Box, Reading, Status

Change = Callable[[Drawn, np.random.Generator], Drawn]

CASES: dict[str, tuple[float, Change]] = {
    # name: dots per inch, what is done to the drawn page; the first is what the others are compared with
    "clean": (300, lambda page, rng: page),
    "scanned": (300, lambda page, rng: flatbed(page, rng, skew=0.7)),
    "10 left": (300, lambda page, rng: rotate(page, 10)),
    "10 right": (300, lambda page, rng: rotate(page, -10)),
    "upside down": (300, lambda page, rng: quarter_turns(page, 2)),
    "quarter right": (300, lambda page, rng: quarter_turns(page, 1)),
    "quarter left": (300, lambda page, rng: quarter_turns(page, 3)),
    "150 dpi": (150, lambda page, rng: page),
    "200 dpi": (200, lambda page, rng: page),
    "600 dpi": (600, lambda page, rng: page),
    "jpeg 40": (300, lambda page, rng: jpeg(page, 40)),
    "1 bit": (300, lambda page, rng: fax(page, rng)),
    "200 dpi 10 left": (200, lambda page, rng: rotate(page, 10)),
    "150 dpi upside down": (150, lambda page, rng: quarter_turns(page, 2)),
    "200 dpi quarter left": (200, lambda page, rng: quarter_turns(page, 3)),
    "1 bit 10 right": (300, lambda page, rng: fax(page, rng, skew=-10)),
}

COLUMNS = ("hand", "case", "boxes", "right", "share", "lost", "extra", "extra_ok")


def hands(kind: str, data: Path | None, count: int) -> list[Callable[[], Hand]]:
    """Makers of the hands: each call gives the same hand anew, so that it writes the same again."""
    if kind == "pen":
        return [lambda seed=seed: Writer(seed) for seed in range(count)]  # type: ignore[misc]
    assert data is not None
    with np.load(data / "glyphs" / "mnist.npz") as file:
        glyphs, labels, writers = file["x_test"], file["y_test"], file["writer_test"]
    whole = [w for w in np.unique(writers) if len(np.unique(labels[writers == w])) == 10][:count]
    return [
        lambda seed=seed, own=writers == w: GlyphHand(glyphs[own], labels[own], seed)  # type: ignore[misc]
        for seed, w in enumerate(whole)
    ]


def right_boxes(page: Drawn, readings: tuple[Reading, ...]) -> tuple[list[bool], list[Reading], list[str]]:
    """For each box whether its number was read; the readings with a value that belong to none; what was wrong."""
    rest = list(readings)
    right, wrong = [], []
    for truth in page.truth:
        own = [reading for reading in rest if _overlap(reading.box, truth.box) > 0.5]
        right.append(len(own) == 1 and own[0].value == truth.value)
        rest = [reading for reading in rest if reading not in own]
        if not right[-1]:
            wrong.append(f"{truth.value} read as {' '.join(reading.value or reading.note for reading in own)}")
    return right, [reading for reading in rest if reading.value], wrong


def _overlap(a: Box, b: Box) -> float:
    """Share of the larger box that both share: on a turned page the upright boxes of neighbours overlap, too."""
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    return max(0, width) * max(0, height) / max(1, a.area, b.area)


def measure(
    reader: Reader, kind: str, makers: list[Callable[[], Hand]], names: list[str], wrong: list[str]
) -> Iterator[dict[str, object]]:
    """One row for each case."""
    clean: list[bool] = []
    for name in names:
        dpi, change = CASES[name]
        right: list[bool] = []
        extra: list[Reading] = []
        for seed, maker in enumerate(makers):
            page = change(sample_form(maker(), seed=seed, dpi=dpi), np.random.default_rng(seed))
            result = reader.read(np.ascontiguousarray(page.pixels))[0]
            here, more, why = right_boxes(page, result.readings)
            right += here
            extra += more
            wrong += [f"{kind}, {name}, form {seed}: {line}" for line in why]
            wrong += [f"{kind}, {name}, form {seed}: {r.value} ({r.status}, {r.kind}) at {r.box}" for r in more]
        clean = clean or right
        lost = sum(before and not after for before, after in zip(clean, right, strict=True))
        accepted = sum(reading.status is Status.OK for reading in extra)
        row = (kind, name, len(right), sum(right), f"{np.mean(right):.4f}", lost, len(extra), accepted)
        yield dict(zip(COLUMNS, row, strict=True))


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of the sets; adds forms with the digits of MNIST writers")
    parser.add_argument("--writers", type=int, default=6, help="forms of each kind")
    parser.add_argument("--case", action="append", choices=list(CASES), help="only these, after the clean page")
    parser.add_argument("--model", default="digits", help="as for digitscan read")
    parser.add_argument("--wrong", type=Path, help="file for a line on each box that was wrong")
    options = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    reader = Reader(options.model, "cpu", jobs=1)
    wanted = list(dict.fromkeys(["clean", *(options.case or CASES)]))
    wrong: list[str] = []
    table = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    table.writeheader()
    for kind in ("pen", "mnist") if options.data else ("pen",):
        for row in measure(reader, kind, hands(kind, options.data, options.writers), wanted, wrong):
            table.writerow(row)
            sys.stdout.flush()
    if options.wrong:
        options.wrong.write_text("\n".join(wrong), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Counts what confidences are worth on numbers that no network was trained on: the curve, and the calibration table.

    python tests/benchmarks/count_confidence.py --data DIR [--reader NAME] [--write]

Printed are, for each source of `known_numbers.py`, how many numbers were read and right, and log loss and expected
calibration error of the confidences as they are and as a logistic curve fitted to all other sources makes them (what a
new source would see); then the curve fitted to all, for `recognition/calibrate.py`; then the table of
`digitscan read --max-error`, which --write leaves in models/.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from digitscan.training.recipe import load_recipe
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent))
from known_numbers import Scan, every

from digitscan import __version__
from digitscan.evaluation.calibration import calibration
from digitscan.evaluation.counted import calibration_table
from digitscan.evaluation.outcomes import Kind, Outcome, judge
from digitscan.evaluation.results import ReadField, Results
from digitscan.evaluation.truth import TrueField
from digitscan.reader import Reader
from digitscan.threshold import CalibrationTable, table_text
from digitscan.types import LOW_CONFIDENCE, PageResult

COUNTS = (500, 36, 6000, 700, 600)
"""Made strips, forms, cells, crops with neighbours, and fields with what is no number: some eight thousand numbers,
most of them easy, as on forms: of easy ones thousands are needed to bound a small error."""

MODELS = Path(__file__).resolve().parents[2] / "models"

_CLOSEST = 1e-7
"""Confidences are taken as this near to 0 or 1 at most."""

_REFUSED = 0.05
"""Weight of fields with what is no number in the fit, in that of another source: forms have few of them."""


class Seen(NamedTuple):
    """Numbers of one source: float64 (N,) confidences, 0–1, and bool (N,) which are right."""

    sure: NDArray[np.float64]
    right: NDArray[np.bool_]


def read(scans: Iterable[Scan], reader: Reader) -> Iterator[tuple[str, tuple[Outcome, ...]]]:
    """Read each scan: its source, and what became of its numbers."""
    for number, scan in enumerate(scans):
        name = str(number)
        truth = [TrueField(name, 1, i, value, box) for i, (value, box) in enumerate(scan.fields, 1)]
        (result,) = reader.read(scan.pixels)
        yield scan.source.partition(",")[0], judge(truth, Results(_fields(name, result), {}, (name,))).outcomes


def _fields(name: str, result: PageResult) -> tuple[ReadField, ...]:
    return tuple(
        ReadField(name, 1, r.field, r.value, float(r.confidence), r.status, r.box, r.note) for r in result.readings
    )


def seen(outcomes: Iterable[Outcome]) -> Seen:
    """The numbers that nothing but their confidence decides about."""
    told = [
        (o.read.confidence, o.kind is Kind.RIGHT)
        for o in outcomes
        if o.read is not None and o.value and o.read.note in ("", LOW_CONFIDENCE) and o.kind is not Kind.NOT_JUDGED
    ]
    return Seen(np.array([sure for sure, _ in told], float), np.array([right for _, right in told], bool))


def fit(sources: dict[str, Seen]) -> tuple[float, float]:
    """Bias and slope, over the log-odds of the confidence, that fit sources of equal weight."""
    from sklearn.linear_model import LogisticRegression

    odds = np.concatenate([log_odds(one.sure) for one in sources.values()])
    right = np.concatenate([one.right for one in sources.values()])
    weight = np.concatenate(
        [np.full(len(one.sure), (_REFUSED if name == "refused" else 1) * 1000 / max(1, len(one.sure)))
         for name, one in sources.items()]
    )  # fmt: skip
    model = LogisticRegression(C=1e3).fit(odds[:, None], right, sample_weight=weight)
    return float(model.intercept_[0]), float(model.coef_[0, 0])


def log_odds(sure: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithm of the odds, confidences of 0 and 1 brought nearer."""
    inside = np.clip(sure, _CLOSEST, 1 - _CLOSEST)
    return np.log(inside / (1 - inside))


def compare(sources: dict[str, Seen]) -> Iterator[str]:
    """A line for each source: as it is, and by the curve of all others."""
    for name, one in sources.items():
        bias, slope = fit({other: its for other, its in sources.items() if other != name})
        fitted = 1 / (1 + np.exp(-(bias + slope * log_odds(one.sure))))
        yield (
            f"{name}: {len(one.sure)} numbers, {int(one.right.sum())} right; as it is {_quality(one.sure, one.right)};"
            f" by the others' curve {_quality(fitted, one.right)}"
        )


def _quality(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> str:
    chance = np.clip(np.where(right, sure, 1 - sure), 1e-6, 1)
    return f"log loss {-np.log(chance).mean():.4f}, calibration error {calibration(sure, right).error:.4f}"


def table_rows(table: CalibrationTable) -> Iterator[str]:
    """The table in words."""
    yield f"{'confidence':>10} {'accepted':>9} {'wrong':>6} {'for review':>11} {'at most':>9}"
    for rung in table.rungs:
        review = 1 - rung.accepted / max(1, table.numbers)
        yield f"{rung.confidence:10g} {rung.accepted:9} {rung.wrong:6} {review:11.1%} {rung.bound:9.3%}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets")
    parser.add_argument("--reader", default="fused", help="as for digitscan read")
    parser.add_argument("--strips", default="strips", help="strip model: a bundled one or an .onnx file")
    parser.add_argument("--recipe", default="strips", help="whose validation strips that model has not seen")
    parser.add_argument("--counts", type=int, nargs=5, default=COUNTS, help="of each drawn source")
    parser.add_argument("--write", action="store_true", help="write models/calibration-READER.json")
    options = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    reader = Reader(device="cpu", jobs=1, min_confidence=0.0, reader=options.reader, strip_model=options.strips)
    found: dict[str, list[Outcome]] = defaultdict(list)
    for source, outcomes in read(every(options.data, load_recipe(options.recipe), options.counts), reader):
        found[source] += outcomes
    sources = {name: seen(outcomes) for name, outcomes in found.items()}
    print("\n".join(compare(sources)))
    bias, slope = fit(sources)
    print(f"curve over the log-odds of the confidence: bias {bias:.3f}, slope {slope:.3f} (0 and 1: as it is)")
    words = ", ".join(f"{len(outcomes):,} {name}" for name, outcomes in found.items())
    every_one = [outcome for outcomes in found.values() for outcome in outcomes]
    table = calibration_table(every_one, data=words, reader=options.reader, digitscan=__version__)
    print("\n".join(table_rows(table)))
    if options.write:
        (MODELS / f"calibration-{options.reader}.json").write_text(table_text(table), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

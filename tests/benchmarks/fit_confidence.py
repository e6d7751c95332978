"""Fits how the two readers' shares are weighed against each other, and the curve that each way asks for.

    python tests/benchmarks/fit_confidence.py --data DIR [--made N]

Numbers that neither reader was trained on: the 60 cheque strips that the recipe ``strips`` validates on (the glyph
reader has seen their digits, cut), and made-up strips of validation digits, put through the whole of reading as pages
of their own. The 176 held-out strips are not touched. Printed are, for each way to read, accuracy, the fitted curve and
the expected calibration error in five-fold cross-validation.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from digitscan.training.recipe import load_recipe
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent))
from known_numbers import Scan, cheques, made

from digitscan.evaluation.calibration import calibration
from digitscan.pipeline import segment_page
from digitscan.recognition import fuse
from digitscan.recognition.decode import decode
from digitscan.recognition.session import Session
from digitscan.recognition.strip_session import StripSession
from digitscan.types import Page

DOUBTS = (-7.0, -10.0)
"""Log-probabilities tried, below which no reader is believed to be against a value."""

Known = tuple[NDArray[np.uint8], str]
"""A grey picture of one number, uint8 (H, W), and the number."""


@dataclass(frozen=True)
class Judged:
    """What both readers think of one picture, and what is written on it."""

    truth: str
    opinions: tuple[fuse.Opinion, ...]


def known(scans: Iterator[Scan]) -> Iterator[Known]:
    """Pictures of one number each."""
    return ((scan.pixels, scan.fields[0][0]) for scan in scans)


def judge(pictures: Iterator[Known], glyphs: Session, strips: StripSession) -> Iterator[Judged]:
    """Read each picture with both readers; of several fields the widest is meant."""
    for picture, truth in pictures:
        page = segment_page(Page("picture", 1, picture), strips=True)
        fields = [field for field in page.fields if len(field.parts) == 1 and field.parts[0] is not None]
        if not fields:
            yield Judged(truth, ())
            continue
        field = max(fields, key=lambda one: one.field.box.width)
        lattice = field.parts[0]
        probabilities = glyphs.classify(lattice.pixels)
        decoded = decode(lattice, probabilities)
        (columns,) = strips.read(list(field.strips))
        yield Judged(truth, tuple(fuse.opinions(decoded, columns, doubt=min(DOUBTS))))


def fit(read: list[tuple[str, float]], truth: list[str]) -> str:
    """Accuracy, curve and its error in cross-validation, as one line."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    right = np.array([value == true for (value, _), true in zip(read, truth, strict=True)])
    shares = np.clip([one for _, one in read], 1e-4, 1 - 1e-4)
    odds = np.log(shares / (1 - shares))[:, None]
    model = LogisticRegression(C=1e3)
    predicted = cross_val_predict(model, odds, right, cv=5, method="predict_proba")[:, 1]
    model.fit(odds, right)
    loss = -np.log(np.clip(np.where(right, predicted, 1 - predicted), 1e-6, 1)).mean()
    return (
        f"right {right.mean():.4f} of {len(right)}, log loss {loss:.4f}, calibration error"
        f" {calibration(predicted, right).error:.4f}, bias {model.intercept_[0]:.2f}, slope {model.coef_[0, 0]:.2f}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets")
    parser.add_argument("--made", type=int, default=600, help="made-up strips (default: 600)")
    parser.add_argument("--strips", default="strips", help="strip model: a bundled one or an .onnx file")
    parser.add_argument("--model", default="digits", help="glyph model: a bundled one or an .onnx file")
    options = parser.parse_args(arguments)
    glyphs, strips = Session(options.model, "cpu"), StripSession(options.strips, "cpu")
    sets = {
        "cheques": known(cheques(options.data, load_recipe("strips"))),
        "made": known(made(options.data, load_recipe("strips"), options.made)),
    }
    judged = {name: list(judge(pictures, glyphs, strips)) for name, pictures in sets.items()}
    usable = {name: [one for one in every if one.opinions] for name, every in judged.items()}
    for name, every in judged.items():
        print(f"{name}: {len(every)} pictures, {len(usable[name])} with a field")
    groups = {**usable, "both": [one for every in usable.values() for one in every]}
    for (glyph, strip), doubt in product([(1, 0), (0, 1), (1, 1), (0.5, 1), (1, 0.7), (1, 0.5)], DOUBTS):
        for name, every in groups.items():
            best = [fuse.rank(one.opinions, fuse.Weights(glyph, strip), doubt)[0] for one in every]
            read = [(opinion.value, its) for opinion, its in best]
            print(f"glyph {glyph}, strip {strip}, doubt {doubt}, {name}: {fit(read, [one.truth for one in every])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

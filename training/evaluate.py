"""Measure a model, through its ONNX file, on every set that it was not trained on.

python -m digitscan.training.evaluate --model digits --data DIR --out results.json
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from digitscan.errors import DigitscanError, InputError
from digitscan.recognition.catalog import find_model
from digitscan.recognition.session import Session

from .datasets import TEST_READERS, load_parts
from .glyphset import GlyphSet
from .json_file import read_json, write_json
from .metrics import measure
from .recipe import Recipe, load_recipe

Results = dict[str, dict[str, Any]]


def evaluate(session: Session, sets: dict[str, GlyphSet]) -> Results:
    """Measure a model on sets: for each what `metrics.measure` tells."""
    return {name: measure(glyphs.labels, session.classify(glyphs.pixels)) for name, glyphs in sets.items()}


def test_sets(recipe: Recipe, data: Path | None, *, digits_only: bool) -> dict[str, GlyphSet]:
    """The test sets at hand: those that only test, and the parts that a recipe held out.

    Args:
        recipe: whose held-out parts.
        data: folder of the sets, or None (MNIST is then downloaded).
        digits_only: leave out the sets of what is no digit, for networks that cannot reject.

    Raises:
        InputError: a set that the recipe needs is absent.
    """
    found: dict[str, GlyphSet] = {}
    for name, reader in TEST_READERS.items():
        try:
            found[name] = reader(data)
        except InputError:
            # MNIST is everywhere or nothing can be said; the others are for those who have them.
            if name == "mnist-test":
                raise
    for name, parts in load_parts(recipe, data).items():
        if len(parts.held_out) and not (digits_only and (parts.held_out.labels > 9).any()):
            found[name + " (held out)"] = parts.held_out
    return found


test_sets.__test__ = False  # type: ignore[attr-defined]  # pytest takes the name for a test's


def table(results: Results) -> str:
    """Results as a table for people; shares in per cent, empty where a set cannot tell."""
    columns = ("accuracy", "precision", "recall", "f1", "accuracy_of_ten", "digits_lost", "rejected")
    lines = [f"{'set':28}{'count':>8}" + "".join(f"{c.replace('_', ' '):>17}" for c in columns)]
    for name, row in results.items():
        cells = "".join(f"{100 * row[c]:16.2f}%" if c in row else " " * 17 for c in columns)
        lines.append(f"{name:28}{row['count']:8}" + cells)
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: prints the table, writes JSON; the exit code is 0, or that of the error it met."""
    parser = argparse.ArgumentParser(prog="python -m digitscan.training.evaluate", description=__doc__)
    parser.add_argument("--model", default="digits", help="a bundled model or an .onnx file (default: digits)")
    parser.add_argument("--data", type=Path, help="folder of the data sets; without it MNIST alone is downloaded")
    parser.add_argument("--recipe", default="digits", help="whose held-out parts are measured (default: digits)")
    parser.add_argument("--out", type=Path, help="write the results as JSON")
    parser.add_argument("--record", action="store_true", help="also write the accuracies into the model's sidecar")
    options = parser.parse_args(arguments)
    try:
        results = _evaluate_model(options.model, options.recipe, options.data, options.record)
        if options.out:
            write_json(options.out, results)
    except DigitscanError as error:
        print(f"digitscan: {error}", file=sys.stderr)
        return error.exit_code
    print(table(results))
    return 0


def _evaluate_model(model: str, recipe: str, data: Path | None, record: bool) -> Results:
    session = Session(model, device="cpu")
    sidecar_path = find_model(model).with_suffix(".json")
    sidecar = read_json(sidecar_path) or {}
    digits_only = len(sidecar.get("classes", [])) == 10
    results = evaluate(session, test_sets(load_recipe(recipe), data, digits_only=digits_only))
    if record:
        keys = ("count", "accuracy", "precision", "recall", "f1", "digits_lost", "rejected")
        short = {name: {k: round(row[k], 6) for k in keys if k in row} for name, row in results.items()}
        write_json(sidecar_path, sidecar | {"results": short})
    return results


if __name__ == "__main__":
    sys.exit(main())

"""Measure a model, through its ONNX file, on every set that it was not trained on.

python -m digitscan.training.evaluate --model digits --data DIR --out results.json
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitscan.errors import DigitscanError, InputError, OutputError, UsageError
from digitscan.recognition.catalog import STRIPS, find_model
from digitscan.recognition.session import LoadedModel, Session
from digitscan.recognition.strip_session import StripSession
from digitscan.types import CLASSES, NOT_A_DIGIT

from .datasets import TEST_READERS, load_parts
from .evaluate_strips import measure_strips, strip_table
from .glyphset import GlyphSet
from .json_file import read_json, write_json
from .metrics import measure
from .recipe import Recipe, load_recipe
from .report import write_confusion

Results = dict[str, dict[str, Any]]
Probabilities = dict[str, NDArray[np.float32]]

_COLUMNS = ("accuracy", "precision", "recall", "f1", "accuracy_of_ten", "digits_lost", "rejected")


def measured_sets(recipe: Recipe, data: Path | None, *, digits_only: bool) -> dict[str, GlyphSet]:
    """The sets at hand to measure on: those that only test, and the parts that a recipe held out.

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
        if len(parts.held_out) and not (digits_only and (parts.held_out.labels == NOT_A_DIGIT).any()):
            found[name + " (held out)"] = parts.held_out
    return found


def table(results: Results) -> str:
    """Results as a table for people; shares in per cent, empty where a set cannot tell."""
    lines = [f"{'set':28}{'count':>8}" + "".join(f"{c.replace('_', ' '):>17}" for c in _COLUMNS)]
    for name, row in results.items():
        cells = "".join(f"{100 * row[c]:16.2f}%" if c in row else " " * 17 for c in _COLUMNS)
        lines.append((f"{name:28}{row['count']:8}" + cells).rstrip())
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: prints the table, writes JSON; the exit code is 0, or that of the error it met."""
    options = _parser().parse_args(arguments)
    try:
        sidecar = read_json(find_model(options.model).with_suffix(".json")) or {}
        if sidecar.get("kind") == STRIPS:
            print(strip_table(_run_strips(options)))
        else:
            print(table(_run(options)))
    except DigitscanError as error:
        print(f"digitscan: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m digitscan.training.evaluate", description=__doc__)
    parser.add_argument("--model", default="digits", help="a bundled model or an .onnx file (default: digits)")
    parser.add_argument("--data", type=Path, help="folder of the data sets; without it MNIST alone is downloaded")
    parser.add_argument("--recipe", help="whose held-out parts are measured (default: digits, or strips)")
    parser.add_argument("--out", type=Path, help="write the results as JSON")
    parser.add_argument("--report", type=Path, help="folder for confusion.png and per_class.* over all sets")
    parser.add_argument("--record", action="store_true", help="also write the results into the model's sidecar")
    return parser


def _run(options: argparse.Namespace) -> Results:
    session = Session(options.model, device="cpu")
    digits_only = len((read_json(session.path.with_suffix(".json")) or {})["classes"]) < len(CLASSES)
    sets = measured_sets(load_recipe(options.recipe or "digits"), options.data, digits_only=digits_only)
    probabilities = {name: session.classify(glyphs.pixels) for name, glyphs in sets.items()}
    results = {name: measure(glyphs.labels, probabilities[name]) for name, glyphs in sets.items()}
    _keep(options, session, results, _COLUMNS)
    if options.report:
        classes = CLASSES[: NOT_A_DIGIT if digits_only else len(CLASSES)]
        _report(options.report, sets, probabilities, classes)
    return results


def _run_strips(options: argparse.Namespace) -> Results:
    if options.report:
        raise UsageError("--report draws what glyphs are taken for; strips have no such table")
    session = StripSession(options.model, device="cpu")
    results = measure_strips(session, load_recipe(options.recipe or "strips"), options.data)
    _keep(options, session, results, ("accuracy", "digit_error_rate"))
    return results


def _keep(options: argparse.Namespace, session: LoadedModel, results: Results, columns: Sequence[str]) -> None:
    """Write the results where the options want them."""
    if options.record:
        path = session.path.with_suffix(".json")
        short = {n: {k: round(row[k], 6) for k in ("count", *columns) if k in row} for n, row in results.items()}
        write_json(path, (read_json(path) or {}) | {"results": short})
    if options.out:
        about = {"model": session.name, "version": session.version, "sha256": session.model_sha256}
        machine = {"provider": session.provider, "python": platform.python_version(), "machine": platform.machine()}
        write_json(options.out, {**about, **machine, "sets": results})


def _report(folder: Path, sets: dict[str, GlyphSet], probabilities: Probabilities, classes: tuple[str, ...]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {folder}: {error.strerror}") from None
    labels = np.concatenate([glyphs.labels for glyphs in sets.values()])
    chosen = np.concatenate([p[:, : len(classes)].argmax(axis=1) for p in probabilities.values()])
    write_confusion(folder, labels, chosen, classes)


if __name__ == "__main__":
    sys.exit(main())

"""Measure a model that reads strips on whole numbers that no training saw: real ones, and made-up ones."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np

from digitscan.errors import UsageError
from digitscan.recognition.ctc import best_values
from digitscan.recognition.strip_session import StripSession

from .datasets import TEST_READERS
from .metrics import edit_distance
from .recipe import Recipe
from .sources import open_source
from .strip_source import Labelled, StripSource, plain

MADE = 1000
"""Made-up strips measured: of digits held out, so that the figure does not depend on what was learnt by heart."""


def measured_strips(recipe: Recipe, data: Path | None) -> dict[str, Labelled]:
    """The strips at hand to measure on: the cheques held out, and numbers made up of test digits.

    Args:
        recipe: whose held-out parts.
        data: folder of the sets, or None (MNIST is then downloaded).

    Raises:
        InputError: a set that the recipe needs is absent.
        UsageError: the recipe is for a network that reads glyphs.
    """
    if not recipe.reads_strips:
        raise UsageError(f"recipe {recipe.name} holds out no strips: its network reads glyphs")
    source = open_source(recipe, data, None, [])
    assert isinstance(source, StripSource)
    found: dict[str, Labelled] = {}
    if source.real:
        found[source.real.name + " (held out)"] = plain(source.real.held_out)
    if "mnist" in source.parts:
        mnist = dataclasses.replace(source.parts["mnist"], held_out=TEST_READERS["mnist-test"](data))
        source = dataclasses.replace(source, parts={**source.parts, "mnist": mnist})
    # A stream of chance of its own: neither epochs nor validation use it.
    made = source.made("held_out", MADE, np.random.default_rng([recipe.seed, 1 << 33]))
    return found | ({"made strips (held out)": made} if made else {})


def measure_strips(session: StripSession, recipe: Recipe, data: Path | None) -> dict[str, dict[str, Any]]:
    """Measure each set of `measured_strips`.

    Returns:
        For each set ``count``, ``accuracy`` (numbers read whole), ``digit_error_rate`` (insertions, deletions and
        substitutions per digit) and ``wrong``: the values read wrong as [true, read].
    """
    results = {}
    for name, labelled in measured_strips(recipe, data).items():
        values = [value for _, value in labelled]
        read = [best_values(columns, 1)[0][0] for columns in session.read([pixels for pixels, _ in labelled])]
        pairs = list(zip(values, read, strict=True))
        edits = sum(edit_distance(*pair) for pair in pairs)
        results[name] = {
            "count": len(pairs),
            "accuracy": sum(a == b for a, b in pairs) / max(1, len(pairs)),
            "digit_error_rate": edits / max(1, sum(map(len, values))),
            "wrong": [list(pair) for pair in pairs if pair[0] != pair[1]],
        }
    return results


def strip_table(results: dict[str, dict[str, Any]]) -> str:
    """Results as a table for people; shares in per cent."""
    lines = [f"{'set':28}{'count':>8}{'read whole':>17}{'digit error rate':>17}"]
    for name, row in results.items():
        lines.append(f"{name:28}{row['count']:8}{100 * row['accuracy']:16.2f}%{100 * row['digit_error_rate']:16.2f}%")
    return "\n".join(lines)

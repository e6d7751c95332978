"""What a run leaves beside its weights: history, curves, confusion matrix, precision, recall and F1 of each class."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .checkpoint import History
from .json_file import write_json
from .metrics import confusion, per_class


def write_confusion(
    folder: Path, labels: NDArray[np.int64], chosen: NDArray[np.int64], classes: tuple[str, ...]
) -> None:
    """Write ``confusion.png``, ``per_class.csv`` and ``per_class.json``.

    Args:
        folder: of the run.
        labels: int (N,), true classes.
        chosen: int (N,), classes chosen.
        classes: names of the classes.
    """
    matrix = confusion(labels, chosen, len(classes))
    rows = per_class(matrix)
    draw_confusion(folder / "confusion.png", matrix, classes)
    _write_csv(folder / "per_class.csv", [{k: _short(v) for k, v in row.items()} for row in rows])
    write_json(folder / "per_class.json", {"classes": rows, "confusion": matrix.tolist()})


def write_history(path: Path, history: History) -> None:
    """Write one row for each epoch: its number, learning rate, loss and accuracy (training, validation), seconds."""
    _write_csv(path, [{k: _short(v) for k, v in row.items()} for row in history])


def draw_curves(path: Path, history: History) -> None:
    """Draw loss and accuracy against epochs, of training and validation, as a PNG."""
    epochs = [row["epoch"] for row in history]
    figure = _figure(10, 4)
    for axes, quantity in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        for prefix, label in (("", "training (altered glyphs)"), ("val_", "validation")):
            if prefix + quantity in history[0]:
                axes.plot(epochs, [row[prefix + quantity] for row in history], label=label)
        axes.set_xlabel("epoch")
        axes.set_ylabel(quantity)
        axes.grid(alpha=0.3)
        axes.legend()
    figure.savefig(path)


def draw_confusion(path: Path, matrix: NDArray[np.int64], classes: tuple[str, ...]) -> None:
    """Draw a confusion matrix as a PNG: counts, coloured by the share of the true class.

    Args:
        path: of the PNG.
        matrix: int (K, K), row the true class, column the chosen one.
        classes: K names.
    """
    share = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    figure = _figure(8, 7)
    axes = figure.subplots()
    # The square root: one confusion in a thousand shall be seen beside 99 right ones in a hundred.
    axes.imshow(np.sqrt(share), cmap="Blues", vmin=0, vmax=1)
    for row, column in np.ndindex(matrix.shape):
        if matrix[row, column]:
            colour = "white" if share[row, column] > 0.4 else "black"
            axes.text(column, row, str(matrix[row, column]), ha="center", va="center", fontsize=7, color=colour)
    axes.set_xticks(range(len(classes)), classes, rotation=45)
    axes.set_yticks(range(len(classes)), classes)
    axes.set_xlabel("read as")
    axes.set_ylabel("is")
    figure.savefig(path)


def _figure(width: float, height: float) -> Any:
    # Without pyplot: no window system is asked for, and no figure outlives this call.
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=90, layout="constrained")


def _write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    part.replace(path)


def _short(value: Any) -> Any:
    return f"{value:.6g}" if isinstance(value, float) else value

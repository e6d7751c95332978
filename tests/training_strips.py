"""Small strips that need no data: printed digits in a row, standing for written ones."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
from digitscan.training.recipe import Recipe, parse_recipe
from digitscan.training.strip_set import RealStrip, StripSet

from digitscan.types import Box


def written(value: str) -> RealStrip:
    """A value in 40 pixels' height on striped paper, with a dot at its end."""
    contrast = np.zeros((70, 30 * len(value) + 40), np.uint8)
    contrast[::6] = 40
    boxes = []
    for place, digit in enumerate(value):
        left = 10 + 30 * place
        cv2.putText(contrast, digit, (left, 55), cv2.FONT_HERSHEY_SIMPLEX, 1.8, 220, 3, cv2.LINE_AA)
        boxes.append(Box(left, 14, left + 28, 57))
    cv2.circle(contrast, (contrast.shape[1] - 15, 55), 2, 220, -1)
    return RealStrip(contrast, value, tuple(boxes))


def real_strips() -> StripSet:
    """Six strips to train, two to validate, one held out."""
    values = ["407", "1250", "33", "98", "61000", "72"]
    train = tuple(written(value) for value in values)
    return StripSet("cheque_strips", "free", train, (written("815"), written("20")), (written("777"),))


def strip_recipe(**sections: object) -> Recipe:
    """A recipe for strips with a mixture of every kind."""
    table = {
        "name": "tiny_strips",
        "version": "0.1",
        "network": "strips",
        "seed": 3,
        "training": {"epochs": 3, "batch_size": 16, "ema": 0.5},
        "optimizer": {"kind": "adamw", "learning_rate": 0.005, "clip": 5.0},
        "sets": [{"name": "mnist", "validation": 40, "held_out": 0.1, "per_epoch": 14}],
        "strips": {"real": 4, "spliced": 5, "pasted": 6, "nothing": 3, "validation": 2},
    }
    return parse_recipe({**table, **sections})


def write_cheques(data: Path, values: list[str]) -> None:
    """Write ``cheque_amounts`` into a folder of data: an image of each value, and the boxes of its digits."""
    images = data / "cheque_amounts" / "images"
    images.mkdir(parents=True)
    rows = []
    for number, value in enumerate(values):
        strip = written(value)
        cv2.imwrite(str(images / f"{number}.png"), 255 - strip.contrast)
        boxes = ";".join(f"{b.left} {b.top} {b.width} {b.height}" for b in strip.boxes)
        rows.append((f"images/{number}.png", value, boxes))
    with (data / "cheque_amounts" / "labels.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("file", "value", "boxes_x_y_w_h"), *rows])

"""Whole strips with the number written in each: real ones read from the cheques, and how they are parted."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.errors import InputError
from digitscan.imaging.binarize import binarize
from digitscan.imaging.scaling import rescale, working_scale
from digitscan.types import Box

from .cheques import CHEQUES_LICENCE, held_out_strips, parse_box

WRITING = 40
"""Height of the writing in the strips that training works on, pixels: half as large again as in a finished strip, so
that what is bent and turned comes out as sharp as what is only reduced."""

_NAME = "cheque_strips"


@dataclass(frozen=True, eq=False)
class RealStrip:
    """One written number.

    Attributes:
        contrast: uint8 (H, W), 0 paper … 255 ink, the writing about 40 pixels high.
        value: the digits.
        boxes: of each digit, in pixels of `contrast`.
    """

    contrast: NDArray[np.uint8]
    value: str
    boxes: tuple[Box, ...]

    @property
    def box(self) -> Box:
        """The box around all digits."""
        return around(self.boxes)


@dataclass(frozen=True, eq=False)
class StripSet:
    """Real strips of one source in three parts.

    Attributes:
        name: of the set.
        licence: as its source states it.
        train: what the network learns from.
        validation: what settings are chosen on.
        held_out: what is measured at the end.
    """

    name: str
    licence: str
    train: tuple[RealStrip, ...]
    validation: tuple[RealStrip, ...]
    held_out: tuple[RealStrip, ...]


def around(boxes: Sequence[Box]) -> Box:
    """The box around one box or more."""
    return reduce(Box.union, boxes)


def cheque_strips(data: Path | None, validation: int, seed: int) -> StripSet:
    """The cheque amounts; held out are the 176 that `digitscan.training.cheques` names.

    Args:
        data: folder with ``cheque_amounts/labels.csv``.
        validation: strips kept for validation, none of them held out.
        seed: of that choice.

    Raises:
        InputError: the folder has no ``cheque_amounts/labels.csv``.
    """
    folder = Path() if data is None else data / "cheque_amounts"
    if data is None or not (folder / "labels.csv").is_file():
        raise InputError(f"set {_NAME}: no cheque_amounts/labels.csv in {data or 'the folder: give one as --data'}")
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = sorted(csv.DictReader(stream), key=lambda row: row["file"])
    apart = held_out_strips([row["file"] for row in rows])
    found = {row["file"]: strip for row in rows if (strip := _read(folder, row)) is not None}
    checked = validation_names(set(found) - apart, validation, seed)
    parts = [[], [], []]  # type: list[list[RealStrip]]
    for name, strip in found.items():
        parts[2 if name in apart else 1 if name in checked else 0].append(strip)
    return StripSet(_NAME, CHEQUES_LICENCE, *(tuple(part) for part in parts))


def validation_names(names: Collection[str], count: int, seed: int) -> set[str]:
    """The strips that are kept for validation: `count` of those that are not held out."""
    ordered = sorted(names)
    return {ordered[i] for i in np.random.default_rng([seed, 6]).permutation(len(ordered))[:count]}


def _read(folder: Path, row: dict[str, str]) -> RealStrip | None:
    """A strip as reading sees it; None where its boxes are not as many as its digits."""
    boxes = [parse_box(text) for text in row["boxes_x_y_w_h"].split(";") if text.strip()]
    grey = cv2.imread(str(folder / row["file"]), cv2.IMREAD_GRAYSCALE)
    if grey is None or not boxes or len(boxes) != len(row["value"]):
        return None
    working = working_scale(*grey.shape)
    contrast = binarize(rescale(np.asarray(grey, np.uint8), working)).contrast
    scale = WRITING / float(np.median([box.height for box in boxes]))
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    small = cv2.resize(contrast, size, interpolation=cv2.INTER_AREA if scale < working else cv2.INTER_LINEAR)
    scaled = tuple(Box(*(round(side * scale) for side in box)).clip(*size) for box in boxes)
    return RealStrip(np.asarray(small, np.uint8), row["value"], scaled)

"""Lines of ruled rows that are fainter than ink, or lie under digits: looked for where the pitch says.

A line too faint for the threshold of ink still is darker than the paper beside it over most of its length, and hundreds
of columns together tell a difference of one grey level.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.layout.rows import Baseline
from digitscan.layout.ruled import Rows, complete

_AWAY = 0.15
"""How far from its place by the pitch, in pitches, a line is looked for: what is further away is a dash."""

_BETWEEN, _BEYOND = (-0.01, 0.0, 0.01), tuple(np.arange(-0.06, 0.061, 0.02).tolist())
"""Slopes against that of the neighbouring lines, between two and beyond the last: strokes through blank rows, which are
among the lines that were found, lean by 3° against the printed ones."""

_COLUMNS = 128
"""Columns that are looked at: more would say the same."""

_WIDE, _BESIDE = 0.04, 0.1
"""Thickness of what is averaged across a line, and distance of the paper that it is compared with, in pitches."""

_GREY = 3.0
"""Darkness against that paper from which on there is a line, levels of grey: the noise of a photo leaves 0.5 in the
median of all columns, and four times that in the largest of the places and slopes that are tried."""

_MISSED = 1
"""Lines, one after the other, that may not be found before one that is: a row of digits hides one."""


def find_faint_lines(rows: Rows, contrast: NDArray[np.uint8]) -> Rows:
    """The rows with the lines above, between and below theirs that were not found in the ink.

    Args:
        rows: found in the ink.
        contrast: uint8 (H, W), 0 paper … 255 ink.
    """
    lines = list(rows.lines)
    for line, below in pairwise(rows.lines):
        for place in _missing(line, below, rows.pitch):
            lines += _look(place, contrast, rows.pitch, _BETWEEN)
    for line, step in ((rows.lines[0], -rows.pitch), (rows.lines[-1], rows.pitch)):
        lines += _beyond(line, step, contrast, rows.pitch)
    if len(lines) == len(rows.lines):
        return rows
    return Rows(
        tuple(complete(sorted(lines, key=lambda line: float(line.y.mean())), rows.pitch)), rows.pitch, rows.seen
    )


def _missing(line: Baseline, below: Baseline, pitch: float) -> list[Baseline]:
    """Where lines are missing between two neighbouring ones."""
    x = np.array([max(line.x[0], below.x[0]), min(line.x[-1], below.x[-1])], np.float64)
    top, bottom = line.at(x), below.at(x)
    count = round(float((bottom - top).mean()) / pitch)
    return [_line(x, top + (bottom - top) * k / count) for k in range(1, count)]


def _beyond(line: Baseline, step: float, contrast: NDArray[np.uint8], pitch: float) -> list[Baseline]:
    """The lines above or below all others, `step` pixels from one to the next, as long as some are found."""
    found: list[Baseline] = []
    missed = 0
    while missed <= _MISSED:
        more = _look(_line(line.x, line.y + (1 + missed) * step), contrast, pitch, _BEYOND)
        missed = 0 if more else missed + 1
        found += more
        line = more[0] if more else line
    return found


def _look(place: Baseline, contrast: NDArray[np.uint8], pitch: float, tilts: tuple[float, ...]) -> list[Baseline]:
    """The line where it is darkest about a place, if it is dark enough: one, or none."""
    middle, reach = float(place.x.mean()), round(_AWAY * pitch)
    best, darkest = place, 0.0
    for tilt in tilts:
        turned = _line(place.x, place.y + tilt * (place.x - middle))
        dark = _darkness(turned, contrast, pitch, reach)
        if dark.max() > darkest:
            best, darkest = _line(turned.x, turned.y + int(dark.argmax()) - reach), float(dark.max())
    return [best] if darkest >= _GREY else []


def _darkness(line: Baseline, contrast: NDArray[np.uint8], pitch: float, reach: int) -> NDArray[np.float32]:
    """How much darker the pixels on a line are than those beside it, levels of grey.

    Returns:
        float32 (2 · reach + 1,), for the line moved by -reach … reach pixels; 0 where it leaves the image.
    """
    ends = np.clip(line.x[[0, -1]], 0, contrast.shape[1] - 1).astype(np.float64)
    x = np.linspace(ends[0], ends[1], _COLUMNS)
    y = np.rint(line.at(x)).astype(np.intp)
    half, beside = max(1, round(_WIDE * pitch / 2)), max(4, round(_BESIDE * pitch))
    more = reach + beside + half
    at = y + np.arange(-more, more + 1)[:, None]
    grey = contrast[np.clip(at, 0, len(contrast) - 1), np.rint(x).astype(np.intp)]
    band = cv2.blur(grey.astype(np.float32), (1, 2 * half + 1))[half : len(grey) - half]
    steps = 2 * reach + 1
    paper = (band[:steps] + band[2 * beside : 2 * beside + steps]) / 2
    dark = np.median(band[beside : beside + steps] - paper, axis=1)
    away = np.arange(-reach, reach + 1)
    inside = (y.min() + away >= beside + half) & (y.max() + away + beside + half < len(contrast))
    return np.where(inside, dark, np.float32(0))


def _line(x: NDArray[np.floating], y: NDArray[np.floating]) -> Baseline:
    return Baseline(x.astype(np.float32), y.astype(np.float32))

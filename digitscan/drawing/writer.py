"""Writers: each has a hand of its own, kept from digit to digit, with the small differences of every repetition."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from .curves import evenly, rounded, spline
from .pens import BLACK_BALL, BLUE_BALL, FELT, FINELINER, FOUNTAIN, PENCIL, Ink, Line, Pen, trace
from .shapes import Stroke, ways

_STEP = 1 / 36
"""Distance of points along a stroke, in heights of the digit: 2 pixels for a digit of 5 mm at 300 dots per inch."""


class Style(NamedTuple):
    """What makes a hand.

    Attributes:
        slant: shift to the right per height, 0 upright.
        aspect: width of the digits relative to the usual.
        size: height of the digits relative to the room they have.
        gap: room between two digits, in heights.
        roundness: how far corners are rounded, in heights.
        jitter: how much a digit differs from the last one of its kind, in heights.
        own: how far this hand's shapes differ from the common ones, in heights.
        wander: how far digits stand off the line, in heights.
        flick: how much the pen is lifted while it still moves, 0–1.
        mixing: how often the writer takes another way to write the same digit, 0–1.
    """

    slant: float
    aspect: float
    size: float
    gap: float
    roundness: float
    jitter: float
    own: float
    wander: float
    flick: float
    mixing: float


NEAT = Style(0.04, 1.0, 0.66, 0.22, 0.010, 0.012, 0.015, 0.01, 0.2, 0.0)
"""Somebody who takes care."""


class Hand(Protocol):
    """Anything that can put characters on paper."""

    @property
    def pen(self) -> Pen:
        """What it writes with."""
        ...

    @property
    def style(self) -> Style:
        """How it writes."""
        ...

    @property
    def rng(self) -> np.random.Generator:
        """Source of the differences between repetitions."""
        ...

    def character(self, character: str, height: float, dpi: float) -> Ink:
        """The ink of one character whose unit box has its left top corner at 0, 0, in pixels."""
        ...


class Writer:
    """A person with a pen.

    The same seed gives the same hand. Repetitions differ, and come in the same order from the same seed.

    Attributes:
        seed: which person.
        pen: what they write with.
        style: how they write.
        rng: source of the differences between repetitions.
    """

    def __init__(self, seed: int, pen: Pen | None = None, style: Style | None = None) -> None:
        own = np.random.default_rng([seed, 1])
        # Both are drawn always, so that naming a pen does not change the hand.
        any_pen, any_style = _any_pen(own), _any_style(own)
        self.seed = seed
        self.pen = pen or any_pen
        self.style = style or any_style
        self.rng = np.random.default_rng([seed, 2])

    def with_pen(self, pen: Pen) -> Writer:
        """The same person with another pen."""
        return Writer(self.seed, pen, self.style)

    def with_style(self, **changes: float) -> Writer:
        """The same person writing differently: named parts of the style changed."""
        return Writer(self.seed, self.pen, self.style._replace(**changes))

    def character(self, character: str, height: float, dpi: float) -> Ink:
        """Write one character.

        Args:
            character: a digit, a sign or a letter that `shapes` knows.
            height: height of a digit, pixels.
            dpi: dots per inch, for the pen.

        Returns:
            The ink; its unit box has the left top corner at 0, 0.

        Raises:
            KeyError: nobody has said how it is written.
        """
        lines = []
        shear = self._repetition()
        for stroke in self._strokes(character):
            way = rounded(evenly(spline(*stroke), _STEP), self.style.roundness / _STEP)
            lines.append(Line((way @ shear.T) * np.float32(height), self._pressure(way)))
        return trace(lines, self.pen, dpi, self.rng)

    def _strokes(self, character: str) -> list[Stroke]:
        """The strokes of this repetition: the writer's way and own shape, and some chance."""
        choices = ways(character)
        own = np.random.default_rng([self.seed, 3, zlib.crc32(character.encode())])
        favourite = int(own.integers(len(choices)))
        if self.rng.random() < self.style.mixing:
            favourite = int(self.rng.integers(len(choices)))
        moved = []
        for points, corners in choices[favourite]:
            shift = own.normal(0, self.style.own, points.shape) + self.rng.normal(0, self.style.jitter, points.shape)
            # A short mark has no room for the whole shift.
            extent = float(np.ptp(points, axis=0).max())
            moved.append(Stroke((points + shift * min(1.0, 2 * extent)).astype(np.float32), corners))
        return moved

    def _repetition(self) -> NDArray[np.float32]:
        """Slant, width and turn of this repetition: float32 (2, 2)."""
        turn, lean, wide, high = self.rng.normal(0, 1, 4) * self.style.jitter
        slant = self.style.slant + 2.5 * lean
        aspect = self.style.aspect * (1 + 4 * wide)
        shear = np.array([[aspect, -slant], [0, 1 + 2 * high]])
        angle = 2.5 * turn
        rotate = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        return (rotate @ shear).astype(np.float32)

    def _pressure(self, way: NDArray[np.float32]) -> NDArray[np.float32]:
        """Pressed going down, light going up, lifted towards the end."""
        direction = np.gradient(way[:, 1]) / _STEP
        place = np.linspace(0, 1, len(way))
        slow = self.rng.normal(0, 0.35) + 0.4 * np.sin(
            2 * np.pi * (place * self.rng.uniform(0.4, 1.2) + self.rng.random())
        )
        lift = self.style.flick * (np.clip((place - 0.8) / 0.2, 0, 1) ** 2 * 2.2 + np.clip((0.08 - place) / 0.08, 0, 1))
        return np.clip(0.7 * np.clip(direction, -1, 1) + slow - lift, -1.4, 1.2).astype(np.float32)


def _any_pen(rng: np.random.Generator) -> Pen:
    pens = (BLUE_BALL, BLACK_BALL, FINELINER, PENCIL, FOUNTAIN, FELT)
    pen = pens[int(rng.choice(len(pens), p=(0.36, 0.26, 0.12, 0.12, 0.07, 0.07)))]
    return replace(pen, width=pen.width * float(rng.uniform(0.85, 1.2)))


def _any_style(rng: np.random.Generator) -> Style:
    return Style(
        slant=float(np.clip(rng.normal(0.10, 0.14), -0.18, 0.45)),
        aspect=float(np.clip(rng.normal(1.0, 0.13), 0.72, 1.35)),
        size=float(rng.uniform(0.56, 0.76)),
        gap=float(rng.uniform(0.06, 0.26)),
        roundness=float(rng.uniform(0.005, 0.045)),
        jitter=float(rng.uniform(0.010, 0.024)),
        own=float(rng.uniform(0.010, 0.032)),
        wander=float(rng.uniform(0.005, 0.04)),
        flick=float(rng.uniform(0.0, 0.6)),
        mixing=float(rng.choice([0.0, 0.0, 0.1, 0.25])),
    )

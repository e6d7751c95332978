"""What the header of an image says, before anything is decoded."""

from __future__ import annotations

import math
from dataclasses import dataclass

from digitscan.inputs.window import DamagedError
from digitscan.orientation import swaps_axes

CM_PER_INCH = 2.54
METRES_PER_INCH = 0.0254

_UNEVEN, _NONSENSE = 0.15, 2.0
"""Powers of two by which the two resolutions differ at least and at most: faxes have 204 by 98, 196 or 391."""


@dataclass(frozen=True)
class Header:
    """An image as its header describes it.

    Attributes:
        width: stored width, pixels.
        height: stored height, pixels.
        end: offset behind its last byte.
        dpi: dots per inch (of the stored width) where it says so, else None.
        orientation: EXIF orientation, 1…8.
        transparent: the 8-bit grey level that stands for "nothing here" in a grey PNG, else None.
        channels: of a JPEG that can be decoded at a part of its size, 1 or 3; else 0.
        peak: the brightest value of eight-bit samples.
        aspect: width of a pixel over its height, as stored.
    """

    width: int
    height: int
    end: int
    dpi: float | None = None
    orientation: int = 1
    transparent: int | None = None
    channels: int = 0
    peak: int = 255
    aspect: float = 1.0

    @property
    def upright_aspect(self) -> float:
        """Width of a pixel over its height once the orientation is applied."""
        return 1 / self.aspect if swaps_axes(self.orientation) else self.aspect

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise DamagedError(f"the header says {self.width}×{self.height} pixels")


def plausible_dpi(value: float) -> float | None:
    """The value where it can be a resolution, else None: programs write 0, 1 or nonsense where they do not know."""
    return value if 10 <= value <= 10_000 else None


def pixel_aspect(across: float | None, down: float | None) -> float:
    """Width of a pixel over its height, from dots per inch (or per anything) along the width and along the height.

    1.0 where either is unknown, where they are as good as the same, and where they differ as no scanner's do.
    """
    if not across or not down:
        return 1.0
    aspect = down / across
    return aspect if _UNEVEN <= abs(math.log2(aspect)) <= _NONSENSE else 1.0


def plausible_orientation(value: int) -> int:
    """The value where EXIF defines it (1…8), else 1."""
    return value if 1 <= value <= 8 else 1

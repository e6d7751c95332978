"""The options of ``digitscan read``, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitscan.run.shards import Shard


@dataclass(frozen=True)
class ReadOptions:
    """The options of ``digitscan read``, as its help describes them."""

    inputs: tuple[str, ...]
    out: str | None = None
    format: str = "csv"
    overlay: str | None = None
    model: str = "digits"
    reader: str = "fused"
    device: str = "auto"
    batch_size: int = 1024
    jobs: int | None = None
    page_timeout: float | None = None
    min_confidence: float | None = None
    max_error: float | None = None
    calibration: str | None = None
    blanks: bool = False
    max_pixels: int = 200_000_000
    files_from: str | None = None
    files0_from: str | None = None
    resume: bool = False
    shard: Shard | None = None
    quiet: bool = False

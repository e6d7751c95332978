"""The options that say which network reads and where, the same for every command that asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

DEVICES = ("auto", "cpu", "cuda", "tensorrt")
"""Those of `digitscan.recognition.session`, which a command's help does not import."""

model_option: Callable[[Any], Any] = click.option(
    "--model", metavar="NAME|FILE", default="digits", show_default=True,
    help="A bundled model, or an .onnx file with its sidecar.",
)  # fmt: skip
"""The network of glyphs."""


def device_option(meant: str) -> Callable[[Any], Any]:
    """Where the networks run.

    Args:
        meant: what the device is asked for, as the help says it.
    """
    return click.option("--device", type=click.Choice(DEVICES), default="auto", show_default=True, help=meant)

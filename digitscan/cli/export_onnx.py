"""``digitscan export-onnx``: a trained Keras network → the ONNX file that `read` uses."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """\b
Examples:
  digitscan export-onnx                       digits.onnx and digits.json in this folder
  digitscan export-onnx --model strips        the second reader
  digitscan export-onnx --model paper
  digitscan export-onnx --weights runs/digits/digits.keras --out models/mine.onnx
"""


@click.command("export-onnx", epilog=EPILOG, short_help="Turn a trained Keras network into an ONNX file.")
@click.option(
    "--model",
    metavar="NAME",
    help="Which of the bundled models to export: digits and strips, which 'read' uses, or paper. Default: digits.",
)
@click.option(
    "--weights",
    type=click.Path(path_type=Path),
    metavar="FILE.keras",
    help="Export these weights instead, as 'train' wrote them.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE.onnx",
    help="The file to write; its sidecar gets the same name with .json. Default: the model's name, in this folder.",
)  # fmt: skip
@click.option(
    "--opset", type=click.IntRange(min=13), default=17, show_default=True, help="Version of the ONNX operators."
)
def export_onnx(model: str | None, weights: Path | None, out: Path | None, opset: int) -> int:
    """Turn a trained Keras network into the ONNX file that 'read' uses, with its sidecar.

    ONNX Runtime and Keras are compared on 1,000 glyphs or 250 strips; where they differ nothing is written.
    """
    if model is not None and weights is not None:
        raise click.UsageError("Give --model or --weights, not both.")
    from .export_onnx_run import ExportOptions, run_export

    return run_export(ExportOptions(model or "digits", weights, out, opset))

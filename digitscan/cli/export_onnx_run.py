"""One run of ``digitscan export-onnx``: find the weights, export them, say what was written."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from digitscan.errors import EXIT_OK, ModelError

from .console import Screen


@dataclass(frozen=True)
class ExportOptions:
    """The options of ``digitscan export-onnx``, as its help describes them."""

    model: str
    weights: Path | None
    out: Path | None
    opset: int


def run_export(options: ExportOptions) -> int:
    """Export as the options say.

    Returns:
        The exit code.

    Raises:
        DigitscanError: TensorFlow or the weights are absent, ONNX Runtime and Keras disagree, or the file cannot be
            written.
    """
    from digitscan.training.export import export

    weights = options.weights or bundled_weights(options.model)
    out = options.out or Path(weights.stem + ".onnx")
    done = export(weights, out, opset=options.opset)
    parity = done.sidecar["parity"]
    compared = "columns" if "columns" in parity else "glyphs"
    with Screen() as screen:
        screen.note(
            f"wrote {done.path} ({done.path.stat().st_size} bytes) and {done.path.with_suffix('.json').name}: "
            f"{done.sidecar['name']} {done.sidecar['version']}, ONNX Runtime as Keras on {parity['same_argmax']} of "
            f"{parity[compared]} {compared}, largest difference {parity['largest_difference']:.1e}"
        )
    return EXIT_OK


def bundled_weights(model: str) -> Path:
    """The Keras file of a bundled model.

    Raises:
        ModelError: there is no model of that name.
    """
    folder = Path(str(resources.files("digitscan.models")))
    known = {path.stem: path for path in sorted(folder.glob("*.keras"))}
    if model not in known:
        raise ModelError(
            f"no bundled model {model!r}; there are {', '.join(known) or 'none'}, or give --weights FILE.keras"
        )
    return known[model]

"""The forms that a network can have: those that classify glyphs, and one that reads strips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from digitscan.errors import ModelError
from digitscan.recognition.catalog import CONTRACTS, FRACTIONS, GLYPHS, STRIPS, Contract

REFERENCE_WIDTH = 160
"""Width of a strip for which a network's multiply-adds are told, pixels: an amount of eight digits."""


@dataclass(frozen=True)
class Form:
    """What goes into a network, and what comes out.

    Attributes:
        kind: as in the sidecar.
        input_name: of the graph's input.
        output_name: of the graph's output.
        symbols: names of the sizes that vary: of the input, then of the output.
        preprocessing: how the input is made, for the sidecar.
        intensities: the uint8 input → what the Keras model takes.
    """

    kind: str
    input_name: str
    output_name: str
    symbols: tuple[dict[int, str], dict[int, str]]
    preprocessing: str
    intensities: Callable[[Any], Any]

    @property
    def contract(self) -> Contract:
        """What reading asks of this kind."""
        return CONTRACTS[self.kind]

    def finish(self, outputs: Any) -> Any:
        """The Keras model's outputs → the graph's output."""
        import tensorflow as tf

        return tf.nn.log_softmax(outputs) if self.contract.logarithms else outputs


def intensities(pixels: Any) -> Any:
    """What every network is fed: a uint8 tensor (N, 28, 28) → float32 (N, 28, 28, 1) in 0 … 1."""
    from keras import ops

    return ops.reshape(ops.cast(pixels, "float32") * (1.0 / 255.0), (-1, 28, 28, 1))


def strip_intensities(pixels: Any) -> Any:
    """What a strip network is fed: a uint8 tensor (N, H, W) → float32 (N, H, W, 1) in 0 … 1."""
    from keras import ops

    return (ops.cast(pixels, "float32") * (1.0 / 255.0))[..., None]


_GLYPH_PREPROCESSING = (
    "white ink on black; cropped to its ink, aspect kept, longest side 20 pixels, centre of mass in the middle of "
    "28x28, brightest pixel 255 (digitscan.glyphs.normalize); scaling to 0..1 is inside the graph"
)

FORMS = {
    GLYPHS: Form(
        GLYPHS,
        "glyphs",
        "probabilities",
        ({0: "N"}, {0: "N"}),
        _GLYPH_PREPROCESSING,
        intensities,
    ),
    FRACTIONS: Form(FRACTIONS, "glyphs", "probabilities", ({0: "N"}, {0: "N"}), _GLYPH_PREPROCESSING, intensities),
    STRIPS: Form(
        STRIPS,
        "strips",
        "log_probabilities",
        ({0: "N", 2: "W"}, {0: "N", 1: "T"}),
        "soft contrast of one field, 0 paper and 255 full ink, 32 pixels high with a margin of an eighth of the ink, "
        "aspect kept (digitscan.glyphs.strip); padded at its right with 0 to a multiple of 32; scaling to 0..1 is "
        "inside the graph",
        strip_intensities,
    ),
}
"""Forms by kind."""


def form_of(model: Any, where: str) -> Form:
    """The form of a Keras model.

    Args:
        model: a Keras model.
        where: it comes from, for the message.

    Raises:
        ModelError: it has none of them.
    """
    given, made = tuple(model.input_shape), tuple(model.output_shape)
    for form in FORMS.values():
        contract = form.contract
        outputs = [(*contract.output_shape, len(classes)) for classes in contract.classes]
        if given == (*contract.input_shape, 1) and made in outputs:
            return form
    raise ModelError(
        f"weights {where} map {given} to {made}, not (None, 28, 28, 1) to 10, 11 or 2 classes, "
        "nor (None, 32, None, 1) to (None, None, 11)"
    )


def with_fixed_width(model: Any) -> Any:
    """A model as it is for strips of 160 pixels; one that reads glyphs stays what it is."""
    import keras

    if None not in model.input_shape[1:]:
        return model
    return keras.models.clone_model(model, input_tensors=keras.Input((model.input_shape[1], REFERENCE_WIDTH, 1)))

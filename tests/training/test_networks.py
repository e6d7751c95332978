from __future__ import annotations

import pytest
from digitscan.training.networks import PAPER_PARAMETERS, build_network, multiply_adds

from digitscan.errors import UsageError

pytestmark = pytest.mark.train


@pytest.fixture(scope="module", autouse=True)
def _tensorflow() -> None:
    pytest.importorskip("tensorflow")


def test_the_paper_s_network_is_the_paper_s() -> None:
    model = build_network("paper", 10)
    assert model.count_params() == PAPER_PARAMETERS == 421_642
    assert sum(int(w.shape.num_elements()) for w in model.trainable_weights) == 421_642
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == [
        "Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Dropout", "Flatten", "Dense", "Dropout", "Dense",
    ]  # fmt: skip
    assert [layer.rate for layer in model.layers if hasattr(layer, "rate")] == [0.25, 0.5]
    # 28·28·32·9 + 14·14·64·32·9 + 3136·128 + 128·10
    assert multiply_adds(model) == 225_792 + 3_612_672 + 401_408 + 1_280


def test_the_network_that_read_uses_keeps_its_bounds() -> None:
    model = build_network("digits", 11)
    assert model.output_shape == (None, 11)
    assert 4_000_000 < multiply_adds(model) <= 8_000_000
    assert model.count_params() * 4 < 3_000_000


def test_an_unknown_network_gets_the_known_ones() -> None:
    with pytest.raises(UsageError, match="digits, digits-large, fractions, paper"):
        build_network("alexnet", 10)

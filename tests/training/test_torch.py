"""Training on PyTorch: the same networks, the same schedule, learning and going on.

PyTorch is not among the packages that digitscan asks for: where it is absent there is nothing to test.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from digitscan.training.networks import NETWORKS, build_network
from training_glyphs import recipe

from digitscan.errors import UsageError

pytestmark = pytest.mark.train

ALONE = """
import sys
from pathlib import Path
import numpy as np
from digitscan.training.keras_file import load_keras
from digitscan.training.source import RecipeSource
from digitscan.training.strip_source import StripSource
from digitscan.training.train import train
from training_glyphs import parts, recipe
from training_strips import real_strips, strip_recipe

class Cut(Exception): pass
def cut(progress):
    if (progress.epoch, progress.step) == (2, 2): raise Cut

folder = Path(sys.argv[1])
glyphs = recipe(network="digits", training={"epochs": 6, "batch_size": 40, "ema": 0.5})
done = train(glyphs, RecipeSource(glyphs, parts()), folder / "glyphs", jobs=2)
try: train(glyphs, RecipeSource(glyphs, parts()), folder / "cut", progress=cut)
except Cut: pass
again = train(glyphs, RecipeSource(glyphs, parts()), folder / "cut")
assert [row["epoch"] for row in again.history] == [1, 2, 3, 4, 5, 6], again.history
strips = strip_recipe(training={"epochs": 3, "batch_size": 16, "ema": 0.5}, teacher={"share": 0.2})
read = train(strips, StripSource(strips, parts(), real_strips()), folder / "strips")
taught = train(strips, StripSource(strips, parts(), real_strips()), folder / "taught", teacher=read.weights)
for history in (done.history, read.history): print(history[0]["loss"], history[-1]["loss"])
print(load_keras(taught.weights)[1].taught)
"""


@pytest.fixture(autouse=True)
def torch():
    return pytest.importorskip("torch", reason="PyTorch is not installed, and digitscan does not ask for it")


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_answers_as_in_keras_and_gives_its_weights_back(torch, name: str) -> None:
    from digitscan.training.torch_network import TorchNetwork

    rng = np.random.default_rng(0)
    classes = {"paper": 10, "fractions": 2}.get(name, 11)
    model, other = build_network(name, classes), build_network(name, classes)
    model.set_weights([w * rng.uniform(0.8, 1.2, w.shape).astype(np.float32) + 0.002 for w in model.get_weights()])
    given = rng.random((3, 32, 96, 1) if "strips" in name else (5, 28, 28, 1)).astype(np.float32)
    wanted = np.asarray(model(given, training=False))
    network = TorchNetwork(model)
    tensor = torch.tensor(given).to(network.weights[0].device)
    for each in (network, TorchNetwork(model, learns=False)):
        assert np.allclose(each(tensor, training=False).detach().cpu().numpy(), wanted, atol=2e-4)
    network.write_weights(other)
    assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), other.get_weights(), strict=True))


def test_a_layer_that_it_does_not_know_is_named(torch) -> None:
    import keras
    from digitscan.training.torch_network import TorchNetwork

    model = keras.Sequential([keras.layers.Input((8, 8, 1)), keras.layers.AveragePooling2D(2)])
    with pytest.raises(UsageError, match="AveragePooling2D"):
        TorchNetwork(model)


def test_the_rate_falls_as_keras_lets_it(torch) -> None:
    from digitscan.training.on_tensorflow import build_optimizer
    from digitscan.training.on_torch import TorchLearner

    plan = recipe(optimizer={"kind": "adamw", "learning_rate": 0.01, "schedule": "cosine", "warmup": 1.5})
    model = build_network("paper", 10)
    learner = TorchLearner(model, model, plan, steps=40, epochs=8)
    schedule = build_optimizer(plan, 40, 8)
    done = learner.variables[-1]
    for step in (0, 1, 5, 7, 8, 20, 39, 40):
        done.assign(np.int64(step))
        schedule.iterations.assign(step)
        assert learner.learning_rate == pytest.approx(float(np.asarray(schedule.learning_rate)), rel=1e-4, abs=1e-9)


def test_it_learns_goes_on_after_a_cut_and_takes_a_teacher(tmp_path: Path) -> None:
    environment = os.environ | {"KERAS_BACKEND": "torch", "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(tmp_path)], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    *losses, taught = done.stdout.splitlines()
    for first, last in (map(float, line.split()) for line in losses):
        assert last < 0.8 * first
    assert taught == "tiny_strips 0.1"

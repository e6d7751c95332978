"""Times the inference stage alone on one device, batch size by batch size, beside what the card could do at most.

    python tests/benchmarks/bench_gpu.py [--device cuda|tensorrt|cpu] [--batch N ...] [--card-tflops X] [--out FILE]

`digits` sees drawn glyphs, `strips` drawn numbers in strips of one width. For each batch size these are timed:

load     making the session, a first small batch through it included
first    the first batch of this size, for which the device makes its plans
stage    `Session.classify` or `StripSession.read`, as reading calls them: arrays in, probabilities out
turns    a batch and one of half its size by turns, as pages come: a provider may plan anew for each change of shape
run      one batch from the computer's memory to the device, through the network, and back
network  the same with input and output left on the device
copy     the batch to the device, and nothing else; not on the CPU, where nothing is copied

Limits: multiply-adds, two operations each, at the rate of `--card-tflops` (float32, from the card's data sheet); and
the bytes of the inputs at the measured rate of a large copy. What the device says of the drawn inputs is compared with
what the CPU says; a difference above `--tolerance` ends with exit code 1.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.text import Text

from digitscan.bench.rows import find_setting
from digitscan.cli.columns import columns, heading, print_parts
from digitscan.drawing import Writer, draw_number
from digitscan.errors import DigitscanError
from digitscan.glyphs.normalize import normalize_all
from digitscan.glyphs.strip import STRIP_HEIGHT, strip
from digitscan.recognition.batches import pad_strips
from digitscan.recognition.session import DEVICES, LoadedModel, Session
from digitscan.recognition.strip_session import StripSession
from digitscan.types import Box

NETWORKS = ("digits", "strips")
TIMED = ("load", "first", "stage", "turns", "run", "network", "copy")

_COUNTED_WIDTH = 160
"""Width of the strip whose multiply-adds the sidecar tells, pixels; they grow with the width."""

_LARGE_COPY = 64 << 20
"""Bytes of the copy that shows the rate of the way to the device: the start of a copy does not count there."""

_ONE_HAND = 64
"""Glyphs or numbers that one writer draws."""

Batch = NDArray[np.uint8]
Stage = Callable[[Batch], NDArray[np.float32]]


@dataclass(frozen=True)
class Row:
    """One figure.

    Attributes:
        network: the network's name.
        what: one of `TIMED`, ``limit arithmetic``, ``limit copy`` or ``same as cpu``.
        batch: inputs in a batch.
        items: inputs in one run.
        runs: of which `seconds` is the median.
        seconds: of one run.
        per_s: inputs in a second.
        gb_per_s: bytes of the inputs in a second, 10⁹.
        tflops: two operations for each multiply-add in a second, 10¹².
        difference: largest difference of a probability from the CPU's.
        same: share of glyphs, or of columns of strips, for which both find the same class most probable.
    """

    network: str
    what: str
    batch: int | None = None
    items: int | None = None
    runs: int | None = None
    seconds: float | None = None
    per_s: float | None = None
    gb_per_s: float | None = None
    tflops: float | None = None
    difference: float | None = None
    same: float | None = None


class Work(NamedTuple):
    """What one network is given.

    Attributes:
        inputs: the drawn ones, uint8 (N, 28, 28) or (N, 32, W).
        operations: two for each multiply-add of one of them.
    """

    inputs: Batch
    operations: float

    def tiled(self, count: int) -> Batch:
        """So many inputs, the drawn ones over and over."""
        return np.ascontiguousarray(self.inputs[np.arange(count) % len(self.inputs)])

    def row(self, network: str, what: str, batch: int, items: int, seconds: Sequence[float]) -> Row:
        """The figures of some runs over `items` inputs each."""
        took = median(seconds)
        rate = items / took
        done = None if what == "copy" else rate * self.operations / 1e12
        moved = rate * self.inputs[0].nbytes / 1e9
        return Row(network, what, batch, items, len(seconds), took, rate, moved, done)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print tables, and write the CSV."""
    options = _parse(arguments)
    try:
        rows, models = [], []
        for network in options.network:
            work = draw_work(network, options.drawn if network == "digits" else options.drawn_strips, options.width)
            found, model = _measure(network, work, options)
            rows += found
            models.append(model)
    except DigitscanError as error:
        print(f"bench_gpu: {error}", file=sys.stderr)
        return error.exit_code
    setting = find_setting(models[0].device, models[0].provider, [(model.name, model.version) for model in models])
    title = f"{setting.device} ({setting.provider}), {setting.versions}, {setting.processor}"
    print_parts([Text(title, "bold"), *(part for network in options.network for part in _table(network, rows))])
    if options.out:
        names = [field.name for field in fields(Row)]
        with Path(options.out).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [*names, *asdict(setting)])
            writer.writeheader()
            writer.writerows({**{name: _cell(getattr(row, name)) for name in names}, **asdict(setting)} for row in rows)
    far = [row.network for row in rows if row.difference is not None and row.difference > options.tolerance]
    if far:
        print(f"bench_gpu: further from the CPU than {options.tolerance:g}: {', '.join(far)}", file=sys.stderr)
    return 1 if far else 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda", choices=DEVICES)
    parser.add_argument("--network", nargs="+", default=list(NETWORKS), choices=NETWORKS)
    parser.add_argument("--batch", nargs="+", type=int, default=[64, 256, 1024, 4096], metavar="N")
    parser.add_argument("--width", type=int, default=_COUNTED_WIDTH, help="of the strips, pixels")
    parser.add_argument("--seconds", type=float, default=1.0, help="spent on each figure, about")
    parser.add_argument("--drawn", type=int, default=4096, metavar="N", help="glyphs drawn")
    parser.add_argument("--drawn-strips", type=int, default=512, metavar="N", help="strips drawn")
    parser.add_argument("--card-tflops", type=float, metavar="X", help="10^12 float32 operations/s by the data sheet")
    parser.add_argument("--tolerance", type=float, default=1e-4, metavar="X", help="from the CPU's probabilities")
    parser.add_argument("--out", metavar="FILE", help="also write all figures as CSV")
    return parser.parse_args(arguments)


def draw_work(network: str, count: int, width: int = _COUNTED_WIDTH) -> Work:
    """Draw what a network of `NETWORKS` is given, and find what one input costs."""
    if network == "digits":
        return Work(draw_glyphs(count), 2.0 * _multiply_adds(network))
    return Work(draw_strips(count, width), 2.0 * _multiply_adds(network) * width / _COUNTED_WIDTH)


def draw_glyphs(count: int) -> Batch:
    """Digits by many pens: uint8 (count, 28, 28), normalised."""
    texts = [str(number % 10) for number in range(count)]
    return normalize_all([255 - pixels for pixels, _ in _drawn(texts, width=72)])


def draw_strips(count: int, width: int) -> Batch:
    """Numbers by many pens: uint8 (count, 32, width), what is longer cut off."""
    rng = np.random.default_rng(0)
    texts = ["".join(map(str, rng.integers(0, 10, rng.integers(2, 7)))) for _ in range(count)]
    strips = [strip(255 - pixels, _around(boxes))[:, :width] for pixels, boxes in _drawn(texts, width=320)]
    return pad_strips(strips, STRIP_HEIGHT, width, count)


def _drawn(texts: Sequence[str], width: int) -> Iterator[tuple[Batch, list[Box]]]:
    for number, text in enumerate(texts):
        if number % _ONE_HAND == 0:
            writer = Writer(number // _ONE_HAND)
        canvas = np.full((80, width), 255, np.uint8)
        yield canvas, draw_number(canvas, text, Box(6, 6, width - 6, 74), writer)


def _around(boxes: Sequence[Box]) -> Box:
    left, top, right, bottom = zip(*boxes, strict=True)
    return Box(min(left), min(top), max(right), max(bottom))


def _multiply_adds(network: str) -> int:
    from digitscan.recognition.catalog import GLYPHS, STRIPS, load_model

    return int(load_model(network, STRIPS if network == "strips" else GLYPHS).sidecar["multiply_adds"])


def _measure(network: str, work: Work, options: argparse.Namespace) -> tuple[list[Row], LoadedModel]:
    """All figures of one network, and the network."""
    rows: list[Row] = []
    for batch in options.batch:
        start = time.perf_counter()
        model, see = load(network, options.device, batch)
        rows.append(Row(network, "load", batch, runs=1, seconds=time.perf_counter() - start))
        rows += _of_batch(network, work, batch, model, see, options.seconds)
    rows += _limits(network, work, model, options.card_tflops)
    rows.append(compare(network, see(work.inputs), load(network, "cpu", batch)[1](work.inputs)))
    return rows, model


def _of_batch(network: str, work: Work, batch: int, model: LoadedModel, see: Stage, seconds: float) -> Iterator[Row]:
    count = max(len(work.inputs), batch)
    many, one = work.tiled(count), work.tiled(batch)
    start = time.perf_counter()
    model.run(one)
    yield Row(network, "first", batch, batch, 1, time.perf_counter() - start)
    yield work.row(network, "stage", batch, count, timed(lambda: see(many), seconds))
    half = work.tiled(max(1, batch // 2))
    turns = timed(lambda: (model.run(one), model.run(half)), seconds)
    yield work.row(network, "turns", batch, len(one) + len(half), turns)
    yield work.row(network, "run", batch, batch, timed(lambda: model.run(one), seconds))
    run, copy = on_device(model, one)
    yield work.row(network, "network", batch, batch, timed(run, seconds))
    if model.device != "cpu":
        yield work.row(network, "copy", batch, batch, timed(copy, seconds))


def load(network: str, device: str, batch: int) -> tuple[LoadedModel, Stage]:
    """A network on a device, and the stage that it serves: inputs in, probabilities out."""
    if network == "digits":
        session = Session(network, device, batch_size=batch)
        return session, session.classify
    strips = StripSession(network, device, batch_size=batch)
    return strips, lambda inputs: np.stack(strips.read(list(inputs)))


def on_device(model: LoadedModel, batch: Batch) -> tuple[Callable[[], None], Callable[[], None]]:
    """Functions that run the network on input that lies on the device, and that copy this input there."""
    buffer = device_buffer(model, batch)
    binding = model._runtime.io_binding()
    binding.bind_ortvalue_input(model._file.input_name, buffer)
    binding.bind_output(model._file.output_name, _memory(model))
    return lambda: model._runtime.run_with_iobinding(binding), lambda: buffer.update_inplace(batch)


def device_buffer(model: LoadedModel, content: Batch) -> Any:
    """An array on the network's device, as ONNX Runtime holds it."""
    import onnxruntime

    return onnxruntime.OrtValue.ortvalue_from_numpy(content, _memory(model), 0)


def _memory(model: LoadedModel) -> str:
    return "cpu" if model.device == "cpu" else "cuda"


def timed(function: Callable[[], object], seconds: float) -> list[float]:
    """Seconds of each run, for about so long, three at least; two before them do not count."""
    for _ in range(2):
        function()
    took: list[float] = []
    end = time.perf_counter() + seconds
    while len(took) < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        function()
        took.append(time.perf_counter() - start)
    return took


def _limits(network: str, work: Work, model: LoadedModel, card_tflops: float | None) -> Iterator[Row]:
    if card_tflops is not None:
        yield Row(network, "limit arithmetic", per_s=card_tflops * 1e12 / work.operations, tflops=card_tflops)
    if model.device == "cpu":
        return
    content = np.zeros(_LARGE_COPY, np.uint8)
    buffer = device_buffer(model, content)
    took = timed(lambda: buffer.update_inplace(content), 0.2)
    rate = _LARGE_COPY / median(took)
    yield Row(network, "limit copy", runs=len(took), per_s=rate / work.inputs[0].nbytes, gb_per_s=rate / 1e9)


def compare(network: str, device: NDArray[np.float32], cpu: NDArray[np.float32]) -> Row:
    """What a device says beside what the CPU says, both (…, classes)."""
    same = float((device.argmax(axis=-1) == cpu.argmax(axis=-1)).mean())
    if network == "strips":
        device, cpu = np.exp(device), np.exp(cpu)
    return Row(network, "same as cpu", items=len(cpu), difference=float(np.abs(device - cpu).max()), same=same)


def _table(network: str, rows: Sequence[Row]) -> Iterator[Any]:
    own = [row for row in rows if row.network == network]
    limit = next((row.per_s for row in own if row.what == "limit arithmetic"), None)
    lines = []
    for batch in dict.fromkeys(row.batch for row in own if row.batch is not None):
        found = {row.what: row for row in own if row.batch == batch}
        rates = [f"{found[what].per_s:,.0f}" for what in ("stage", "turns", "run", "network")]
        shares = [f"{found[what].per_s / limit:.1%}" if limit else "" for what in ("stage", "network")]
        tera = f"{found['network'].tflops:.2f}"
        giga = f"{found['copy'].gb_per_s:.2f}" if "copy" in found else ""
        once = [f"{found[what].seconds:.2f}" for what in ("load", "first")]
        lines.append((str(batch), *once, *rates, tera, giga, *shares))
    heads = (
        "batch",
        "load s",
        "first s",
        "stage /s",
        "turns /s",
        "run /s",
        "network /s",
        "TFLOP/s",
        "copy GB/s",
        "stage of limit",
        "network of limit",
    )
    yield heading(network)
    yield columns(heads, lines, left=())
    for row in own:
        if row.what.startswith("limit"):
            rate = f"{row.tflops:g} TFLOP/s" if row.tflops is not None else f"{row.gb_per_s:.1f} GB/s to the device"
            yield Text(f"{row.what}: {row.per_s:,.0f} /s at {rate}")
        elif row.what == "same as cpu":
            yield Text(f"beside the CPU: largest difference {row.difference:.1e}, same class {row.same:.3%}")


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return "" if value is None else str(value)


if __name__ == "__main__":
    sys.exit(main())

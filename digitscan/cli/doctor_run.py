"""One run of ``digitscan doctor``: the diagnosis on the terminal, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from digitscan.bench.machine import Machine
from digitscan.doctor.examine import examine
from digitscan.doctor.findings import Device, Diagnosis, Library, Model, Speed
from digitscan.errors import EXIT_OK, EXIT_UNUSABLE
from digitscan.outputs.results_stream import ResultsStream

from .columns import columns, heading, print_parts

_SHOWN = 12
"""Digits of a hash that are shown."""

_MUCH = 0.02
"""Share of the time of a page from which on a stage is shown by itself."""


def run_doctor(device: str, model: str, *, as_json: bool) -> int:
    """Examine, and tell.

    Returns:
        The exit code.

    Raises:
        BrokenPipeError: standard output was closed by its reader.
    """
    found = examine(device, model)
    if as_json:
        ResultsStream().write(json.dumps(found.as_json(), indent=2, allow_nan=False) + "\n")
    else:
        print_parts(_parts(found))
    return EXIT_UNUSABLE if found.problems else EXIT_OK


def _parts(found: Diagnosis) -> Iterator[RenderableType]:
    yield Text(found.digitscan, "bold")
    yield columns((), [_library(one) for one in found.libraries], left=(0, 1, 2))
    yield heading("Device")
    yield columns((), list(_device(found.device)), left=(0, 1))
    yield heading("Networks")
    yield columns(("name", "version", "SHA-256", ""), [_model(one) for one in found.models], left=(0, 1, 2, 3))
    yield heading("Machine")
    yield columns((), list(_machine(found.machine)), left=(0, 1))
    yield heading("Speed on one thread")
    yield from _speed(found.speed)
    for note in found.notes:
        yield Text(f"\nnote: {note}", "yellow")
    for problem in found.problems:
        yield Text(f"\nproblem: {problem}", "bold red")
    if not found.problems:
        yield Text(f"\nreading works on {found.device.used}", "bold green")


def _library(library: Library) -> tuple[str | Text, ...]:
    return library.name, library.version or "not installed", _state(library.problem, library.needed)


def _device(device: Device) -> Iterator[tuple[str | Text, ...]]:
    yield "asked for", device.asked
    if device.used:
        yield "in use", f"{device.used} ({device.provider}): {device.explanation}"
    if device.problem:
        yield "in use", _state(device.problem, needed=True)
    for name, why in device.not_taken:
        yield f"not {name}", why


def _model(model: Model) -> tuple[str | Text, ...]:
    unused = Text("" if model.needed else "not used by these options")
    state = _state(model.problem, model.needed) if model.problem else unused
    return model.name, model.version, model.sha256[:_SHOWN], state


def _machine(machine: Machine) -> Iterator[tuple[str | Text, ...]]:
    yield "processor", machine.processor
    quota = "" if machine.cpu_quota is None else f", the container grants the time of {machine.cpu_quota:.1f}"
    yield "CPUs", f"{machine.cpus} of {machine.cpus_present} may be used{quota}"
    limit = "" if machine.memory_limit is None else f", the container allows {_size(machine.memory_limit)}"
    yield "memory", f"{_size(machine.memory)}, {_size(machine.memory_available)} available{limit}"
    yield "temporary files", f"{machine.temporary or 'nowhere'}, {_size(machine.temporary_free)} free"
    yield "system", machine.system


def _speed(speed: Speed) -> Iterator[RenderableType]:
    if speed.problem:
        yield Text(f"not measured: {speed.problem}")
        return
    big = [(name, seconds) for name, seconds in speed.stages if seconds >= _MUCH * speed.seconds]
    small = speed.seconds - sum(seconds for _, seconds in big)
    rows = [(name, f"{1000 * seconds:.0f} ms", f"{seconds / speed.seconds:.0%}") for name, seconds in big]
    rows += [("the rest", f"{1000 * small:.0f} ms", f"{small / speed.seconds:.0%}")] if small > 0 else []
    yield Text(f"{speed.page}; {speed.right} of {speed.written} numbers right", "dim")
    yield columns((), rows)
    yield Text(f"{speed.seconds:.2f} s a page, {1 / speed.seconds:.2f} pages/s on one core")


def _state(problem: str, needed: bool) -> Text:
    """What is wrong; what keeps reading from working is told at the end, and here only that it does."""
    return Text("not usable, see below" if problem and needed else problem, "red")


def _size(size: int | None) -> str:
    return "unknown" if size is None else f"{size / 2**30:.1f} GiB"

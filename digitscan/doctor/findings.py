"""What the doctor found, as data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from digitscan.bench.machine import Machine


@dataclass(frozen=True)
class Library:
    """A library that reading needs.

    Attributes:
        name: of the package, or what it is for where none is installed.
        version: installed, or "" for none.
        problem: why it cannot be used, and the mend; "" where it can.
        needed: whether nothing can be read without it.
    """

    name: str
    version: str
    problem: str = ""
    needed: bool = True


@dataclass(frozen=True)
class Model:
    """A network.

    Attributes:
        name: of it.
        version: from its sidecar; "" where that cannot be read.
        sha256: of the ONNX file as it is on the disk; "" where it cannot be read.
        path: of the ONNX file.
        needed: whether reading with the options given uses it.
        problem: why it cannot be used, and the mend; "" where it can.
    """

    name: str
    version: str
    sha256: str
    path: str
    needed: bool
    problem: str = ""


@dataclass(frozen=True)
class Device:
    """Where the networks run.

    Attributes:
        asked: as the user named it.
        used: ``cpu``, ``cuda`` or ``tensorrt``, that a real session runs on; "" for none.
        provider: the session's, as ONNX Runtime names it.
        explanation: why this one.
        problem: why the one that was asked for cannot be used, and the mend; "" where it can.
        not_taken: other devices, and why they are not to be had.
    """

    asked: str
    used: str = ""
    provider: str = ""
    explanation: str = ""
    problem: str = ""
    not_taken: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Speed:
    """Reading one generated page on one thread.

    Attributes:
        page: what it is.
        seconds: for all of it.
        stages: seconds of each, in their order.
        right: numbers read as they were written.
        written: numbers on it.
        problem: why nothing could be measured; "" where it could.
    """

    page: str
    seconds: float = 0.0
    stages: tuple[tuple[str, float], ...] = ()
    right: int = 0
    written: int = 0
    problem: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """All of it.

    Attributes:
        digitscan: its version, and the commit of a source tree.
        libraries: those that reading needs.
        device: where the networks run.
        models: those that are needed first.
        machine: the machine.
        speed: of reading.
        notes: what a person should know before a big run.
    """

    digitscan: str
    libraries: tuple[Library, ...]
    device: Device
    models: tuple[Model, ...]
    machine: Machine
    speed: Speed
    notes: tuple[str, ...]

    @property
    def problems(self) -> list[str]:
        """What keeps reading from working, a line each."""
        libraries = [one.problem for one in self.libraries if one.problem and one.needed]
        models = [one.problem for one in self.models if one.problem and one.needed]
        device = [self.device.problem] if self.device.problem else []
        speed = [f"the test page was not read: {self.speed.problem}"] if self.speed.problem else []
        # One cause is told once: without a library, nothing that needs it works.
        return list(dict.fromkeys([*libraries, *models, *device])) or speed

    def as_json(self) -> dict[str, Any]:
        """The same as what JSON can hold."""
        found = asdict(self)
        found["device"]["not_taken"] = dict(self.device.not_taken)
        found["speed"]["stages"] = dict(self.speed.stages)
        return {"usable": not self.problems, "problems": self.problems, **found}

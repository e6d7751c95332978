"""The whole examination: each part by itself, then what follows from all of them."""

from __future__ import annotations

from collections.abc import Iterator

from digitscan import __version__
from digitscan.bench.machine import Machine, commit, find_machine

from .findings import Device, Diagnosis, Speed
from .libraries import clashes, find_libraries
from .networks import find_networks
from .speed import measure_speed

_A_WORKER = 300 << 20
"""Bytes of memory that each worker takes, about, with a page of A4 at 300 dpi in it: `digitscan bench` measured 245 MB
with one worker and 420 MB with two, the run's own process included; pages of other sizes may need more."""

_TEMPORARY = 1 << 30
"""Bytes that ought to be free for temporary files."""


def examine(device: str, model: str) -> Diagnosis:
    """Look at everything that reading needs; what is broken is told, and never raised.

    Args:
        device: the one asked for.
        model: the network of glyphs.
    """
    libraries = find_libraries()
    got, models = find_networks(device, model)
    machine = find_machine()
    speed = Speed("", problem="reading does not work here")
    if got.used and not any(one.problem for one in models if one.needed):
        speed = measure_speed(got.used, model)
    about = commit()
    name = f"digitscan {__version__}"
    version = name if about == name else f"{name} ({about})"
    notes = (*clashes(), *_notes(machine, got))
    return Diagnosis(version, libraries, got, models, machine, speed, notes)


def _notes(machine: Machine, device: Device) -> Iterator[str]:
    """What a person should know before a big run."""
    jobs = machine.cpus
    if machine.cpu_quota is not None and machine.cpu_quota < machine.cpus:
        jobs = max(1, round(machine.cpu_quota))
        yield f"the container grants the time of {machine.cpu_quota:.1f} CPUs: use --jobs {jobs}"
    room = min((size for size in (machine.memory_available, machine.memory_limit) if size is not None), default=None)
    if room is not None and room < jobs * _A_WORKER:
        fewer = max(1, room // _A_WORKER)
        yield f"memory for about {fewer} of {jobs} workers: use --jobs {fewer}"
    if not machine.temporary:
        yield "no folder for temporary files can be written to: set TMPDIR"
    elif machine.temporary_free is not None and machine.temporary_free < _TEMPORARY:
        yield f"little room for temporary files in {machine.temporary}: set TMPDIR to a folder with more"

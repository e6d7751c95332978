"""What figures hold for: processor, memory, system, versions of the libraries, commit. Nothing heavy is imported."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from digitscan import __version__

LIBRARIES = ("onnxruntime-gpu", "onnxruntime", "opencv-python", "opencv-python-headless", "numpy", "pypdfium2")
"""Packages that reading may run on; of the first two, and of the two that follow, one is enough."""

_CGROUP = Path("/sys/fs/cgroup")
_ENDLESS = 1 << 60
"""What a group without a limit of memory names as its limit, or more."""


@dataclass(frozen=True)
class Machine:
    """The machine, as far as this process may use it.

    Attributes:
        processor: its name.
        system: operating system and architecture.
        cpus: CPUs that this process may run on.
        cpus_present: CPUs that the machine has.
        cpu_quota: CPUs' worth of time that a container grants, or None for no limit.
        memory: bytes, or None where the system does not tell.
        memory_available: bytes that are free or can be freed, or None.
        memory_limit: of the container, bytes, or None for none.
        temporary: folder for temporary files.
        temporary_free: bytes free there, or None.
    """

    processor: str
    system: str
    cpus: int
    cpus_present: int
    cpu_quota: float | None
    memory: int | None
    memory_available: int | None
    memory_limit: int | None
    temporary: str
    temporary_free: int | None


def find_machine() -> Machine:
    """Look at the machine; what it does not tell is None."""
    known = _meminfo()
    total = known.get("MemTotal") or _sysconf_memory()
    temporary, free = _temporary()
    return Machine(
        processor=_processor(),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        cpus=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        cpus_present=os.cpu_count() or 1,
        cpu_quota=_cpu_quota(),
        memory=total,
        memory_available=known.get("MemAvailable"),
        memory_limit=_memory_limit(),
        temporary=temporary,
        temporary_free=free,
    )


def library_versions() -> dict[str, str]:
    """Versions of Python and of the packages of `LIBRARIES` that are installed."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def pdfium_version() -> str | None:
    """The version of PDFium itself; None where it does not load."""
    try:
        from pypdfium2 import PDFIUM_INFO
    except (ImportError, OSError, AttributeError):
        return None
    return str(PDFIUM_INFO)


def commit() -> str:
    """The commit that the source tree is at, or the version of an installed package: ``digitscan 0.2.0``."""
    tree = Path(__file__).resolve().parents[2]
    if (tree / "pyproject.toml").is_file():
        command = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
        with contextlib.suppress(OSError):
            done = subprocess.run(command, cwd=tree, capture_output=True, text=True)
            if done.returncode == 0:
                return done.stdout.strip()
    return f"digitscan {__version__}"


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _meminfo() -> dict[str, int]:
    """Bytes by the names of /proc/meminfo; empty where there is none."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return {}
    found = (re.match(r"(\w+):\s+(\d+) kB", line) for line in lines)
    return {match[1]: int(match[2]) << 10 for match in found if match is not None}


def _sysconf_memory() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _cpu_quota() -> float | None:
    """CPUs' worth of time of the control group (version 2, then 1), or None."""
    with contextlib.suppress(OSError, ValueError):
        quota, period = (_CGROUP / "cpu.max").read_text().split()
        return None if quota == "max" else int(quota) / int(period)
    with contextlib.suppress(OSError, ValueError):
        limit = int((_CGROUP / "cpu" / "cpu.cfs_quota_us").read_text())
        return None if limit <= 0 else limit / int((_CGROUP / "cpu" / "cpu.cfs_period_us").read_text())
    return None


def _memory_limit() -> int | None:
    """Bytes that the control group (version 2, then 1) may take, or None."""
    for file in ("memory.max", "memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):
            limit = int((_CGROUP / file).read_text())
            return None if limit >= _ENDLESS else limit
    return None


def _temporary() -> tuple[str, int | None]:
    try:
        folder = tempfile.gettempdir()
    except OSError:  # nowhere on this machine a file can be written
        return "", None
    try:
        return folder, shutil.disk_usage(folder).free
    except OSError:
        return folder, None

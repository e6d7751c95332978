"""What the system tells of the machine, and what a container grants of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitscan.bench import machine
from digitscan.bench.machine import find_machine


@pytest.mark.parametrize(
    ("files", "quota", "limit"),
    [
        ({}, None, None),
        ({"cpu.max": "max 100000", "memory.max": "max"}, None, None),
        ({"cpu.max": "150000 100000", "memory.max": str(2 << 30)}, 1.5, 2 << 30),
        (
            {
                "cpu/cpu.cfs_quota_us": "50000",
                "cpu/cpu.cfs_period_us": "100000",
                "memory/memory.limit_in_bytes": str(1 << 30),
            },
            0.5,
            1 << 30,
        ),
        ({"cpu/cpu.cfs_quota_us": "-1", "memory/memory.limit_in_bytes": "9223372036854771712"}, None, None),
    ],
)
def test_the_limits_of_a_container(
    files: dict[str, str], quota: float | None, limit: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{text}\n")
    monkeypatch.setattr(machine, "_CGROUP", tmp_path)
    found = find_machine()
    assert (found.cpu_quota, found.memory_limit) == (quota, limit)


def test_the_machine_is_told() -> None:
    found = find_machine()
    assert 1 <= found.cpus <= found.cpus_present
    assert found.processor and found.system
    assert found.temporary_free is not None and found.temporary_free > 0
    if found.memory is not None and found.memory_available is not None:
        assert found.memory_available <= found.memory

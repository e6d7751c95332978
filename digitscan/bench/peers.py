"""Other programs that read numbers, where they are installed: on the same pages, as their own makers start them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from typing import NamedTuple

from digitscan.errors import DependencyError

_NO_DIGIT = re.compile(r"\D+")

_PATIENCE = 1800.0
"""Seconds after which a peer is given up."""


class Peer(NamedTuple):
    """A program to compare with.

    Attributes:
        name: what it is called.
        version: of it, or why it cannot be had.
        present: whether it is installed.
    """

    name: str
    version: str
    present: bool


class PeerRun(NamedTuple):
    """One run of a peer.

    Attributes:
        pages: read.
        seconds: that they took; its own start is not counted.
        texts: what it read on each page, in pieces.
    """

    pages: int
    seconds: float
    texts: list[list[str]]


def find_peers() -> list[Peer]:
    """All peers that are known, installed or not."""
    return [_find_rapidocr(), _find_tesseract()]


def run_peer(peer: Peer, paths: Sequence[str], jobs: int) -> PeerRun:
    """Read pages with a peer.

    Args:
        peer: one that is present.
        paths: of images.
        jobs: processes, for a peer that runs one for each page; others take the CPUs as they do by themselves.

    Raises:
        DependencyError: it failed; the message has its last line.
    """
    return _RUN[peer.name](paths, jobs)


def share_found(values: Iterable[str], texts: Iterable[str]) -> float:
    """Share of the written numbers that were read anywhere on the page, 0–1.

    It is generous: programs that join neighbouring fields have read both, and blanks in a number do no harm. No digit
    that was read counts for two numbers.
    """
    rest = [_NO_DIGIT.sub("", text) for text in texts]
    written = found = 0
    for value in values:
        written += 1
        place = next((i for i, text in enumerate(rest) if value in text), None)
        if place is not None:
            found += 1
            rest[place] = rest[place].replace(value, " ", 1)
    return found / max(1, written)


def _find_rapidocr() -> Peer:
    for package in ("rapidocr", "rapidocr-onnxruntime"):
        try:
            return Peer("RapidOCR", metadata.version(package), True)
        except metadata.PackageNotFoundError:
            continue
    return Peer("RapidOCR", "not installed (pip install rapidocr, in an environment of its own)", False)


def _find_tesseract() -> Peer:
    if shutil.which("tesseract") is None:
        return Peer("Tesseract", "not installed (no program 'tesseract' on the path)", False)
    done = subprocess.run(["tesseract", "--version"], capture_output=True, text=True)
    first = (done.stdout or done.stderr).splitlines()[:1]
    return Peer("Tesseract", first[0].removeprefix("tesseract ") if first else "unknown version", True)


def _run_rapidocr(paths: Sequence[str], jobs: int) -> PeerRun:
    """One process that takes the CPUs as RapidOCR does by itself; its start and a first page are not counted."""
    command = [sys.executable, "-P", "-m", "digitscan.bench.rapidocr", *paths]
    done = _run(command, os.environ)
    told = json.loads(done.stdout.splitlines()[-1])
    return PeerRun(len(paths), float(told["seconds"]), told["texts"])


def _run_tesseract(paths: Sequence[str], jobs: int) -> PeerRun:
    """A process for each page, `jobs` at a time on one thread each, which is its fastest way through many pages."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}

    def read(path: str) -> list[str]:
        # 11: text wherever it stands, in no order; the digits are all that is asked for.
        options = ["--psm", "11", "-c", "tessedit_char_whitelist=0123456789"]
        return _run(["tesseract", path, "stdout", *options], environment).stdout.split()

    start = time.perf_counter()
    with ThreadPoolExecutor(jobs) as pool:
        texts = list(pool.map(read, paths))
    return PeerRun(len(paths), time.perf_counter() - start, texts)


def _run(command: Sequence[str], environment: dict[str, str] | os._Environ[str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=_PATIENCE)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        raise DependencyError(f"{command[0]} ended with code {done.returncode}: {lines[-1]}")
    return done


_RUN: dict[str, Callable[[Sequence[str], int], PeerRun]] = {"RapidOCR": _run_rapidocr, "Tesseract": _run_tesseract}

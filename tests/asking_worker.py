"""A worker process that asks the networks of the run about each file: one glyph with the number in its name."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

from digitscan.errors import DigitscanError
from digitscan.recognition.networks import Asked
from digitscan.run.messages import Ended, Outcome, Setting, Started
from digitscan.run.remote import RemoteSight
from digitscan.types import Box, PageResult, Reading, Status


def work(connection: Any, setting: Setting) -> None:
    """Say of each file what the networks see in it."""
    assert setting.remote
    sight = RemoteSight(connection)
    connection.send(Started(None))
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            name = connection.recv().source.name
            connection.send(Outcome(_see(sight, name)))
            connection.send(Ended(more=False))


def _see(sight: RemoteSight, name: str) -> PageResult:
    glyphs = np.full((3, 28, 28), int(name.partition(".")[0]), np.uint8)
    try:
        (seen,) = sight.see([Asked(glyphs, glyphs[:0], glyphs[:0])])
    except DigitscanError as error:
        return PageResult(name, 1, error=str(error))
    assert seen.glyphs.shape == (3, 11)
    value = str(int(seen.glyphs[0, 0]))
    return PageResult(name, 1, (Reading(1, value, 0.9, Status.OK, Box(0, 0, 9, 9)),), None, 9, 9)

"""What results depend on is compared, and said in words for the user."""

from __future__ import annotations

from typing import Any

import pytest

from digitscan import __version__
from digitscan.recognition.catalog import bundled_models
from digitscan.run.conditions import conditions, differences


@pytest.mark.skipif("digits" not in bundled_models(), reason="no model file is in models/ yet")
def test_models_count_by_their_content_and_only_those_that_read() -> None:
    both, one = (conditions({"--blanks": True}, "digits", reader) for reader in ("fused", "glyph"))
    assert both["digitscan"] == __version__ and both["--blanks"] is True
    assert "SHA-256" in both["model for glyphs"] and "model for strips" in both
    assert "strips-large" in both["model for doubtful strips"] and "digits-large" in both["model for unsure glyphs"]
    assert "model for strips" not in one
    named = conditions({}, str(bundled_models()["digits"]), "glyph")
    assert differences(one, {**named, "--blanks": True}) == []


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ({"--reader": "fused"}, {"--reader": "glyph"}, ["--reader was fused and is now glyph"]),
        ({"--blanks": False}, {"--blanks": True}, ["--blanks was off and is now on"]),
        ({"--overlay": None}, {"--overlay": "a"}, ["--overlay was absent and is now a"]),
        ({}, {"--new": 1}, ["--new was absent and is now 1"]),
        ({"m": f"d 1, SHA-256 {'a1' * 32}"}, {"m": None}, ["m was d 1, SHA-256 a1a1a1a1a1a1… and is now absent"]),
        ({"--max-pixels": 10}, {"--max-pixels": 9}, ["--max-pixels was 10 and is now 9"]),
        ({"--max-pixels": 10}, {"--max-pixels": 11}, []),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
    ],
)
def test_what_differs_is_named(before: dict[str, Any], now: dict[str, Any], told: list[str]) -> None:
    assert differences(before, now) == told

"""What results depend on beside the inputs: those of two runs may stand together only where it is the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from digitscan import __version__
from digitscan.recognition.catalog import FRACTIONS, GLYPHS, STRIPS, load_model

Conditions = Mapping[str, Any]
"""Words for the user → text, number, truth or None, all as JSON has them."""

LIMITS = frozenset(["--max-pixels"])
"""Limits that may be raised: a page that was read stays as it is, and one that was refused is tried again."""

_SHA256 = re.compile(r"([0-9a-f]{12})[0-9a-f]{52}")


def conditions(options: Mapping[str, Any], model: str, reader: str) -> Conditions:
    """Gather what results depend on.

    Args:
        options: those that change results, by their name on the command line.
        model: as `digitscan.reader.Reader` takes it.
        reader: likewise.

    Raises:
        ModelError: a model is missing or altered.
    """
    kinds = {"glyphs": (GLYPHS, model), "fractions": (FRACTIONS, "fractions")}
    if reader != "glyph":
        kinds |= {"strips": (STRIPS, "strips"), "doubtful strips": (STRIPS, "strips-large")}
        kinds |= {"unsure glyphs": (GLYPHS, "digits-large")}
    used = {what: load_model(name, kind) for what, (kind, name) in kinds.items()}
    models = {f"model for {what}": f"{file.name} {file.version}, SHA-256 {file.sha256}" for what, file in used.items()}
    return {"digitscan": __version__, **models, **options}


def differences(before: Conditions, now: Conditions) -> list[str]:
    """What is not as it was, one clause each; a limit that was raised is none."""
    names = dict.fromkeys([*before, *now])
    changed = [name for name in names if before.get(name) != now.get(name) and not _is_raised(name, before, now)]
    return [f"{name} was {_shown(before.get(name))} and is now {_shown(now.get(name))}" for name in changed]


def _is_raised(name: str, before: Conditions, now: Conditions) -> bool:
    return name in LIMITS and name in before and name in now and now[name] >= before[name]


def _shown(value: Any) -> str:
    """A value for the user: no more of a hash than tells it from others."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return "absent" if value is None else _SHA256.sub(r"\1…", str(value))

"""JSON files that are complete or absent: sidecars, results, reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from digitscan.errors import ModelError, OutputError


def read_json(path: Path) -> dict[str, Any] | None:
    """Read a JSON object; None where there is no file.

    Raises:
        ModelError: it is no JSON object.
    """
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({error}); move it away or export the model anew") from None
    if not isinstance(table, dict):
        raise ModelError(f"{path} is no JSON object; move it away or export the model anew")
    return table


def write_json(path: Path, content: Any) -> None:
    """Write JSON beside its name and rename it.

    Raises:
        OutputError: it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from None

"""The networks and the device: a real session for each, and what it says when there can be none."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from digitscan.errors import DependencyError, DeviceError, DigitscanError, ModelError

from .findings import Device, Model

_STRIPS, _THIRD, _FOURTH, _FRACTIONS = "strips", "strips-large", "digits-large", "fractions"

_BESIDE = (_STRIPS, _THIRD, _FOURTH, _FRACTIONS)
"""What reading needs beside the network of glyphs."""


def find_networks(asked: str, model: str) -> tuple[Device, tuple[Model, ...]]:
    """Make a session of each network that reading needs, and look at the other bundled ones.

    Args:
        asked: the device.
        model: the network of glyphs, as ``digitscan read`` takes it.

    Returns:
        The device that was got, and the models. Nothing is raised.
    """
    device: Device | None = None
    models = []
    for name in (model, *_BESIDE):
        if device is None or device.used:
            tried, problem = _try(name, device.used if device else asked, asked)
            device = device or tried
        else:
            problem = ""
        models.append(_look_at(name, problem, needed=True))
    found = device or Device(asked, problem="no network can be loaded, so that the device could not be tried")
    return found, (*models, *_others(model))


def _try(name: str, device: str, asked: str) -> tuple[Device | None, str]:
    """Load one network: (the device, "") or, where the model is at fault, (None, why)."""
    try:
        session = _session(name, device)
    except ModelError as error:
        return None, str(error)
    except (DeviceError, DependencyError) as error:
        return Device(asked, problem=str(error)), ""
    except Exception as error:  # a broken library may raise anything
        return Device(asked, problem=_in_words(error)), ""
    used, provider, why = str(session.device), str(session.provider), str(session.explanation)
    other = _why_no_gpu(name) if asked == "auto" and used == "cpu" else ()
    return Device(asked, used, provider, why, not_taken=other), ""


def _session(name: str, device: str) -> Any:
    from digitscan.recognition.catalog import FRACTIONS
    from digitscan.recognition.session import Session
    from digitscan.recognition.strip_session import StripSession

    if name in (_THIRD, _FOURTH):
        # The larger ones are on the CPU always (`Networks`).
        device = "cpu"
    if name in (_STRIPS, _THIRD):
        return StripSession(name, device, threads=1)
    if name == _FRACTIONS:
        return Session(name, device, threads=1, kind=FRACTIONS)
    return Session(name, device, threads=1)


def _why_no_gpu(name: str) -> tuple[tuple[str, str], ...]:
    """Why CUDA was not taken, with the mend, which the session's own explanation leaves out."""
    try:
        _session(name, "cuda")
    except DigitscanError as error:
        return (("cuda", str(error)),)
    except Exception as error:
        return (("cuda", _in_words(error)),)
    return ()


def _look_at(name: str, problem: str, *, needed: bool) -> Model:
    """A model's files, whether they can be loaded or not; what is wrong with them comes from the session."""
    try:
        from digitscan.recognition.catalog import find_model, load_model

        path = find_model(name)
    except ModelError as error:
        return Model(name, "", "", "", needed, problem or str(error))
    except Exception as error:
        return Model(name, "", "", "", needed, problem or _in_words(error))
    told = _sidecar(path)
    sha256 = _sha256(path)
    if not problem:
        try:
            load_model(path, str(told.get("kind", "glyphs")))
        except ModelError as error:
            problem = str(error)
    return Model(str(told.get("name", name)), str(told.get("version", "")), sha256, str(path), needed, problem)


def _others(model: str) -> list[Model]:
    """Bundled models that reading with these options does not use."""
    try:
        from digitscan.recognition.catalog import bundled_models

        names = [name for name in bundled_models() if name not in (model, *_BESIDE)]
    except Exception:  # the package of models is not there: those that are needed say so
        return []
    return [_look_at(name, "", needed=False) for name in names]


def _sidecar(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _in_words(error: Exception) -> str:
    words = str(error).strip().splitlines()
    return f"{type(error).__name__}: {words[0] if words else 'no reason given'}"

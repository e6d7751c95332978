"""What an NVIDIA GPU asks of ONNX Runtime: providers and their options, what rules them out, and buffers that stay.

ONNX Runtime itself is handed in: `session` alone imports it.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .batches import WIDTH_STEP
from .catalog import ModelFile

CPU, CUDA, TENSORRT = "CPUExecutionProvider", "CUDAExecutionProvider", "TensorrtExecutionProvider"

PROVIDERS = {"cuda": CUDA, "tensorrt": TENSORRT}
"""The provider that each device of a GPU must really get."""

_INSTALL = "on Linux or Windows with x86-64 run: pip uninstall -y onnxruntime; pip install --force-reinstall"

_WIDEST = 2048
"""Widest strip for which TensorRT plans, pixels: thirty digits and more; a wider one is planned anew."""

_MOST_SESSIONS = 32
"""Sessions of one model at most, each with its own memory on the card: all shapes of ordinary forms, and some more."""

_USUAL = 160
"""Width of an ordinary strip, pixels: what TensorRT tunes for."""


def may_have_gpu() -> bool:
    """Whether NVIDIA's driver can be loaded; without it nothing else is worth a try."""
    try:
        ctypes.CDLL(_driver())
    except OSError:
        return False
    return True


def obstacle(ort: ModuleType, device: str) -> str:
    """What rules a GPU out before it is tried, with its mend after a semicolon; empty if nothing does.

    Args:
        ort: ONNX Runtime.
        device: ``cuda`` or ``tensorrt``.
    """
    if PROVIDERS[device] not in ort.get_available_providers():
        name = "TensorRT" if device == "tensorrt" else "CUDA"
        return f"the installed ONNX Runtime {ort.__version__} has no {name} provider; {_INSTALL} 'digitscan[cuda]'"
    if not may_have_gpu():
        return (
            f"no NVIDIA driver is installed ({_driver()} cannot be loaded); install the driver until 'nvidia-smi' lists"
            " the GPU, and start a container with access to it (docker run --gpus all)"
        )
    return ""


def providers(device: str, file: ModelFile, largest: int) -> list[Any]:
    """The providers to ask for, the wanted one first.

    Args:
        device: ``cuda`` or ``tensorrt``.
        file: the model.
        largest: inputs in the largest batch.
    """
    # Exhaustive search would time every algorithm for every new batch size; the heuristic is as good for 28×28.
    # TF32 rounds to ten bits: the third decimal of a confidence would differ from the CPU's.
    cuda = (CUDA, {"cudnn_conv_algo_search": "HEURISTIC", "use_tf32": "0"})
    return [cuda, CPU] if device == "cuda" else [(TENSORRT, _tensorrt_options(file, largest)), cuda, CPU]


def _tensorrt_options(file: ModelFile, largest: int) -> dict[str, str]:
    """One engine for all shapes that are ever run, built once and kept, because building takes long."""
    cache = _engine_folder()
    cache.mkdir(parents=True, exist_ok=True)
    options = {
        "trt_engine_cache_enable": "1",
        "trt_engine_cache_path": str(cache),
        "trt_engine_cache_prefix": f"{file.name}-{file.sha256[:12]}",
        "trt_timing_cache_enable": "1",
    }
    for which, batch, width in (("min", 1, WIDTH_STEP), ("opt", largest, _USUAL), ("max", largest, _WIDEST)):
        sides = [batch if at == 0 else side or width for at, side in enumerate(file.contract.input_shape)]
        options[f"trt_profile_{which}_shapes"] = f"{file.input_name}:{'x'.join(map(str, sides))}"
    return options


def _engine_folder() -> Path:
    """Where TensorRT keeps its engines: the user's cache."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "digitscan" / "tensorrt"


class BoundRun:
    """Runs a model on buffers that stay on the device: one for each shape, of which there are few.

    Without it ONNX Runtime would allocate anew, and copy from pageable memory, for every batch. Each shape may have a
    session of its own, too: since 1.20 the CUDA provider keeps one plan of each convolution, and plans anew whenever
    the shape is not the last one's (https://github.com/microsoft/onnxruntime/issues/23006).
    """

    def __init__(
        self,
        ort: ModuleType,
        session: Any,
        file: ModelFile,
        device_type: str = "cuda",
        another: Callable[[], Any] | None = None,
    ) -> None:
        """Bind nothing yet.

        Args:
            ort: ONNX Runtime.
            session: its session.
            file: the model.
            device_type: ONNX Runtime's word for where the inputs lie, ``cuda`` or ``cpu``.
            another: makes one more session of the model, for a further shape; None runs all shapes in `session`.
        """
        self._ort, self._session, self._file, self._device_type = ort, session, file, device_type
        self._another = another
        self._bound: dict[Sequence[int], tuple[Any, Any, Any]] = {}

    def __call__(self, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        """One batch through the model; the result is the caller's."""
        session, buffer, binding = self._bound.get(batch.shape) or self._bind(batch)
        buffer.update_inplace(np.ascontiguousarray(batch))
        session.run_with_iobinding(binding)
        result: NDArray[np.float32] = np.array(binding.get_outputs()[0].numpy())
        return result

    def _bind(self, batch: NDArray[np.uint8]) -> tuple[Any, Any, Any]:
        session = self._session
        if self._another is not None and 0 < len(self._bound) < _MOST_SESSIONS:
            try:
                session = self._another()
            except Exception:  # of ONNX Runtime's own, and RuntimeError: the card's memory is full
                self._another = None
        buffer = self._ort.OrtValue.ortvalue_from_shape_and_type(batch.shape, batch.dtype.type, self._device_type, 0)
        binding = session.io_binding()
        binding.bind_ortvalue_input(self._file.input_name, buffer)
        binding.bind_output(self._file.output_name)  # to the CPU's memory, in the shape that comes out
        self._bound[batch.shape] = session, buffer, binding
        return session, buffer, binding


def _driver() -> str:
    return "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"

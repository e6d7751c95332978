"""The network at work: the only file that imports ONNX Runtime.

A session says which device it really got. ONNX Runtime falls back to the CPU without an error when CUDA cannot be
loaded, so the provider is asked for after creation and proved with one warm-up batch. What ONNX Runtime prints on the
way (on file descriptor 2, and some of it on standard output) is caught: it becomes the reason in an error message or
in `Session.explanation`, and never reaches a terminal or a pipe.
"""

from __future__ import annotations

import os
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitscan.errors import DependencyError, DeviceError, ModelError
from digitscan.types import CLASSES

from .batches import SMALLEST_BATCH, WIDTH_STEP, batch_sizes, few_sizes, pad_batch, plan_batches
from .catalog import GLYPHS, ModelFile, load_model
from .chatter import explain_cuda_failure, silence
from .gpu import CPU, PROVIDERS, BoundRun, obstacle, providers

GPU_DEVICES = tuple(PROVIDERS)
DEVICES = ("auto", "cpu", *GPU_DEVICES)

_CPU_BATCH = 64
"""Largest batch on the CPU: activations of more glyphs leave the cache. Measured with `digits` and ONNX Runtime 1.31 on
2 cores, glyphs/s: 10,200 in batches of 64, 7,100 of 128, 5,500 of 1,024 (best of 4 runs over 1,024 glyphs each)."""

_QUIET = 4
"""ONNX Runtime's severity *fatal*: what matters comes as an exception too."""


class LoadedModel:
    """One model, loaded, checked and ready on one device: what all sessions share.

    Attributes:
        name: the model's name.
        version: the model's version.
        path: the ONNX file.
        model_sha256: SHA-256 of that file.
        classes: what the last axis of the model's output means.
        device: ``"cpu"``, ``"cuda"`` or ``"tensorrt"``, the one in use.
        provider: the ONNX Runtime provider in use.
        explanation: why this device was taken, in words for the user.
    """

    def __init__(
        self, model: str | os.PathLike[str], device: str, threads: int | None, kind: str, batch_size: int = 1024
    ) -> None:
        """Load a model onto a device and run one batch through it.

        Args:
            model: the name of a bundled model, or the path of an ``.onnx`` file with its sidecar.
            device: ``"auto"`` (CUDA if it works, else the CPU), ``"cpu"``, ``"cuda"`` or ``"tensorrt"``.
            threads: threads of the CPU provider; None takes the CPUs this process may use.
            kind: which kind of model it must be, as in `catalog.CONTRACTS`.
            batch_size: inputs in the largest batch that will be run; a GPU's plans are made for it.

        Raises:
            ModelError: the model is missing, altered, or not of the expected contract.
            DeviceError: the device asked for cannot be used; the message says why and how to mend it.
            DependencyError: ONNX Runtime cannot be loaded.
            ValueError: `device` is none of these.
        """
        if device not in DEVICES:
            raise ValueError(f"device is one of {', '.join(DEVICES)}, not {device!r}")
        file = load_model(model, kind)
        self.name, self.version, self.path, self.model_sha256 = file.name, file.version, file.path, file.sha256
        self.classes = file.classes
        self._file = file
        ort = _import_runtime()
        self._runtime, self.device, self.explanation = _start(ort, file, device, threads, batch_size)
        self.provider = str(self._runtime.get_providers()[0])
        # TensorRT plans once for all shapes.
        another = None
        if self.device == "cuda":
            # The CPU has next to nothing to do in it.
            another = partial(_open_quietly, ort, file, providers("cuda", file, batch_size), 1)
        self._bound = BoundRun(ort, self._runtime, file, another=another) if self.device in GPU_DEVICES else None

    def run(self, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        """One batch through the model, in the shapes of its contract."""
        return _run(self._runtime, self._file, batch) if self._bound is None else self._bound(batch)


class Session(LoadedModel):
    """A model that classifies glyphs.

    Attributes:
        classes: what the columns of `classify` mean: always the eleven of `digitscan.types.CLASSES`, but for a network
            that sees fractions the two of `digitscan.types.FRACTION_CLASSES`.
        batch_sizes: the batch sizes that are ever run, ascending.
    """

    def __init__(
        self,
        model: str | os.PathLike[str] = "digits",
        device: str = "auto",
        *,
        batch_size: int = 1024,
        threads: int | None = None,
        kind: str = GLYPHS,
    ) -> None:
        """Load a model, as `LoadedModel` does.

        Args:
            model: as for `LoadedModel`.
            device: as for `LoadedModel`.
            batch_size: largest number of glyphs given to the network at once (on the CPU at most 64).
            threads: as for `LoadedModel`.
            kind: ``glyphs`` or ``fractions``.

        Raises:
            ModelError, DeviceError, DependencyError, ValueError: as for `LoadedModel`; `batch_size` is below 1.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size is at least 1, not {batch_size}")
        super().__init__(model, device, threads, kind, batch_size)
        self._outputs = len(self.classes)
        self.classes = CLASSES if kind == GLYPHS else self.classes
        self.batch_sizes = batch_sizes(min(batch_size, _CPU_BATCH)) if self.device == "cpu" else few_sizes(batch_size)

    def classify(self, glyphs: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Classify N glyphs.

        Args:
            glyphs: uint8 (N, 28, 28), white ink on black, normalised; N may be 0.

        Returns:
            float32 (N, 11): the probabilities of the ten digits, then of not-a-digit (0 for a model without that
            class); float32 (N, 2), of number and fraction, for a network that sees these. A glyph's row depends neither
            on its neighbours nor on its place.

        Raises:
            ValueError: dtype or shape is another.
        """
        if glyphs.dtype != np.uint8 or glyphs.ndim != 3 or glyphs.shape[1:] != (28, 28):
            raise ValueError(f"glyphs are uint8 (N, 28, 28), not {glyphs.dtype} {glyphs.shape}")
        out = np.zeros((len(glyphs), len(self.classes)), np.float32)
        start = 0
        for size in plan_batches(len(glyphs), self.batch_sizes):
            chunk = glyphs[start : start + size]
            out[start : start + size, : self._outputs] = self.run(pad_batch(chunk, size))[: len(chunk)]
            start += size
        return out


def _run(runtime: Any, file: ModelFile, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
    result: NDArray[np.float32] = runtime.run([file.output_name], {file.input_name: batch})[0]
    return result


def _start(ort: ModuleType, file: ModelFile, device: str, threads: int | None, largest: int) -> tuple[Any, str, str]:
    """Make the runtime session: (session, device in use, explanation)."""
    if device == "cpu":
        return _take_cpu(ort, file, threads), "cpu", "the CPU was asked for"
    wanted = "cuda" if device == "auto" else device
    reason = obstacle(ort, wanted)
    if not reason:
        session, reason = _try_gpu(ort, file, wanted, threads, largest)
        if session is not None:
            name = "TensorRT" if wanted == "tensorrt" else "CUDA"
            return session, wanted, f"{name} works" if device == "auto" else f"{name} was asked for"
    if device != "auto":
        raise DeviceError(f"device {device} cannot be used: {reason}")
    return _take_cpu(ort, file, threads), "cpu", reason.split(";")[0]


def _import_runtime() -> ModuleType:
    """Import ONNX Runtime without the warnings that it prints while it looks for devices."""
    with silence():
        try:
            import onnxruntime
        except ImportError as error:
            raise DependencyError(
                f"ONNX Runtime cannot be loaded ({error}); reinstall it: pip install --force-reinstall digitscan"
            ) from error
        onnxruntime.set_default_logger_severity(_QUIET)
    return onnxruntime


def _try_gpu(ort: ModuleType, file: ModelFile, device: str, threads: int | None, largest: int) -> tuple[Any, str]:
    """Try a session on a GPU: (session, "") or (None, what failed; and its mend)."""
    with silence() as said:
        try:
            # CUDA and cuDNN that came as wheels lie where the loader does not look.
            ort.preload_dlls()
            ort.set_default_logger_severity(3)  # errors are let through, into `said`: they hold the reason
            session = _create(ort, file, providers(device, file, largest), threads, severity=3)
            if session.get_providers()[0] == PROVIDERS[device]:
                return session, ""
        except ModelError:
            raise
        except Exception as error:  # ONNX Runtime raises classes of its own and RuntimeError: all mean no GPU
            said.append(str(error))
        finally:
            ort.set_default_logger_severity(_QUIET)
    return None, explain_cuda_failure("\n".join(said))


def _take_cpu(ort: ModuleType, file: ModelFile, threads: int | None) -> Any:
    with silence():
        try:
            return _create(ort, file, [CPU], threads)
        except ModelError:
            raise
        except Exception as error:  # classes of ONNX Runtime's own, and RuntimeError
            raise ModelError(f"ONNX Runtime does not accept model file {file.path}: {error}") from error


def _create(ort: ModuleType, file: ModelFile, providers: list[Any], threads: int | None, severity: int = _QUIET) -> Any:
    """Make a session, check its inputs and outputs against the sidecar, and run the warm-up batch.

    Raises:
        ModelError: the file is not what the sidecar says.
        Exception: ONNX Runtime's own, where it accepts neither the file nor the provider.
    """
    session = _open(ort, file, providers, threads, severity)
    _check_graph(session, file)
    _warm_up(session, file)
    return session


def _open_quietly(ort: ModuleType, file: ModelFile, providers: list[Any], threads: int) -> Any:
    with silence():
        return _open(ort, file, providers, threads)


def _open(ort: ModuleType, file: ModelFile, providers: list[Any], threads: int | None, severity: int = _QUIET) -> Any:
    options = ort.SessionOptions()
    options.log_severity_level = severity
    options.intra_op_num_threads = threads or usable_cpus()
    # Threads that spin between batches would take the CPU from the threads that find the next page's glyphs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Without enable_fallback=0 a failing provider is replaced behind our back, with a report on stdout.
    return ort.InferenceSession(file.content, options, providers=providers, enable_fallback=0)


def usable_cpus() -> int:
    """CPUs that this process may use: a container's or a batch system's share, where the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _check_graph(session: Any, file: ModelFile) -> None:
    ends = (*session.get_inputs(), *session.get_outputs())
    # ONNX Runtime gives sizes that may vary as names.
    found = [(end.name, end.type, [n if isinstance(n, int) else None for n in end.shape[1:]]) for end in ends]
    wanted = [
        (file.input_name, "tensor(uint8)", list(file.contract.input_shape[1:])),
        (file.output_name, "tensor(float)", [*file.contract.output_shape[1:], len(file.classes)]),
    ]
    if found != wanted:
        raise ModelError(f"model file {file.path} has {found}, its sidecar says {wanted}; export it anew")


def _warm_up(session: Any, file: ModelFile) -> None:
    """Run one batch and check that it gives probabilities: finite, and 1 in all for each glyph or column."""
    sizes = [WIDTH_STEP if side is None else side for side in file.contract.input_shape[1:]]
    found = _run(session, file, np.zeros((SMALLEST_BATCH, *sizes), np.uint8))
    sums = (np.exp(found) if file.contract.logarithms else found).sum(axis=-1)
    if len(found) != SMALLEST_BATCH or found.shape[-1] != len(file.classes) or not np.allclose(sums, 1, atol=1e-3):
        raise ModelError(f"model file {file.path} does not give probabilities (a row sums to {sums.flat[0]:.3g})")

"""What ONNX Runtime prints: kept from terminals and pipes, and read for the reason why CUDA does not work."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator


@contextlib.contextmanager
def silence() -> Iterator[list[str]]:
    """Catch what native code writes to file descriptor 2 and Python code to stdout; the list has it afterwards.

    Descriptor 2 belongs to the whole process, so this stands only around short calls, before any page is read.
    """
    said: list[str] = []
    with contextlib.ExitStack() as stack:
        printed = stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        try:
            saved = os.dup(2)
        except OSError:  # no standard error at all (a daemon, a windowed program): nothing to catch
            yield said
            return
        stack.callback(os.close, saved)
        try:
            caught = stack.enter_context(tempfile.TemporaryFile())
        except OSError:  # no place for a temporary file (a container whose disk is read-only): it is printed then
            yield said
            return
        with contextlib.suppress(Exception):
            sys.stderr.flush()
        os.dup2(caught.fileno(), 2)
        try:
            yield said
        finally:
            os.dup2(saved, 2)
            caught.seek(0)
            said.append(caught.read().decode("utf-8", "replace"))
            said.append(printed.getvalue())


def explain_cuda_failure(text: str) -> str:
    """Turn what ONNX Runtime said into one line.

    Args:
        text: its messages, colours and all.

    Returns:
        What is wrong; and, after the semicolon, how to mend it.
    """
    missing = re.search(r"(lib[\w.+-]+\.so[\w.]*|\w+\.dll)\S* (?:cannot open shared object|.*missing)", text)
    if missing:
        if "nvinfer" in missing[1]:
            return f"the library {missing[1]} of TensorRT is not installed; run: pip install tensorrt"
        return f"the library {missing[1]} of CUDA or cuDNN is not installed; run: pip install 'digitscan[cuda]'"
    old = re.search(r"driver version is insufficient|CUDA failure 35|cudaErrorInsufficientDriver", text)
    if old:
        return (
            "the NVIDIA driver is too old for the installed CUDA; update the driver, or install an older ONNX Runtime"
        )
    if re.search(r"no CUDA-capable device|CUDA failure 100\b|cudaErrorNoDevice", text):
        return (
            "the NVIDIA driver finds no GPU; 'nvidia-smi' must list it (CUDA_VISIBLE_DEVICES may hide it, a container"
            " needs --gpus all)"
        )
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    first = next((line.strip() for line in plain.splitlines() if line.strip()), "ONNX Runtime gave no reason")
    return f"{first[:300]}; check that 'nvidia-smi' works, then run: pip install --force-reinstall 'digitscan[cuda]'"

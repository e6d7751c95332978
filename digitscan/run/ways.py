"""Which way a run goes: in this process or by workers, and where its networks are."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from digitscan.inputs.source import Source
from digitscan.recognition.gpu import PROVIDERS, may_have_gpu
from digitscan.recognition.networks import Networks
from digitscan.recognition.session import usable_cpus
from digitscan.types import PageFailure

from .messages import Setting
from .pool import Pool, may_have_pages

if TYPE_CHECKING:
    from .alone import Alone


def open_run(
    setting: Setting,
    jobs: int | None,
    *,
    page_timeout: float | None = None,
    known: Sequence[Source | PageFailure] | None = None,
) -> AbstractContextManager[Alone | Pool]:
    """Make ready to read.

    Args:
        setting: how to read.
        jobs: worker processes; None takes one for each CPU that this process may use.
        page_timeout: seconds after which a page is given up; None is never.
        known: all sources, where they are known beforehand.

    Raises:
        ModelError, DeviceError, DependencyError: the networks cannot be loaded here, where they must be.
    """
    jobs = jobs or usable_cpus()
    device = str(setting.reader.get("device", "auto"))
    if page_timeout is None and known is not None and _is_one_page(known):
        from .alone import Alone  # OpenCV and ONNX Runtime come with it, which a pool's own process does not need

        return Alone(setting, jobs)
    if device == "cpu" or (device == "auto" and not may_have_gpu()):
        return Pool(setting, jobs, page_timeout=page_timeout)
    networks = _load(setting, jobs)
    if networks.glyphs.device in PROVIDERS:
        return Pool(setting, jobs, page_timeout=page_timeout, networks=networks, about=networks.about)
    # The CPU after all: every worker has networks of its own, and what was said about the GPU is kept.
    own = Setting({**setting.reader, "device": "cpu"}, setting.overlays)
    return Pool(own, jobs, page_timeout=page_timeout, about=networks.about)


def _load(setting: Setting, jobs: int) -> Networks:
    wanted = setting.reader
    return Networks(
        wanted.get("model", "digits"),
        wanted.get("device", "auto"),
        strip_model=None if wanted.get("reader") == "glyph" else wanted.get("strip_model", "strips"),
        batch_size=wanted.get("batch_size", 1024),
        threads=jobs,
    )


def _is_one_page(known: Sequence[Source | PageFailure]) -> bool:
    return len(known) <= 1 and not any(isinstance(one, Source) and may_have_pages(one) for one in known)

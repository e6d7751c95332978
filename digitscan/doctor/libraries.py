"""The libraries that reading needs: installed, in which version, and whether they can be loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from digitscan.bench.machine import library_versions, pdfium_version
from digitscan.dependencies import explain_import_error

from .findings import Library

_NEEDED = {
    # what is imported: the packages that bring it
    "numpy": ("numpy",),
    "cv2": ("opencv-python", "opencv-python-headless"),
}

_RUNTIMES = ("onnxruntime-gpu", "onnxruntime")


def find_libraries() -> tuple[Library, ...]:
    """Look at each library; loading it proves that it can be used. ONNX Runtime is proved by a session, elsewhere."""
    versions = library_versions()
    found = [Library("python", versions["python"]), Library(*_installed(_RUNTIMES, versions))]
    found += [_library(module, packages, versions) for module, packages in _NEEDED.items()]
    return (*found, _pdf(versions))


def _library(module: str, packages: tuple[str, ...], versions: Mapping[str, str]) -> Library:
    name, version = _installed(packages, versions)
    try:
        import_module(module)
    except Exception as error:  # a broken library may raise anything while it is loaded
        return Library(name, version, _explain(name, error))
    return Library(name, version)


def _pdf(versions: Mapping[str, str]) -> Library:
    """pypdfium2 with the version of PDFium in it; without it, PDF alone cannot be read."""
    version, inner = versions.get("pypdfium2", ""), pdfium_version()
    if inner is None:
        return Library(
            "pypdfium2", version, "no PDF can be read: it does not load; pip install pypdfium2", needed=False
        )
    return Library("pypdfium2", f"{version} (PDFium {inner.partition('@')[0]})", needed=False)


def _installed(packages: tuple[str, ...], versions: Mapping[str, str]) -> tuple[str, str]:
    return next(((name, versions[name]) for name in packages if name in versions), (packages[0], ""))


def _explain(name: str, error: Exception) -> str:
    known = explain_import_error(error) if isinstance(error, ImportError) else None
    words = str(error).strip().splitlines() or [type(error).__name__]
    return known or f"{name} cannot be loaded ({words[0]}); pip install --force-reinstall {name}"


def clashes() -> Iterator[str]:
    """Packages that overwrite each other's files."""
    versions = library_versions()
    for pair in (_RUNTIMES, _NEEDED["cv2"]):
        if all(name in versions for name in pair):
            one, other = pair
            yield (
                f"{one} and {other} are both installed and overwrite each other's files:"
                f" pip uninstall -y {one} {other}, then install one of them"
            )

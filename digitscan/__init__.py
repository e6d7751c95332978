"""digitscan: scanned forms in, a table of the numbers people wrote on them out.

The public API is `Reader`, `Reading` and `PageResult`. It is imported lazily, so that ``digitscan --help`` does not pay
for OpenCV and ONNX Runtime.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digitscan.reader import Reader as Reader
    from digitscan.types import PageResult as PageResult
    from digitscan.types import Reading as Reading

# In a checkout, models/ and training/ stand beside this folder; `python -m` finds it before what is installed.
_CHECKOUT = Path(__file__).resolve().parents[1]
if (_CHECKOUT / "pyproject.toml").is_file():
    __path__.append(str(_CHECKOUT))

__version__ = "0.12.0"
__all__ = ["PageResult", "Reader", "Reading", "__version__"]

_HOMES = {"Reader": "digitscan.reader", "Reading": "digitscan.types", "PageResult": "digitscan.types"}


def __getattr__(name: str) -> Any:
    """Import a public name on first use (PEP 562)."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'digitscan' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

"""What to say when a library that is needed cannot be loaded.

The wheels of OpenCV link against libraries of the system that slim containers leave out, and the training libraries
come with an extra. Both end in an ImportError; here it becomes one line that names the package which mends it.
"""

from __future__ import annotations

import re

_SYSTEM_PACKAGES = {
    # file that the loader misses: (Debian and Ubuntu, Fedora and its kin)
    "libGL.so": ("libgl1", "mesa-libGL"),
    "libEGL.so": ("libegl1", "mesa-libEGL"),
    "libgthread-2.0.so": ("libglib2.0-0", "glib2"),
    "libglib-2.0.so": ("libglib2.0-0", "glib2"),
    "libSM.so": ("libsm6", "libSM"),
    "libICE.so": ("libice6", "libICE"),
    "libXext.so": ("libxext6", "libXext"),
    "libXrender.so": ("libxrender1", "libXrender"),
    "libX11.so": ("libx11-6", "libX11"),
    "libxcb.so": ("libxcb1", "libxcb"),
}

_EXTRAS = dict.fromkeys(("tensorflow", "keras", "tf2onnx", "onnx", "sklearn", "matplotlib"), "train")

_OTHER_OPENCV = "pip uninstall -y opencv-python && pip install opencv-python-headless"


def explain_import_error(error: ImportError) -> str | None:
    """Say in one line which package mends a failed import.

    Args:
        error: as raised by ``import``.

    Returns:
        A line for the user, or None where the cause is not known (then it is an error in the program).
    """
    missing = re.match(r"(?P<file>lib[\w.+-]+?\.so)(?P<version>[\d.]*): cannot open shared object", str(error))
    if missing:
        return _explain_library(missing["file"], missing["version"])
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _explain_module(error.name.partition(".")[0])
    if error.name == "cv2" or (error.path or "").find("cv2") >= 0:
        return f"OpenCV cannot be loaded ({error}); try the build without windows: {_OTHER_OPENCV}"
    return None


def _explain_library(file: str, version: str) -> str:
    if file not in _SYSTEM_PACKAGES:
        return f"the system library {file}{version} is missing; if OpenCV asks for it, this mends it: {_OTHER_OPENCV}"
    debian, fedora = _SYSTEM_PACKAGES[file]
    return (
        f"OpenCV needs the system library {file}{version}; install it (Debian, Ubuntu: apt-get install {debian};"
        f" Fedora: dnf install {fedora}) or do without: {_OTHER_OPENCV}"
    )


def _explain_module(module: str) -> str | None:
    if module in _EXTRAS:
        return f"{module} is not installed; it comes with the extra for it: pip install 'digitscan[{_EXTRAS[module]}]'"
    if module == "cv2":
        return "OpenCV is not installed; run: pip install opencv-python"
    return None

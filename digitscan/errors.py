"""Every error that a user can meet, with its exit code; the command line turns them into one line on stderr.

The exit codes are a documented contract:

====  ================================================================================
0     all inputs were read
2     wrong usage
3     some inputs failed (or, of shards joined, are missing or double), the rest is written
4     nothing to read
5     the device or the model is not usable
130   interrupted; what was finished is kept
====  ================================================================================
"""

from __future__ import annotations

EXIT_OK = 0
EXIT_USAGE = 2
EXIT_SOME_FAILED = 3
EXIT_NOTHING = 4
EXIT_UNUSABLE = 5
EXIT_INTERRUPTED = 130


class DigitscanError(Exception):
    """An error that a user can do something about; its message says what.

    Attributes:
        exit_code: the exit status of the command that ends with it.
    """

    exit_code = EXIT_SOME_FAILED


class UsageError(DigitscanError):
    """The command or the call was wrong: an option, a path to write to, a combination."""

    exit_code = EXIT_USAGE


class InputError(DigitscanError):
    """One input (file, page, stream member) could not be read; the others go on."""


class NothingToReadError(DigitscanError):
    """No readable input was named or found."""

    exit_code = EXIT_NOTHING


class ModelError(DigitscanError):
    """A model file is missing, altered, or does not keep the contract of its sidecar."""

    exit_code = EXIT_UNUSABLE


class DeviceError(DigitscanError):
    """The device asked for cannot be used here; the message says why and how to mend it."""

    exit_code = EXIT_UNUSABLE


class OutputError(DigitscanError):
    """Results could not be written (absent or read-only folder, full disk)."""

    exit_code = EXIT_USAGE


class DependencyError(DigitscanError):
    """A library that is needed cannot be loaded; the message names the package that mends it."""

    exit_code = EXIT_UNUSABLE

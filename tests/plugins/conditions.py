"""🪧 What a spec needs: a Python version, a build, a feature of the machine. Never in silence.

@pytest.mark.since("3.13")       new in 3.13: older Pythons skip it by name
@pytest.mark.before("3.13")      the other side, as it was until then
@pytest.mark.needs("fork")       a skip that says what is missing
"""

import os
import signal
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest

GIL = getattr(sys, "_is_gil_enabled", lambda: True)()
"""Is the GIL on in this interpreter? Always, before 3.13."""

FEATURES = {
    "fork": (hasattr(os, "fork"), "os.fork is not there on this platform"),
    "sigalrm": (hasattr(signal, "SIGALRM"), "SIGALRM is not there on this platform"),
    "posix_signals": (os.name == "posix", "POSIX signals are not there on this platform"),
    "proc": (Path("/proc/self/task").exists(), "/proc is not there on this platform"),
    "gil": (GIL, "this interpreter runs without the GIL"),
    "no_gil": (not GIL, "this interpreter runs with the GIL"),
}

LIBRARIES = {"frontrun": "0.7.0", "interleave-test": "0.1.0"}
"""What `tox -e explore` installs: their verdicts are pinned, and so are their versions."""


@cache
def library(name: str) -> tuple[bool, str]:
    """Is the library there, in its version? And what is missing otherwise."""
    try:
        there = metadata.version(name)
    except metadata.PackageNotFoundError:
        there = "none"
    how = "python -m pip install -r requirements-explore.txt"
    wanted = LIBRARIES[name]
    return there == wanted, f"{name} {wanted} is needed, {there} is installed: {how}"


def version(text: str) -> tuple[int, ...]:
    """ "3.13" as a tuple that compares with sys.version_info."""
    return tuple(int(part) for part in text.split("."))


def why_skipped(item: pytest.Item) -> str | None:
    """The first condition of `item` that does not hold here, in words."""
    for mark in item.iter_markers("since"):
        if sys.version_info < version(mark.args[0]):
            return f"new in Python {mark.args[0]}"
    for mark in item.iter_markers("before"):
        if sys.version_info >= version(mark.args[0]):
            return f"until Python {mark.args[0]}"
    for mark in item.iter_markers("needs"):
        for feature in mark.args:
            there, otherwise = FEATURES[feature] if feature in FEATURES else library(feature)
            if not there:
                return otherwise
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip with the reason."""
    reason = why_skipped(item)
    if reason:
        pytest.skip(reason)

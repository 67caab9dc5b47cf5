"""👶 A child interpreter, for what would end or hang this one. It always has a limit.

Specs  tests/utils/test_child.py
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT = 30.0
"""Seconds until a child is killed. A fuse, never a way to wait."""

GENERATIONS = 2
"""A child may have a child, and that one none: whoever starts itself again ends at once."""

_GENERATION = "SHOWCASE_GENERATION"
_PROJECT = Path(__file__).parents[2]
_BOOT = """\
import importlib, signal, sys
# A shell lets its background jobs ignore both keys, Ctrl-C and Ctrl-\\.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGQUIT"):
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
project, module, function = sys.argv[1:4]
sys.path.insert(0, project)
getattr(importlib.import_module(module), function)()
"""


@dataclass(frozen=True)
class Child:
    """What was left when a child interpreter had ended."""

    exit_code: int | None
    """None: it was still running at its limit, and was killed."""
    out: str
    err: str

    @property
    def said(self) -> list[str]:
        """What it printed, line by line."""
        return self.out.splitlines()


def end_group(child: "subprocess.Popen[Any]") -> None:
    """End a child that has a group of its own, and what it has started, though it be gone itself.

    A grandchild would keep its pipes open for ever. The child is waited for, which after an
    interrupt `with` does for a quarter of a second only: too short on a loaded machine.
    """
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):  # nobody is left
            os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    child.wait()


def in_a_child(
    function: Callable[[], object], *options: str, limit: float = LIMIT, **environ: str
) -> Child:
    """Run `function`, which stands at the top level of a module, in an interpreter of its own.

    Args:
        function: takes no arguments; what it prints is what it has to say.
        options: for the interpreter, for instance "-W", "error".
        limit: seconds until the child is killed; its exit code is then None.
        environ: variables set for the child.

    Returns the child's exit code (negative: killed by that signal) and output.
    Raises RuntimeError in a grandchild.
    """
    generation = int(os.environ.get(_GENERATION, "0")) + 1
    if generation > GENERATIONS:
        raise RuntimeError("a grandchild has no child: is something run by a mere import?")
    # By file and not by __module__, which is "__main__" when a scenario runs by itself.
    path = Path(function.__code__.co_filename).resolve().relative_to(_PROJECT)
    module = ".".join(path.with_suffix("").parts)
    boot = [_BOOT, str(_PROJECT), module, function.__name__]
    command = [sys.executable, *options, "-c", *boot]
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={
            **os.environ,
            "PYTHONIOENCODING": "utf-8",
            "PYTHONUNBUFFERED": "1",
            _GENERATION: str(generation),
            **environ,
        },
        start_new_session=True,  # where there are sessions: a group of its own, ended as one
    )
    with child:
        try:
            out, err = child.communicate(timeout=limit)
            return Child(child.returncode, out, err)
        except subprocess.TimeoutExpired:
            end_group(child)
            return Child(None, *child.communicate())
        finally:  # whatever comes, an interrupt say: nobody is left behind
            end_group(child)

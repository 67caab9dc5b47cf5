"""🍴 What every scenario about fork shares: a child that looks around, and tells."""

import os
import signal
import warnings
from collections.abc import Callable
from typing import Any

from showcase.utils.stage import PATIENCE


def forked(look: Callable[[], Any], leave: Callable[[int], Any] = os._exit) -> str:
    """Fork, look around in the child, and wait for it.

    Args:
        look: called in the child; what it returns comes back as text, an error by its name.
        leave: how the child ends, with 5 as its exit code.

    Returns the text and, where it is not 5, the exit code; "it hung, exit code -14" for a child
    that said nothing within PATIENCE.
    """
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # see say_when_fork_warns
        pid = os.fork()
    if pid == 0:
        signal.alarm(round(PATIENCE))  # a fuse: a child that hangs is ended by SIGALRM
        try:
            seen = str(look())
        except Exception as error:
            seen = type(error).__name__
        os.write(writer, seen.encode())
        leave(5)
    os.close(writer)
    with open(reader, encoding="utf-8") as answer:
        text = answer.read() or "it hung"
    exit_code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return text if exit_code == 5 else f"{text}, exit code {exit_code}"

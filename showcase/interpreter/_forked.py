"""🍴 What every scenario about fork shares: a child that looks around, and tells."""

import os
import select
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

    Returns the text and, where it is not 5, the exit code; "it hung" for a child that did
    nothing within PATIENCE.
    """
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # see say_when_fork_warns
        pid = os.fork()
    if pid == 0:
        signal.alarm(round(PATIENCE))  # a fuse of its own: nobody may be left to end it
        try:
            seen = str(look())
        except Exception as error:
            seen = type(error).__name__
        os.write(writer, seen.encode())
        os.close(writer)
        leave(5)
    os.close(writer)
    if not select.select([reader], [], [], PATIENCE)[0]:
        os.kill(pid, signal.SIGKILL)
    text = os.read(reader, 4096).decode() or "it hung"
    os.close(reader)
    exit_code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return text if exit_code == 5 else f"{text}, exit code {exit_code}"

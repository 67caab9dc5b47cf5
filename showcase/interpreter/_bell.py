"""🔔 The signal that the scenarios of this topic send, and a handler for a block."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

BELL: int = getattr(signal, "SIGUSR1", signal.SIGTERM)
"""The signal that these scenarios send."""

Handler = Callable[[int, Any], Any]


@contextmanager
def handling(handler: Handler | signal.Handlers, signum: int = BELL) -> Iterator[None]:
    """Install a handler for a block, and put the old one back. In the main thread only."""
    before = signal.signal(signum, handler)
    try:
        yield
    finally:
        os.getppid()  # any system call: a signal that is on its way arrives now, not later
        signal.signal(signum, before)


@contextmanager
def blocking(*signals: int) -> Iterator[None]:
    """Block these signals in the calling thread for a block, and put its old mask back (POSIX)."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def ring(thread: Thread) -> None:
    """Send the signal to one thread of this process (POSIX)."""
    signal.pthread_kill(thread.ident or 0, BELL)


def ring_in_this_thread() -> None:
    """Send the signal to the calling thread."""
    signal.raise_signal(BELL)


class Interrupt(Exception):
    """What a handler raises in these scenarios."""

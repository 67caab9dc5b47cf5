"""⏰ The wakeup fd: a byte for whoever sleeps in select(), whichever thread the signal comes in.

    the signal                                 on the fd                    the handler
    ────────────────────────────────────────   ──────────────────────────   ────────────────
    has a Python handler                       ✅ its number, as one byte    runs in main
    … and the pipe is full                     ❌ nothing: a warning         runs in main
    has no Python handler                      ❌ nothing                    –
    comes in a worker; main is in select()     ✅ main wakes up              runs at once

TL;DR  A signal that comes in another thread does not wake the main thread; a byte on an fd that it
       selects on does. That is how event loops hear of Ctrl-C.

Run    python -m showcase.interpreter.wakeup_fd_demo
Specs  tests/interpreter/test_wakeup_fd.py
Next   exit_demo.py: what becomes of the other threads when main is gone
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import io
import os
import select
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stderr, suppress
from threading import main_thread
from typing import Any

from showcase.interpreter._bell import BELL, handling, ring_in_this_thread
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, stands_in, until

log = get_logger()


@contextmanager
def _pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    try:
        yield ends
    finally:
        for end in ends:
            os.close(end)


def ignore(number: int, frame: Any) -> None:
    """A handler that does nothing."""


def bytes_on_the_wakeup_fd(
    warn_on_full_buffer: bool = True, full: bool = False, handler: Any = ignore
) -> list[str]:
    """A signal comes while signal.set_wakeup_fd() is set to a pipe, which may be full.

    Args:
        warn_on_full_buffer: as in set_wakeup_fd().
        full: nothing more fits into the pipe.
        handler: of the signal; by default a function that does nothing.

    Returns what came through the pipe, as names of signals, and what sys.unraisablehook was told.
    """
    told: list[str] = []
    hook = sys.unraisablehook
    # Until 3.11 the report has a headline of its own, on standard error.
    with _pipe() as (reader, writer), handling(handler), redirect_stderr(io.StringIO()):
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)
        with suppress(BlockingIOError):
            while full:
                os.write(writer, bytes(select.PIPE_BUF))
        before = signal.set_wakeup_fd(writer, warn_on_full_buffer=warn_on_full_buffer)
        sys.unraisablehook = lambda report: told.append(report.exc_type.__name__)
        try:
            signal.raise_signal(BELL)
        finally:
            signal.set_wakeup_fd(before)
            sys.unraisablehook = hook
        arrived = b""
        with suppress(BlockingIOError):
            arrived = os.read(reader, select.PIPE_BUF)
    return [signal.Signals(byte).name for byte in arrived if byte] + told


def wake_main_from_select() -> list[str]:
    """main sleeps in select() on the wakeup fd, and the signal comes in a worker.

    Returns the order of events.
    """
    order: list[str] = []

    def sleep_in_select() -> bool:
        return bool(select.select([reader], [], [], PATIENCE)[0])

    def worker() -> None:
        until(lambda: stands_in(main_thread(), "sleep_in_select"), "main is about to sleep")
        ring_in_this_thread()

    with (
        _pipe() as (reader, writer),
        handling(lambda number, frame: order.append("the handler runs")),
    ):
        os.set_blocking(writer, False)
        before = signal.set_wakeup_fd(writer)
        try:
            with ThreadPoolExecutor() as pool:
                pool.submit(worker)
                order.append("main is awake" if sleep_in_select() else "main has slept on")
        finally:
            signal.set_wakeup_fd(before)
    return order


def main() -> None:
    """❌ before ✅."""
    if os.name != "posix":
        log.info("⏰ select() takes no pipes on this platform")
        return
    log.info("❌ without a handler: %s", bytes_on_the_wakeup_fd(handler=signal.SIG_IGN))
    log.info("❌ the pipe is full: %s", bytes_on_the_wakeup_fd(full=True))
    log.info("✅ with a handler: %s", bytes_on_the_wakeup_fd())
    log.info("✅ main sleeps in select(): %s", ", ".join(wake_main_from_select()))


if __name__ == "__main__":
    run(main)

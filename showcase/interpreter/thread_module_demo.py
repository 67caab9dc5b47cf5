"""🧱 The _thread module: what threading is built from.

                                   _thread.start_new_thread     threading.Thread
    ────────────────────────────   ──────────────────────────   ─────────────────────────
    what you get back               an ident, a number           an object: join, is_alive
    to wait for the end             ❌ bring your own lock       ✅ join()
    an unhandled error goes to      sys.unraisablehook           threading.excepthook
    known to threading.enumerate    ❌                           ✅
    waited for at exit              ❌                           ✅ unless it is a daemon

TL;DR  Use threading. What is below it explains a name that you meet: a Lock is a _thread.lock,
       and ThreadError has always been RuntimeError.

Run    python -m showcase.interpreter.thread_module_demo
Specs  tests/interpreter/test_thread_module.py
Next   context_vars_demo.py: what a thread finds when it starts
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import _thread
import os
import sys
import threading
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass
from typing import Any, TextIO

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, until

log = get_logger()


# 1 ── Start a thread, and learn that it has ended ────────────────────────────


@dataclass(frozen=True)
class Ran:
    """What came of a function that ran in a raw thread."""

    returned_ident: int
    """What start_new_thread returned."""
    ident: int
    """What get_ident() returned inside."""
    native_id: int
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]
    known_to_threading: bool


def run_raw(*arguments: Any, **keywords: Any) -> Ran:
    """Start a raw thread with these arguments, and wait for it: a lock stands in for join()."""
    inside: dict[str, Any] = {}
    done = _thread.allocate_lock()
    done.acquire()

    def function(*args: Any, **kwargs: Any) -> None:
        ident = _thread.get_ident()
        inside["ident"] = ident
        inside["native_id"] = _thread.get_native_id()
        inside["arguments"], inside["keywords"] = args, kwargs
        inside["known_to_threading"] = ident in [t.ident for t in threading.enumerate()]
        done.release()  # any thread may release a lock, so this one tells the other

    returned = _thread.start_new_thread(function, arguments, keywords)
    if not done.acquire(timeout=PATIENCE):
        raise TimeoutError("the raw thread never came to its end")
    return Ran(returned, **inside)


def start_under_audit() -> None:
    """For a child, since an audit hook stays for good: print the event of a raw thread's start."""

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith("_thread."):
            print(event, arguments[0].__name__, *arguments[1:])

    sys.addaudithook(hear)
    run_raw("one", two=2)


# 2 ── A raw thread that ends with an exception ───────────────────────────────


def reported_by_a_raw_thread(leave: Callable[[], object], paper: TextIO | None = None) -> list[str]:
    """What sys.unraisablehook and threading.excepthook are told of a function that raises.

    Args:
        leave: raises something; what it raises ends the thread.
        paper: what the default hook prints goes there, if it is given.

    Returns "hook: error" for each report, with ", and where" if the report names the function;
    empty if the thread went silently.
    """
    reports: list[str] = []
    done = _thread.allocate_lock()
    before = sys.unraisablehook, threading.excepthook

    def function() -> None:
        try:
            leave()
        finally:
            done.release()

    def unraisable(unraisable: Any) -> None:
        named = unraisable.object is function or repr(function) in unraisable.err_msg
        reports.append(f"unraisablehook: {unraisable.exc_type.__name__}{', and where' * named}")
        if paper:
            with redirect_stderr(paper):
                sys.__unraisablehook__(unraisable)

    def excepthook(args: Any) -> None:
        reports.append(f"excepthook: {args.exc_type.__name__}")

    sys.unraisablehook, threading.excepthook = unraisable, excepthook
    try:
        count = _thread._count()
        done.acquire()
        _thread.start_new_thread(function, ())
        done.acquire(timeout=PATIENCE)
        # The error is reported after the function's last line, so wait for the thread itself.
        until(lambda: _thread._count() <= count, "the raw thread is gone")
    finally:
        sys.unraisablehook, threading.excepthook = before
    return reports


def exit_with_a_raw_thread() -> None:
    """For a child: main ends while a raw thread is in a `try` block."""
    is_inside, for_ever = Cue(), threading.Event()

    def function() -> None:
        try:
            is_inside.set()
            for_ever.wait()
        finally:
            print("the raw thread ends")

    _thread.start_new_thread(function, ())
    is_inside.wait()
    print("main ends")


def start_too_late() -> None:
    """For a child (3.12+): a __del__ that the dying interpreter calls starts threads, and forks."""
    forks = [getattr(os, name) for name in ("fork", "forkpty") if hasattr(os, name)]

    class Owner:
        def __del__(self) -> None:
            thread = threading.Thread()
            for start in (lambda: _thread.start_new_thread(print, ()), thread.start, *forks):
                try:
                    start()
                except RuntimeError as error:
                    print(type(error).__name__)

    sys.modules["__main__"].owner = Owner()  # type: ignore[attr-defined]  # kept to the very end


# 3 ── The stack of threads to come ───────────────────────────────────────────


def stack_size_set_and_read(size: int) -> list[int]:
    """Set the stack size of new threads, in bytes.

    Returns what stack_size() says before, what setting returns, and what it says afterwards.
    The old size is put back. Raises ValueError for a size that is too small.
    """
    before = _thread.stack_size()
    try:
        returned = _thread.stack_size(size)
        return [before, returned, _thread.stack_size()]
    finally:
        _thread.stack_size(before)


def main() -> None:
    """❌ before ✅."""
    ran = run_raw("one", two=2)
    log.info("🧱 a raw thread got %s and %s", ran.arguments, ran.keywords)
    log.info("❌ known to threading? %s", ran.known_to_threading)
    log.info("✅ its ident is what start_new_thread returned: %s", ran.ident == ran.returned_ident)
    log.info("❌ an error: %s", reported_by_a_raw_thread(lambda: 1 / 0))
    log.info("✅ _thread.exit(): %s", reported_by_a_raw_thread(_thread.exit))
    log.info("📏 a stack of 1 MiB: %s", stack_size_set_and_read(2**20)[2] == 2**20)


if __name__ == "__main__":
    run(main)

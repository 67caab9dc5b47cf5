"""💥 Exceptions in threads: join() says nothing, a hook is told, a Future keeps it.

    who ran the work                  what the caller gets      threading.excepthook
    ────────────────────────────────  ────────────────────────  ──────────────────────
    🧵 Thread.start(), Thread.join()   nothing               ❌  is told
    📦 submit(), Future.result()       the exception itself  ✅  hears nothing

The hook is called in the thread that fails, while it is still alive: with the exception, its
traceback and the thread. What it keeps stays in memory.

TL;DR  An exception ends its thread and nobody else notices. Set threading.excepthook to hear
       of it; use a Future if the caller is to have it.

Run    python -m showcase.parallel_execution.exceptions_in_threads
Specs  tests/parallel_execution/test_exceptions_in_threads.py
Next   excepthook_demo.py: what the hook does, and what if it fails as well.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread, current_thread
from typing import Any, NoReturn

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE

log = get_logger()


# 1 ── Lost in a thread, kept by a Future ─────────────────────────────────────


def in_a_raw_thread(work: Callable[[], object]) -> None:
    """🧵 join() returns None, whatever became of the work."""
    thread = Thread(target=work, name="worker")
    thread.start()
    thread.join(PATIENCE)


def in_a_future(work: Callable[[], object]) -> None:
    """📦 result() raises what the work raised."""
    with ThreadPoolExecutor(thread_name_prefix="pool") as pool:
        pool.submit(work).result(PATIENCE)


@dataclass(frozen=True)
class Observed:
    """Who heard of the exception."""

    caller_got: str
    hook_got: str


def divide_by_zero(run_it: Callable[[Callable[[], object]], None]) -> Observed:
    """Have a ZeroDivisionError raised in another thread; return who hears of it.

    Args:
        run_it: in_a_raw_thread or in_a_future.
    """
    caller_got = hook_got = "nothing"

    def hook(args: threading.ExceptHookArgs) -> None:
        nonlocal hook_got
        hook_got = args.exc_type.__name__

    with replaced(threading, "excepthook", hook):
        try:
            run_it(lambda: crash(ZeroDivisionError))
        except ZeroDivisionError as error:
            caller_got = type(error).__name__
    return Observed(caller_got, hook_got)


@contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Another value for `owner.name` inside the block, for instance for a hook."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


# 2 ── What the hook is told ──────────────────────────────────────────────────


class Accident(Exception):
    """Something that went wrong."""


def crash(kind: type[BaseException]) -> NoReturn:
    """Raise an exception of that kind."""
    raise kind("oh no")


@dataclass(frozen=True)
class Report:
    """The four attributes of the hook's argument, and where the hook stood."""

    exc_type: type[BaseException]
    exc_value: str
    raised_in: str
    """The function at the end of exc_traceback."""
    thread: str
    hook_ran_in: str
    thread_was_alive: bool


def what_the_hook_is_told(kind: type[BaseException]) -> list[Report]:
    """Let a thread named "worker" crash; return what threading.excepthook was called with."""
    reports = []

    def hook(args: threading.ExceptHookArgs) -> None:
        traceback: Any = args.exc_traceback
        while traceback.tb_next is not None:
            traceback = traceback.tb_next
        where = traceback.tb_frame.f_code.co_name
        thread: Any = args.thread
        here = current_thread().name
        value = repr(args.exc_value)
        reports.append(Report(args.exc_type, value, where, thread.name, here, thread.is_alive()))

    with replaced(threading, "excepthook", hook):
        in_a_raw_thread(lambda: crash(kind))
    return reports


def exception_outlives_its_thread(store: Callable[[Any], object]) -> tuple[bool, bool]:
    """Is the exception still in memory when its thread has ended, and then after gc.collect()?

    Args:
        store: called by the hook with its argument, whose exc_value has every local of the crash.
    """
    watch: list[weakref.ref[BaseException]] = []

    def hook(args: Any) -> None:
        watch.append(weakref.ref(args.exc_value))
        store(args)

    gc.disable()  # it would come at any moment: here, when it is called
    try:
        with replaced(threading, "excepthook", hook):
            in_a_raw_thread(lambda: crash(Accident))
        [error] = watch
        at_its_end = error() is not None
        gc.collect()
        return at_its_end, error() is not None
    finally:
        gc.enable()


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for title, run_it in [("🧵 a thread", in_a_raw_thread), ("📦 a future", in_a_future)]:
        seen = divide_by_zero(run_it)
        mark = "❌" if seen.caller_got == "nothing" else "✅"
        log.info("%s crashes", title)
        log.info("%s the caller gets %s, the hook %s", mark, seen.caller_got, seen.hook_got)

    log.info("🪝 what a hook is told")
    for report in what_the_hook_is_told(Accident):
        log.info("%s, raised in %s() of %s", report.exc_value, report.raised_in, report.thread)


if __name__ == "__main__":
    run(main)

"""🍴 Fork: the child process has one thread, whatever the parent had.

    in the child of os.fork()         what is left
    ────────────────────────────────  ────────────────────────────────────────────────────
    🧵 the thread that called fork()   ✅ goes on, and is the main thread from now on
    🧵 every other thread              ❌ gone: not alive, not listed, joined at once
    🔒 a lock that one of them held    ❌ held for ever: nobody is there to release it
    👽 a foreign thread that forked    ✅ a main thread called MainThread (3.13+)

TL;DR  Fork before you start threads, or not at all: subprocess, or multiprocessing with
       "spawn" or "forkserver". Since 3.12 os.fork() warns if there are other threads.

Run    python -m showcase.parallel_execution.thread_fork_demo     (where os.fork is)
Specs  tests/parallel_execution/test_thread_fork.py
Next   pool_lifetime_demo.py: what becomes of a pool.
"""

if not __package__: __import__("sys").path.append(__file__.rsplit("showcase", 1)[0])  # fmt: skip

import _thread
import os
import signal
import threading
import warnings
from collections.abc import Callable, Iterable
from threading import Lock, Thread, current_thread, main_thread

from showcase.utils.child import Child, in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue

log = get_logger()


def fork_and_look(look: Callable[[], Iterable[str]]) -> None:
    """Fork; the child prints what `look()` yields and ends at once, the parent waits for it."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        pid = os.fork()
        if pid == 0:
            signal.alarm(round(PATIENCE))  # a fuse: a child that is stuck ends
            try:
                for line in look():
                    print(line, flush=True)
            finally:
                os._exit(0)
    os.waitpid(pid, 0)
    print("os.fork() warned:", *[w.category.__name__ for w in warned], flush=True)


def who_is_left() -> str:
    """The threads of this process, as `threading` knows them."""
    names = " ".join(thread.name for thread in threading.enumerate())
    alone = threading.active_count() == 1 and main_thread() is current_thread()
    return f"{names}, alone: {alone}, alive: {main_thread().is_alive()}"


# For child interpreters: a fork of the process that runs the scenarios would fork its tests.


def _main_thread_forks() -> None:
    lock = Lock()
    lock_is_taken, stranger_is_there, may_end = Cue(), Cue(), Cue()
    strangers = []

    def hold_the_lock() -> None:
        with lock:
            lock_is_taken.set()
            may_end.wait()

    def be_a_stranger() -> None:
        strangers.append(current_thread())
        stranger_is_there.set()
        may_end.wait()

    def look() -> Iterable[str]:
        yield f"listed: {who_is_left()}"
        worker.join()
        yield f"the worker is alive: {worker.is_alive()}"
        yield f"the worker's lock is free: {lock.acquire(blocking=False)}"
        try:
            yield f"the stranger is alive: {strangers[0].is_alive()}"
        except (AssertionError, RuntimeError) as refusal:
            yield f"the stranger: {type(refusal).__name__}"

    worker = Thread(target=hold_the_lock, name="worker")
    worker.start()
    _thread.start_new_thread(be_a_stranger, ())
    lock_is_taken.wait()
    stranger_is_there.wait()
    fork_and_look(look)
    print("in the parent the worker is alive:", worker.is_alive(), flush=True)
    may_end.set()
    worker.join(PATIENCE)


def _worker_forks() -> None:
    former = main_thread()

    def look() -> Iterable[str]:
        yield f"listed: {who_is_left()}"
        former.join()
        yield f"the former main thread is alive: {former.is_alive()}"
        yield f"the ident is right: {main_thread().ident == threading.get_ident()}"
        yield f"the native id is right: {main_thread().native_id == threading.get_native_id()}"

    worker = Thread(target=fork_and_look, args=(look,), name="worker")
    worker.start()
    worker.join(PATIENCE)


def _stranger_forks(asks_first: bool) -> None:
    is_done = Cue()

    def look() -> Iterable[str]:
        yield f"listed: {who_is_left()}"
        yield f"a daemon: {main_thread().daemon}"
        yield f"shown: {repr(main_thread()).partition('(')[0]}"

    def life() -> None:
        if asks_first:
            current_thread()
        fork_and_look(look)
        is_done.set()

    _thread.start_new_thread(life, ())
    is_done.wait()


def _stranger_with_a_stand_in_forks() -> None:
    _stranger_forks(asks_first=True)


def _stranger_without_a_stand_in_forks() -> None:
    _stranger_forks(asks_first=False)


def when_the_main_thread_forks() -> Child:
    """A worker holds a lock, a foreign thread is there, and the main thread forks."""
    return in_a_child(_main_thread_forks)


def when_a_worker_forks() -> Child:
    """A thread that is not the main thread forks."""
    return in_a_child(_worker_forks)


def when_a_stranger_forks(asks_first: bool) -> Child:
    """A thread that `threading` has not started forks.

    Args:
        asks_first: it has called current_thread() before, and so has a stand-in.
    """
    return in_a_child(
        _stranger_with_a_stand_in_forks if asks_first else _stranger_without_a_stand_in_forks
    )


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """Who is left?"""
    if not hasattr(os, "fork"):
        log.info("🍴 there is no os.fork() here")
        return
    log.info("🍴 the main thread forks while a worker holds a lock")
    for line in when_the_main_thread_forks().said[:3]:
        log.info("%s %s", "✅" if "alone" in line else "❌", line)
    log.info("🍴 a worker forks")
    for line in when_a_worker_forks().said[:2]:
        log.info("✅ %s", line)


if __name__ == "__main__":
    run(main)

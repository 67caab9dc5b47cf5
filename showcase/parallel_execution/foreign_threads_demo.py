"""👽 Foreign threads: threads that `threading` has not started.

A thread that C code or `_thread` has started has no Thread object. As soon as it asks for one,
it gets a dummy Thread object, which can do less.

    of the dummy          you get
    ────────────────────  ────────────────────────────────────────────────────────────────
    name, daemon           "Dummy-N", True
    ident, native_id       those of the thread
    enumerate()            ✅ has it, from the first current_thread() in that thread
    is_alive()             ❌ always True, even when the thread has ended
    join()                 ❌ AssertionError until 3.12, RuntimeError since 3.13
    after the thread's end ❌ stays in enumerate() until 3.12, ✅ leaves it since 3.13
    an exception           goes to sys.unraisablehook, not to threading.excepthook

TL;DR  Use threading.Thread. Where a library brings its own threads, expect a Dummy.

Run    python -m showcase.parallel_execution.foreign_threads_demo
Specs  tests/parallel_execution/test_foreign_threads.py
Next   stack_size_demo.py: how much room a thread has for its calls.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import _thread
import os
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, TypeVar

from showcase.parallel_execution.exceptions_in_threads import replaced
from showcase.utils.child import Child, in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, until

log = get_logger()
Result = TypeVar("Result")


def see_off(life: Callable[[], object]) -> None:
    """Run `life` in a thread that only `_thread` knows; come back when that thread has ended.

    There is no join() for it, but a count of the threads that run.
    """
    running = _thread._count()
    is_there, may_begin = Cue(), Cue()

    def begin() -> None:
        is_there.set()
        if may_begin.wait():
            life()

    _thread.start_new_thread(begin, ())
    is_there.wait()
    may_begin.set()
    until(lambda: _thread._count() == running, "the foreign thread ends")


def in_a_foreign_thread(work: Callable[[], Result]) -> tuple[Result, threading.Thread]:
    """Run `work` in a thread that `threading` knows nothing of.

    Returns what it returned, and the dummy, which has left threading.enumerate() by then.
    """
    results: list[Result] = []
    dummies = []

    def life() -> None:
        try:
            results.append(work())
        finally:
            me = threading.current_thread()
            dummies.append(me)
            me._delete()  # type: ignore[attr-defined]  # nobody else would, until 3.12

    see_off(life)
    return results[0], dummies[0]


# 1 ── The dummy ───────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Dummy:
    """What a foreign thread sees of its dummy Thread object."""

    name: str
    daemon: bool
    alive: bool
    shown: str
    ids_are_right: bool
    is_always_the_same: bool
    listed_before_it_asked: bool
    listed_afterwards: bool


def look_at_the_dummy() -> Dummy:
    """Let a foreign thread ask for its Thread object, and describe what it gets."""

    def look() -> Dummy:
        me = threading.get_ident()
        before = any(thread.ident == me for thread in threading.enumerate())
        thread = threading.current_thread()
        return Dummy(
            name=thread.name,
            daemon=thread.daemon,
            alive=thread.is_alive(),
            shown=repr(thread),
            ids_are_right=(thread.ident, thread.native_id) == (me, threading.get_native_id()),
            is_always_the_same=threading.current_thread() is thread,
            listed_before_it_asked=before,
            listed_afterwards=threading.enumerate().count(thread) == 1,
        )

    return in_a_foreign_thread(look)[0]


def refusal_of(use: Callable[[threading.Thread], Any]) -> Exception:
    """Use the dummy of a live foreign thread; return the exception that it raises."""

    def attempt() -> Exception:
        try:
            use(threading.current_thread())
        except Exception as refusal:
            return refusal
        return Exception("it did as it was told")

    return in_a_foreign_thread(attempt)[0]


# 2 ── Its end ────────────────────────────────────────────────────────────────


def dummy_is_alive_after_its_end() -> bool:
    """Ask the dummy of a thread that has ended whether it is alive."""
    return in_a_foreign_thread(lambda: None)[1].is_alive()


def _dummy_is_left_alone() -> None:
    dummies = []
    see_off(lambda: dummies.append(threading.current_thread()))
    if sys.version_info >= (3, 13):
        until(lambda: dummies[0] not in threading.enumerate(), "the dummy leaves the list")
    print(*[thread.name.partition("-")[0] for thread in threading.enumerate()])


def who_is_listed_after_its_end() -> Child:
    """Let a foreign thread come and go; return who is in threading.enumerate() afterwards."""
    return in_a_child(_dummy_is_left_alone)


def _free_a_value_at_the_end() -> None:
    own, names = threading.local(), []

    class Page:
        def __del__(self) -> None:
            names.append(threading.current_thread().name)  # as a log would, for its %(threadName)s

    def work() -> None:
        own.page = Page()

    threading.Thread(target=work, name="worker").start()
    until(lambda: bool(names), "the page is freed")
    print(*names)
    print(*[thread.name for thread in threading.enumerate()])


def who_frees_a_value_at_the_end() -> Child:
    """Let a thread end that has a value in a local; return who its __del__() is told that it is.

    The second line is who is in threading.enumerate() afterwards.
    """
    return in_a_child(_free_a_value_at_the_end)


def _fork_beside_a_foreign_thread() -> None:
    dummies = []
    is_there = Cue()

    def life() -> None:
        dummies.append(threading.current_thread())
        is_there.set()
        Cue().wait()  # it stays until the program ends

    _thread.start_new_thread(life, ())
    is_there.wait()
    print("foreign threads:", _thread._count())
    pid = os.fork()
    if pid == 0:
        try:
            print("alive:", dummies[0].is_alive())
        except (AssertionError, RuntimeError) as refusal:
            print(f"{type(refusal).__name__}: {refusal}")
        finally:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    print(f"alive: {dummies[0].is_alive()}, the child's exit status: {status}")


def dummy_in_a_fork() -> Child:
    """Fork while a foreign thread is there; return what is_alive() says in child and parent."""
    fork_warns = "ignore::DeprecationWarning"  # that there are other threads
    return in_a_child(_fork_beside_a_foreign_thread, "-W", fork_warns)


# 3 ── Its exceptions ─────────────────────────────────────────────────────────


def who_hears_of_a_crash(error: BaseException) -> list[str]:
    """Raise `error` in a foreign thread; return which hooks are called, with what."""
    told: list[str] = []

    def crash() -> None:
        raise error

    def hear(hook: str) -> Callable[[Any], None]:
        return lambda args: told.append(f"{hook}: {args.exc_type.__name__}")

    with ExitStack() as hooks:
        for module, name in ((threading, "excepthook"), (sys, "unraisablehook")):
            hooks.enter_context(replaced(module, name, hear(f"{module.__name__}.{name}")))
        see_off(crash)
    return told


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """A visitor."""
    seen = look_at_the_dummy()
    log.info("👽 listed before it asks who it is: %s", seen.listed_before_it_asked)
    log.info("👽 listed afterwards: %s, as a daemon: %s", seen.listed_afterwards, seen.daemon)
    log.info("👽 join(): ❌ %s", refusal_of(lambda thread: thread.join()))
    log.info("👽 alive, long after its end: ❌ %s", dummy_is_alive_after_its_end())
    log.info("👽 its crash: %s", who_hears_of_a_crash(ValueError()))


if __name__ == "__main__":
    run(main)
